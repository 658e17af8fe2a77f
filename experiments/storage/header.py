"""What a study's folder says it is: written first, never changed, compared before all else."""

import json
from pathlib import Path
from typing import Any

from experiments.monte_carlo.outcome import Source
from experiments.monte_carlo.plan import Plan, at_points
from experiments.provenance import canonical_json, scenario_sha256
from experiments.storage.files import damaged, put_sealed, read_sealed, sealed
from twin.chain.scenario import Scenario
from twin.errors import TwinError

FORMAT = 3
"""Raised when the files hold other things than before."""

HEADER = "study.json"
SCENARIOS = "scenarios.json"
RIGHT = "remove it and start the study again; what is finished is kept"
OLDER = "results.parquet"
"""A file of formats 1 and 2."""


class OtherStudy(TwinError):
    """The folder holds another study, or none; take another folder or the same study."""


def sealed_header(plan: Plan) -> dict[str, Any]:
    """Return the header of a plan with its seal, by which its parts know it."""
    return sealed({"format": FORMAT, **plan.identity()})


def begin(folder: Path, plan: Plan) -> None:
    """Write header and scenarios where they are not there yet.

    Raises:
        DamagedFile: the scenarios that are there are not what was written.
        OSError: the folder cannot be written.
    """
    if not (folder / HEADER).exists():
        put_sealed(folder / HEADER, {"format": FORMAT, **plan.identity()})
    if (folder / SCENARIOS).exists():
        _bases(folder, plan.identity()["scenarios"])
    else:
        texts = {name: json.loads(source.text) for name, source in plan.bases}
        put_sealed(folder / SCENARIOS, texts)


def check(folder: Path, plan: Plan) -> None:
    """Refuse a folder with anything but this study, before anything is played.

    Raises:
        OtherStudy: with what differs.
        DamagedFile: its header is not what was written.
    """
    refuse_older(folder)
    if not (folder / HEADER).exists():
        return
    there = _header(folder)
    for name, here in plan.identity().items():
        if there.get(name) != here:
            what = f"{name} there {_short(there.get(name))}, here {_short(here)}"
            raise OtherStudy(f"{folder}: holds another study: {what} (take another folder)")


def refuse_older(folder: Path) -> None:
    """Refuse a folder of a format that this program cannot read.

    Raises:
        OtherStudy: it is one.
    """
    if (folder / OLDER).exists():
        raise OtherStudy(f"{folder}: holds a study of an older program (take another folder)")


def read_plan(folder: Path, replications: int) -> Plan:
    """Return the plan of a folder's header.

    Raises:
        OtherStudy: there is none.
        DamagedFile: header or scenarios are not what was written.
    """
    for name in (HEADER, SCENARIOS):
        if not (folder / name).exists():
            raise OtherStudy(f"{folder}: holds no finished study ({name} is missing)")
    there = _header(folder)
    bases = _bases(folder, there["scenarios"])
    points = tuple(there["points"])
    return Plan(
        bases=bases,
        points=points,
        scenarios=at_points(bases, points, there["point_sha256"]),
        policies=tuple((text, None) for text in there["policies"]),
        seed=there["seed"],
        replications=replications,
    )


def _header(folder: Path) -> dict[str, Any]:
    there = read_sealed(folder / HEADER, RIGHT)
    if there.get("format") != FORMAT:
        what = f"format {_short(there.get('format'))}, this program writes {FORMAT}"
        raise OtherStudy(f"{folder}: holds a study of another program: {what}")
    return there


def _bases(folder: Path, said: list[list[str]]) -> tuple[tuple[str, Source], ...]:
    """Return the stored scenarios, which must be those of the header."""
    path = folder / SCENARIOS
    texts = read_sealed(path, RIGHT)
    if list(texts) != [name for name, _ in said]:
        raise damaged(path, f"it is not of {HEADER}", RIGHT)
    found = []
    for name, digest in said:
        try:
            scenario = Scenario.model_validate_json(json.dumps(texts[name]))
        except (ValueError, TwinError) as error:  # also what pydantic says
            what = f"the scenario {name!r} is none to this program"
            raise damaged(path, what, RIGHT) from error
        if scenario_sha256(scenario) != digest:
            raise damaged(path, f"the scenario {name!r} is not that of {HEADER}", RIGHT)
        found.append((name, Source(digest, canonical_json(scenario))))
    return tuple(found)


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
