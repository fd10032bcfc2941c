"""The paired bootstrap with scikit-learn and numpy: writes tests/fixtures/oracles/paired_bootstrap.json.

Run with Python, numpy and scikit-learn installed:  python tests/oracles/paired_bootstrap.py

Rows are drawn as lib/random/random.ts draws them (xoshiro128**, Blackman and Vigna), so that the resamples are the
same; everything after the draw is scikit-learn's and numpy's.
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score

OUTPUT = Path(__file__).parent.parent / "fixtures" / "oracles" / "paired_bootstrap.json"
WORD = 0xFFFFFFFF


def mix(value):
    z = (value + 0x9E3779B9) & WORD
    z = ((z ^ (z >> 16)) * 0x85EBCA6B) & WORD
    z = ((z ^ (z >> 13)) * 0xC2B2AE35) & WORD
    return z ^ (z >> 16)


def below(seed):
    """Draws of whole numbers from 0 to a bound, exclusive."""
    state = mix(mix(seed))
    words = []
    for _ in range(4):
        state = (state + 0x9E3779B9) & WORD
        words.append(mix(state))
    words[3] |= 1

    def rotated(word, bits):
        return ((word << bits) | (word >> (32 - bits))) & WORD

    def uint32():
        result = (rotated(words[1] * 5 & WORD, 7) * 9) & WORD
        shifted = words[1] << 9 & WORD
        words[2] ^= words[0]
        words[3] ^= words[1]
        words[1] ^= words[2]
        words[0] ^= words[3]
        words[2] ^= shifted
        words[3] = rotated(words[3], 11)
        return result

    def draw(bound):
        while True:
            value = uint32()
            if value - value % bound <= 2**32 - bound:
                return value % bound

    return draw


def cases():
    random = np.random.default_rng(20260801)

    def scored(rows, rate, sharpness, digits=None):
        y = (random.random(rows) < rate).astype(int)
        shared = random.normal(size=rows)

        def scores(own):
            logit = own * (y - 0.5) + shared + 0.5 * random.normal(size=rows)
            p = 1 / (1 + np.exp(-logit))
            return p if digits is None else np.round(p, digits)

        return y, scores(sharpness[0]), scores(sharpness[1])

    yield "alike, failures rare", *scored(600, 0.06, (3, 3)), 0.9, None
    yield "the first is better", *scored(300, 0.2, (4, 2)), 0.9, None
    yield "many ties", *scored(200, 0.3, (2, 2.5), digits=1), 0.95, None
    yield "machines of several rows", *scored(240, 0.25, (2, 2)), 0.8, np.arange(240) * 7 % 40
    y, first, second = scored(24, 0.0, (1, 1))
    y[[3, 11]] = 1
    yield "two failures, which some resamples lack", y, first, second, 0.9, None


def bootstrap(y, first, second, confidence, groups, seed, samples):
    draw = below(seed)
    members = [[row] for row in range(len(y))]
    if groups is not None:
        members = [np.flatnonzero(groups == group) for group in dict.fromkeys(groups.tolist())]

    def average_precisions(rows):
        return average_precision_score(y[rows], first[rows]), average_precision_score(y[rows], second[rows])

    differences = []
    for _ in range(samples):
        rows = np.concatenate([members[draw(len(members))] for _ in range(len(members))])
        if y[rows].any():
            of_first, of_second = average_precisions(rows)
            differences.append(of_first - of_second)
    of_first, of_second = average_precisions(np.arange(len(y)))
    return {
        "first": of_first,
        "second": of_second,
        "difference": of_first - of_second,
        "lower": np.quantile(differences, 1 - confidence),
        "standardError": np.std(differences, ddof=1),
    }


def main():
    recorded = {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "cases": [],
    }
    for seed, (name, y, first, second, confidence, groups) in enumerate(cases(), start=41):
        options = {"samples": 300, "confidence": confidence, "seed": seed}
        expected = bootstrap(y, first, second, groups=groups, **options)
        if groups is not None:
            options["groups"] = groups.tolist()
        recorded["cases"].append(
            {
                "name": name,
                "y_true": y.tolist(),
                "first": first.tolist(),
                "second": second.tolist(),
                "options": options,
                "expected": {key: float(value) for key, value in expected.items()},
            }
        )
    OUTPUT.write_text(json.dumps(recorded) + "\n")


if __name__ == "__main__":
    main()
