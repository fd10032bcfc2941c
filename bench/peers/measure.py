"""Runs a command as a child on a number of cores, and adds a last line of JSON: its seconds and its peak memory.

    python measure.py CORES COMMAND ARGUMENT...

Both sides of every benchmark go through here, so that memory and whole-process time are measured alike: the peak is
`ru_maxrss` of wait4, the greatest resident set of the command or of a process that it waited for.
"""
import json
import os
import sys
import time

cores = int(sys.argv[1])
allowed = sorted(os.sched_getaffinity(0))
start = time.perf_counter()
child = os.fork()
if child == 0:
    os.sched_setaffinity(0, allowed[:cores])
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        print(error, file=sys.stderr)
        os._exit(127)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
print()
print(json.dumps({"process_seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
                  "peak_rss_mb": usage.ru_maxrss / 1024}))
sys.exit(os.waitstatus_to_exitcode(status))
