"""Lets MLflow score raw readings with a Faultline model.

The model's ONNX file holds the whole computation, from a reading as the plant sends it to a calibrated probability.
This module makes what that file takes out of a data frame, and says which reading it cannot take, and why.
"""

import json
import math
import numbers
from decimal import Decimal
from pathlib import Path

import numpy as np
import onnxruntime
import pandas as pd
from mlflow.exceptions import MlflowException


def _load_pyfunc(path):
    """What mlflow.pyfunc.load_model calls, with the path of the ONNX file in the model's folder."""
    onnx_file = Path(path)
    return FaultlineModel(onnx_file, _known_types(onnx_file.parent / "faultline" / "model.safetensors"))


class FaultlineModel:
    """Raw readings in, a probability of failure and a decision out."""

    def __init__(self, onnx_file, types):
        options = onnxruntime.SessionOptions()
        # On one thread the trees are added up in their own order, which gives the same bits on every machine.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(onnx_file, options, providers=["CPUExecutionProvider"])
        self._types = types

    def predict(self, readings):
        """Scores a data frame, one reading a row, its columns in any order.

        Numbers may be integers or floats of any width; columns that the model does not know are ignored.

        Returns a data frame with the same index: `probability`, a float in [0, 1], and `failure`, whether it reaches
        the model's threshold. Raises an MlflowException (INVALID_PARAMETER_VALUE) that names the column and the row
        when a column is missing, a type is unknown, or a number is missing or infinite.
        """
        feeds = {value.name: self._feed(readings, value) for value in self._session.get_inputs()}
        probability, failure = self._session.run(["probability", "failure"], feeds)
        return pd.DataFrame({"probability": probability, "failure": failure}, index=readings.index)

    def _feed(self, readings, value):
        column = _column(readings, value.name)
        if value.type != "tensor(string)":
            numbers_read = _as_floats(column)
            _refuse_unless(np.isfinite(numbers_read), column, "must be a finite number")
            return numbers_read
        types_read = column.to_numpy(dtype=object)
        known = np.array([isinstance(name, str) and name in self._types for name in types_read], dtype=bool)
        _refuse_unless(known, column, f"must be one of {', '.join(self._types)}")
        return types_read


def _known_types(model_file):
    """The types that the model was trained to know, in the JSON header of its own file (a safetensors file)."""
    with open(model_file, "rb") as file:
        header_size = int.from_bytes(file.read(8), "little")
        metadata = json.loads(file.read(header_size))["__metadata__"]
    return json.loads(metadata["header"])["recipe"]["label_encoder"]["type"]


def _column(readings, name):
    count = list(readings.columns).count(name)
    if count != 1:
        found = "is missing" if count == 0 else f"is there {count} times"
        raise MlflowException.invalid_parameter_value(f"column {name} {found}")
    return readings[name]


def _as_floats(column):
    """A column as float64, with NaN for whatever is no number."""
    if pd.api.types.is_integer_dtype(column.dtype) or pd.api.types.is_float_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array([_as_float(value) for value in column], dtype=np.float64)


def _as_float(value):
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        return math.nan
    try:
        return float(value)
    except (OverflowError, ValueError):
        return math.nan


def _refuse_unless(fits, column, rule):
    """Names the first value of a column that does not fit, by its row (counted from 0) and the row's index."""
    rows = np.flatnonzero(~fits)
    if len(rows) == 0:
        return
    row = rows[0]
    value = column.iloc[row : row + 1].tolist()[0]
    index = column.index[row : row + 1].tolist()[0]
    others = "" if len(rows) == 1 else f" (the first of {len(rows)} such rows)"
    raise MlflowException.invalid_parameter_value(
        f"column {column.name}, row {row}, index {index!r:.80}: {rule}, current value: {value!r:.80}{others}"
    )
