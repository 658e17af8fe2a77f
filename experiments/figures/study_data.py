"""What figures of whole studies show: service around outages, and responses to a design."""

from collections.abc import Callable
from dataclasses import dataclass

from experiments.figures.data import Floats, Interval, Line


@dataclass(frozen=True, kw_only=True)
class OutageCurve:
    """Service of one arm around the first day of its episodes of outages."""

    name: str

    service: Line
    """Share of the day's demand served at once, over all episodes of all replications together;
    `low` and `high` are the worst and the best replication of each day."""

    on_share: Floats
    """Share of the episodes that are still on."""

    episodes_count: int


@dataclass(frozen=True, kw_only=True)
class OutageCurves:
    """Service around outages, arm by arm; day 0 is the first of an episode."""

    curves: tuple[OutageCurve, ...]
    first_day: int
    """The day of the first value; negative, for the days before are shown too."""

    failure_service_share: float
    recovery_service_share: float
    replications: int


@dataclass(frozen=True, kw_only=True)
class ServiceBands:
    """Moving service over time, arm by arm."""

    names: tuple[str, ...]
    lines: tuple[Line, ...]
    """Mean of each day, between the worst and the best replication; one line an arm."""

    window_days: int
    warm_up_days: int
    replications: int


@dataclass(frozen=True, kw_only=True)
class ResponsePoint:
    """One arm of a design: where its factor stands, and what came of it."""

    series: int
    at: float
    """The factor's value; its place among the values where they are no numbers."""

    found: Interval


@dataclass(frozen=True, kw_only=True)
class ResponsePanel:
    """A metric against one factor."""

    factor: str
    metric: str
    """What the axis measures, with its unit."""

    points: tuple[ResponsePoint, ...]
    names: tuple[str, ...]
    """Of the values that are no numbers, in their places; none for numbers."""

    written: Callable[[float], str]
    """How one value of the metric is written."""


@dataclass(frozen=True, kw_only=True)
class Responses:
    """What a design found: a row of panels for each factor."""

    series: tuple[str, ...]
    """What tells arms of one point apart: base scenario and policy."""

    rows: tuple[tuple[ResponsePanel, ...], ...]
    points_count: int
    replications: int
