"""Loads packaged models into one process, and scores the same readings with each, before and after the others came."""

import json
import sys

import mlflow
from readings import read_readings

task = json.load(sys.stdin)
readings = read_readings(task["readings"])
models, early = {}, {}
for package in task["packages"]:
    models[package] = mlflow.pyfunc.load_model(package)
    early[package] = models[package].predict(readings)["probability"].tolist()
late = {package: model.predict(readings)["probability"].tolist() for package, model in models.items()}
modules = {package: type(model._model_impl).__module__ for package, model in models.items()}
json.dump({"early": early, "late": late, "modules": modules}, sys.stdout)
