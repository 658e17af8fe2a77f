"""Commands carried out: claims are noted, and what acts at once is done as far as possible."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from twin.chain.fields import LARGEST_UNITS, LONGEST_DAYS
from twin.control.decision import Command, Decision, Destroy, Donate, Order, Orders, Produce, Ship
from twin.errors import DecisionError
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.world.loading import Loading
from twin.world.market import Market
from twin.world.plant import Plants
from twin.world.state import State, view
from twin.world.stock import pick


class Clerk:
    """Carries out a policy's commands."""

    def __init__(
        self,
        state: State,
        loading: Loading,
        plants: Plants,
        market: Market,
        tally: Tally,
        ledger: Ledger | None,
    ) -> None:
        network = state.network
        self.state, self.loading, self.plants, self.market = state, loading, plants, market
        self.tally, self.ledger, self.network = tally, ledger, network
        self.width = width = network.product_count
        self.lane_of = {name: number for number, name in enumerate(network.lane_names)}
        self.site_of = {name: number for number, name in enumerate(network.site_names)}
        self.product_of = {name: number for number, name in enumerate(network.product_names)}
        lanes = np.repeat(np.arange(len(network.lanes), dtype=np.int64), width)
        products = np.tile(np.arange(width, dtype=np.int64), len(network.lanes))
        ends = np.array([lane.destination for lane in network.lanes], dtype=np.int64)
        self.lane_of_line = lanes
        starts = np.array([lane.origin for lane in network.lanes], dtype=np.int64)
        self.origin_of_line = (starts[lanes] if len(starts) else lanes) * width + products
        self.destination_of_line = (ends[lanes] if len(ends) else lanes) * width + products
        self.whole = any(lane.terms.shipping == "complete" for lane in network.lanes)
        self.owed, self.on_order = view(state.owed), view(state.on_order)
        self.owed_out = view(state.owed_out)
        self.orders = view(tally.orders)

    def carry_out(self, tick: int, decision: Decision) -> None:
        """Carry out all commands.

        Raises:
            DecisionError: for an unknown name, a bad quantity, or what is no command.
        """
        if not isinstance(decision, Sequence) or isinstance(decision, str | bytes):
            raise DecisionError(f"decide() returned {decision!r}, which is no list of commands")
        for command in decision:
            if isinstance(command, Orders):
                self._orders(tick, command.lines, command.units)
            else:
                self._single(tick, command)

    def _single(self, tick: int, command: Command) -> None:
        match command:
            case Order(lane, product, units):
                line = self._lane(lane) * self.width + self._product(product)
                self._orders(tick, np.array([line]), np.array([self._units(units)]))
            case Ship(lane, product, units, life):
                number, goods = self._lane(lane), self._product(product)
                self.loading.ship(tick, number, goods, self._units(units), self._life(life))
            case Produce(site, product, units):
                number, made = self._site(site), self._product(product)
                if number * self.width + made not in self.network.recipes:
                    raise DecisionError(f"Produce: {site!r} has no recipe for {product!r}")
                cell = number * self.width + made
                before = self.state.on_order[cell]
                self.plants.queue(number, made, self._units(units))
                if self.state.stale:
                    queued = self.state.on_order[cell] - before
                    self._remember(np.array([cell]), np.array([queued]))
            case Donate(site, product, units):
                if self.network.requests:
                    raise DecisionError(
                        f"Donate: where donations are asked for, ship them to the recipient "
                        f"({', '.join(sorted({r.terms.recipient for r in self.network.requests}))})"
                    )
                self._give_up(tick, "donated", site, product, units)
            case Destroy(site, product, units):
                self._give_up(tick, "destroyed", site, product, units)
            case _:
                raise DecisionError(
                    f"{command!r} is no command (Order, Orders, Ship, Produce, Donate or Destroy)"
                )

    def _orders(self, tick: int, lines: NDArray[np.int64], units: NDArray[np.int64]) -> None:
        lines, units = np.asarray(lines), np.asarray(units)
        if lines.ndim != 1 or lines.shape != units.shape:
            raise DecisionError("Orders: a list of lines, and as many quantities")
        if not len(lines):
            return
        if lines.dtype.kind not in "iu" or units.dtype.kind not in "iu":
            raise DecisionError("Orders: lines and quantities must be whole numbers")
        lines, units = lines.astype(np.int64, copy=False), units.astype(np.int64, copy=False)
        # seen as unsigned, a negative number is beyond every bound: one look is enough
        if np.maximum.reduce(lines.view(np.uint64)) >= len(self.owed):
            raise DecisionError(f"Orders: lines must be 0 to {len(self.owed) - 1}")
        if np.maximum.reduce(units.view(np.uint64)) > LARGEST_UNITS:
            raise DecisionError(f"Orders: quantities must be 0 to {LARGEST_UNITS}")
        if np.count_nonzero(units) < len(units):
            lines, units = lines[units > 0], units[units > 0]
        np.add.at(self.owed, lines, units)
        np.add.at(self.owed_out, self.origin_of_line[lines], units)
        np.add.at(self.on_order, self.destination_of_line[lines], units)
        np.add.at(self.orders, self.lane_of_line[lines], 1)
        if self.state.stale:
            self._remember(self.destination_of_line[lines], units)
        if self.whole:
            self._queue_whole(lines, units)
        if self.ledger is not None:
            for line, n in zip(lines.tolist(), units.tolist(), strict=True):
                self.ledger.ordered.extend((tick, *divmod(line, self.width), n))

    def _remember(self, cells: NDArray[np.int64], units: NDArray[np.int64]) -> None:
        """Add new orders to what is shown of sites whose information is out: we know our own."""
        for cell, n in zip(cells.tolist(), units.tolist(), strict=True):
            site, product = divmod(cell, self.width)
            memory = self.state.stale.get(site)
            if memory is not None:
                memory["rows"]["on_order"][product] += n

    def _queue_whole(self, lines: NDArray[np.int64], units: NDArray[np.int64]) -> None:
        for line, n in zip(lines.tolist(), units.tolist(), strict=True):
            if n and self.network.lanes[line // self.width].terms.shipping == "complete":
                self.state.order_queues.setdefault(line, []).append(n)

    def _give_up(self, tick: int, kind: str, site: str, product: str, units: int) -> None:
        """Take units out of the chain, next to be issued first."""
        state = self.state
        cell = self._site(site) * self.width + self._product(product)
        units = min(self._units(units), state.on_hand[cell])
        if not units or state.open_sites[cell // self.width] == 0.0:
            return
        state.on_hand[cell] -= units
        getattr(self.tally, kind)[cell] += units
        stored = state.pieces(cell)
        pieces = pick(stored, units) if stored is not None else [(0, -1, units, 0)]
        if self.ledger is not None:
            for _, lot, part, _ in pieces:
                row = (tick, *divmod(cell, self.width), lot, part)
                getattr(self.ledger, kind).extend(row)
        if kind == "donated":
            self.market.donated(tick, cell, units)

    def _lane(self, name: str) -> int:
        return _known(self.lane_of, name, "lane")

    def _site(self, name: str) -> int:
        return _known(self.site_of, name, "site")

    def _product(self, name: str) -> int:
        return _known(self.product_of, name, "product")

    def _units(self, units: int) -> int:
        whole = isinstance(units, int | np.integer | float) and not isinstance(units, bool)
        if not whole or not 0 <= units <= LARGEST_UNITS or int(units) != units:
            raise DecisionError(f"a quantity of {units!r} units; a whole number of at least 0")
        return int(units)

    def _life(self, days: int) -> int:
        whole = isinstance(days, int | np.integer) and not isinstance(days, bool)
        if not whole or not 0 <= days <= LONGEST_DAYS:
            raise DecisionError(f"Ship: min_life_days {days!r}; whole days of at least 0")
        return int(days)


def _known(numbers: dict[str, int], name: str, what: str) -> int:
    number = numbers.get(name)
    if number is None:
        raise DecisionError(f"unknown {what} {name!r} (one of {', '.join(sorted(numbers)[:6])})")
    return number
