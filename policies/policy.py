"""How stock rules work: from what each cell lacks to orders, customers' end first."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network
from twin.control.decision import Command, Decision, Orders, Produce
from twin.control.observation import Observation

Ints = NDArray[np.int64]

Wish = Callable[[Ints, Ints], Ints]
"""From cells and their inventory positions to the units each wants to order."""


class Pull:
    """Replenishes cells from their sources, so that a source sees the orders it gets.

    Cells are visited by echelon, customers' end first: what a cell orders lowers the
    inventory position of its source before the source decides, as in the textbook
    multi-echelon models (children order before parents).
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        width = network.product_count
        self.steps: list[tuple[Ints, Ints, Ints]] = []
        """By echelon: cells, the line each orders on (or -1: it is made), the cell it draws on."""
        for echelon in network.echelons:
            lines, sources = [], []
            for cell in echelon:
                way = network.sources[cell][0]
                product = cell % width
                lines.append(way.lane * width + product if way.lane >= 0 else -1)
                origin = network.lanes[way.lane].origin if way.lane >= 0 else cell // width
                sources.append(origin * width + product)
            self.steps.append((_ints(echelon), _ints(lines), _ints(sources)))
        self.alternatives = any(len(ways) > 1 for ways in network.sources)
        self.makes = bool(network.recipes)

    def orders(self, observation: Observation, position: Ints, wish: Wish) -> Decision:
        """Return the orders (and batches to make) that fill every cell's wish.

        Args:
            observation: what is seen now.
            position: inventory position by cell; changed in place as cells order.
            wish: how much each cell wants at a position.
        """
        lines: list[Ints] = []
        units: list[Ints] = []
        made: list[Command] = []
        for cells, on, sources in self.steps:
            wanted = wish(cells, position[cells])
            some = wanted > 0
            if not some.any():
                continue
            cells, wanted, on, sources = cells[some], wanted[some], on[some], sources[some]
            if self.alternatives:
                on, sources = self._open_ways(observation, cells, on, sources)
            if self.makes:
                made += self._make(cells[on < 0], wanted[on < 0], position)
                bought = on >= 0
                wanted, on, sources = wanted[bought], on[bought], sources[bought]
            np.subtract.at(position, sources, wanted)
            lines.append(on)
            units.append(wanted)
        if lines:
            made.append(Orders(np.concatenate(lines), np.concatenate(units)))
        return tuple(made)

    def _open_ways(
        self, observation: Observation, cells: Ints, on: Ints, sources: Ints
    ) -> tuple[Ints, Ints]:
        """Return the first way of each cell whose lane and origin are open, else the first."""
        network, width = self.network, self.network.product_count
        on, sources = on.copy(), sources.copy()
        for i, cell in enumerate(cells.tolist()):
            for way in network.sources[cell]:
                if way.lane < 0:
                    break
                origin = network.lanes[way.lane].origin
                if observation.open_lanes[way.lane] > 0 and observation.open_sites[origin] > 0:
                    on[i] = way.lane * width + cell % width
                    sources[i] = origin * width + cell % width
                    break
        return on, sources

    def _make(self, cells: Ints, units: Ints, position: Ints) -> list[Command]:
        """Return the production of whole batches, and claim their inputs."""
        network, width = self.network, self.network.product_count
        commands: list[Command] = []
        for cell, wanted in zip(cells.tolist(), units.tolist(), strict=True):
            site, product = divmod(cell, width)
            recipe = network.recipes[cell]
            batches = -(-wanted // recipe.batch_units)
            for name, each in recipe.inputs.items():
                need = site * width + network.product_names.index(name)
                position[need] -= round(batches * recipe.batch_units * each)
            commands.append(
                Produce(network.site_names[site], network.product_names[product], wanted)
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
