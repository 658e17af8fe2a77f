"""The state of a world as plain data: whole numbers in flat arrays, lots and trips in lists.

Arrays are indexed by cell (`site * products + product`) or line (`lane * products
+ product`) of the network. `array('q')` is quick for single cells; `view` looks at
the same memory as numpy does, for a whole turn at once.
"""

from array import array
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.world.stock import Piece, pick, put
from twin.world.trips import Trip

NEVER = 1 << 62
"""Expiry day of nothing."""


def view(counts: "array[int]") -> NDArray[np.int64]:
    """Return the same memory as a numpy array."""
    return np.frombuffer(counts, dtype=np.int64)


def zeros(size: int) -> "array[int]":
    """Return so many zeros."""
    return array("q", bytes(8 * size))


@dataclass(slots=True)
class Batch:
    """A batch on a line or in quality release."""

    cell: int
    units: int
    """As planned; what comes out is less by the yield."""
    number: int


@dataclass(slots=True)
class Dark:
    """A site without power."""

    cuts_count: int
    warmed_until_tick: int
    """Up to when the warmth was added to what lies there."""

    counted_warm_ticks: dict[int, int] = field(default_factory=dict)
    """How warm stock that is only counted has been, by cell."""

    cut_lots: set[int] = field(default_factory=set)
    """Lots that have lost life in this cut."""


@dataclass(slots=True)
class State:
    """Everything that changes."""

    network: Network

    on_hand: "array[int]" = field(default_factory=lambda: array("q"))
    on_order: "array[int]" = field(default_factory=lambda: array("q"))
    backlog: "array[int]" = field(default_factory=lambda: array("q"))
    in_process: "array[int]" = field(default_factory=lambda: array("q"))
    """Queued for production, on a line or in release, by cell, in planned units."""
    claimed: "array[int]" = field(default_factory=lambda: array("q"))
    """Inputs that batches in the queue will take, by cell."""
    on_lines: "array[int]" = field(default_factory=lambda: array("q"))
    """In batches that run, by cell, in planned units: their room is kept."""
    held: "array[int]" = field(default_factory=lambda: array("q"))
    """In quarantine until quality release, by cell."""
    in_transit: "array[int]" = field(default_factory=lambda: array("q"))
    """On the road, at a gate or in a dock, by the cell that ordered it."""
    owed_out: "array[int]" = field(default_factory=lambda: array("q"))
    """Ordered from the cell over any lane and not yet sent."""
    owed: "array[int]" = field(default_factory=lambda: array("q"))
    """The same by line."""

    lots: list[list[Piece] | None] = field(default_factory=list)
    """By cell, next to be issued first; none for products that are only counted.

    Ask `pieces`: what patients took may still stand in front.
    """
    taken: "array[int]" = field(default_factory=lambda: array("q"))
    """Units that patients were given and that still stand in front of a cell's lots."""
    expires_from: "array[int]" = field(default_factory=lambda: array("q"))
    """By cell, a day before which none of its lots expires; lots that left may have set it."""
    order_queues: dict[int, list[int]] = field(default_factory=dict)
    """Orders that must be sent whole, by line, oldest first."""

    open_sites: "array[float]" = field(default_factory=lambda: array("d"))
    """Share of its capacity that each site works with; 0: shut."""
    open_lanes: "array[float]" = field(default_factory=lambda: array("d"))
    open_products: "array[float]" = field(default_factory=lambda: array("d"))
    all_open: bool = True
    """Whether every site and lane works with its whole capacity."""
    outages: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    """Capacity left by each outage that holds, by what and which."""

    gates: dict[int, list[Trip]] = field(default_factory=dict)
    """Loads that wait at the door of a site, by site, in the order they came."""
    dock_lines: dict[int, list[tuple[int, Trip]]] = field(default_factory=dict)
    """Loads that wait for a server of the dock: (since tick, trip)."""
    dock_busy: list[int] = field(default_factory=list)
    free_vehicles: "array[int]" = field(default_factory=lambda: array("q"))
    """By fleet."""
    last_due_ticks: list[int] = field(default_factory=list)
    """By lane: when its latest trip arrives, where trips may not overtake."""
    batch_queues: dict[int, list[Batch]] = field(default_factory=dict)
    """Batches that wait for a line or for inputs, by plant."""
    lines: dict[int, list[list[int]]] = field(default_factory=dict)
    """By plant and line: product last made, and 1 while it is busy."""

    day: int = -1
    departures_today: "array[int]" = field(default_factory=lambda: array("q"))
    """By lane."""
    vehicles_today: "array[int]" = field(default_factory=lambda: array("q"))
    """By lane: how many vehicles those were."""
    sent_today: "array[int]" = field(default_factory=lambda: array("q"))
    received_today: "array[int]" = field(default_factory=lambda: array("q"))
    """By site, as is what was sent today."""
    supplied_today: dict[int, int] = field(default_factory=dict)
    lost_today: set[int] = field(default_factory=set)

    next_lot: int = 0
    next_trip: int = 0
    next_number: dict[str, int] = field(default_factory=dict)
    """Counters of draws by use: batches of a recipe, loads of a dock."""
    day_lots: dict[int, tuple[int, int]] = field(default_factory=dict)
    """The lot that an outside source sends today, by cell: (day, lot)."""
    waiting_carry: dict[int, float] = field(default_factory=dict)
    """Fractions of patients who wait, and of capacity in part, carried to the next time."""
    capacity_carry: dict[int, float] = field(default_factory=dict)
    extra_demand: list[list[Any]] = field(default_factory=list)
    """More patients after a donation: [first day, days, cell, units a day, carried]."""
    dark: dict[int, Dark] = field(default_factory=dict)
    """Sites without power."""
    asked_for: list[int] = field(default_factory=list)
    """What requests for donations still lack, in the order of the network's."""
    stale: dict[int, dict[str, Any]] = field(default_factory=dict)
    """What is still shown of a site whose information is out, by site."""

    def __post_init__(self) -> None:
        network = self.network
        cells, sites, lanes = network.cell_count, network.site_count, len(network.lanes)
        for name in (
            "on_hand", "on_order", "backlog", "in_process", "held", "in_transit", "owed_out",
            "claimed", "on_lines", "taken",
        ):  # fmt: skip
            setattr(self, name, zeros(cells))
        self.owed = zeros(lanes * network.product_count)
        self.lots = [
            [] if network.products[c % network.product_count].in_lots else None
            for c in range(cells)
        ]
        self.expires_from = array("q", [NEVER] * cells)
        self.open_sites, self.open_lanes = array("d", [1.0] * sites), array("d", [1.0] * lanes)
        self.open_products = array("d", [1.0] * network.product_count)
        self.dock_busy, self.sent_today, self.received_today = (
            [0] * sites,
            zeros(sites),
            zeros(sites),
        )
        fleets = network.scenario.fleets
        self.free_vehicles = array("q", [fleets[n].vehicles_count for n in network.fleet_names])
        self.last_due_ticks = [0] * lanes
        self.asked_for = [request.terms.units for request in network.requests]
        self.departures_today, self.vehicles_today = zeros(lanes), zeros(lanes)

    def pieces(self, cell: int) -> list[Piece] | None:
        """Return what lies in a cell, next to be issued first; none where it is only counted."""
        stored, taken = self.lots[cell], self.taken[cell]
        if taken and stored is not None:
            self.taken[cell] = 0
            pick(stored, taken)
        return stored

    def put(self, cell: int, piece: Piece, issue: str) -> None:
        """Add a piece to a cell where the site's issue order wants it; counted goods have none."""
        stored = self.lots[cell]
        if stored is None:
            return
        if piece[0] < self.expires_from[cell]:
            self.expires_from[cell] = piece[0]
        if self.taken[cell] and (
            issue == "lifo" or (issue == "fefo" and stored and piece[0] < stored[-1][0])
        ):
            self.pieces(cell)  # it may stand before what patients took
        put(stored, piece, issue)

    def new_lot(self) -> int:
        """Return the number of a new lot."""
        lot = self.next_lot
        self.next_lot = lot + 1
        return lot

    def count(self, name: str) -> int:
        """Return how often a numbered source of chance was used before, and count this use."""
        number = self.next_number.get(name, 0)
        self.next_number[name] = number + 1
        return number
