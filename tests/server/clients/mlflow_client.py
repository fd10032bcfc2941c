"""Asks for predictions as users of MLflow's scoring server do, with requests and pandas. Takes and prints JSON."""

import json
import sys

import pandas as pd
import requests

given = json.load(sys.stdin)
url, readings = given["url"], given["readings"]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {given['key']}"
frame = pd.DataFrame(readings)
# As read_csv makes them.
frame["rotational_speed_rpm"] = frame["rotational_speed_rpm"].astype("int64")
ai4i = frame.rename(
    columns={
        "machine_id": "Product ID",
        "type": "Type",
        "air_temperature_k": "Air temperature [K]",
        "process_temperature_k": "Process temperature [K]",
        "rotational_speed_rpm": "Rotational speed [rpm]",
        "torque_nm": "Torque [Nm]",
        "tool_wear_min": "Tool wear [min]",
    }
)
timed = frame.assign(measured_at=pd.Timestamp("2026-01-31T12:00:00"))
timed.loc[0, "measured_at"] = pd.NaT


def invoke(body, kind="application/json"):
    data = body if isinstance(body, str) else json.dumps(body)
    response = session.post(f"{url}/invocations", data=data, headers={"Content-Type": kind})
    return {"status": response.status_code, "body": response.json()}


def named(name, body):
    return json.dumps({name: json.loads(body)})


ping, health = requests.get(f"{url}/ping"), requests.get(f"{url}/health")
print(
    json.dumps(
        {
            "ping": [ping.status_code, ping.text],
            "health": [health.status_code, health.text],
            "version": session.get(f"{url}/version").text,
            "answered": {
                "split": invoke(named("dataframe_split", frame.to_json(orient="split"))),
                "split, as MLflow's client sends it": invoke(
                    {"dataframe_split": frame.to_dict(orient="split"), "params": {"ignored": 1}}
                ),
                "records": invoke(named("dataframe_records", frame.to_json(orient="records"))),
                "inputs, columns": invoke({"inputs": frame.to_dict(orient="list")}),
                "inputs, records": invoke({"inputs": frame.to_dict(orient="records")}),
                "instances": invoke({"instances": frame.to_dict(orient="records")}),
                "csv": invoke(frame.to_csv(index=False), "text/csv"),
                "csv with row numbers": invoke(frame.to_csv(), "text/csv; charset=utf-8"),
                "columns of AI4I 2020": invoke(named("dataframe_split", ai4i.to_json(orient="split"))),
                "with times": invoke(
                    named("dataframe_split", timed.to_json(orient="split", date_format="iso"))
                ),
            },
            "refused": {
                "missing": invoke({"dataframe_split": frame.drop(columns="machine_id").to_dict("split")}),
                "unknown": invoke({"dataframe_split": frame.assign(colour="red").to_dict("split")}),
                "nan": invoke(named("dataframe_split", frame.assign(torque_nm=None).to_json(orient="split"))),
                "both": invoke({"inputs": [], "dataframe_records": []}),
                "none": invoke({"data": []}),
                "text": invoke("{"),
                "kind": invoke("{}", "text/plain"),
            },
            "without a key": {
                "status": (response := requests.post(f"{url}/invocations", json={})).status_code,
                "body": response.json(),
            },
        }
    )
)
