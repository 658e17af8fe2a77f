"""The stress test of a study's folder, as `pharmatwin stress ... --out DIR/stress` leaves it."""

import shlex
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.figures import numbers
from experiments.figures.data import CriticalPlace, CriticalPlaces, Interval
from experiments.figures.of_stress import MEASURE
from experiments.measures.definitions import METRICS, is_share
from experiments.provenance import scenario_sha256
from experiments.report.tables import Cell, Row, Table, within
from experiments.storage.files import read_json
from experiments.stress.agreement import ranks
from experiments.stress.centrality import WORDS

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

FOLDER = "stress"
KINDS = ("site", "lane")
EFFECTS = (
    "Rank",
    "Units lost",
    "Of demand",
    "Lowest service",
    "Survives, days",
    "Recovers in, days",
)
MOST_ROWS = 10
"""Places of a kind in a table; all are in the file."""


@dataclass(frozen=True)
class StressTest:
    """What the page shows of a stress test."""

    about: str
    ranking: CriticalPlaces
    tables: tuple[Table, ...]
    agreements: tuple[str, ...]
    curves: tuple[tuple[str, str, str], ...]
    """Stem, words in place of the figure, and source of the resilience curves."""

    result_sha256: str


def stress_test(study: "Study", folder: Path) -> tuple[StressTest | None, str]:
    """Return the stress test in a study's folder, and a sentence where there is none or it is odd.

    The sentence is the command that makes one, or what is wrong with the file.
    """
    path = folder / FOLDER / "stress.json"
    if not path.exists():
        return None, ""
    try:
        told = read_json(path)
        found = _read(told, path.parent)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        what = f"{type(error).__name__}: {error}"
        return None, f"The stress test in {FOLDER}/stress.json cannot be read ({what})."
    if told["scenario_sha256"] not in _digests(study):
        return found, (
            "The scenario of the stress test, as its file names it by SHA-256, is none of this "
            "study's: it may have had another horizon or other settings."
        )
    return found, ""


def command(study: "Study", folder: Path) -> str:
    """Return the command line that makes the stress test of a study's first scenario and policy.

    Changes of the scenario (`--set`) are those of the study's own command.
    """
    asked = shlex.split(study.command)
    known = asked[:2] == ["pharmatwin", "study"] and len(asked) > 2
    sets = [asked[at : at + 2] for at, word in enumerate(asked) if word == "--set"]
    return shlex.join(
        [
            "pharmatwin", "stress", asked[2] if known else "SCENARIO",
            "--policy", study.plan.policy_texts[0],
            *(word for pair in sets for word in pair), "--out", str(folder / FOLDER),
        ]
    )  # fmt: skip


def _digests(study: "Study") -> set[str]:
    """Return the digests of the study's scenarios, with and without their own disruptions."""
    found = set()
    for scenario in study.scenarios.values():
        found.add(scenario_sha256(scenario))
        found.add(scenario_sha256(scenario.model_copy(update={"disruptions": {}})))
    return found


def _read(told: dict[str, Any], folder: Path) -> StressTest:
    replications, outage = int(told["replications"]), told["outage"]
    left = float(outage["capacity_left_share"])
    part = f" but for {100 * left:.4g} % of its capacity" if left else ""
    words = f"{outage['days']:g} days from day {outage['from_day']:g}{part}"
    name = f"{told['scenario']}, {told['policy']}"
    places = _places(told["places"])
    places.sort(key=lambda place: (-place.lost.mean, place.kind, place.name))
    return StressTest(
        about=(
            f"{name}: each place out alone for {words}, {replications} replications of seed "
            f"{told['seed']}, each beside the undisturbed chain under the same chance. "
            f"{_own(outage['own_disruptions'])}"
        ),
        ranking=CriticalPlaces(
            name=name,
            outage=words,
            places=tuple(places),
            place_count=len(places),
            measure=WORDS[MEASURE],
            replications=replications,
        ),
        tables=tuple(_tables(told["places"], str(told["currency"]))),
        agreements=tuple(str(one["sentence"]) for one in told["agreements"]),
        curves=tuple(_curves(told["places"], folder)),
        result_sha256=str(told["result_sha256"]),
    )


def _own(names: list[str]) -> str:
    if not names:
        return "The scenario's own disruptions were off."
    return f"The scenario's own disruptions happened as well: {', '.join(map(str, names))}."


def _places(rows: list[dict[str, Any]]) -> list[CriticalPlace]:
    """Return the places of a ranking, each with its rank in the graph among those put out."""
    found = []
    for kind in KINDS:
        of_kind = [row for row in rows if row["kind"] == kind]
        by_graph = {str(row["name"]): float(row["centralities"][MEASURE]) for row in of_kind}
        rank = ranks(by_graph) if by_graph else {}
        for row in of_kind:
            name, lost = str(row["name"]), row["lost_units"]
            low, high = lost["ci95"]
            found.append(
                CriticalPlace(
                    name=name,
                    kind=kind,
                    lost=Interval(mean=float(lost["mean"]), low=low, high=high),
                    graph_rank=rank[name] if by_graph[name] else None,
                )
            )
    return found


def _tables(rows: list[dict[str, Any]], currency: str) -> list[Table]:
    """Return what each failure does, and the graph measures, a table each for sites and lanes."""
    found = []
    for kind in KINDS:
        of_kind = [row for row in rows if row["kind"] == kind]
        of_kind.sort(key=lambda row: (row["rank"], row["name"]))
        if not of_kind:
            continue
        shown, count = of_kind[:MOST_ROWS], len(of_kind)
        some = (
            f"the {len(shown)} most critical of {count}" if len(shown) < count else f"all {count}"
        )
        found.append(
            Table(
                f"What the failure of a {kind} does, {some} that were put out, by units no longer "
                "served at once; means, below them 95 % intervals.",
                (kind.capitalize(), *EFFECTS, f"Added cost, {currency}"),
                tuple(_row(row) for row in shown),
            )
        )
        measures = [name for name in WORDS if all(name in row["centralities"] for row in of_kind)]
        found.append(
            Table(
                f"What the graph says of the same {kind}s.",
                (kind.capitalize(), *(WORDS[name].capitalize() for name in measures)),
                tuple(
                    Row(
                        str(row["name"]),
                        tuple(Cell(numbers.number(row["centralities"][n])) for n in measures),
                    )
                    for row in shown
                ),
            )
        )
    return found


def _row(row: dict[str, Any]) -> Row:
    failed, back = float(row["failed_share"]), float(row["recovered_share"])
    some = "" if failed == 1.0 else f"{numbers.share(failed)} fail"
    late = "" if back == 1.0 else f"{numbers.share(back)} recover"
    cells = (
        Cell(str(row["rank"])),
        _mean("lost_units", row),
        Cell(numbers.share(row["lost_share"])),
        _mean("lowest_service_share", row),
        _mean("time_to_survive_days", row, none="never fails", last=some),
        _mean("time_to_recover_days", row, last=late),
        _mean("added_cost", row),
    )
    return Row(str(row["name"]), cells)


def _mean(metric: str, row: dict[str, Any], *, none: str = numbers.MISSING, last: str = "") -> Cell:
    """Return a mean with its interval, cut where the quantity ends, and what else is to be said."""
    told = row[metric]
    write = numbers.share if metric in METRICS and is_share(metric) else numbers.number
    if told["mean"] is None:
        return Cell(none)
    low, high = told["ci95"]
    if low is None:
        return Cell(write(told["mean"]), "", last)
    if metric in METRICS:
        low, high = within(metric, low), within(metric, high)
    return Cell(write(told["mean"]), numbers.span(write(low), write(high)), last)


def _curves(rows: list[dict[str, Any]], folder: Path) -> list[tuple[str, str, str]]:
    """Return the curves that were saved beside the ranking, of its first place of each kind."""
    found = []
    for kind in KINDS:
        path = folder / f"resilience_curve_{kind}.svg"
        first = next((row for row in rows if row["kind"] == kind), None)
        if first is None or not path.exists():
            continue
        lowest, back = first["lowest_service_share"]["mean"], first["time_to_recover_days"]["mean"]
        alt = (
            f"Resilience curve: share of the chain's demand served at once by day with {kind} "
            f"{first['name']} out, beside the undisturbed chain; the service lost is hatched. "
            f"Lowest service {numbers.share(lowest)}, recovered in {numbers.number(back)} days, "
            "means over replications."
        )
        source = "data:image/svg+xml;base64," + b64encode(path.read_bytes()).decode("ascii")
        found.append((f"{kind} {first['name']}", alt, source))
    return found
