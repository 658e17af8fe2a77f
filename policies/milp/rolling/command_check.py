"""Commands held against what is there, by code that knows nothing of any model.

A claim is sound where the lane is open, and its origin has the units: on hand and not
claimed, due within the period, or ordered in the same decision and there within it. A
source gives what its capacity of the period is; a plant starts what its lines can. What
is more is cut, and told.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from policies.milp.rolling.outlook import Outlook, days_to_departure
from twin.chain.network import Network
from twin.control.decision import Command, Decision, Orders, Produce, Ship
from twin.control.observation import Observation

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What may be commanded, and what was cut."""

    decision: Decision
    cuts: tuple[str, ...] = ()


def checked_commands(
    network: Network, observation: Observation, outlook: Outlook, decision: Decision
) -> Checked:
    """Return the commands cut to what is there.

    Raises:
        ValueError: a command that no cut makes sound (an unknown number or name, or kind).
    """
    check = _Check(network, observation, outlook)
    kept: list[Command] = []
    for command in decision:
        match command:
            case Orders(lines, units):
                kept += check.orders(lines, units)
            case Ship(lane, product, units):
                kept += check.ship(lane, product, units)
            case Produce(site, product, units):
                kept += check.produce(site, product, units)
            case _:
                raise ValueError(f"a plan commands {command!r}")
    return Checked(decision=tuple(kept), cuts=tuple(check.cuts))


class _Check:
    """What is left of stock, sources and lines while commands are taken one after the other."""

    def __init__(self, network: Network, observation: Observation, outlook: Outlook) -> None:
        self.network, self.observation = network, observation
        self.days = network.scenario.time.review_period_days
        self.left: dict[int, float] = {}
        self.outlook = outlook
        self.cuts: list[str] = []
        self.rank = {
            cell: rank for rank, echelon in enumerate(network.echelons) for cell in echelon
        }
        self.lines_left: dict[int, float] = {}

    def orders(self, lines: Ints, units: Ints) -> list[Command]:
        """Return the claims that are covered; those of upstream sites are looked at first."""
        width, network = self.network.product_count, self.network
        if (
            lines.shape != units.shape
            or lines.dtype.kind not in "iu"
            or units.dtype.kind not in "iu"
        ):
            raise ValueError("orders are whole numbers, as many units as lines")
        if len(lines) and (lines.min() < 0 or lines.max() >= len(network.lanes) * width):
            raise ValueError(f"lines must be 0 to {len(network.lanes) * width - 1}")
        if len(units) and units.min() < 0:
            raise ValueError("orders of fewer than no units")

        def upstream_first(n: int) -> tuple[int, int]:
            lane, product = divmod(int(lines[n]), width)
            return -self.rank.get(network.lanes[lane].destination * width + product, 0), n

        kept = np.zeros(len(lines), dtype=np.int64)
        for n in sorted(range(len(lines)), key=upstream_first):
            lane, product = divmod(int(lines[n]), width)
            kept[n] = self._claim(lane, product, int(units[n]))
        some = np.flatnonzero(kept)
        return [Orders(lines[some], kept[some])] if len(some) else []

    def ship(self, lane: str, product: str, units: int) -> list[Command]:
        """Return a shipment of what is on hand."""
        if lane not in self.network.lane_names or product not in self.network.product_names:
            raise ValueError(f"no lane {lane!r}, or no product {product!r}")
        number = self.network.lane_names.index(lane)
        item = self.network.product_names.index(product)
        site = self.network.lanes[number].origin
        there = int(self.observation.on_hand_units[site, item])
        most = min(units, there)
        if most < units:
            self._cut(f"{lane}/{product}", units, most)
        claimed = self._claim(number, item, most)
        return [Ship(lane, product, claimed)] if claimed else []

    def produce(self, site: str, product: str, units: int) -> list[Command]:
        """Return as many whole batches as lines can start in the period."""
        network = self.network
        if site not in network.site_names or product not in network.product_names:
            raise ValueError(f"no site {site!r}, or no product {product!r}")
        number = network.site_names.index(site)
        cell = number * network.product_count + network.product_names.index(product)
        if cell not in network.recipes:
            raise ValueError(f"{site!r} has no recipe for {product!r}")
        recipe = network.recipes[cell]
        if number not in self.lines_left:
            lines = max(1, len(network.sites[number].lines))
            days = min(each.batch_days.mean_days() for each in network.sites[number].makes.values())
            starts = lines * ceil(self.days / max(days, 1e-3))
            self.lines_left[number] = starts if self.observation.open_sites[number] > 0 else 0
        batches = ceil(units / recipe.batch_units)
        most = int(min(batches, self.lines_left[number]))
        self.lines_left[number] -= most
        if most < batches:
            self._cut(f"{site}/{product}", units, most * recipe.batch_units)
        return [Produce(site, product, most * recipe.batch_units)] if most else []

    def _claim(self, number: int, product: int, units: int) -> int:
        """Return how much of a claim is covered, and take it."""
        network, lane = self.network, self.network.lanes[number]
        origin = lane.origin * network.product_count + product
        seen = self.observation
        source = origin in network.supplies
        shut = seen.open_lanes[number] == 0 or seen.open_sites[lane.origin] == 0
        if shut or (source and seen.open_products[product] == 0):
            covered = 0
        else:
            if origin not in self.left:
                self.left[origin] = self._of_source(origin) if source else self._of_stock(origin)
            covered = int(min(units, max(0.0, self.left[origin] + 1e-6)))
            self.left[origin] -= covered
        if covered < units:
            what = f"{network.lane_names[number]}/{network.product_names[product]}"
            self._cut(what, units, covered)
        goal = lane.destination * network.product_count + product
        if lane.lead_time.mean_days() < self.days and goal not in network.supplies:
            if goal not in self.left:
                self.left[goal] = self._of_stock(goal)
            self.left[goal] += covered
        return covered

    def _of_stock(self, cell: int) -> float:
        due = sum(units for days, units in self.outlook.due.get(cell, ()) if days < self.days)
        return float(self.outlook.free_units[cell]) + due

    def _of_source(self, cell: int) -> float:
        site, product = divmod(cell, self.network.product_count)
        supply, day = self.network.supplies[cell], int(self.observation.day)
        if not supply.is_capped:
            return float("inf")
        lanes = [self.network.lanes[n].terms for n in self.network.out_lanes[site]]
        share = min(self.observation.open_sites[site], self.observation.open_products[product])
        capacity = sum(
            supply.capacity_units(d) or 0
            for d in range(day, day + self.days)
            if any(days_to_departure(lane, d) == 0 for lane in lanes)
        )
        return int(capacity * share) - float(self.outlook.wanted_units.get(cell, 0))

    def _cut(self, what: str, wanted: int, kept: int) -> None:
        self.cuts.append(f"{what}: {wanted} wanted, {kept} there")
