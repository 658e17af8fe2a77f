"""A stress test as a JSON document, and as a table for a terminal."""

from typing import Any

from experiments.plain_table import mean_and_half, table
from experiments.provenance import head
from experiments.stress.result import Stress
from experiments.stress.rows import ESTIMATES, StressRow

MOST_ROWS = 15
"""Places of a kind that a terminal shows; all are in the JSON."""


def stress_json(stress: Stress) -> dict[str, Any]:
    """Return head, outage, a row for each place, the agreement with the graph, and digest.

    `scenario_sha256` is of the scenario as it was played: without its own disruptions unless
    they were kept.
    """
    shock = stress.shock
    return {
        **head(stress.scenario),
        "policy": stress.policy,
        "seed": stress.seed,
        "replications": stress.replications,
        "outage": {
            "from_day": shock.from_day,
            "days": shock.days,
            "capacity_left_share": shock.capacity_left_share,
            "own_disruptions": sorted(stress.scenario.disruptions),
        },
        "places": [_row_json(row) for row in stress.rows],
        "agreements": [
            {
                "kind": found.kind,
                "measure": found.measure,
                "rank_correlation": found.rank_correlation,
                "sentence": found.sentence,
            }
            for found in stress.agreements
        ],
        "result_sha256": stress.result_sha256,
    }


def _row_json(row: StressRow) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": row.kind, "name": row.name, "rank": row.rank}
    told |= {name: getattr(row, name).as_json() for name in ESTIMATES}
    for name in ("lost_share", "failed_share", "recovered_share"):
        told[name] = getattr(row, name)
    return told | {"centralities": dict(row.centralities)}


def stress_table(stress: Stress) -> str:
    """Return the most critical sites and lanes, and how the graph measures agree."""
    n, shock = stress.replications, stress.shock
    spread = "mean +/- 95 % interval" if n > 1 else "no intervals"
    about = (
        f"{stress.scenario.name}, {stress.policy}: each place out alone for {shock.days:g} days "
        f"from day {shock.from_day:g},\n{n} replication{'s' if n > 1 else ''} of seed "
        f"{stress.seed}, each beside the undisturbed chain; {spread}\n"
        "(in brackets: share of the replications that failed, or recovered before the end)"
    )
    blocks = [about]
    for kind, said in (("site", "sites"), ("lane", "lanes")):
        rows = [row for row in stress.rows if row.kind == kind]
        if rows:
            more = len(rows) - MOST_ROWS
            rest = f"\n... and {more} more {said}, of less" if more > 0 else ""
            blocks.append(_block(said, rows[:MOST_ROWS], stress.scenario.currency) + rest)
    blocks.append("\n".join(_sentences(stress)))
    return "\n\n".join(blocks)


def _sentences(stress: Stress) -> list[str]:
    """Return how the graph measures agree with the ranking, once where all say the same."""
    found: dict[str, str] = {}
    for one in stress.agreements:
        if one.rank_correlation is None:
            said = f"Graph measures: {one.sentence.partition(': ')[2]}"
            found.setdefault(said, said)
        else:
            found[one.sentence] = one.sentence
    return list(found.values())


def _block(said: str, rows: list[StressRow], currency: str) -> str:
    heads = [said, "rank", "units lost", "of demand", "lowest service", "survives", "recovers"]
    lines = [[*heads, f"added cost ({currency})"], *map(_cells, rows)]
    return table(lines)


def _cells(row: StressRow) -> list[str]:
    return [
        row.name,
        str(row.rank),
        mean_and_half(row.lost_units),
        "-" if row.lost_share is None else f"{100 * row.lost_share:.2f} %",
        f"{mean_and_half(row.lowest_service_share, 0.01)} %",
        _days(row.time_to_survive_days.mean, row.failed_share, "never fails"),
        _days(row.time_to_recover_days.mean, row.recovered_share, "-"),
        mean_and_half(row.added_cost),
    ]


def _days(mean: float | None, share: float, none: str) -> str:
    """Return a mean of days, with the share of replications that it is of where not all."""
    if mean is None:
        return none
    return f"{mean:.3g} d" + ("" if share == 1.0 else f" ({100 * share:.0f} %)")
