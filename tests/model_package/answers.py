"""Scores readings with a packaged model in whatever form pandas may hold them."""

import io
import json
import sys
from decimal import Decimal
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from readings import read_readings


def forms_of_any(frame):
    numbers = frame.columns[1:]
    return {
        "columns the other way round": frame[frame.columns[::-1]],
        "columns that the model does not know": frame.assign(machine_id="m-1", failure=None, colour=3),
        "float objects": frame.astype({name: object for name in numbers}),
        "decimals": frame.assign(**{name: [Decimal(value) for value in frame[name]] for name in numbers}),
        "nullable floats": frame.astype({name: "Float64" for name in numbers}),
        "numbers as categories": frame.assign(torque_nm=frame["torque_nm"].astype("category")),
        "types as categories": frame.astype({"type": "category"}),
        "types as objects": frame.astype({"type": object}),
        "types as text": frame.astype({"type": "string"}),
        "what pandas likes best": frame.convert_dtypes(),
        "lists": frame.to_dict("list"),
        "records": frame.to_dict("records"),
    }


def forms_of_whole_numbers(frame):
    numbers = frame.columns[1:]
    whole = frame.astype({name: "int64" for name in numbers})
    return {
        "int64": whole,
        "int16": whole.astype({name: "int16" for name in numbers}),
        "uint32": whole.astype({name: "uint32" for name in numbers}),
        "Int64": whole.astype({name: "Int64" for name in numbers}),
        "integer objects": whole.astype({name: object for name in numbers}),
        "speed and wear": frame.astype({"rotational_speed_rpm": "int64", "tool_wear_min": "int64"}),
        "from CSV": pd.read_csv(io.StringIO(whole.to_csv(index=False))),
    }


def forms_of_single_precision(frame):
    numbers = frame.columns[1:]
    return {
        "float32": frame.astype({name: "float32" for name in numbers}),
        "Float32": frame.astype({name: "Float32" for name in numbers}),
    }


def indexes(rows):
    return {
        "shuffled": np.random.default_rng(7).permutation(rows),
        "every third": pd.RangeIndex(5, 5 + 3 * rows, 3),
        "names": [f"press-{row}" for row in range(rows)],
        "one name for all": ["press"] * rows,
        "times": pd.date_range("2026-01-31", periods=rows, freq="min", tz="UTC"),
        "two levels": pd.MultiIndex.from_arrays([np.arange(rows) // 2, np.arange(rows) % 2], names=["a", "b"]),
        "missing": [None] * rows,
    }


def answers_of(model, frame, forms, folder):
    """How each form's answers differ from those of float64 columns, which are written to a file."""
    answer = model.predict(frame)
    answer["probability"].to_numpy().tofile(Path(folder) / "probability")
    return {
        "columns": list(answer.columns),
        "dtypes": [str(dtype) for dtype in answer.dtypes],
        "failure": answer["failure"].tolist(),
        "different": [name for name, form in forms.items() if not answer.equals(model.predict(form))],
    }


def index_faults(model, frame):
    answer = model.predict(frame)
    faults = []
    for name, index in indexes(len(frame)).items():
        indexed = frame.set_axis(pd.Index(index))
        answered = model.predict(indexed)
        if not answered.index.equals(indexed.index) or not answered.reset_index(drop=True).equals(answer):
            faults.append(name)
    return faults


def none_faults(model, frame):
    answer = model.predict(frame)
    empty = {"rows taken out": frame.iloc[:0], "columns alone": pd.DataFrame(columns=frame.columns)}
    return [
        name
        for name, form in empty.items()
        if len(model.predict(form)) != 0 or list(model.predict(form).dtypes) != list(answer.dtypes)
    ]


task = json.load(sys.stdin)
model = mlflow.pyfunc.load_model(task["package"])
any_numbers, whole, single = (read_readings(task["readings"][name]) for name in ["any", "whole", "single"])
json.dump(
    {
        "pandas": pd.__version__,
        "any": answers_of(model, any_numbers, forms_of_any(any_numbers), task["answers"]["any"]),
        "whole": answers_of(model, whole, forms_of_whole_numbers(whole), task["answers"]["whole"]),
        "single": answers_of(model, single, forms_of_single_precision(single), task["answers"]["single"]),
        "index faults": index_faults(model, any_numbers),
        "faults of no readings": none_faults(model, any_numbers),
        "row alone": model.predict(any_numbers.iloc[[0]])["probability"].tolist(),
    },
    sys.stdout,
)
