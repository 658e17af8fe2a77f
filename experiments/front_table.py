"""A front as a table for a terminal."""

from experiments.figures.trade_off import Scale
from experiments.plain_table import table
from policies.milp.fronts.front import Front
from policies.milp.fronts.point import Point


def front_table(front: Front, scales: dict[str, Scale]) -> str:
    """Return ideal, nadir and plans by their objectives and gaps, and how they were found.

    Args:
        front: of any number of objectives.
        scales: by objective; one where more is better is negated in the front.
    """

    def written(values: dict[str, float]) -> list[str]:
        return [
            scales[name].written(-values[name] if scales[name].more_is_better else values[name])
            for name in front.names
        ]

    nadir = "nadir" if front.payoff.nadir_is_exact else "nadir (estimate)"
    rows = [
        ["", *(f"{scales[name].name} ({scales[name].unit})" for name in front.names), "gap"],
        ["ideal", *written(front.payoff.ideal), ""],
        [nadir, *written(front.payoff.nadir), ""],
    ]
    rows += [
        [f"plan {number}", *written(point.values), _gap(point, front)]
        for number, point in enumerate(front.points, 1)
    ]
    return "\n".join([table(rows), "", *_notes(front, written(front.reference))])


def _gap(point: Point, front: Front) -> str:
    """Return how far a plan may be from the best, and in which objective if not the first."""
    if point.gap_share is None:
        return "not known"
    where = "" if point.main == front.names[0] else f" of {point.main}"
    return f"{100 * point.gap_share:.1f} %{where}"


def _notes(front: Front, reference: list[str]) -> list[str]:
    count = len(front.points)
    notes = [
        f"{count} plans that no other one found beats; {front.solves_count} solves on the grid, "
        f"{front.skipped_count} points of it known without one, {front.infeasible_count} without "
        f"a plan, {front.missed_count} where none was found in time; {front.dropped_count} plans "
        "dropped, beaten or twice.",
        f"Hypervolume: {100 * front.hypervolume_share():.1f} % of the box from the ideal to "
        f"({', '.join(reference)}), a tenth of each range beyond the nadir.",
    ]
    if any((point.gap_share or 0.0) > 1e-6 for point in front.points):
        notes.append(
            "Plans are proved to within their gaps: those that differ by less may change places."
        )
    return notes
