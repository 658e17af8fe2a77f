"""Time per simulated day and peak memory of one replication, each in a process of its own."""

import json
import subprocess
import sys

YEARS = (1, 2, 10)

_PROGRAM = """
import json, pathlib, resource, sys
from experiments.benchmarks import models, ours
days = int(sys.argv[1])
chain, extra = models.full_tree(days)
result = ours.play(ours.full(chain, extra), 1)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
status = pathlib.Path("/proc/self/status")
if status.exists():  # the other figure remembers the parent's peak
    lines = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    peak = int(lines[0].split()[1]) / 1024
print(json.dumps([result.loop_cpu_seconds, peak]))
"""


def horizon_figures() -> list[dict[str, object]]:
    """Return figures of model M2 over one, two and ten years, without a ledger."""
    seconds, peaks = {}, {}
    for years in YEARS:
        done = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(365 * years)],
            capture_output=True,
            check=True,
            text=True,
        )
        seconds[years], peaks[years] = json.loads(done.stdout.splitlines()[-1])
    figures: list[dict[str, object]] = []
    for years in YEARS:
        a_day = seconds[years] / (365 * years)
        figures += [
            {
                "bench": f"horizon/{years} years",
                "against": "1 year",
                "ratio": round(a_day * 365 / seconds[1], 3),
                "value": round(a_day * 1e6, 1),
                "unit": "CPU microseconds a simulated day",
            },
            {
                "bench": f"memory/{years} years",
                "against": "1 year",
                "ratio": round(peaks[years] / peaks[1], 3),
                "value": round(peaks[years], 1),
                "unit": "MB peak of the process",
            },
        ]
    return figures
