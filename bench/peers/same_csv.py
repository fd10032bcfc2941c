"""Whether two CSV files of readings hold the same rows in the same order, whatever their text: FILE FILE."""
import sys

import pandas as pd
from matrix import report

ours, theirs = (pd.read_csv(path) for path in sys.argv[1:3])
different = 0
same_columns = set(ours.columns) == set(theirs.columns)
for name in ours.columns if same_columns and len(ours) == len(theirs) else []:
    a, b = ours[name], theirs[name]
    if name == "measured_at":
        a, b = (pd.to_datetime(column, utc=True) for column in (a, b))
    different += int((a != b).sum())
report(0, rows=f"{len(ours)} and {len(theirs)}", columns=f"{len(ours.columns)} and {len(theirs.columns)}",
       different=different, same=int(same_columns and len(ours) == len(theirs) and different == 0))
