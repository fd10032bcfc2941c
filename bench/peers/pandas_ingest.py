"""The usual way from MySQL to CSV, pandas over SQLAlchemy and mysql-connector: URL CSV."""
import sys
import time

import mysql.connector  # noqa: F401, so that importing it is no part of the time
import pandas as pd
from matrix import report
from sqlalchemy import create_engine

engine = create_engine(sys.argv[1])
start = time.perf_counter()
frame = pd.read_sql("SELECT * FROM readings ORDER BY reading_id", engine)
frame.to_csv(sys.argv[2], index=False)
seconds = time.perf_counter() - start
report(seconds, rows=len(frame))
