"""What a planner is shown: read-only copies of levels, stale where information is out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.control.observation import LotOnHand, Observation, OpenRequest
from twin.units import TICKS_PER_DAY
from twin.world.market import Market
from twin.world.state import State, view

_SHOWN = ("on_hand", "on_order", "in_transit", "owed_out", "backlog", "claimed")


class Sight:
    """Makes observations."""

    def __init__(self, state: State, market: Market) -> None:
        self.state, self.market = state, market
        shape = (state.network.site_count, state.network.product_count)
        names = _SHOWN if state.network.recipes else _SHOWN[:-1]
        self.levels = {name: view(getattr(state, name)).reshape(shape) for name in names}
        shares = (state.open_sites, state.open_lanes, state.open_products)
        self.opened = [np.frombuffer(share) if share else np.ones(0) for share in shares]
        self.all_open = [np.ones_like(share) for share in self.opened]
        for share in self.all_open:
            share.flags.writeable = False
        self.makes = bool(state.network.recipes)
        self.shape = (state.network.site_count, state.network.product_count)

    def observe(self, tick: int, causes: tuple[str, ...]) -> Observation:
        """Return the chain as it may be seen now."""
        state = self.state
        shown = {name: values.copy() for name, values in self.levels.items()}
        if state.stale:
            self._stale(shown)
        for values in shown.values():
            values.flags.writeable = False
        opened = self.all_open
        if not state.all_open or min(state.open_products) < 1.0:
            opened = [shares.copy() for shares in self.opened]
            for shares in opened:
                shares.flags.writeable = False
        return Observation(
            network=state.network,
            day=tick / TICKS_PER_DAY,
            causes=causes,
            on_hand_units=shown["on_hand"],
            on_order_units=shown["on_order"],
            in_transit_units=shown["in_transit"],
            owed_units=shown["owed_out"] + shown["claimed"] if self.makes else shown["owed_out"],
            backlog_units=shown["backlog"],
            open_sites=opened[0],
            open_lanes=opened[1],
            open_products=opened[2],
            demand_history_units=self._history,
            lots=self._lots,
            requests=self._requests(tick // TICKS_PER_DAY) if state.asked_for else (),
        )

    def _requests(self, day: int) -> tuple[OpenRequest, ...]:
        pairs = zip(self.state.network.requests, self.state.asked_for, strict=True)
        return tuple(
            OpenRequest(plan=plan, left_units=left)
            for plan, left in pairs
            if left and plan.terms.announced_day <= day
        )

    def _stale(self, shown: dict[str, NDArray[np.int64]]) -> None:
        """Show a site whose information is out as it was when that began."""
        for site, memory in self.state.stale.items():
            if "rows" not in memory:
                memory["rows"] = {name: shown[name][site].tolist() for name in shown}
                cells = range(site * self.shape[1], (site + 1) * self.shape[1])
                memory["lots"] = {cell: list(self.state.pieces(cell) or ()) for cell in cells}
                memory["demand"] = self.market.recent()[:, list(cells)].tolist()
            for name, row in memory["rows"].items():
                shown[name][site] = row

    def remember(self, tick: int, site: int) -> None:
        """Keep what is seen of a site at the moment its information goes out."""
        memory: dict[str, Any] | None = self.state.stale.get(site)
        if memory is not None and "rows" not in memory:
            self.observe(tick, ())

    def _history(self) -> NDArray[np.int64]:
        rows = self.market.recent()
        seen = rows.reshape(len(rows), *self.shape)
        for site, memory in self.state.stale.items():
            known = np.array(memory["demand"], dtype=np.int64)[-len(seen) :]
            seen[:, site] = 0
            seen[len(seen) - len(known) :, site] = known  # the last that was heard of
        return seen

    def _lots(self, site: str, product: str) -> tuple[LotOnHand, ...]:
        network = self.state.network
        cell = network.site_names.index(site) * self.shape[1]
        cell += network.product_names.index(product)
        memory = self.state.stale.get(network.site_names.index(site))
        pieces = (memory["lots"][cell] if memory else self.state.pieces(cell)) or []
        return tuple(LotOnHand(lot, expiry, units) for expiry, lot, units, _ in pieces)
