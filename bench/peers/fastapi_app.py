"""A prediction server as one writes it in FastAPI: the same contract, validated by pydantic; nothing is stored.

    SCORER=onnxruntime|scikit-learn FOREST=FOLDER THRESHOLD=0.5 uvicorn fastapi_app:app
"""
import os
import uuid
from datetime import datetime, timezone
from typing import Literal

import numpy as np
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

from serve_features import features

folder, threshold = os.environ["FOREST"], float(os.environ["THRESHOLD"])

if os.environ["SCORER"] == "onnxruntime":
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = settings.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(os.path.join(folder, "forest.onnx"), settings,
                                           providers=["CPUExecutionProvider"])
    given, wanted = session.get_inputs()[0].name, [session.get_outputs()[1].name]

    def score(row):
        return session.run(wanted, {given: row})[0][0, 1]
else:
    import joblib

    forest = joblib.load(os.path.join(folder, "forest.joblib"))

    def score(row):
        return forest.predict_proba(row)[0, 1]


class Reading(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    machine_id: str = Field(min_length=1, max_length=200)
    type: Literal["L", "M", "H"]
    air_temperature_k: float
    process_temperature_k: float
    rotational_speed_rpm: float
    torque_nm: float
    tool_wear_min: float
    measured_at: datetime | None = None


class Model(BaseModel):
    name: str
    version: str


class Prediction(BaseModel):
    id: str
    machine_id: str
    failure: bool
    probability: float
    threshold: float
    risk: Literal["high", "elevated", "low"]
    model: Model
    at: datetime


app = FastAPI()
model = Model(name="forest", version="1")


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


# On the event loop, which is the fastest for both: a thread of the pool would wait for the same interpreter.
@app.post("/v1/predict")
async def predict(reading: Reading) -> Prediction:
    probability = float(score(np.array([features(reading)], dtype=np.float32)))
    return Prediction(
        id=str(uuid.uuid4()),
        machine_id=reading.machine_id,
        failure=probability >= threshold,
        probability=probability,
        threshold=threshold,
        risk="high" if probability >= threshold else "elevated" if probability >= threshold / 2 else "low",
        model=model,
        at=datetime.now(timezone.utc),
    )
