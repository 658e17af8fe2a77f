"""Models M1 and M2 the way a SimPy tutorial would write them.

A process per site (in M1 per site and product), a process per shipment, a
Container per stock, a Resource per fleet, state in dicts keyed by names. The
day is laid out in 64ths, so that processes take turns without priorities.
"""

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass
from time import process_time

import simpy
from simpy.resources.resource import Request

from experiments.benchmarks.models import SOURCE, Chain, Full, Path, Result

TICK = 1 / 64
RECEIVE, DEMAND, DECIDE, DISPATCH, AGE, RECORD = (k * TICK for k in (2, 8, 16, 32, 48, 56))

Process = Generator[simpy.Event, object, None]
Key = tuple[str, int]
"""A site, or the lane into it, and a product."""


def run_m1(chain: Chain, demand: list[list[int]]) -> Result:
    """Run M1 under `demand`, by day and then leaf * products_count + product."""
    start = process_time()
    world = PlainWorld(chain, demand)
    built = process_time()
    world.env.run(until=chain.days_count)
    return world.result(built - start, process_time() - built)


def run_m2(chain: Chain, full: Full, path: Path) -> Result:
    """Run M2 along `path`."""
    start = process_time()
    world = FullWorld(chain, full, path)
    built = process_time()
    world.env.run(until=chain.days_count)
    return world.result(built - start, process_time() - built)


class PlainWorld:
    """M1: stock in Containers, one process a site and product, one a shipment."""

    def __init__(self, chain: Chain, demand: list[list[int]]) -> None:
        self.env = simpy.Environment()
        self.chain = chain
        self.demand = demand
        self.stock: dict[Key, simpy.Container] = {}
        self.level_units: dict[Key, int] = {}
        self.on_order_units: dict[Key, int] = defaultdict(int)
        self.owed_units: dict[Key, int] = defaultdict(int)  # to the site of the key
        self.waiting_units: dict[Key, int] = defaultdict(int)
        self.stock_sum_units: dict[str, float] = dict.fromkeys(chain.sites, 0.0)
        self.served_units = 0
        self.children = {
            name: [chain.sites[child] for child in children]
            for name, children in zip(chain.sites, chain.children, strict=True)
        }
        self.lead_days = dict(zip(chain.sites, chain.lead_days, strict=True))
        for index, name in enumerate(chain.sites):
            for product in range(chain.products_count):
                level = chain.base_stock_units[index][product]
                self.stock[name, product] = simpy.Container(self.env, init=level)
                self.level_units[name, product] = level
                self.env.process(self._site(index, name, product))
        self.env.process(self._record())

    def _site(self, index: int, name: str, product: int) -> Process:
        """Order in the first half of the day, leaves first; ship in the second."""
        chain, env = self.chain, self.env
        key = name, product
        depth = chain.depths[index]
        order_turn = (max(chain.depths) - depth) * TICK
        ship_turn = 0.5 + depth * TICK
        column = (index - chain.first_leaf) * chain.products_count + product
        is_leaf = not self.children[name]
        for day in range(chain.days_count):
            yield env.timeout(day + order_turn - env.now)
            new_units = self.demand[day][column] if is_leaf else 0
            self.waiting_units[key] += new_units
            self._order(key)
            yield env.timeout(day + ship_turn - env.now)
            if chain.parents[index] == SOURCE:
                env.process(self._shipment(key, self.owed_units.pop(key, 0)))
            if is_leaf:
                yield from self._serve(key, new_units)
            for child in self.children[name]:
                units = min(int(self.stock[key].level), self.owed_units[child, product])
                if units:
                    yield self.stock[key].get(units)
                    self.owed_units[child, product] -= units
                    env.process(self._shipment((child, product), units))

    def _order(self, key: Key) -> None:
        """Order the base-stock level minus the inventory position."""
        name, product = key
        owed = sum(self.owed_units[child, product] for child in self.children[name])
        on_hand = int(self.stock[key].level)
        position = on_hand + self.on_order_units[key] - owed - self.waiting_units[key]
        units = self.level_units[key] - position
        self.on_order_units[key] += units
        self.owed_units[key] += units

    def _serve(self, key: Key, new_units: int) -> Process:
        """Serve the backlog, then the demand of today."""
        units = min(int(self.stock[key].level), self.waiting_units[key])
        if units:
            yield self.stock[key].get(units)
        backlog_units = self.waiting_units[key] - new_units
        self.served_units += max(0, units - backlog_units)
        self.waiting_units[key] -= units

    def _shipment(self, key: Key, units: int) -> Process:
        """Be on the road for the lead time, then go on the shelf."""
        yield self.env.timeout(self.lead_days[key[0]])
        if units:
            yield self.stock[key].put(units)
        self.on_order_units[key] -= units

    def _record(self) -> Process:
        """Read every stock late in the day."""
        yield self.env.timeout(RECORD)
        while True:
            for (name, _), stock in self.stock.items():
                self.stock_sum_units[name] += stock.level
            yield self.env.timeout(1)

    def result(self, build_seconds: float, loop_seconds: float) -> Result:
        """Return the KPIs of the run so far."""
        days = self.chain.days_count
        means = tuple(self.stock_sum_units[name] / days for name in self.chain.sites)
        return Result(
            mean_stock_units=sum(self.stock_sum_units.values()) / days,
            fill_share=self.served_units / sum(map(sum, self.demand)),
            site_mean_stock_units=means,
            build_cpu_seconds=build_seconds,
            loop_cpu_seconds=loop_seconds,
            events_count=_events_count(self.env),
        )


@dataclass
class Lot:
    """Units that expire together."""

    expiry_day: int
    units: int


class FullWorld:
    """M2: stock as lists of lots, fleets as Resources, one process a round trip."""

    def __init__(self, chain: Chain, full: Full, path: Path) -> None:
        self.env = simpy.Environment()
        self.chain = chain
        self.full = full
        self.path = path
        self.lots: dict[Key, list[Lot]] = {}
        self.level_units: dict[Key, int] = {}
        self.on_order_units: dict[Key, int] = defaultdict(int)
        self.owed_units: dict[Key, int] = defaultdict(int)  # to the site of the key
        self.waiting_units: dict[Key, int] = defaultdict(int)
        self.open_outages_count = dict.fromkeys(chain.sites, 0)
        self.reopened = {name: self.env.event() for name in chain.sites}
        self.stock_sum_units: dict[str, float] = dict.fromkeys(chain.sites, 0.0)
        self.served_units = self.expired_units = self.trips_count = self.spoiled_loads_count = 0
        self.children = {
            name: [chain.sites[child] for child in children]
            for name, children in zip(chain.sites, chain.children, strict=True)
        }
        self.lane = {name: index for index, name in enumerate(chain.sites)}
        self.fleet = {
            name: simpy.Resource(self.env, capacity=full.fleet_count[index])
            for index, name in enumerate(chain.sites)
        }
        for site, down_day, up_day in path.outages:
            self.env.process(self._outage(chain.sites[site], down_day, up_day))
        for index, name in enumerate(chain.sites):
            for product in range(chain.products_count):
                level = chain.base_stock_units[index][product]
                self.lots[name, product] = [Lot(full.shelf_life_days, level)]
                self.level_units[name, product] = level
            self.env.process(self._site(index, name))
        self.env.process(self._source(chain.sites[0]))
        self.env.process(self._record())

    def _outage(self, name: str, down_day: int, up_day: int) -> Process:
        """Shut the site, reopen it, and call in the trucks at the gate."""
        yield self.env.timeout(down_day)
        self.open_outages_count[name] += 1
        yield self.env.timeout(up_day - down_day)
        self.open_outages_count[name] -= 1
        self.reopened[name].succeed()
        self.reopened[name] = self.env.event()

    def _site(self, index: int, name: str) -> Process:
        """Serve, order, dispatch and clear expired lots, day after day."""
        chain, env = self.chain, self.env
        is_leaf = not self.children[name]
        decide_turn = DECIDE + (max(chain.depths) - chain.depths[index]) * TICK
        for day in range(chain.days_count):
            if is_leaf:
                yield env.timeout(day + DEMAND - env.now)
                self._serve(index, name, day)
            yield env.timeout(day + decide_turn - env.now)
            for product in range(chain.products_count):
                self._order(name, product)
            yield env.timeout(day + DISPATCH - env.now)
            if not self._is_down(name):
                for child in self.children[name]:
                    yield from self._dispatch(name, child, day)
            yield env.timeout(day + AGE - env.now)
            for product in range(chain.products_count):
                self._clear_expired((name, product), day + 1)

    def _source(self, first: str) -> Process:
        """Make and ship whatever the first site is owed, as trucks allow."""
        while True:
            yield self.env.timeout(DISPATCH)
            day = int(self.env.now)
            for product in range(self.chain.products_count):
                made = Lot(day + self.full.shelf_life_days, self.owed_units[first, product])
                self.lots["source", product] = [made]
            yield from self._dispatch("source", first, day)
            yield self.env.timeout(day + 1 - self.env.now)

    def _is_down(self, name: str) -> bool:
        """Return whether the site stands still; outages may touch or overlap."""
        return self.open_outages_count[name] > 0

    def _on_hand_units(self, key: Key) -> int:
        """Return the units on the shelf."""
        return sum(lot.units for lot in self.lots[key])

    def _take(self, key: Key, units: int) -> list[Lot]:
        """Take units off the shelf, soonest expiry first."""
        taken = []
        shelf = self.lots[key]
        while units:
            part = min(units, shelf[0].units)
            taken.append(Lot(shelf[0].expiry_day, part))
            shelf[0].units -= part
            units -= part
            if not shelf[0].units:
                shelf.pop(0)
        return taken

    def _serve(self, index: int, name: str, day: int) -> None:
        """Serve the backlog, then the demand of today, unless the site is down."""
        row = self.path.demand_units[day]
        first_column = (index - self.chain.first_leaf) * self.chain.products_count
        for product in range(self.chain.products_count):
            key = name, product
            backlog_units = self.waiting_units[key]
            self.waiting_units[key] += row[first_column + product]
            if not self._is_down(name):
                units = min(self._on_hand_units(key), self.waiting_units[key])
                self._take(key, units)
                self.served_units += max(0, units - backlog_units)
                self.waiting_units[key] -= units

    def _order(self, name: str, product: int) -> None:
        """Order the base-stock level minus the inventory position, if above 0."""
        key = name, product
        owed = sum(self.owed_units[child, product] for child in self.children[name])
        position = (
            self._on_hand_units(key) + self.on_order_units[key] - owed - self.waiting_units[key]
        )
        units = max(0, self.level_units[key] - position)
        self.on_order_units[key] += units
        self.owed_units[key] += units

    def _dispatch(self, name: str, child: str, day: int) -> Process:
        """Fill the free trucks of the lane one after another and send them off."""
        fleet, truck_units = self.fleet[child], self.full.truck_units
        room = (int(fleet.capacity) - fleet.count) * truck_units
        cargo: list[tuple[int, Lot]] = []
        for product in range(self.chain.products_count):
            units = min(self._on_hand_units((name, product)), self.owed_units[child, product], room)
            room -= units
            self.owed_units[child, product] -= units
            cargo += [(product, lot) for lot in self._take((name, product), units)]
        for number, load in enumerate(split_loads(cargo, truck_units)):
            request = fleet.request()
            yield request
            self.trips_count += 1
            self.env.process(self._trip(child, day, number, load, request))

    def _trip(
        self, name: str, day: int, number: int, load: list[tuple[int, Lot]], request: Request
    ) -> Process:
        """Drive, wait at the gate while the site is down, unload, drive back."""
        lane = self.lane[name]
        lead_days = self.chain.lead_days[lane] + self.path.extra_lead_days[lane][day]
        yield self.env.timeout(day + lead_days + RECEIVE - self.env.now)
        while self._is_down(name):
            yield self.reopened[name]
        today = int(self.env.now)
        is_warm = self.path.excursions[lane][day][number]
        self.spoiled_loads_count += is_warm
        for product, lot in load:
            self._receive((name, product), lot, is_warm, today)
        yield self.env.timeout(today + lead_days - self.env.now)
        self.fleet[name].release(request)

    def _receive(self, key: Key, lot: Lot, is_warm: bool, today: int) -> None:
        """Put a lot on the shelf unless it expired on the way."""
        self.on_order_units[key] -= lot.units
        if is_warm:
            lot.expiry_day = today + (lot.expiry_day - today) // 2
        if lot.expiry_day <= today:
            self.expired_units += lot.units
        else:
            self.lots[key].append(lot)
            self.lots[key].sort(key=lambda lot: lot.expiry_day)

    def _clear_expired(self, key: Key, tomorrow: int) -> None:
        """Throw away what cannot be sold tomorrow."""
        self.expired_units += sum(x.units for x in self.lots[key] if x.expiry_day <= tomorrow)
        self.lots[key] = [lot for lot in self.lots[key] if lot.expiry_day > tomorrow]

    def _record(self) -> Process:
        """Read every stock late in the day."""
        yield self.env.timeout(RECORD)
        while True:
            for name in self.chain.sites:
                for product in range(self.chain.products_count):
                    self.stock_sum_units[name] += self._on_hand_units((name, product))
            yield self.env.timeout(1)

    def result(self, build_seconds: float, loop_seconds: float) -> Result:
        """Return the KPIs of the run so far."""
        days = self.chain.days_count
        means = tuple(self.stock_sum_units[name] / days for name in self.chain.sites)
        return Result(
            mean_stock_units=sum(self.stock_sum_units.values()) / days,
            fill_share=self.served_units / sum(map(sum, self.path.demand_units)),
            site_mean_stock_units=means,
            build_cpu_seconds=build_seconds,
            loop_cpu_seconds=loop_seconds,
            events_count=_events_count(self.env),
            expired_units=self.expired_units,
            trips_count=self.trips_count,
            spoiled_loads_count=self.spoiled_loads_count,
        )


def split_loads(cargo: list[tuple[int, Lot]], truck_units: int) -> list[list[tuple[int, Lot]]]:
    """Return the loads of trucks filled one after another, lots split at the brim.

    >>> loads = split_loads([(0, Lot(9, 50)), (1, Lot(9, 25))], truck_units=60)
    >>> [[(product, lot.units) for product, lot in load] for load in loads]
    [[(0, 50), (1, 10)], [(1, 15)]]
    """
    loads: list[list[tuple[int, Lot]]] = []
    room = 0
    for product, lot in cargo:
        left = lot.units
        while left:
            if not room:
                loads.append([])
                room = truck_units
            part = min(left, room)
            loads[-1].append((product, Lot(lot.expiry_day, part)))
            left -= part
            room -= part
    return loads


def _events_count(env: simpy.Environment) -> int:
    """Return how many events were put on the kernel's calendar.

    SimPy numbers events as they are scheduled; reading that number after the
    run costs the loop nothing, where counting steps would slow it.
    """
    return next(env._eid)
