"""Memory and processor time of a process and all below it, as one line of JSON: process_usage.py PID."""
import json
import os
import sys

parents, usage = {}, {}
for name in os.listdir("/proc"):
    if not name.isdigit():
        continue
    try:
        with open(f"/proc/{name}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        with open(f"/proc/{name}/status") as file:
            status = dict(line.split(":", 1) for line in file)
    except (FileNotFoundError, ProcessLookupError):
        continue  # It has ended meanwhile.
    parents[int(name)] = int(fields[1])
    usage[int(name)] = (
        int(status.get("VmRSS", "0").split()[0]) / 1024,
        int(status.get("VmHWM", "0").split()[0]) / 1024,
        (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
    )


def below(pid):
    return [pid] + [each for child, parent in parents.items() if parent == pid for each in below(child)]


found = [usage[pid] for pid in below(int(sys.argv[1])) if pid in usage]
print(json.dumps({
    "processes": len(found),
    "rss_mb": sum(rss for rss, _, _ in found),
    "peak_rss_mb": sum(peak for _, peak, _ in found),
    "cpu_seconds": sum(cpu for _, _, cpu in found),
    "pids": below(int(sys.argv[1])),
}))
