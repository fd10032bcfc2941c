"""Quantiles as numpy has them and upper bounds of rates as scipy has them.

    python tests/oracles/rates.py      writes tests/fixtures/oracles/rates.json
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy.stats import beta

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "rates.json"
rng = np.random.default_rng(3)

quantiles = []
for size in [1, 2, 3, 4, 5, 10, 77, 400]:
    values = np.round(rng.normal(40, 10, size), 1)
    shares = [0.0, 0.05, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1.0]
    quantiles.append({"values": values.tolist(), "shares": shares, "quantiles": np.quantile(values, shares).tolist()})

bounds = []
for n in [1, 2, 5, 17, 69, 418, 5000, 136_000, 2_000_000]:
    for k in sorted({0, 1, n // 50, n // 10, n // 2, (9 * n) // 10, n - 1, n}):
        for confidence in [0.5, 0.95, 0.999]:
            bound = 1.0 if k == n else float(beta.ppf(confidence, k + 1, n - k))
            bounds.append({"failures": int(k), "rows": n, "confidence": confidence, "bound": bound})

out.write_text(json.dumps({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
    "quantiles": quantiles,
    "bounds": bounds,
}) + "\n")
