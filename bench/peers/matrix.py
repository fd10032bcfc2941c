"""What every peer shares: reading a matrix that both sides use, and saying what was found."""
import json
import os

import numpy as np


# Every side fits so many of the first rows before the clock starts.
WARM_UP_ROWS = 20_000


def read_matrix(folder, name):
    """Features as float32 in rows, which scikit-learn's trees want, and labels. Loading is no part of any time."""
    y = np.fromfile(os.path.join(folder, f"{name}_y.u8"), dtype=np.uint8)
    x = np.fromfile(os.path.join(folder, f"{name}_x.f64"), dtype=np.float64).reshape(-1, len(y))
    return np.ascontiguousarray(x.T.astype(np.float32)), y.astype(np.int64)


def report(seconds, **facts):
    print(json.dumps({"seconds": seconds, **facts}))
