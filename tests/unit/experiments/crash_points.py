"""Crash at every k-th write, fsync and rename of a study, each in a process of its own.

`python crash_points.py FOLDER` reads a scenario from standard input and prints a JSON line
for each k: the exit code of the process that crashed, and the digest of the study that took
up what it left. The last line is of a process that did not get as far as k.

A write that crashes has written half its bytes, in the file and no further.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from experiments import study
from experiments.monte_carlo import chunks
from experiments.storage import files, store
from twin.chain.scenario import Scenario

CRASHED = 77


class CrashingDisk:
    """The system's calls, until the k-th that changes the disk."""

    def __init__(self, k: int) -> None:
        self.left = k

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def _is_last(self) -> bool:
        self.left -= 1
        return self.left == 0

    def write(self, file: int, content: bytes) -> int:
        if self._is_last():
            os.write(file, memoryview(content)[: len(content) // 2])
            os._exit(CRASHED)
        return os.write(file, content)

    def fsync(self, file: int) -> None:  # no process that dies needs the disk to hear of it
        del file
        if self._is_last():
            os._exit(CRASHED)

    def replace(self, source: Path, to: Path) -> None:
        if self._is_last():
            os._exit(CRASHED)
        source.replace(to)


def in_a_child(play: Any) -> int:
    """Return how a forked process that does this ends."""
    child = os.fork()
    if child == 0:
        play()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, scenario: Scenario) -> None:
    """Crash at every k, take the study up again, and print what became of it."""

    # so that the number of parts does not hang on the clock
    chunks.SECONDS = 1e9
    store.SECONDS_HELD = 0.0

    def play(out: Path) -> str:
        policies = ["base-stock", "s-S"]
        return study(scenario, policies, replications=3, seed=3, out=out).result_sha256

    def crash(out: Path, k: int) -> None:
        files.os = CrashingDisk(k)
        play(out)

    for k in range(1, 1000):
        out = folder / str(k)
        code = in_a_child(lambda out=out, k=k: crash(out, k))
        files.os = CrashingDisk(0)
        told = json.dumps({"k": k, "code": code, "sha256": play(out)})
        sys.stdout.write(told + "\n")
        sys.stdout.flush()
        if code != CRASHED:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Scenario.of(json.load(sys.stdin)))
