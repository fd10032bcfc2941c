"""Readings as the tests write them: numbers as float64 in a file a column, types in a file of lines."""

from pathlib import Path

import numpy as np
import pandas as pd


def read_readings(folder):
    folder = Path(folder)
    types = (folder / "type").read_text().split()
    numbers = {path.name: np.fromfile(path) for path in sorted(folder.iterdir()) if path.name != "type"}
    return pd.DataFrame({"type": types, **numbers})
