"""Production: whole batches wait for a line and inputs, run, and pass quality release."""

from twin.chain.network import Network
from twin.chain.path import SamplePath
from twin.chain.site import Recipe
from twin.errors import DecisionError
from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY, ticks
from twin.world.clock import Agenda
from twin.world.room import storage_room
from twin.world.state import Batch, State
from twin.world.stock import Piece, pick

BATCH_DONE = 7
RELEASED = 8
MOST_BATCHES = 10_000
"""In one command; more is a slip of a policy."""


class Plants:
    """Runs the production lines of every plant."""

    def __init__(
        self,
        state: State,
        path: SamplePath,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        self.state, self.path, self.agenda = state, path, agenda
        self.tally, self.ledger, self.receive_rank = tally, ledger, receive_rank
        self.network = network = state.network
        self.width = network.product_count
        self.makes = {
            site: _lines(network, site) for site, s in enumerate(network.sites) if s.makes
        }
        for site, lines in self.makes.items():
            state.lines[site] = [[-1, 0] for _ in lines]

    def queue(self, site: int, product: int, units: int) -> None:
        """Queue whole batches for at least so many units."""
        state, cell = self.state, site * self.width + product
        size = self.network.recipes[cell].batch_units
        name = f"{self.network.site_names[site]}/{self.network.product_names[product]}"
        batches = -(-units // size)
        if batches > MOST_BATCHES:
            raise DecisionError(
                f"Produce: {units} units of {name} are {batches} batches of {size}; "
                f"at most {MOST_BATCHES} in one command"
            )
        for _ in range(batches):
            batch = Batch(cell, size, state.count(f"batch/{name}"))
            state.batch_queues.setdefault(site, []).append(batch)
            state.in_process[cell] += size
            state.on_order[cell] += size
            for need, units_needed in self._inputs(site, batch):
                state.claimed[need] += units_needed

    def start_all(self, tick: int) -> None:
        """Start what can be started at every plant, oldest batch first."""
        for site in sorted(self.state.batch_queues):
            if self.state.batch_queues[site] and self.state.open_sites[site] > 0.0:
                self._start(tick, site)

    def _start(self, tick: int, site: int) -> None:
        state = self.state
        queue = state.batch_queues[site]
        for number, (products, opens, closes, still) in enumerate(self.makes[site]):
            line = state.lines[site][number]
            if line[1] or not opens <= tick < closes or _stands_still(still, tick):
                continue
            for i, batch in enumerate(queue):
                product = batch.cell % self.width
                share = min(state.open_sites[site], state.open_products[product])
                if product in products and share > 0.0 and self._may_start(site, batch):
                    del queue[i]
                    self._run(tick, site, number, batch, share)
                    break

    def _may_start(self, site: int, batch: Batch) -> bool:
        """Return whether a batch's inputs are there, and room for what it will make."""
        state = self.state
        enough = all(state.on_hand[cell] >= units for cell, units in self._inputs(site, batch))
        return enough and storage_room(state, site, batch.cell % self.width) >= batch.units

    def _inputs(self, site: int, batch: Batch) -> list[tuple[int, int]]:
        """Return the whole units of each input of a batch, rounded up."""
        index = self.network.product_names.index
        recipe = self.network.recipes[batch.cell]
        return [(site * self.width + index(n), recipe.units_of(n)) for n in recipe.inputs]

    def _run(self, tick: int, site: int, number: int, batch: Batch, share: float) -> None:
        """Take the inputs and run the batch; at part of the capacity it takes longer."""
        state, recipe = self.state, self.network.recipes[batch.cell]
        for cell, units in self._inputs(site, batch):
            state.claimed[cell] -= units
            self._consume(tick, site, cell, units)
        product = batch.cell % self.width
        line = state.lines[site][number]
        days = self.path.numbered(self._name("batch", batch.cell), recipe.batch_days, batch.number)
        self.tally.batches[batch.cell] += 1
        if line[0] not in (-1, product):
            days += recipe.changeover_days
            self.tally.changeovers[batch.cell] += 1
        line[0], line[1] = product, 1
        state.on_lines[batch.cell] += batch.units
        due = tick + ticks(days / share)
        self.agenda.add(due, self.receive_rank, (BATCH_DONE, site, number, batch))
        if self.ledger is not None:
            self.ledger.started.extend((tick, site, product, number, batch.units))

    def _consume(self, tick: int, site: int, cell: int, units: int) -> None:
        state = self.state
        state.on_hand[cell] -= units
        self.tally.consumed[cell] += units
        stored = state.pieces(cell)
        pieces = pick(stored, units) if stored is not None else [(0, -1, units, 0)]
        if self.ledger is not None:
            for _, lot, part, _ in pieces:
                self.ledger.consumed.extend((tick, site, cell % self.width, lot, part))

    def batch_done(self, tick: int, site: int, number: int, batch: Batch) -> None:
        """Free the line, draw the yield, and put what came out into quarantine."""
        state, recipe = self.state, self.network.recipes[batch.cell]
        state.lines[site][number][1] = 0
        state.on_lines[batch.cell] -= batch.units
        u = self.path.numbered_uniform(self._name("yield", batch.cell), batch.number)
        units = int(batch.units * _yield_share(recipe, u) + 1e-9)
        self.tally.produced[batch.cell] += units
        state.held[batch.cell] += units
        product = batch.cell % self.width
        life = self.network.products[product].shelf_life_days
        lot = state.new_lot() if life is not None else -1
        expiry = tick // TICKS_PER_DAY + life if life is not None else 1 << 40
        if self.ledger is not None:
            self.ledger.produced.extend((tick, site, product, lot, expiry, units))
        due = tick + ticks(recipe.release_days)
        piece = (expiry, lot, units, 0)
        if due == tick:
            self.release(tick, site, batch, piece)
        else:
            self.agenda.add(due, self.receive_rank, (RELEASED, site, batch, piece))
        if state.open_sites[site] > 0.0 and state.batch_queues.get(site):
            self._start(tick, site)

    def release(self, tick: int, site: int, batch: Batch, piece: Piece) -> None:
        """Move a batch from quarantine into stock, or reject it."""
        state, cell = self.state, batch.cell
        recipe, product = self.network.recipes[cell], cell % self.width
        expiry, lot, units, _ = piece
        state.held[cell] -= units
        state.in_process[cell] -= batch.units
        state.on_order[cell] -= batch.units
        row = (tick, site, product, lot, units)
        u = self.path.numbered_uniform(self._name("reject", cell), batch.number)
        kind = "released"
        if u < recipe.reject_share:
            kind = "rejected"
            self.tally.rejected[cell] += units
        elif expiry <= tick // TICKS_PER_DAY:
            kind = "expired"
            self.tally.expired[cell] += units
        elif units:
            state.on_hand[cell] += units
            state.put(cell, piece, self.network.sites[site].issue)
        if self.ledger is not None:
            getattr(self.ledger, kind).extend(row)

    def _name(self, what: str, cell: int) -> str:
        site, product = divmod(cell, self.width)
        return f"{what}/{self.network.site_names[site]}/{self.network.product_names[product]}"


def _yield_share(recipe: Recipe, u: float) -> float:
    law = recipe.yield_law
    return min(1.0, max(0.0, law.mean_share + (2 * u - 1) * law.half_width_share))


def _stands_still(windows: list[tuple[int, int]], tick: int) -> bool:
    return any(start <= tick < end for start, end in windows)


def _lines(network: Network, site: int) -> list[tuple[set[int], int, int, list[tuple[int, int]]]]:
    """Return (products, first tick, tick after the last, closed times) of each line.

    A plant has at least one.
    """
    place = network.sites[site]
    index = network.product_names.index
    everything = {index(name) for name in place.makes}
    forever = 1 << 60
    if not place.lines:
        return [(everything, 0, forever, [])]
    return [
        (
            {index(name) for name in line.makes} or everything,
            line.opens_on_day * TICKS_PER_DAY,
            forever if line.closes_on_day is None else line.closes_on_day * TICKS_PER_DAY,
            [(ticks(w.from_day), ticks(w.from_day + w.days)) for w in line.closed],
        )
        for _, line in sorted(place.lines.items())
    ]
