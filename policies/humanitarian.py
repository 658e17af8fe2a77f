"""Ship-back and donation beside any rule that orders: surplus goes to who asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from policies.base_stock import echelon_members
from policies.donation_routes import Maker, Route, hubs, routes
from policies.donation_shelf import Asked, Shelf, Timing
from policies.donation_values import Judge
from policies.outlook import Memory
from policies.surplus import shared_out
from twin.chain.network import Network
from twin.chain.plans import RequestPlan
from twin.control.decision import Command, Decision, Order, Produce, Ship
from twin.control.observation import Observation
from twin.control.policy import Policy

Key = tuple[int, int]
"""Site and product."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ShipBackBeside:
    """Lets another rule order, and gives surplus to the countries that asked for it.

    At each review, for every request with consent and authorised quality, secondary countries
    first:

    1. what lies at a returns hub and is young enough goes on to the recipient;
    2. what is worth more there than on the shelf is shipped back, the lot that expires first
       among those young enough first; ineligible lots stay and are used first;
    3. what is still lacking is ordered from a maker at the last review that is in time.

    Source: Lahjouji et al. (2024), with the corrections of `shipback`; for lots, several places
    and units used after the next replenishment, `surplus`.
    """

    network: Network
    orders: Policy
    judge: Judge
    timing: Timing
    prior_cv_share: float
    service_floor_share: float
    ways: tuple[Route, ...]
    hubs: frozenset[int]
    members: NDArray[np.int64]
    """(cells, cells): 1 where the column's cell draws on the row's."""

    memory: Memory
    """All demand seen so far; all else it sees anew: what is on its way is seen, and counts."""

    @classmethod
    def for_network(
        cls,
        network: Network,
        *,
        orders: Policy,
        mode: str = "planner",
        when: str = "reviews",
        every_days: int = 28,
        first_day: int = 0,
        prior_cv_share: float = 0.25,
        service_floor_share: float = 0.0,
    ) -> "ShipBackBeside":
        """Return the rule beside one that orders.

        Args:
            network: the chain; without requests for donations the rule only orders.
            orders: who orders.
            mode: `planner` for all countries together, a contract of the scenario for the
                provider's own gain, `none` for no ship-back (makers meet the requests).
            when: `reviews`: every so many days; `last-date`: a lot at the last review at which
                it is young enough; `both`; `stopping`: when waiting is worth no more.
            every_days: from one ship-back review to the next.
            first_day: the first of them.
            prior_cv_share: how far demand may lie from what the laws say, before any was seen.
            service_floor_share: what is kept covers demand with at least that chance.

        Raises:
            ValueError: for a parameter out of its range.
        """
        if not 0 < prior_cv_share <= 10:
            raise ValueError(f"prior_cv_share {prior_cv_share} must be above 0, at most 10")
        if not 0 <= service_floor_share < 1:
            raise ValueError(f"service_floor_share {service_floor_share} must be in [0, 1)")
        return cls(
            network=network,
            orders=orders,
            judge=Judge.of(network, mode),
            timing=Timing(
                when=when,
                every_days=every_days,
                first_day=first_day,
                period_days=network.scenario.time.review_period_days,
            ),
            prior_cv_share=prior_cv_share,
            service_floor_share=service_floor_share,
            ways=routes(network),
            hubs=hubs(network),
            members=echelon_members(network),
            memory=Memory.empty(network),
        )

    @cached_property
    def not_replenished(self) -> tuple[int, ...]:
        """Return the cells that nothing brings stock to: they stand in no echelon."""
        return tuple(cell for cell, ways in enumerate(self.network.sources) if not ways)

    def decide(self, observation: Observation) -> Decision:
        """Return the other rule's orders, then what is shipped back, sent on and made."""
        ordered = self.orders.decide(observation)
        self.memory.take(observation)
        if not observation.requests or "review" not in observation.causes:
            return ordered
        return (*ordered, *_Day(self, observation).commands())


class _Day:
    """One review: what is on the shelves and asked for, lessened as it is given out."""

    def __init__(self, rule: ShipBackBeside, observation: Observation) -> None:
        self.rule, self.network, self.seen = rule, rule.network, observation
        self.judge = rule.judge
        self.today = int(observation.day)
        self.width = self.network.product_count
        self.on_the_way = observation.on_order_units.ravel().tolist()
        self.shelves: dict[Key, Shelf] = {}
        self.found: list[Command] = []

    def commands(self) -> list[Command]:
        """Return what to do, request by request."""
        asked = [r for r in self.seen.requests if r.plan.terms.may_be_met]
        for request in asked:
            left = self._less(request.plan.cell, request.left_units)
            left = self._send_on(request.plan, left)
            if self.judge.ships_back:
                left -= self._ship_back(request.plan, left)
            if request.plan.terms.country == "secondary":
                self._have_made(request.plan, left)
        return self.found

    def _less(self, cell: int, units: int) -> int:
        """Return what of some units is not on its way to a cell yet."""
        part = min(units, self.on_the_way[cell])
        self.on_the_way[cell] -= part
        return units - part

    def _send_on(self, plan: RequestPlan, left: int) -> int:
        """Send on what lies at hubs; return what else is lacking, with what is coming to them."""
        recipient, product = divmod(plan.cell, self.width)
        for way in self.rule.ways:
            if way.recipient == recipient and way.site in self.rule.hubs:
                shelf = self._shelf((way.site, product))
                units = min(left, shelf.young(plan.min_life_days + way.days))
                left -= self._ship(way, shelf, plan, units)
                left = self._less(way.site * self.width + product, left)
        return left

    def _ship_back(self, plan: RequestPlan, most: int) -> int:
        """Ship surplus to a request, places nearest to the patients first; return the units."""
        recipient, product = divmod(plan.cell, self.width)
        best: dict[int, Route] = {}
        for way in self.rule.ways:
            if way.recipient == recipient and way.site not in self.rule.hubs:
                known = best.setdefault(way.site, way)
                if way.cost_per_unit < known.cost_per_unit:
                    best[way.site] = way
        shipped = 0
        for echelon in (*self.network.echelons, self.rule.not_replenished):
            ways = [w for s, w in best.items() if s * self.width + product in echelon]
            shipped += self._share_out(ways, plan, most - shipped)
        return shipped

    def _share_out(self, ways: Sequence[Route], plan: RequestPlan, most: int) -> int:
        """Ship from places that do not draw on each other what is worth more at the recipient."""
        product = plan.cell % self.width
        shelves = [self._shelf((way.site, product)) for way in ways]
        worths, values = [], []
        for way, shelf in zip(ways, shelves, strict=True):
            value = self.judge.value_per_unit(plan, way)
            values.append(value or 0.0)
            if value is None or most <= 0:
                worths.append(np.zeros(0))
                continue
            asked = Asked(
                life_days=plan.min_life_days + way.days,
                most=most,
                value_per_unit=value,
                patience_days=plan.terms.due_day - self.today - self._days_to_meet(plan, way),
            )
            floor = self.rule.service_floor_share
            worths.append(shelf.worths(asked, self.rule.timing, floor))
        shares = shared_out(worths, value_per_unit=values, most=most)
        for way, shelf, units in zip(ways, shelves, shares, strict=True):
            self._ship(way, shelf, plan, units)
        return sum(shares)

    def _ship(self, way: Route, shelf: Shelf, plan: RequestPlan, units: int) -> int:
        if units:
            life = plan.min_life_days + way.days
            lane, product = self.network.lane_names[way.lane], plan.terms.product
            self.found.append(Ship(lane, product, units, max(1, life)))
            shelf.take(units, life)
        return units

    def _have_made(self, plan: RequestPlan, left: int) -> None:
        """Order what is lacking at the last review that is in time."""
        maker = self.judge.maker(plan)
        if maker is None or not left or not self._is_last_chance(maker, plan, left):
            return
        product = plan.terms.product
        if maker.batch_units:
            self.found.append(Produce(self.network.site_names[maker.site], product, left))
        self.found.append(Order(self.network.lane_names[maker.lane], product, left))

    def _days_to_meet(self, plan: RequestPlan, way: Route) -> int:
        """Return the days before the due day on which it is settled who meets a request."""
        maker = self.judge.maker(plan) if plan.terms.country == "secondary" else None
        made = (
            maker.days(plan.terms.units) + self.rule.timing.period_days if maker is not None else 0
        )
        return max(way.days, made)

    def _is_last_chance(self, maker: Maker, plan: RequestPlan, units: int) -> bool:
        """Return whether what is ordered at the next review would come after the due day."""
        return self.today + self.rule.timing.period_days + maker.days(units) > plan.terms.due_day

    def _shelf(self, key: Key) -> Shelf:
        if key not in self.shelves:
            members = np.flatnonzero(self.rule.members[key[0] * self.width + key[1]])
            self.shelves[key] = Shelf(
                self.seen, self.rule.memory, *key, members, self.rule.prior_cv_share, self.judge
            )
        return self.shelves[key]
