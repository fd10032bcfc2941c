"""Evidently's data drift report: REFERENCE CURRENT [HTML]. Files are Arrow or CSV, by their names' ends."""
import json
import os
import sys
import time
import warnings

start_import = time.perf_counter()
import pandas as pd
import pyarrow as pa
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

warnings.filterwarnings("ignore")


def read(path):
    return pd.read_csv(path) if path.endswith(".csv") else pa.ipc.open_stream(path).read_pandas()


start = time.perf_counter()
reference, current = read(sys.argv[1]), read(sys.argv[2])
numbers = [name for name in reference if pd.api.types.is_numeric_dtype(reference[name])]
definition = DataDefinition(
    numerical_columns=numbers, categorical_columns=[name for name in reference if name not in numbers]
)
data = [Dataset.from_pandas(frame, data_definition=definition) for frame in (current, reference)]
snapshot = Report([DataDriftPreset()]).run(*data)
metrics = json.loads(snapshot.json())["metrics"]
html_kb = 0.0
if len(sys.argv) > 3:
    snapshot.save_html(sys.argv[3])
    html_kb = os.path.getsize(sys.argv[3]) / 1000
seconds = time.perf_counter() - start
count = next(metric for metric in metrics if "DriftedColumnsCount" in metric["metric_name"])["value"]["count"]
values = {
    metric["config"]["column"]: metric["value"] for metric in metrics if "ValueDrift" in metric["metric_name"]
}
print(json.dumps({
    "seconds": seconds, "drifted": int(count), "html_kb": html_kb, "values": json.dumps(values, sort_keys=True),
}))
