"""Arrow files as pandas writes them, compressed or not: writes tests/fixtures/oracles/arrow_files.json.

pandas 2.3.3, pyarrow 26.0.1 (the versions used are in the file):
    V/bin/python tests/oracles/arrow_files.py
"""

import base64
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
from pyarrow import feather

OUTPUT = Path(__file__).parent.parent / "fixtures" / "oracles" / "arrow_files.json"
rng = np.random.default_rng(20261125)


def mixed(rows):
    return pd.DataFrame({
        "count": rng.integers(-9, 10, rows),
        "small": rng.integers(0, 9, rows).astype("int8"),
        "whole": rng.integers(0, 9, rows).astype(float),
        "torque": np.where(rng.random(rows) < 0.1, np.nan, rng.normal(40, 10, rows)),
        "on": rng.random(rows) < 0.3,
        "type": rng.choice(["L", "M", "H"], rows),
        "line": pd.Categorical(rng.choice(["née", "b"], rows)),
    })


def long(rows):
    """Longer than a block of LZ4, and smaller by far when compressed."""
    return pd.DataFrame({"wear": np.arange(rows) // 400 % 240, "step": np.repeat([0.5, 1.5], rows // 2)})


def packed(frame, compression):
    buffer = io.BytesIO()
    feather.write_feather(frame, buffer, compression=compression)
    return base64.b64encode(buffer.getvalue()).decode()


def case(frame):
    cells = {
        name: [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in frame[name]]
        for name in frame if len(frame) < 1000
    }
    return {
        "rows": len(frame), "cells": cells,
        "files": {c: packed(frame, c) for c in ("lz4", "zstd", "uncompressed") if len(frame) < 1000 or c != "uncompressed"},
    }


OUTPUT.write_text(json.dumps({
    "pandas": pd.__version__, "pyarrow": pyarrow.__version__, "mixed": case(mixed(200)), "long": case(long(60_000)),
}) + "\n")
