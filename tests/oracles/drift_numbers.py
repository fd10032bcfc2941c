"""Evidently's drift tests of numbers, on samples of many kinds, for tests/lib/drift/.

    python drift_numbers.py > ../fixtures/oracles/drift_numbers.json
    python drift_numbers.py --seed 7 --wide > elsewhere.json      # other data, and large samples

Needs evidently==0.7.23, scipy==1.17.1, "pandas<3". Each case holds its two samples, or how both sides make them (a
`recipe`: the fractional parts of multiples of the golden ratio, through a named function), whether pandas typed both
columns as integers, and what each test gave: its value, or null where it raised an error or answered NaN. `tails` are
values of the distributions alone.
"""

import argparse
import json
import math
import sys
import warnings

import evidently
import numpy as np
import pandas as pd
import scipy
from evidently.legacy.calculations.stattests import registry
from evidently.legacy.core import ColumnType
from scipy import special
from scipy.stats import _ksstats, kstwo

warnings.filterwarnings("ignore")
NAMES = ["ks", "wasserstein", "jensenshannon", "psi", "kl_div", "hellinger", "cramer_von_mises", "anderson", "mannw",
         "t_test", "ed", "es"]


def values(reference, current):
    reference, current = pd.Series(reference), pd.Series(current)
    found = {}
    for name in NAMES:
        test = registry._registered_stat_tests[name][ColumnType.Numerical]
        try:
            value = float(test(reference.copy(), current.copy(), ColumnType.Numerical, None).drift_score)
            found[name] = value if math.isfinite(value) else None
        except Exception:
            found[name] = None
    return found


def samples(rng, wide):
    tiny = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 20, 21, 24]
    for n in tiny:
        for m in ([n, 5, 8, 20] if not wide else tiny):
            yield f"tiny {n} {m}", rng.normal(size=n), rng.normal(0.8, 1.5, size=m)
            yield f"tiny ties {n} {m}", rng.integers(0, 6, n), rng.integers(1, 9, m)
    yield "many against few", rng.normal(size=400), rng.normal(0.5, 1, 6)
    yield "same", np.arange(50.0), np.arange(50.0)
    yield "constant", np.full(30, 4.0), np.full(40, 4.0)
    yield "constant 0.1", np.full(1000, 0.1), np.full(500, 0.1)
    yield "two constants", np.full(30, 4.0), np.full(40, 5.0)
    yield "constant reference", np.full(60, 4.0), rng.normal(4, 1, 60)
    yield "constant current", rng.normal(4, 1, 60), np.full(60, 4.0)
    yield "almost constant", np.r_[np.full(99, 2.0), 3.0], np.r_[np.full(98, 2.0), 3.0, 3.0]
    yield "zeros and ones", rng.integers(0, 2, 200), rng.integers(0, 2, 300)
    yield "zeros and ones as floats", rng.integers(0, 2, 200) * 1.0, rng.integers(0, 2, 300) * 1.0
    yield "small integers", rng.integers(0, 5, 300), rng.integers(1, 6, 200)
    yield "integers", rng.poisson(30, 400), rng.poisson(31, 300)
    yield "integers as floats", rng.poisson(12, 400) * 1.0, rng.poisson(13, 300) * 1.0
    yield "negative integers", rng.integers(-40, 5, 400), rng.integers(-38, 9, 350)
    yield "mixed types", rng.integers(0, 4, 100), np.round(rng.normal(2, 1, 90), 1)
    yield "twenty distinct", np.tile(np.arange(20), 20), rng.integers(0, 25, 300)
    yield "twenty-one distinct", np.tile(np.arange(21), 20), rng.integers(0, 25, 300)
    yield "few in reference, many in current", rng.integers(0, 9, 300) * 1.0, rng.normal(4, 2, 400)
    yield "on the edges", np.arange(64) / 8, np.arange(128) / 16
    yield "tenths", np.round(rng.normal(300, 2, 300), 1), np.round(rng.normal(300.4, 2, 280), 1)
    yield "heavy tails", rng.standard_cauchy(300), rng.standard_cauchy(320) * 1.2
    yield "log-normal", rng.lognormal(0, 3, 200), rng.lognormal(0.3, 3, 240)
    yield "far apart", rng.normal(0, 1, 300), rng.normal(50, 1, 300)
    yield "large offset", 1.7e9 + rng.normal(0, 5, 300), 1.7e9 + rng.normal(0.6, 5, 300)
    yield "tiny scale", rng.normal(0, 1e-9, 200), rng.normal(0, 2e-9, 200)
    yield "huge scale", rng.normal(0, 1e120, 200), rng.normal(0, 2e120, 200)
    yield "spread only", rng.normal(0, 1, 300), rng.normal(0, 1.6, 300)
    if wide:
        for size in [(900, 1100), (1000, 1000), (9999, 10000), (10000, 10000), (3000, 7000)]:
            for shift in [0, 0.02, 0.1, 1]:
                yield f"wide {size} {shift}", rng.normal(0, 1, size[0]), rng.normal(shift, 1, size[1])
        for size in [(10001, 40), (10001, 150), (12000, 20), (20000, 20000), (100000, 3000), (500000, 500000)]:
            for shift in [0, 0.01, 0.05, 0.4]:
                yield f"large {size} {shift}", rng.normal(0, 1, size[0]), rng.normal(shift, 1, size[1])
        yield "large ties", np.round(rng.normal(0, 1, 200000), 1), np.round(rng.normal(0.02, 1, 150000), 1)
        yield "large integers", rng.integers(0, 21, 800000), rng.integers(0, 22, 900000)
        yield "large cauchy", rng.standard_cauchy(60000), rng.standard_cauchy(50000) * 1.01


def golden(count, shift, scale, kind):
    """Samples that both languages make to the last bit: no need to store them."""
    u = np.mod(np.arange(1, count + 1) * 0.6180339887498949, 1)
    if kind == "uniform":
        return shift + scale * u
    if kind == "rounded":
        return np.floor((shift + scale * u) * 16) / 16
    return shift + scale / (1 - u * 0.999)


RECIPES = [
    [[4000, 0, 1, "uniform"], [5000, 0.01, 1, "uniform"]],
    [[9000, 0, 1, "uniform"], [9000, 0.005, 1, "uniform"]],
    [[10001, 0, 1, "uniform"], [40, 0.1, 0.9, "uniform"]],
    [[12000, 0, 1, "uniform"], [300, 0.03, 1, "uniform"]],
    [[30000, 0, 1, "uniform"], [20000, 0.01, 1, "uniform"]],
    [[30000, 0, 1, "uniform"], [20000, 0.002, 1, "uniform"]],
    [[50000, 0, 8, "rounded"], [40000, 0.05, 8, "rounded"]],
    [[40000, 0, 1, "tail"], [30000, 0.05, 1.02, "tail"]],
    [[3000, 0, 1, "tail"], [3000, 0.5, 2, "tail"]],
]


def tails():
    kolmogorov = []
    for n in [1, 2, 5, 10, 50, 139, 140, 141, 400, 5000, 99999, 100000, 100001, 250000, 999999, 1000000, 1000001, 4000000]:
        for x in [0.4 / n, 0.7 / n, 1 / n, 1.5 / n, *(z / math.sqrt(n) for z in [0.2, 0.4, 0.6, 0.86, 1, 1.2, 1.48, 1.5, 1.9,
                  2.01, 3, 5]), 0.49, 0.5, 0.51, 0.9]:
            if 0 < x < 1:
                kolmogorov.append([n, x, float(kstwo.sf(x, n))])
    smirnov = [[n, x, float(special.smirnov(n, x))] for n in [1, 3, 10, 100, 5000, 200000, 1000000]
               for x in [1e-3, 0.01, 0.05, 0.2, 0.5, 0.8, 0.99]]
    student = [[t, n, float(2 * special.stdtr(n, -t))] for n in [1, 2, 3, 10, 57, 58, 59, 60, 61, 1000, 10**6, 10**7]
               for t in [1e-6, 0.1, 0.7, 1, 1.5, 2, 3, 6, 12, 30]]
    normal = [[x, float(special.erfc(x))] for x in [-6, -2, -1, -0.3, 0, 1e-9, 0.2, 0.5, 1, 1.4, 1.5, 2, 3, 5, 9, 15, 26]]
    from evidently.legacy.calculations.stattests.cramer_von_mises_stattest import _cdf_cvm_inf
    cramer = [[x, float(_cdf_cvm_inf(np.array([x]))[0])] for x in [0.003, 0.01, 0.02, 0.05, 0.1, 0.17, 0.3, 0.5, 0.8, 1.2, 2, 4, 9,
              50, 1000, 30000]]
    return {"kolmogorov": kolmogorov, "smirnov": smirnov, "student": student, "erfc": normal, "cramer": cramer}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--wide", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    cases = []
    for name, reference, current in samples(rng, options.wide):
        integer = reference.dtype.kind == "i" and current.dtype.kind == "i"
        if not options.wide and reference.dtype.kind == "f" and abs(reference).max() < 1e6:
            reference, current = reference.round(6), current.round(6)
        cases.append({"name": name, "integer": integer, "reference": reference.tolist(), "current": current.tolist(),
                      "values": values(reference, current)})
    for reference, current in RECIPES:
        cases.append({"name": f"recipe {reference} {current}", "integer": False,
                      "recipe": {"reference": reference, "current": current},
                      "values": values(golden(*reference), golden(*current))})
    versions = {"evidently": evidently.__version__, "scipy": scipy.__version__, "numpy": np.__version__,
                "pandas": pd.__version__, "python": sys.version.split()[0]}
    print(json.dumps({"versions": versions, "cases": cases, "tails": tails()}))


main()
