"""What a study at the points of a design shows: the data of its responses."""

from typing import TYPE_CHECKING, Any

from experiments.figures import words
from experiments.figures.of_study import interval
from experiments.figures.study_data import ResponsePanel, ResponsePoint, Responses
from experiments.measures.definitions import COMPARED
from experiments.monte_carlo.arms import spaced

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

MOST_FACTORS = 6
SHOWN = ("fill_rate_share", "cost_total")


def factors(study: "Study") -> list[str]:
    """Return the paths that a design sets to more than one value, in their order."""
    points = study.plan.points
    paths = list(dict.fromkeys(path for point in points for path in point))
    return [path for path in paths if len({repr(point.get(path)) for point in points}) > 1]


def series_of(study: "Study") -> list[str]:
    """Return what tells the arms of one point apart, base by base, policy by policy."""
    plan = study.plan
    several = len(plan.bases) > 1
    return [
        f"{base}, {spaced(text)}" if several else spaced(text)
        for base, _ in plan.bases
        for text in plan.policy_texts
    ]


def responses(study: "Study", currency: str) -> Responses:
    """Return fill rate and cost against each factor; both of `COMPARED`, where they say anything.

    Further factors than the first six are in the table only.
    """
    plan, summary = study.plan, study.summary()
    settings = plan.settings()
    width, policies = len(plan.points), plan.policy_texts
    shown = [name for name in SHOWN if name in COMPARED and _varies(study, name)]
    rows = []
    for path in factors(study)[:MOST_FACTORS]:
        values = [point.get(path) for point in plan.points]
        names = _names(values)
        panels = []
        for metric in shown:
            points = []
            for number, (label, _) in enumerate(plan.scenarios):
                value: Any = settings[label].get(path)
                at = float(names.index(_told(value)) if names else value)
                for place, text in enumerate(policies):
                    found = interval(summary[label, text][metric])
                    if found is not None:
                        series = number // width * len(policies) + place
                        points.append(ResponsePoint(series=series, at=at, found=found))
            panels.append(
                ResponsePanel(
                    factor=path,
                    metric=words.axis(metric, currency),
                    points=tuple(points),
                    names=tuple(names),
                    written=words.tick_written(metric),
                )
            )
        rows.append(tuple(panels))
    return Responses(
        series=tuple(series_of(study)),
        rows=tuple(row for row in rows if row),
        points_count=width,
        replications=plan.replications,
    )


def _varies(study: "Study", metric: str) -> bool:
    summary = study.summary()
    return any(summary[arm][metric].mean for arm in study.arms if metric in summary[arm])


def _names(values: list[Any]) -> list[str]:
    """Return the values as texts in their order; none where all are numbers."""
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in values):
        return []
    return list(dict.fromkeys(map(_told, values)))


def _told(value: Any) -> str:
    return "none" if value is None else str(value)
