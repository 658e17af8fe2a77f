"""How stock rules work: from what each cell lacks to orders, customers' end first."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.control.decision import Command, Decision, Orders, Produce
from twin.control.observation import Observation

Ints = NDArray[np.int64]

Wish = Callable[[slice, Ints], Ints]
"""From a part of `Pull.cells` and the positions there to the units each cell wants to order."""


class Pull:
    """Replenishes cells from their sources, so that a source sees the orders it gets.

    Cells are visited by echelon, customers' end first: what a cell orders lowers the
    inventory position of its source before the source decides, as in the textbook
    multi-echelon models (children order before parents).
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        width = network.product_count
        self.cells = _ints([cell for echelon in network.echelons for cell in echelon])
        """The cells that can be replenished, echelon after echelon."""

        self.padded = np.append(self.cells, 0)
        """The same, and one more place that takes what is drawn on no cell of them."""

        place = {cell: i for i, cell in enumerate(self.cells.tolist())}
        lines, sources = [], []
        for cell in self.cells.tolist():
            way = network.sources[cell][0]
            origin = network.lanes[way.lane].origin if way.lane >= 0 else cell // width
            lines.append(way.lane * width + cell % width if way.lane >= 0 else -1)
            sources.append(place.get(origin * width + cell % width, len(place)))
        self.lines, self.place = _ints(lines), place
        """What each cell orders on (or -1: it is made)."""

        self.sources = _ints(sources)
        """Where in `cells` each draws on; behind the last for what nobody replenishes."""

        ends = np.cumsum([len(echelon) for echelon in network.echelons]).tolist()
        self.steps = [slice(a, b) for a, b in zip([0, *ends], ends, strict=False)]
        self.drawn = [bool((self.sources[step] < len(place)).any()) for step in self.steps]
        """Whether a step draws on cells that decide after it."""

        self.alternatives = any(len(ways) > 1 for ways in network.sources)
        self.makes = bool(network.recipes)

    def orders(self, observation: Observation, position: Ints, wish: Wish) -> Decision:
        """Return the orders (and batches to make) that fill every cell's wish.

        Args:
            observation: what is seen now.
            position: inventory position of all cells of the network.
            wish: how much each cell wants at a position; below 0 is nothing.
        """
        here = position[self.padded]
        lines, sources = self.lines, self.sources
        made: list[Command] = []
        if self.alternatives:
            lines, sources = self._open_ways(observation)
        units = np.zeros(len(lines), dtype=np.int64)
        for number, step in enumerate(self.steps):
            wanted = np.maximum(wish(step, here[step]), 0, out=units[step])
            if self.makes:
                made += self._make(step, wanted, here)
            if self.drawn[number]:
                np.subtract.at(here, sources[step], wanted)
        some = units.nonzero()[0]
        if len(some):
            made.append(Orders(lines[some], units[some]))
        return tuple(made)

    def _open_ways(self, observation: Observation) -> tuple[Ints, Ints]:
        """Return the first way of each cell whose lane and origin are open, else the first."""
        network, width = self.network, self.network.product_count
        lines, sources = self.lines.copy(), self.sources.copy()
        open_lanes, open_sites = observation.open_lanes.tolist(), observation.open_sites.tolist()
        open_products = observation.open_products.tolist()
        for i, cell in enumerate(self.cells.tolist()):
            ways = network.sources[cell]
            for way in ways if len(ways) > 1 else ():
                origin = network.lanes[way.lane].origin
                product = cell % width
                supplied = origin * width + product in network.supplies
                shut = supplied and not open_products[product]
                if open_lanes[way.lane] > 0 and open_sites[origin] > 0 and not shut:
                    lines[i] = way.lane * width + product
                    sources[i] = self.place.get(origin * width + product, len(self.place))
                    break
        return lines, sources

    def _make(self, step: slice, wanted: Ints, here: Ints) -> list[Command]:
        """Return the production of whole batches and claim their inputs; nothing is ordered."""
        network, width = self.network, self.network.product_count
        commands: list[Command] = []
        for i in np.flatnonzero((self.lines[step] < 0) & (wanted > 0)).tolist():
            cell, units = int(self.cells[step][i]), int(wanted[i])
            wanted[i] = 0
            site, product = divmod(cell, width)
            recipe = network.recipes[cell]
            batches = -(-units // recipe.batch_units)
            for name in recipe.inputs:
                need = self.place.get(site * width + network.product_names.index(name))
                if need is not None:
                    here[need] -= batches * recipe.units_of(name)
            commands.append(
                Produce(network.site_names[site], network.product_names[product], units)
            )
        return commands


def checked_review(review: str | None, network: Network) -> str:
    """Return when a rule acts; none: as the scenario says.

    Raises:
        ValueError: for anything but `periodic` and `continuous`.
    """
    chosen = review or network.scenario.time.review
    if chosen not in ("periodic", "continuous"):
        raise ValueError(f"review {chosen!r} must be periodic or continuous")
    return chosen


def is_due(observation: Observation, review: str) -> bool:
    """Return whether a rule acts now: at planned reviews, or (`continuous`) at every call."""
    return review == "continuous" or "review" in observation.causes


def _ints(values: object) -> Ints:
    return np.array(values, dtype=np.int64)
