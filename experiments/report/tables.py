"""The tables of a report, as text that is ready to be set."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from experiments.figures import numbers, of_study, words
from experiments.figures.data import Interval, SiteRow
from experiments.measures.definitions import COMPARED, HEADLINE, METRICS, is_share, told_first
from experiments.measures.definitions import unit as unit_of
from experiments.monte_carlo.arms import arm_names, pair_name
from experiments.statistics.precision import Estimate

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Difference, Study

MOST_SITES = 10
MOST_COLUMNS = 8
"""More arms, or pairs of them, stand below each other, with fewer metrics."""

RESILIENCE = (
    "time_to_survive_days",
    "time_to_recover_days",
    "lowest_service_share",
    "service_loss_unit_days",
    "breaches_count",
    "breach_days_mean",
    "longest_breach_days",
    "unmet_units_cvar",
)
EQUITY = (
    "gini_fill_rate",
    "min_site_fill_rate_share",
    "min_fill_rate_share",
    "fill_rate_share",
)


@dataclass(frozen=True)
class Cell:
    """A value with what qualifies it, set smaller below."""

    value: str
    below: str = ""
    last: str = ""
    """Further words, on a line of their own."""


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    name: str
    cells: tuple[Cell, ...]
    metric: str = ""
    """Its name in the data files, where it is a metric."""


@dataclass(frozen=True)
class Table:
    """A table with one line of heads; the first head stands over the names."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def headline(study: "Study", currency: str) -> Table:
    """Return the main metrics of every arm with their intervals."""
    asked = any(scenario.donations for scenario in study.scenarios.values())
    first = told_first(donations=asked)
    return _metrics(study, currency, _means(study), first)


def resilience(study: "Study", currency: str) -> Table:
    """Return how every arm bore its outages, and how often and how badly it fell short."""
    return _metrics(study, currency, _means(study), RESILIENCE)


def equity(study: "Study", currency: str) -> Table:
    """Return how evenly every arm serves."""
    return _metrics(study, currency, _means(study), EQUITY)


def _means(study: "Study") -> str:
    n = study.plan.replications
    return f"Means of {n} replications; below, 95 % intervals." if n > 1 else "One replication."


def everything(study: "Study", currency: str) -> Table:
    """Return every metric of every arm; no row where the arms are too many to stand here."""
    caption = "Every metric by its name in the data files."
    metrics = study.metric_names if len(study.arms) <= MOST_COLUMNS else ()
    table = _metrics(study, currency, caption, metrics)
    return replace(table, rows=tuple(replace(row, name=row.metric) for row in table.rows))


def _metrics(study: "Study", currency: str, caption: str, metrics: Sequence[str]) -> Table:
    """Return a table of the metrics of which any arm has a value; arms are columns, if few."""
    summary = study.summary()
    rows = []
    for metric in metrics:
        found = [summary[arm][metric] for arm in study.arms if metric in summary[arm]]
        if any(e.mean is not None for e in found):
            cells = tuple(metric_cell(metric, e, study.plan.replications) for e in found)
            rows.append(Row(with_unit(metric, currency), cells, metric))
    table = Table(caption, ("Metric", *arm_names(study)), tuple(rows))
    return table if len(study.arms) <= MOST_COLUMNS else turned(table, "Arm")


def turned(table: Table, first: str) -> Table:
    """Return a table with its rows as columns; the first head stands over the new names."""
    heads = (first, *(row.name for row in table.rows))
    names = table.heads[1:]
    rows = tuple(
        Row(name, tuple(row.cells[number] for row in table.rows))
        for number, name in enumerate(names)
    )
    return Table(table.caption, heads, rows if table.rows else ())


def with_unit(metric: str, currency: str) -> str:
    """Return what a metric is called in a table, with its unit unless that is in each cell."""
    unit = "" if is_share(metric) else unit_of(metric, currency)
    name = words.name(metric)
    return f"{name}, {unit}" if unit and unit != name.lower() else name


def metric_cell(metric: str, found: Estimate, replications: int) -> Cell:
    """Return a mean with its interval below, and of how many replications if not of all."""
    write = words.written(metric)
    below = ""
    if found.low is not None and found.high is not None:
        low, high = within(metric, found.low), within(metric, found.high)
        below = numbers.span(write(low), write(high))
    if 0 < found.n < replications:
        below = f"{below}, {found.n} of {replications}".removeprefix(", ")
    return Cell(write(found.mean), below)


def within(metric: str, end: float) -> float:
    """Return the end of an interval, cut where the quantity itself ends."""
    return min(1.0, max(0.0, end)) if is_share(metric) else max(0.0, end)


def differences(study: "Study", currency: str) -> Table:
    """Return the paired differences of the main metrics, and whether each is clear."""
    found = study.differences()
    many = len(found) > MOST_COLUMNS
    rows = []
    for metric in COMPARED if many else HEADLINE:
        if metric not in study.metric_names:
            continue
        cells = tuple(_difference(metric, d) for d in found)
        if any(cell.value != numbers.MISSING for cell in cells):
            rows.append(Row(with_unit(metric, currency), cells))
    table = Table(
        "Mean paired difference; below, its 95 % interval, whether that leaves out zero, and the "
        "variance reduction factor.",
        ("Metric", *(pair_name(study, d.left, d.right) for d in found)),
        tuple(rows),
    )
    return turned(table, "Pair") if many else table


def _difference(metric: str, difference: "Difference") -> Cell:
    paired = difference.metrics[metric]
    found, factor = paired.estimate, paired.variance_reduction_factor
    write = words.difference_written(metric)
    if found.low is None or found.high is None:
        return Cell(write(found.mean))
    last = verdict(found) if factor is None else f"{verdict(found)}, VRF {factor:.3g}"
    return Cell(write(found.mean), numbers.span(write(found.low), write(found.high)), last)


def verdict(found: Estimate) -> str:
    """Return whether an interval says on which side of zero the mean is.

    >>> verdict(Estimate(mean=2.0, se=0.5, low=1.0, high=3.0, n=9))
    'higher'
    """
    if found.low is None or found.high is None:
        return "not clear"
    if found.low == found.high == 0:
        return "equal"
    return "higher" if found.low > 0 else "lower" if found.high < 0 else "not clear"


def worst_places(study: "Study") -> Table:
    """Return the demand sites and products that are served worst."""
    worst = of_study.worst(study, by_product=True)
    asked = {
        ", ".join(place): units
        for place, units in of_study.mean_demand(study, study.arms[0]).items()
    }
    shown = worst.rows[:MOST_SITES]
    caption = (
        f"Fill rate by site and product, the worst {len(shown)} of {worst.site_count} "
        "(by the lowest in any arm), with 95 % intervals."
    )
    if len(worst.arms) > MOST_COLUMNS:
        heads = ("Site, product", "Lowest fill rate", "In the arm", "Demand, units")
        rows = [_lowest(row, worst.arms, asked.get(row.site)) for row in shown]
        return Table(caption, heads, tuple(rows))
    rows = [_place(row, asked.get(row.site)) for row in shown]
    return Table(caption, ("Site, product", *worst.arms, "Demand, units"), tuple(rows))


def _lowest(row: SiteRow, arms: Sequence[str], demand: float | None) -> Row:
    """Return a place with its lowest fill rate in any arm, where arms are many."""
    known = [(found.mean, n) for n, found in enumerate(row.intervals) if found is not None]
    _, arm = min(known)
    cells = _fill(row.intervals[arm]), Cell(arms[arm]), Cell(numbers.number(demand))
    return Row(row.site, cells)


def _place(row: SiteRow, demand: float | None) -> Row:
    cells = (_fill(interval) for interval in row.intervals)
    return Row(row.site, (*cells, Cell(numbers.number(demand))))


def _fill(found: Interval | None) -> Cell:
    """Return a fill rate; the interval is cut at 0 and 100 %, where the share ends."""
    if found is None:
        return Cell(numbers.MISSING)
    if found.low is None or found.high is None:
        return Cell(numbers.share(found.mean))
    low, high = within("fill_rate_share", found.low), within("fill_rate_share", found.high)
    return Cell(numbers.share(found.mean), numbers.span(numbers.share(low), numbers.share(high)))


def definitions(study: "Study") -> list[tuple[str, str, str]]:
    """Return label, name in the data files and definition of the study's metrics."""
    known = set(study.metric_names)
    return [(m.label, name, m.definition) for name, m in METRICS.items() if name in known]
