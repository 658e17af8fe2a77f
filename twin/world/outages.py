"""Outages: places, lanes, products and information that stop or slow down for a while."""

from collections.abc import Callable
from dataclasses import dataclass

from twin.chain.disruption import Disruption
from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.chain.selection import products_of, sites_of, tokens
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY, TICKS_PER_HOUR
from twin.world.clock import Agenda
from twin.world.coldchain import after_warmth
from twin.world.loading import ARRIVE
from twin.world.plant import RELEASED
from twin.world.receiving import GATE_OPENS, VEHICLE_BACK
from twin.world.state import Batch, Piece, State, Trip
from twin.world.stock import put

OUTAGE_BEGINS = 0
OUTAGE_ENDS = 1


@dataclass(frozen=True, slots=True)
class Outage:
    """One time of one disruption at one place."""

    name: str
    """Of the disruption."""

    entity: str
    from_tick: int
    until_tick: int


class Outages:
    """Begins and ends the outages of the sample path."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
        call: Callable[[int, str], None],
    ) -> None:
        self.state, self.agenda, self.tally, self.ledger = state, agenda, tally, ledger
        self.rank, self.call = receive_rank, call
        self.network = network = state.network
        self.width = network.product_count
        self.names = sorted(network.scenario.disruptions)
        self.planned: list[tuple[int, int, Outage]] = []
        """(number of the disruption, number of the entity, outage), by time of its start."""
        for number, name in enumerate(self.names):
            self._plan(path, number, network.scenario.disruptions[name])
        self.planned.sort(key=lambda entry: (entry[2].from_tick, entry[0], entry[1]))
        self.begun: list[Outage] = []

    def schedule(self) -> None:
        """Put every outage on the agenda."""
        for disruption, entity, outage in self.planned:
            item = (disruption, entity, outage)
            self.agenda.add(outage.from_tick, self.rank, (OUTAGE_BEGINS, *item))
            self.agenda.add(outage.until_tick, self.rank, (OUTAGE_ENDS, *item))

    def _plan(self, path: SamplePath, number: int, disruption: Disruption) -> None:
        name = self.names[number]
        for entity, label, source in _entities(self.network, disruption):
            own = name if disruption.together else f"{name}/{source}"
            for start, end in path.windows(f"outage/{own}", disruption.when):
                if start < path.horizon_days * TICKS_PER_DAY:
                    self.planned.append((number, entity, Outage(name, label, start, end)))

    def begin(self, tick: int, number: int, entity: int, outage: Outage) -> None:
        """Take capacity away, and do to the goods what the disruption says."""
        disruption = self.network.scenario.disruptions[self.names[number]]
        self.begun.append(outage)
        if self.ledger is not None:
            self.ledger.went_down.extend((tick, number, entity))
        what = disruption.what
        if what == "information":
            self.state.stale.setdefault(entity, {"outages": 0})["outages"] += 1
        elif what == "power":
            dark = self.state.dark.setdefault(entity, (tick, {}, self._stock_now(entity)))
            dark[1][outage.until_tick] = round(disruption.backup_hours * TICKS_PER_HOUR)
        else:
            self._set_share(tick, what, entity, disruption.capacity_left_share, begins=True)
            if disruption.goods_in_place == "destroyed" and what in ("site", "region", "supplier"):
                self._destroy_stock(tick, entity)
            self._stop_goods(tick, disruption, entity, outage)
        self.call(tick, "outage")

    def end(self, tick: int, number: int, entity: int, _: Outage) -> None:
        """Give the capacity back; open the gate; count the warm hours of a power cut."""
        disruption = self.network.scenario.disruptions[self.names[number]]
        if self.ledger is not None:
            self.ledger.came_up.extend((tick, number, entity))
        what = disruption.what
        if what == "information":
            self.state.stale[entity]["outages"] -= 1
            if not self.state.stale[entity]["outages"]:
                del self.state.stale[entity]
        elif what == "power":
            since, ends, _ = self.state.dark[entity]
            if tick >= max(ends):
                self._warm_stock(tick, entity, tick - since - min(ends.values()))
        else:
            self._set_share(tick, what, entity, disruption.capacity_left_share, begins=False)
        self.call(tick, "outage")

    def _set_share(self, tick: int, what: str, entity: int, share: float, *, begins: bool) -> None:
        """Work with the least of the shares that the outages now holding leave."""
        state = self.state
        kind = "site" if what in ("region", "supplier") else what
        held = state.outages.setdefault((kind, entity), [])
        if begins:
            held.append(share)
        else:
            held.remove(share)
        left = min(held, default=1.0)
        if kind == "lane":
            state.open_lanes[entity] = left
        elif kind == "product":
            state.open_products[entity] = left
        else:
            was_shut = state.open_sites[entity] == 0.0
            state.open_sites[entity] = left
            waits = state.gates.get(entity) or state.dock_lines.get(entity)
            if was_shut and left > 0.0 and waits:
                self.agenda.add(tick, self.rank, (GATE_OPENS, entity))
        state.all_open = min(state.open_sites) == 1.0 == min(state.open_lanes, default=1.0)

    def _destroy_stock(self, tick: int, site: int) -> None:
        state = self.state
        for product in range(self.width):
            cell = site * self.width + product
            units = state.on_hand[cell]
            stored = state.lots[cell]
            pieces = [(0, -1, units, 0)] if stored is None else stored
            for piece in pieces:
                if piece[2]:
                    self._drop(tick, "destroyed", cell, piece[1], piece[2])
            state.on_hand[cell] = 0
            if stored is not None:
                stored.clear()
        for due, rank, items in self.agenda.entries():
            if rank == self.rank:
                for item in [i for i in items if i[0] == RELEASED and i[1] == site]:
                    self.agenda.due[self.agenda.key(due, rank)].remove(item)
                    self._destroy_batch(tick, item[2], item[3])

    def _destroy_batch(self, tick: int, batch: Batch, piece: Piece) -> None:
        """Destroy what lies in quarantine."""
        state = self.state
        state.held[batch.cell] -= piece[2]
        state.in_process[batch.cell] -= batch.units
        state.on_order[batch.cell] -= batch.units
        self._drop(tick, "destroyed", batch.cell, piece[1], piece[2])

    def _stock_now(self, site: int) -> dict[int, dict[int, int]]:
        """Return what lies at a site by cell and lot (-1 for what is only counted)."""
        found: dict[int, dict[int, int]] = {}
        for cell in range(site * self.width, (site + 1) * self.width):
            stored = self.state.lots[cell]
            pieces = [(0, -1, self.state.on_hand[cell], 0)] if stored is None else stored
            found[cell] = {piece[1]: piece[2] for piece in pieces}
        return found

    def _warm_stock(self, tick: int, site: int, warm: int) -> None:
        """Pass what was there all the time, and minds warmth, through the hours without power."""
        state, day = self.state, tick // TICKS_PER_DAY
        _, _, there = state.dark.pop(site)
        for product, terms in enumerate(self.network.products):
            cell = site * self.width + product
            stored = state.lots[cell]
            if warm <= 0 or terms.excursion is None:
                continue
            known = there.get(cell, {})
            if stored is None:
                units = min(state.on_hand[cell], known.get(-1, 0))
                if units and after_warmth(terms, (1 << 40, -1, units, 0), warm, day) is None:
                    state.on_hand[cell] -= units
                    self._drop(tick, "spoiled", cell, -1, units)
                continue
            before, state.lots[cell] = list(stored), []
            for piece in before:
                ticks_warm = warm if piece[1] in known else 0
                after = after_warmth(terms, piece, ticks_warm, day)
                if after is None:
                    state.on_hand[cell] -= piece[2]
                    self._drop(tick, "spoiled", cell, piece[1], piece[2])
                    continue
                if after[0] != piece[0]:
                    lot = state.new_lot()
                    if self.ledger is not None:
                        row = (tick, site, product, lot, piece[1], after[0], piece[2])
                        self.ledger.relotted.extend(row)
                    after = (after[0], lot, after[2], after[3])
                put(state.lots[cell], after, self.network.sites[site].issue)  # type: ignore[arg-type]

    def _stop_goods(self, tick: int, disruption: Disruption, entity: int, outage: Outage) -> None:
        """Hold, lose or turn round what is on the lanes concerned."""
        fate = disruption.goods_in_transit
        if fate == "continue" or disruption.what == "product":
            return
        lanes = self.network.lanes
        for trip, due in self._under_way():
            plan = lanes[trip.lane]
            concerned = (
                trip.lane == entity if disruption.what == "lane" else plan.destination == entity
            )
            if not concerned or trip.back:
                continue
            self._take_off(due, trip)
            if fate == "held":
                trip.due_tick = due + outage.until_tick - tick
                last = self.state.last_due_ticks
                last[trip.lane] = max(last[trip.lane], trip.due_tick)
                self.agenda.add(trip.due_tick, self.rank, (ARRIVE, trip))
            elif fate == "returned":
                trip.back, trip.due_tick = True, tick + (tick - trip.left_tick)
                self.agenda.add(trip.due_tick, self.rank, (ARRIVE, trip))
            else:
                self._lose(tick, trip)

    def _under_way(self) -> list[tuple[Trip, int]]:
        return [
            (item[1], tick)
            for tick, rank, items in self.agenda.entries()
            if rank == self.rank
            for item in items
            if item[0] == ARRIVE
        ]

    def _take_off(self, tick: int, trip: Trip) -> None:
        items = self.agenda.due[self.agenda.key(tick, self.rank)]
        items[:] = [item for item in items if not (item[0] == ARRIVE and item[1] is trip)]

    def _lose(self, tick: int, trip: Trip) -> None:
        """Destroy a load on the way; its vehicle turns round at once."""
        plan = self.network.lanes[trip.lane]
        base = plan.destination * self.width
        for product, units, pieces in trip.loads(self.width):
            self.state.on_order[base + product] -= units
            self.state.in_transit[base + product] -= units
            for _, lot, part, _ in pieces if pieces is not None else ((0, -1, units, 0),):
                self._drop(tick, "destroyed", base + product, lot, part)
        if trip.vehicles_count:
            home = tick + (tick - trip.left_tick)
            back = (VEHICLE_BACK, [(plan.fleet, trip.vehicles_count)])
            self.agenda.add(home, self.rank, back)

    def _drop(self, tick: int, kind: str, cell: int, lot: int, units: int) -> None:
        getattr(self.tally, kind)[cell] += units
        if self.ledger is not None:
            getattr(self.ledger, kind).extend((tick, *divmod(cell, self.width), lot, units))


def _entities(network: Network, disruption: Disruption) -> list[tuple[int, str, str]]:
    """Return (number, name, source of chance) of the sites, lanes or products concerned.

    All sites of a region share one source: a region fails as a whole.
    """
    scenario = network.scenario
    if disruption.what == "lane":
        words = tokens(disruption.of)
        return [
            (number, lane.name, lane.name)
            for number, lane in enumerate(network.lanes)
            if "*" in words or lane.name in words or lane.rule in words
        ]
    if disruption.what == "product":
        names = products_of(scenario, disruption.of)
        return [(network.product_names.index(name), name, name) for name in names]
    if disruption.what == "region":
        words = tokens(disruption.of)
        return [
            (number, name, site.region)
            for number, (name, site) in enumerate(
                zip(network.site_names, network.sites, strict=True)
            )
            if site.region is not None and (site.region in words or "*" in words)
        ]
    names = sites_of(scenario, disruption.of)
    return [(network.site_names.index(name), name, name) for name in names]
