"""What was ordered and is not there yet: the planner's own notes, held against what is seen."""

from dataclasses import dataclass, field

from twin.chain.network import Network
from twin.control.decision import Decision, Order, Orders, Produce, Ship


@dataclass(frozen=True, slots=True)
class Placed:
    """Units ordered for a cell on a day, over a lane or (-1) to be made."""

    day: float
    lane: int
    units: int


@dataclass(frozen=True, kw_only=True, eq=False)
class OpenOrders:
    """Orders by the cell that waits for them, oldest first."""

    width: int
    destinations: tuple[int, ...]
    """(lanes,), the site at which each ends."""

    placed: dict[int, list[Placed]] = field(default_factory=dict)

    @classmethod
    def of(cls, network: Network) -> "OpenOrders":
        """Return empty notes."""
        return cls(
            width=network.product_count,
            destinations=tuple(lane.destination for lane in network.lanes),
        )

    def note(self, network: Network, day: float, decision: Decision) -> None:
        """Note what a decision orders."""
        index = network.product_names.index
        for command in decision:
            match command:
                case Orders(lines, units):
                    for line, n in zip(lines.tolist(), units.tolist(), strict=True):
                        lane, product = divmod(line, self.width)
                        self._add(day, lane, product, n)
                case Order(name, medicine, n) | Ship(name, medicine, n):
                    self._add(day, network.lane_names.index(name), index(medicine), n)
                case Produce(site, medicine, n):
                    cell = network.site_names.index(site) * self.width + index(medicine)
                    size = network.recipes[cell].batch_units
                    self.placed.setdefault(cell, []).append(Placed(day, -1, -(-n // size) * size))

    def _add(self, day: float, lane: int, product: int, units: int) -> None:
        if units:
            cell = self.destinations[lane] * self.width + product
            self.placed.setdefault(cell, []).append(Placed(day, lane, units))

    def outstanding(self, cell: int, units: int, day: float, lane: int) -> list[Placed]:
        """Return the orders that make up what a cell waits for, oldest first.

        What came first is what was ordered first. Units that nobody noted count as ordered
        just now over a lane; what is no longer waited for is forgotten.
        """
        kept: list[Placed] = []
        left = units
        for order in reversed(self.placed.get(cell, [])):
            if left <= 0:
                break
            kept.append(Placed(order.day, order.lane, min(order.units, left)))
            left -= order.units
        kept.reverse()
        self.placed[cell] = kept
        return [*([Placed(day, lane, left)] if left > 0 else []), *kept]
