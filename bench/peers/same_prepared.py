"""Whether both sides prepared the same rows: OUR_FOLDER THEIR_FOLDER."""
import sys

import pandas as pd
import pyarrow as pa
from matrix import report

ours = [pa.ipc.open_stream(f"{sys.argv[1]}/{side}.arrow").read_all().to_pandas() for side in ("train", "test")]
theirs = [pd.read_feather(f"{sys.argv[2]}/{side}.feather") for side in ("train", "test")]


def joined(sides):
    frame = pd.concat(sides)
    frame["reading_id"] = frame["reading_id"].astype("int64")
    return frame.sort_values("reading_id", ignore_index=True)


a, b = joined(ours), joined(theirs)
different = 0
same = set(a.columns) == set(b.columns) and len(a) == len(b)
for name in a.columns if same else []:
    times = name == "measured_at"
    different += int((pd.to_datetime(a[name], utc=True) != pd.to_datetime(b[name], utc=True)).sum() if times
                     else (a[name].astype(b[name].dtype) != b[name]).sum())
shared = [len(set(train["machine_id"]) & set(test["machine_id"])) for train, test in (ours, theirs)]
report(0, rows=f"{len(a)} and {len(b)}", columns=f"{a.shape[1]} and {b.shape[1]}", different=different,
       shared=f"{shared[0]} and {shared[1]}", held_out=f"{len(ours[1]) / len(a):.3f} and {len(theirs[1]) / len(b):.3f}",
       same=int(same and different == 0 and shared == [0, 0]))
