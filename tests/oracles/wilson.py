"""Wilson's intervals as scipy has them.

    python tests/oracles/wilson.py      writes tests/fixtures/oracles/wilson.json
"""

import json
from pathlib import Path

import scipy
from scipy.special import ndtri
from scipy.stats import binomtest

out = Path(__file__).parent.parent / "fixtures" / "oracles" / "wilson.json"

intervals = []
for rows in [1, 2, 3, 10, 37, 400, 5000, 2_000_000]:
    for hits in sorted({0, 1, rows // 20, rows // 3, rows // 2, rows - 1, rows}):
        for confidence in [0.5, 0.95, 0.999]:
            low, high = binomtest(hits, rows).proportion_ci(confidence, method="wilson")
            intervals.append({
                "hits": hits,
                "rows": rows,
                "confidence": confidence,
                "z": float(ndtri(0.5 + confidence / 2)),
                "interval": [float(low), float(high)],
            })

out.write_text(json.dumps({"versions": {"scipy": scipy.__version__}, "intervals": intervals}) + "\n")
