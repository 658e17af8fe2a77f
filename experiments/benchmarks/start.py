"""How long the command line takes to start."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 7


def help_figures() -> list[dict[str, object]]:
    """Return the wall time of `pharmatwin --help`, the median of some runs."""
    command = Path(sys.executable).with_name("pharmatwin")
    times = []
    for _ in range(RUNS):
        begun = perf_counter()
        subprocess.run([command, "--help"], capture_output=True, check=True)
        times.append(perf_counter() - begun)
    value = median(times)
    return [
        {
            "bench": "start/help",
            "against": "0.3 s",
            "ratio": round(value / 0.3, 2),
            "value": round(value, 3),
            "unit": "s wall, median",
        }
    ]
