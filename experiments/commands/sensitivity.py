"""What the sensitivity command does: load, play the design, print."""

import json
from dataclasses import dataclass
from pathlib import Path

from experiments.catalogue import load
from experiments.commands.parts import (
    command_line,
    executor_at,
    out_option,
    parts,
    progress_bar,
    say,
    sets,
)
from experiments.design.ranges import ranges_of
from experiments.sensitivity_study import (
    Method,
    sensitivity_json,
    sensitivity_of,
    sensitivity_table,
)
from experiments.storage.files import put_json


@dataclass(frozen=True, kw_only=True)
class AskedSensitivity:
    """A sensitivity analysis as the command line asks for it."""

    scenario: str
    policy: str
    ranges: tuple[str, ...]
    method: Method
    base_count: int
    metrics: str
    replications: int
    seed: int
    changes: tuple[str, ...]
    out: Path | None

    def command(self) -> str:
        """Return the command line that makes it again."""
        return command_line(
            "sensitivity", self.scenario, "--policy", self.policy, "--method", self.method,
            "--base", str(self.base_count), "--metric", self.metrics,
            *(part for text in self.ranges for part in ("--range", text)),
            "--replications", str(self.replications), "--seed", str(self.seed),
            *sets(self.changes), *out_option(self.out),
        )  # fmt: skip


def sensitivity(
    asked: AskedSensitivity, workers: int, cluster: str | None, *, as_json: bool
) -> None:
    """Play a design of a scenario, and print what moves its metrics."""
    scenario = load(asked.scenario, asked.changes)
    ranges = ranges_of(asked.ranges)
    with progress_bar() as progress, executor_at(cluster) as (executor, count):
        done = sensitivity_of(
            scenario, asked.policy, ranges=ranges, method=asked.method,
            base_count=asked.base_count, metrics=parts(asked.metrics),
            replications=asked.replications, seed=asked.seed,
            workers=workers if executor is None else count, executor=executor,
            out=asked.out, command=asked.command(), progress=progress,
        )  # fmt: skip
    if asked.out is not None:
        put_json(asked.out / "sensitivity.json", sensitivity_json(done))
    if as_json:
        say(json.dumps(sensitivity_json(done), ensure_ascii=False, allow_nan=False))
    else:
        where = f"\n\nwritten to {asked.out}" if asked.out is not None else ""
        say(sensitivity_table(done) + where)
