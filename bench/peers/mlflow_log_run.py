"""A run to an MLflow server by MLflow's own client, batched as its documentation advises."""

import json
import sys
import time

uri, artifacts = sys.argv[1:]
start = time.perf_counter()

import mlflow  # noqa: E402

mlflow.set_tracking_uri(uri)
mlflow.set_experiment("logging")
with mlflow.start_run() as run:
    mlflow.log_params({f"param.{i}": i for i in range(50)})
    mlflow.log_metrics({f"metric.{i}": i / 7 for i in range(100)})
    mlflow.log_artifacts(artifacts)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "run_id": run.info.run_id}))
