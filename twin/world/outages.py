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
from twin.world.blackout import Blackouts
from twin.world.clock import Agenda
from twin.world.harm import Harm
from twin.world.receiving import GATE_OPENS
from twin.world.state import State

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
        self.blackouts = Blackouts(state, agenda, tally, ledger, receive_rank)
        self.harm = Harm(state, agenda, tally, ledger, receive_rank)
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
            backup = round(disruption.backup_hours * TICKS_PER_HOUR)
            self.blackouts.begin(tick, entity, backup)
        else:
            self._set_share(tick, what, entity, disruption.capacity_left_share, begins=True)
            if disruption.goods_in_place == "destroyed" and what in ("site", "region", "supplier"):
                self.harm.destroy_stock(tick, entity)
            self.harm.stop_goods(tick, disruption, entity, outage.until_tick)
        self.call(tick, "outage")

    def end(self, tick: int, number: int, entity: int, _: Outage) -> None:
        """Give the capacity back; open the gate; switch the power on."""
        disruption = self.network.scenario.disruptions[self.names[number]]
        if self.ledger is not None:
            self.ledger.came_up.extend((tick, number, entity))
        what = disruption.what
        if what == "information":
            self.state.stale[entity]["outages"] -= 1
            if not self.state.stale[entity]["outages"]:
                del self.state.stale[entity]
        elif what == "power":
            self.blackouts.end(tick, entity)
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
