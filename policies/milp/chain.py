"""What a plan is made for: the chain as a planning model sees it, period by period.

Nodes, items and all else are dense numbers. An item is what demand asks for and recipes
name; a *good* is an item that can be used up to the same period, so that stock of different
remaining life is kept apart (an item that cannot expire within a window is one good).
Nothing here changes from one window to the next; what does is `policies.milp.window`.
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Good:
    """An item with its last period of use."""

    item: int
    last_period: int | None = None
    """It can be used in this period and before; None: beyond the window."""


@dataclass(frozen=True, kw_only=True)
class TripGroup:
    """Vehicles of one kind that are counted together: in whole trips a period."""

    name: str
    capacity_load: float
    """Load that one trip carries."""

    cost_per_trip: float = 0.0
    impact_points_per_trip: float = 0.0
    limited: bool = False
    """Whether a window limits its trips (a finite fleet)."""


@dataclass(frozen=True, kw_only=True)
class Mode:
    """One mode of a link."""

    group: int | None = None
    """The trips that its load takes; None: it is paid by the unit only."""

    cost_per_load: float = 0.0
    impact_points_per_load: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Link:
    """A way between two nodes, by one of several modes that take as long."""

    name: str
    origin: int
    destination: int
    items: tuple[int, ...]
    modes: tuple[Mode, ...]
    lead_periods: int = 0
    """What leaves in t is there in t + lead; 0: within the same period."""

    min_life_periods: int = 0
    """Periods of use that a good must have left on arrival (1: the period of arrival)."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Outside supply of an item at some nodes, which share one capacity."""

    name: str
    nodes: tuple[int, ...]
    item: int
    goods: tuple[int, ...]
    """What is sent in each period."""

    cost_per_unit: float = 0.0
    limited: bool = True
    """Whether a window gives its capacity; else it has none."""


@dataclass(frozen=True, kw_only=True)
class Making:
    """A recipe at a plant: an item made in whole batches, one item a batch."""

    name: str
    node: int
    item: int
    goods: tuple[int, ...]
    """What a batch that starts in each period becomes."""

    batch_units: float
    """Most units of a batch (and exactly so many with `whole_batches`), after yield."""

    inputs: tuple[tuple[int, float], ...] = ()
    """(item, units of it for one unit made), taken in the period of the batch."""

    capacity_units: float | None = None
    """Most units in a period at full capacity; None: as the slots allow."""

    lead_periods: int = 0
    whole_batches: bool = False
    cost_per_batch: float = 0.0
    cost_per_unit: float = 0.0
    impact_points_per_unit: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """An item at a node where it is balanced; it may be kept from period to period or not."""

    node: int
    item: int
    keeps: bool = True
    holding_cost_per_unit: float = 0.0
    """For each unit there at the end of a period."""

    floor_cost_per_unit: float = 0.0
    """For each unit that its stock lacks to the window's floor at the end of a period."""

    disposal_cost_per_unit: float | None = None
    """None: nothing is destroyed here (perishable goods always can be, at this cost or 0)."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """Storage that some cells share."""

    name: str
    node: int
    cells: tuple[int, ...]
    volume_per_unit: tuple[float, ...]
    capacity_volume: float


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Demand for an item at a node."""

    node: int
    item: int
    unmet_cost_per_unit: float
    """For each unit that waits or is lost at the end of a period."""

    carried_share: float = 0.0
    """Part of the unmet units that is still wanted in the next period; 0: lost."""


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """Capacity that a node can add in ordered levels, period by period (equations 8 to 10)."""

    node: int
    cost_by_level: tuple[float, ...]
    """For each level and period in which it is on; level l needs level l - 1."""

    capacity_units_per_level: tuple[tuple[int, float], ...] = ()
    """(making, units a period that each level adds)."""

    batch_units_per_level: float = 0.0
    """What each level adds to the largest batch of every making of the node."""

    volume_per_level: tuple[tuple[int, float], ...] = ()
    """(room, volume that each level adds)."""

    recovery_cost_per_period: float = 0.0
    """For each period in which the node is disrupted."""


@dataclass(frozen=True, kw_only=True)
class Donation:
    """A cell whose stock can be given away in a window's announced amounts."""

    cell: int
    gain_per_unit: float = 0.0
    min_life_periods: int = 1


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """Units that may leave over some links in a period, at full capacity of a node."""

    node: int
    links: tuple[int, ...]
    capacity_units: float


@dataclass(frozen=True, kw_only=True)
class PlanningChain:
    """The chain of a plan over `periods_count` periods."""

    periods_count: int
    node_names: tuple[str, ...]
    item_names: tuple[str, ...]
    load_per_unit: tuple[float, ...]
    """Of each item, on any vehicle."""

    goods: tuple[Good, ...]
    links: tuple[Link, ...]
    groups: tuple[TripGroup, ...] = ()
    sources: tuple[Source, ...] = ()
    makings: tuple[Making, ...] = ()
    cells: tuple[Cell, ...] = ()
    rooms: tuple[Room, ...] = ()
    customers: tuple[Customer, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    donations: tuple[Donation, ...] = ()
    throughputs: tuple[Throughput, ...] = ()
    slots_most: int = 0
    """No plant has more slots in any period of any window; needed where batches can grow."""

    @cached_property
    def goods_of(self) -> tuple[tuple[int, ...], ...]:
        """Return the goods of each item."""
        found: list[list[int]] = [[] for _ in self.item_names]
        for number, good in enumerate(self.goods):
            found[good.item].append(number)
        return tuple(map(tuple, found))

    @cached_property
    def plants(self) -> tuple[int, ...]:
        """Return the nodes that make anything, in order; a window gives their slots."""
        return tuple(sorted({making.node for making in self.makings}))

    @cached_property
    def cell_of(self) -> dict[tuple[int, int], int]:
        """Return the number of the cell of (node, item)."""
        return {(cell.node, cell.item): number for number, cell in enumerate(self.cells)}

    def usable(self, good: int, period: int) -> bool:
        """Return whether a good can still be used in a period."""
        last = self.goods[good].last_period
        return last is None or period <= last
