"""What the stress command does: load, fail each place in turn, print or write."""

import json
import sys
from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Literal

from experiments.catalogue import load
from experiments.files import put_json
from experiments.stress import Progress, stress_test
from experiments.stress_play import Target
from experiments.stress_result import Stress
from experiments.stress_told import stress_json, stress_table


def stress(
    text: str,
    policy: str,
    *,
    from_day: float,
    days: float,
    capacity_left_share: float,
    own_disruptions: Literal["off", "kept"],
    places: Collection[str] | None,
    replications: int,
    seed: int,
    changes: Sequence[str],
    out: Path | None,
    as_json: bool,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> None:
    """Fail each site and lane of a scenario in turn, and print or write what that costs."""
    done = stress_test(
        load(text, changes),
        policy,
        from_day=from_day,
        days=days,
        capacity_left_share=capacity_left_share,
        own_disruptions=own_disruptions,
        places=places,
        replications=replications,
        seed=seed,
        executor=executor,
        progress=progress,
    )
    written = [] if out is None else save(out, done)
    if as_json:
        said = json.dumps(stress_json(done), ensure_ascii=False, allow_nan=False)
    else:
        said = stress_table(done)
        said += f"\n\nwritten to {out}: {', '.join(written)}" if written else ""
    sys.stdout.write(said + "\n")


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
