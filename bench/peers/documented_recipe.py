"""The recipe as it is usually written down, from CSV to a saved model and a report: CSV FOLDER."""
import os
import sys

import joblib
import pandas as pd
from imblearn.over_sampling import SMOTE
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder

frame = pd.read_csv(sys.argv[1])
frame["power"] = frame["torque_nm"] * frame["rotational_speed_rpm"]
frame = frame.drop(columns=["reading_id", "machine_id", "measured_at", "twf", "hdf", "pwf", "osf", "rnf"],
                   errors="ignore")
numbers = [name for name in frame.columns if name not in ("type", "failure")]
low, high = frame[numbers].quantile(0.25), frame[numbers].quantile(0.75)
fence = 1.5 * (high - low)
inside = ((frame[numbers] >= low - fence) & (frame[numbers] <= high + fence)).all(axis=1)
frame = frame[inside]
frame["type"] = LabelEncoder().fit_transform(frame["type"])
x, y = SMOTE(random_state=42).fit_resample(frame.drop(columns="failure"), frame["failure"])
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.3, random_state=42)
forest = RandomForestClassifier(n_estimators=100, n_jobs=-1, random_state=42)
forest.fit(x_train, y_train)
said = forest.predict(x_test)
scores = {"accuracy": accuracy_score, "precision": precision_score, "recall": recall_score, "f1": f1_score}
with open(os.path.join(sys.argv[2], "metrics_report.txt"), "w") as report:
    for name, score in scores.items():
        report.write(f"{name}: {score(y_test, said):.4f}\n")
joblib.dump(forest, os.path.join(sys.argv[2], "model.pkl"))
