"""What the figures show, as plain numbers: no figure knows a study, a run or a file."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A mean over replications with the ends of its 95 % confidence interval."""

    mean: float
    low: float | None = None
    high: float | None = None
    """None below two replications."""

    @property
    def ends(self) -> tuple[float, ...]:
        """Return the ends of the interval, or the mean alone where there is none."""
        return (self.mean,) if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A time in which something was out."""

    from_day: float
    to_day: float
    label: str
    """What was out, and where."""

    row: str
    """In which row of the outages it is drawn: its name, or its kind where names are many."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A quantity by day; `low` and `high` hold the worst and best of several replications."""

    label: str
    values: Floats
    low: Floats | None = None
    high: Floats | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    """Stock and service of a chain day by day."""

    name: str
    """Whose history: the arm of the study, or scenario and policy."""

    product: str
    stock: tuple[Line, ...]
    """Units on hand at the end of each day, one line a kind of site or a site."""

    service: tuple[Line, ...]
    """Moving share of demand served at once, one line a policy."""

    window_days: int
    """Width of the moving window of the service."""

    shades: tuple[Shade, ...] = ()
    warm_up_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One metric of every arm, in the order of the arms."""

    title: str
    axis: str
    """What the axis measures, with its unit."""

    intervals: tuple[Interval | None, ...]
    written: Callable[[float], str]
    """How one value is written."""

    ends: tuple[float, float] = (float("-inf"), float("inf"))
    """Where the quantity itself ends; the axis goes no further."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Metrics of several arms side by side."""

    arms: tuple[str, ...]
    panels: tuple[Panel, ...]
    replications: int


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Paired differences of arms that met the same chance."""

    pairs: tuple[str, ...]
    """What is subtracted from what, in words."""

    marks: tuple[int, ...]
    """The number of each pair's left arm (in a design: of its policy), whose colour it has."""

    panels: tuple[Panel, ...]
    replications: int


@dataclass(frozen=True, kw_only=True)
class SiteRow:
    """The fill rate of one site in every arm."""

    site: str
    intervals: tuple[Interval | None, ...]


@dataclass(frozen=True, kw_only=True)
class WorstSites:
    """Sites by fill rate, worst first."""

    arms: tuple[str, ...]
    rows: tuple[SiteRow, ...]
    site_count: int
    """How many sites there are, shown or not."""

    replications: int


@dataclass(frozen=True, kw_only=True)
class Costs:
    """Mean cost by kind of every arm; `units[kind][arm]` in the scenario's currency."""

    arms: tuple[str, ...]
    kinds: tuple[str, ...]
    amounts: tuple[tuple[float, ...], ...]
    """By kind, then arm."""

    currency: str
    replications: int


@dataclass(frozen=True, kw_only=True)
class MapSite:
    """A place on the map."""

    name: str
    kind: str
    latitude_deg: float
    longitude_deg: float
    fill_rate_share: float | None
    """None where no patient asks."""


@dataclass(frozen=True, kw_only=True)
class MapLane:
    """A way between two places, by their numbers among the map's sites."""

    origin: int
    destination: int
    units: float
    """What it carried; below 0 where that is not known."""


@dataclass(frozen=True, kw_only=True)
class NetworkMap:
    """Places and the ways between them."""

    name: str
    sites: tuple[MapSite, ...]
    lanes: tuple[MapLane, ...]
    scale: tuple[float, float] | None = None
    """Ends of the colours, so that several maps compare; none: by this one's data."""

    left_out: tuple[str, ...] = ()
    """Places that have no coordinates."""

    schematic: bool = False
    """No coordinates at all: the places stand by echelon, left to right."""


@dataclass(frozen=True, kw_only=True)
class CriticalPlace:
    """What one failure costs the chain."""

    name: str
    kind: str
    """`site` or `lane`."""

    lost: Interval
    """Units no longer served at once."""

    graph_rank: int | None
    """By the graph measure, among its kind; None where it has nothing of it."""


@dataclass(frozen=True, kw_only=True)
class CriticalPlaces:
    """The sites and lanes that a chain can least do without, the most critical first."""

    name: str
    outage: str
    """What happened to each of them, in words."""

    places: tuple[CriticalPlace, ...]
    place_count: int
    """How many were tried, shown or not."""

    measure: str
    """The graph measure beside, in words."""

    replications: int


@dataclass(frozen=True, kw_only=True)
class ResilienceCurve:
    """Service around an outage, its first day being day 0."""

    place: str
    """What is out."""

    first_day: int
    """The day of the first value; negative, for the days before are shown too."""

    undisturbed: Floats
    """Share of the demand of the day served at once, over all replications together."""

    disturbed: Line
    """The same with the place out; `low` and `high` are its worst and best replication."""

    outage_days: float
    failure_service_share: float
    recovery_service_share: float
    survived_days: float | None
    """Mean days from the outage to failure, of the replications that failed."""

    recovered_days: float | None
    """Mean days from failure to recovery, of the same."""

    replications: int
