"""The world: parts wired together on one SimPy clock; it yields epochs and takes decisions."""

from collections.abc import Iterator

from simpy import Environment, Event

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.chain.site import OpeningStock
from twin.control.decision import Decision
from twin.control.observation import Observation
from twin.record.daily import DailyService
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world import laws
from twin.world.ageing import Ageing, Levels
from twin.world.blackout import DARK_HOUR
from twin.world.clock import Agenda, At, Item
from twin.world.convoy import ARRIVE
from twin.world.departure import Departure
from twin.world.dispatch import Dispatch
from twin.world.gifts import Gifts
from twin.world.loading import Loading
from twin.world.market import Market
from twin.world.orders import Clerk
from twin.world.outages import OUTAGE_BEGINS, OUTAGE_ENDS, Outage, Outages
from twin.world.plant import BATCH_DONE, RELEASED, Plants
from twin.world.receiving import DOCK_DONE, GATE_OPENS, VEHICLE_BACK, Receiving
from twin.world.sight import Sight
from twin.world.state import State, view

NEW_DAY = -1
BEFORE_ALL = -1
"""Rank of what precedes every turn of its tick."""


class World:
    """One replication of a chain, from day 0 to the horizon."""

    def __init__(
        self,
        network: Network,
        path: SamplePath,
        *,
        ledger: Ledger | None = None,
        daily: DailyService | None = None,
        audit: bool = False,
    ) -> None:
        time = network.scenario.time
        order = time.order_of_play
        self.network, self.ledger, self._audit = network, ledger, audit
        self._daily = daily
        self.tally = tally = Tally(network.cell_count, len(network.lanes), network.site_count)
        self.state = state = State(network)
        handlers = {
            "receive": self._receive,
            "decide": self._decide,
            "demand": self._demand,
            "age": self._age,
        }
        self.env = Environment()
        self.agenda = agenda = Agenda(self.env, tuple(handlers[name] for name in order))
        self._ranks = {name: order.index(name) for name in order}
        rank = self._ranks["receive"]
        self._continuous = time.review == "continuous"
        self._review_days = time.review_period_days
        self._horizon = time.horizon_days * TICKS_PER_DAY
        self._close = TICKS_PER_DAY - 1 if order[-1] == "age" else 0
        departure = Departure(state, path, agenda, ledger, rank)
        loading = Loading(state, departure, tally, ledger)
        self._dispatch = Dispatch(state, loading, tally)
        self._gifts = Gifts(state, tally, ledger)
        self._receiving = Receiving(
            state, path, agenda, tally, ledger, rank, self.call, self._gifts
        )
        self._plants = Plants(state, path, agenda, tally, ledger, rank)
        self._market = Market(state, path, agenda, tally, ledger, self._ranks["demand"], self.call)
        after = self._ranks["age"] > self._ranks["demand"]
        self._late_goods = self._ranks["receive"] > self._ranks["age"]
        self._ageing = Ageing(state, tally, ledger, after_demand=after)
        self._levels = Levels(state, tally, ledger)
        self._outages = Outages(state, path, agenda, tally, ledger, rank, self.call)
        self._clerk = Clerk(state, loading, self._plants, self._market, tally, ledger)
        self._sight = Sight(state, self._market)
        self._causes: tuple[str, ...] | None = None
        self._over = False
        self._today = [
            view(state.departures_today),
            view(state.vehicles_today),
            view(state.sent_today),
            view(state.received_today),
        ]
        self._at_warm_up = tally.copy()
        self._open()

    def epochs(self) -> Iterator[Observation]:
        """Run to the horizon and yield an observation whenever somebody has to decide."""
        step = self.env.step
        while not self._over:
            step()
            if self._causes is not None:
                causes, self._causes = self._causes, None
                tick = int(self.env.now)
                yield self._sight.observe(tick, causes)
                self._send(tick)

    def apply(self, decision: Decision) -> None:
        """Carry out a decision; what it orders is sent in the same instant.

        Raises:
            DecisionError: when the decision names what is not there.
        """
        tick = int(self.env.now)
        self._clerk.carry_out(tick, decision)
        if self.ledger is not None:
            self.ledger.planned.extend((tick, len(decision)))

    def call(self, tick: int, cause: str) -> None:
        """Ask for a decision in this instant; small matters only call in a continuous world."""
        if self._continuous or cause not in ("demand", "arrival"):
            self.agenda.add(tick, self._ranks["decide"], (cause,))

    def outages(self) -> tuple[Outage, ...]:
        """Return the outages that began."""
        return tuple(self._outages.begun)

    def planned_outages(self) -> tuple[Outage, ...]:
        """Return every outage of the sample path, by time of its start."""
        return tuple(outage for _, _, outage in self._outages.planned)

    def tally_after_warm_up(self) -> Tally:
        """Return the sums since the end of the warm-up."""
        return self.tally.since(self._at_warm_up)

    def tally_at_warm_up(self) -> Tally:
        """Return the sums at the end of the warm-up."""
        return self._at_warm_up

    @property
    def kernel_events_count(self) -> int:
        """Return how many events the kernel has played."""
        return self.agenda.kernel_events_count

    def _open(self) -> None:
        """Put the opening stock on the shelves and the first turns on the agenda."""
        width = self.network.product_count
        for site, place in enumerate(self.network.sites):
            for product, name in enumerate(self.network.product_names):
                opening = place.opening_stock.get(name, 0)
                if not isinstance(opening, OpeningStock):
                    opening = OpeningStock(units=opening)
                if opening.units:
                    self._stock(site, product, site * width + product, opening)
        self._outages.schedule()
        add, ranks = self.agenda.add, self._ranks
        add(0, ranks["decide"], (NEW_DAY,))
        add(0, ranks["demand"], (NEW_DAY,))
        add(self._close, ranks["age"], (NEW_DAY,))
        self._market.plan_next_arrival()
        warm_up = self.network.scenario.time.warm_up_days
        if warm_up:
            At(self.env, warm_up * TICKS_PER_DAY, BEFORE_ALL, self._warm_up_ends)
        At(self.env, self._horizon, BEFORE_ALL, self._end)

    def _stock(self, site: int, product: int, cell: int, opening: OpeningStock) -> None:
        life = self.network.products[product].shelf_life_days
        lot = self.state.new_lot() if life is not None else -1
        expiry = life - opening.age_days if life is not None else 0
        self.state.on_hand[cell] += opening.units
        self.tally.stocked[cell] += opening.units
        self.state.put(cell, (expiry, lot, opening.units, 0), self.network.sites[site].issue)
        if self.ledger is not None:
            self.ledger.stocked.extend((0, site, product, lot, expiry, opening.units))

    def _begin(self, tick: int) -> None:
        """Start a turn: new day's counters, and in a continuous world the time since the last."""
        if self._continuous and tick > self._levels.since:
            self._levels.add_time(tick)
        state = self.state
        day = tick // TICKS_PER_DAY
        if day != state.day:
            state.day = day
            for counts in self._today:
                counts.fill(0)
            if state.supplied_today:
                state.supplied_today.clear()

    def _receive(self, tick: int, items: list[Item]) -> None:
        self._begin(tick)
        if len(items) > 1:
            items.sort(key=lambda item: int(item[0]))
        receiving = self._receiving
        trips = [item[1] for item in items if item[0] == ARRIVE]
        for item in items:
            kind = item[0]
            if kind == ARRIVE:
                if trips:
                    receiving.arrive_all(tick, trips)
                    trips = []
            elif kind == VEHICLE_BACK:
                self._receiving.vehicles_back(item[1], item[2])
                self.call(tick, "arrival")
            elif kind == GATE_OPENS:
                receiving.gate_opens(tick, item[1])
            elif kind == DOCK_DONE:
                receiving.dock_done(tick, item[1], item[2])
            elif kind == BATCH_DONE:
                self._plants.batch_done(tick, *item[1:])
                self.call(tick, "arrival")
            elif kind == RELEASED:
                self._plants.release(tick, *item[1:])
                self.call(tick, "arrival")
            elif kind == DARK_HOUR:
                self._outages.blackouts.hour(tick, item[1], item[2])
            elif kind == OUTAGE_BEGINS:
                self._outages.begin(tick, *item[1:])
                if self.state.stale:
                    self._sight.remember(tick, item[2])
            elif kind == OUTAGE_ENDS:
                self._outages.end(tick, *item[1:])
        if self._continuous:
            self._market.serve_waiting(tick)
        self._check(tick)

    def _warm_up_ends(self, _: Event) -> None:
        """Remember the sums so far; metrics count from here."""
        self._settle()
        self._at_warm_up = self.tally.copy()

    def _settle(self) -> None:
        """Bring the time integrals up to now."""
        if self._continuous:
            self._levels.add_time(int(self.env.now))
        else:
            self._levels.settle()

    def _end(self, _: Event) -> None:
        """Stop before anything of the day after the last."""
        self._settle()
        if self._daily is not None:
            self._daily.end_day(self.tally)
        self._over = True

    def _decide(self, tick: int, items: list[Item]) -> None:
        self._begin(tick)
        causes = []
        for item in items:
            cause = item[0]
            if cause == NEW_DAY:
                self.agenda.add(tick + TICKS_PER_DAY, self._ranks["decide"], item)
                if tick // TICKS_PER_DAY % self._review_days == 0:
                    causes.append("review")
            elif cause not in causes:
                causes.append(cause)
        if causes:
            self._causes = tuple(causes)
        else:
            self._send(tick)

    def _send(self, tick: int) -> None:
        """End a decide turn: batches start and what is owed is sent."""
        if self.state.batch_queues:
            self._plants.start_all(tick)
        self._dispatch.dispatch(tick)
        self._check(tick)

    def _demand(self, tick: int, items: list[Item]) -> None:
        self._begin(tick)
        if len(items) > 1:
            items.sort(key=lambda item: int(item[0]))
        for item in items:
            if item[0] == NEW_DAY:
                self.agenda.add(tick + TICKS_PER_DAY, self._ranks["demand"], item)
                if self._late_goods:
                    self._ageing.remove(tick, tick // TICKS_PER_DAY)
                if self._daily is not None:
                    self._daily.begin_day(self.tally)
                self._market.serve_day(tick)
                self.call(tick, "demand")
            else:
                self._market.arrive(tick, item[1], item[2])
        self._check(tick)

    def _age(self, tick: int, items: list[Item]) -> None:
        self._begin(tick)
        self.agenda.add(tick + TICKS_PER_DAY, self._ranks["age"], items[0])
        self._ageing.close_day(tick)
        self._gifts.close_day(tick // TICKS_PER_DAY)
        if not self._continuous:
            self._levels.close_day()
        self._levels.record_day()
        self._check(tick)

    def _check(self, tick: int) -> None:
        if self._audit:
            laws.check(self.state, self.tally, self.agenda, tick)
