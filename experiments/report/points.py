"""The points of a design as a table: what each sets, and what came of it."""

from typing import TYPE_CHECKING, Any

from experiments.figures.of_design import factors
from experiments.measures.definitions import COMPARED
from experiments.monte_carlo.arms import spaced
from experiments.report.tables import Cell, Row, Table, metric_cell, with_unit

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

MOST_ROWS = 200
"""A page of more rows nobody reads; all are in the data files."""


def points(study: "Study", currency: str) -> Table:
    """Return a row for each arm of a design, in its order; no row without a design.

    Settings that are the same at every point are in the caption.
    """
    plan, summary = study.plan, study.summary()
    settings, paths = plan.settings(), factors(study)
    several_bases, several_policies = len(plan.bases) > 1, len(plan.policies) > 1
    metrics = [
        name
        for name in COMPARED
        if any(summary[arm][name].mean for arm in study.arms if name in summary[arm])
    ]
    rows = []
    width = len(plan.points)
    for number, (scenario, policy) in enumerate(study.arms[:MOST_ROWS] if width else []):
        place, of_base = divmod(number // len(plan.policies), width)
        cells = [Cell(_told(settings[scenario].get(path))) for path in paths]
        if several_bases:
            cells.append(Cell(plan.bases[place][0]))
        if several_policies:
            cells.append(Cell(spaced(policy)))
        cells += [metric_cell(m, summary[scenario, policy][m], plan.replications) for m in metrics]
        rows.append(Row(f"#{of_base}", tuple(cells)))
    told = [*paths, *["Scenario"] * several_bases, *["Policy"] * several_policies]
    heads = ("Point", *told, *(with_unit(metric, currency) for metric in metrics))
    return Table(_caption(study, len(rows)), heads, tuple(rows))


def _caption(study: "Study", shown: int) -> str:
    plan = study.plan
    said = f"Means of {plan.replications} replications at each of {len(plan.points)} points"
    if shown < len(study.arms):
        said += f", the first {shown} of {len(study.arms)} arms"
    fixed = {p: v for point in plan.points[:1] for p, v in point.items() if p not in factors(study)}
    also = "".join(f" {path} is {_told(value)} at all." for path, value in fixed.items())
    return f"{said}; below, 95 % intervals.{also}"


def _told(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
