"""Talks the Open Inference Protocol with Triton's own client. Takes JSON on its standard input, prints JSON."""

import json
import sys

import numpy as np
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

given = json.load(sys.stdin)
readings, model, version = given["readings"], given["model"], given["version"]
headers = {"Authorization": f"Bearer {given['key']}"}
client = triton.InferenceServerClient(given["address"], network_timeout=30.0)

types = {
    "machine_id": ("BYTES", object),
    "type": ("BYTES", object),
    "air_temperature_k": ("FP64", np.float64),
    "process_temperature_k": ("FP64", np.float64),
    "rotational_speed_rpm": ("FP64", np.float64),
    "torque_nm": ("FP64", np.float64),
    "tool_wear_min": ("FP64", np.float64),
}


def tensors(names=tuple(types), column=False, binary=False, **other):
    made = []
    for name in names:
        datatype, kind = other.get(name, types[name])
        values = np.array([reading[name] for reading in readings], dtype=kind)
        values = values.reshape(-1, 1) if column else values
        tensor = triton.InferInput(name, list(values.shape), datatype)
        tensor.set_data_from_numpy(values, binary_data=binary)
        made.append(tensor)
    return made


def infer(inputs, **options):
    result = client.infer(options.pop("model", model), inputs, headers=dict(headers), **options)
    response = result.get_response()
    names = [output["name"] for output in response["outputs"]]
    return {
        "id": response["id"],
        "model": [response["model_name"], response["model_version"]],
        "outputs": {name: result.as_numpy(name).tolist() for name in names},
    }


def refusal(run):
    try:
        return {"answered": run()}
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}


json_outputs = [triton.InferRequestedOutput(name, binary_data=False) for name in ("risk", "probability")]
strange = [triton.InferRequestedOutput("torque_nm", binary_data=False)]
numbers = {"rotational_speed_rpm": ("INT64", np.int64), "tool_wear_min": ("UINT16", np.uint16)}

print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready(model, headers=headers),
            "version_ready": client.is_model_ready(model, version, headers=headers),
            "stranger_ready": client.is_model_ready("stranger", headers=headers),
            "server": client.get_server_metadata(headers=headers),
            "model": client.get_model_metadata(model, version, headers=headers),
            "inferred": infer(tensors(), request_id="shift-2-0415"),
            "as_columns": infer(tensors(column=True), model_version=version),
            "whole_numbers": infer(tensors(**numbers)),
            "compressed": infer(tensors(), request_compression_algorithm="gzip"),
            "some_outputs": infer(tensors(), outputs=json_outputs),
            "refused": {
                "missing": refusal(lambda: infer(tensors(tuple(types)[1:]))),
                "output": refusal(lambda: infer(tensors(), outputs=strange)),
                "binary": refusal(lambda: infer(tensors(binary=True))),
                "model": refusal(lambda: infer(tensors(), model="stranger")),
                "version": refusal(lambda: infer(tensors(), model_version="1")),
                "key": refusal(lambda: client.get_server_metadata()),
            },
        }
    )
)
