"""What the stress command does: load, fail each place in turn, print or write."""

import json
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from experiments.catalogue import load
from experiments.commands.parts import executor_at, parts, progress_bar, say
from experiments.monte_carlo.crew import pool_of
from experiments.storage.files import put_json
from experiments.stress.in_turn import stress_test
from experiments.stress.play import Target
from experiments.stress.result import Stress
from experiments.stress.told import stress_json, stress_table
from twin.errors import ScenarioError


@dataclass(frozen=True, kw_only=True)
class AskedStress:
    """A stress test as the command line asks for it."""

    scenario: str
    policy: str
    from_day: float | None
    """None: a third into the days that are counted."""

    days: float
    capacity_left_share: float
    own_disruptions: Literal["off", "kept"]
    places: str | None
    replications: int
    seed: int
    changes: tuple[str, ...]
    out: Path | None


def stress(asked: AskedStress, workers: int, cluster: str | None, *, as_json: bool) -> None:
    """Fail each site and lane of a scenario in turn, and print or write what that costs."""
    scenario = load(asked.scenario, asked.changes)
    places = None if asked.places is None else parts(asked.places)
    if places == []:
        raise ScenarioError("--places: names no site or lane")
    time = scenario.time
    third = time.warm_up_days + (time.horizon_days - time.warm_up_days) // 3
    with ExitStack() as stack:
        progress = stack.enter_context(progress_bar())
        executor: Executor | None
        if cluster is not None:
            executor, _ = stack.enter_context(executor_at(cluster))
        else:
            executor = stack.enter_context(pool_of(workers))
        done = stress_test(
            scenario,
            asked.policy,
            from_day=third if asked.from_day is None else asked.from_day,
            days=asked.days,
            capacity_left_share=asked.capacity_left_share,
            own_disruptions=asked.own_disruptions,
            places=places,
            replications=asked.replications,
            seed=asked.seed,
            executor=executor,
            progress=progress,
        )
    written = [] if asked.out is None else save(asked.out, done)
    if as_json:
        say(json.dumps(stress_json(done), ensure_ascii=False, allow_nan=False))
        return
    say(stress_table(done))
    if written:
        say(f"\nwritten to {asked.out}: {', '.join(written)}")


def save(folder: Path, done: Stress) -> list[str]:
    """Write `stress.json`, the ranking, and the curve of the most critical place of each kind.

    Returns:
        What was written, by name in the folder.

    Raises:
        OSError: the folder cannot be written.
    """
    from experiments.figures import critical_places, of_stress, render, resilience_curve

    folder.mkdir(parents=True, exist_ok=True)
    put_json(folder / "stress.json", stress_json(done))
    figures = {"critical_places": critical_places.draw(of_stress.critical_places(done))}
    for kind in ("site", "lane"):
        first = next((row for row in done.rows if row.kind == kind), None)
        if first is not None:
            data = of_stress.resilience_curve(done, Target(first.kind, first.name))
            figures[f"resilience_curve_{kind}"] = resilience_curve.draw(data)
    written = ["stress.json"]
    for stem, figure in figures.items():
        for suffix, make in ((".svg", render.svg), (".png", render.png)):
            (folder / f"{stem}{suffix}").write_bytes(make(figure))
            written.append(f"{stem}{suffix}")
    return written
