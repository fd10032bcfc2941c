"""Lets MLflow write a model with the same signature and example, and read a packaged one as its tools do."""

import json
import sys
import tempfile
from pathlib import Path

import mlflow
import yaml
from mlflow.models import Model, validate_serving_input

task = json.load(sys.stdin)
ours = Path(task["package"])
loaded = mlflow.pyfunc.load_model(str(ours))
model = Model.load(str(ours))

with tempfile.TemporaryDirectory() as folder:
    loader = Path(folder) / "some_loader.py"
    loader.write_text((ours / "code" / f"{model.flavors['python_function']['loader_module']}.py").read_text())
    data = Path(folder) / "some.onnx"
    data.write_bytes((ours / "model.onnx").read_bytes())
    written = Path(folder) / "written"
    mlflow.pyfunc.save_model(
        written,
        loader_module="some_loader",
        code_paths=[str(loader)],
        data_path=str(data),
        signature=model.signature,
        input_example=loaded.input_example,
        pip_requirements=(ours / "requirements.txt").read_text().split(),
        metadata={"name": "of ours"},
    )
    theirs = Model.load(str(written))

    def both(read):
        return [read(ours), read(written)]

    out = {
        "MLmodel": [model.to_dict(), theirs.to_dict()],
        "examples": both(lambda path: json.loads((path / "input_example.json").read_text())),
        "serving examples": both(lambda path: json.loads((path / "serving_input_example.json").read_text())),
        "requirements": both(lambda path: (path / "requirements.txt").read_text().split()),
        "python_env": both(lambda path: yaml.safe_load((path / "python_env.yaml").read_text())),
        "conda": both(lambda path: yaml.safe_load((path / "conda.yaml").read_text())),
    }

served = validate_serving_input(str(ours), (ours / "serving_input_example.json").read_text())
out["served"] = served.equals(loaded.predict(loaded.input_example))
out["dependencies"] = Path(mlflow.pyfunc.get_model_dependencies(str(ours))).read_text()
out["onnx"] = [value.name for value in mlflow.onnx.load_model(str(ours)).graph.input]
json.dump(out, sys.stdout, default=str)
