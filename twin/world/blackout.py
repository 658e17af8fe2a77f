"""Power cuts: behind its backup a dark site warms its stock, hour by hour."""

from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY, TICKS_PER_HOUR
from twin.world.clock import Agenda
from twin.world.coldchain import after_warmth
from twin.world.losses import Losses
from twin.world.state import Dark, State
from twin.world.stock import Piece

DARK_HOUR = 3
NO_EXPIRY = 1 << 40


class Blackouts:
    """Adds the warmth of power cuts to whatever lies at the site, and drops what it spoils."""

    def __init__(
        self,
        state: State,
        agenda: Agenda,
        tally: Tally,
        ledger: Ledger | None,
        receive_rank: int,
    ) -> None:
        self.state, self.agenda, self.ledger = state, agenda, ledger
        self.rank, self.network = receive_rank, state.network
        self.width = state.network.product_count
        self.losses = Losses(tally, ledger, self.width)
        self._new_lots: set[int] = set()

    def begin(self, tick: int, site: int, backup_ticks: int) -> None:
        """Switch the power off; cuts that overlap are one, behind the backup of the first."""
        dark = self.state.dark.get(site)
        if dark is not None:
            dark.cuts_count += 1
            return
        warm_from = tick + backup_ticks
        self.state.dark[site] = Dark(cuts_count=1, warmed_until_tick=warm_from)
        self.agenda.add(warm_from + TICKS_PER_HOUR, self.rank, (DARK_HOUR, site, warm_from))

    def hour(self, tick: int, site: int, since: int) -> None:
        """Add an hour to what lies there, if the site is still dark."""
        dark = self.state.dark.get(site)
        if dark is None or dark.warmed_until_tick != since:
            return  # the power came back, perhaps to go again
        self._warm(tick, site, dark)
        self.agenda.add(tick + TICKS_PER_HOUR, self.rank, (DARK_HOUR, site, tick))

    def end(self, tick: int, site: int) -> None:
        """End one cut; with the last one the power is back."""
        dark = self.state.dark[site]
        dark.cuts_count -= 1
        if not dark.cuts_count:
            if tick > dark.warmed_until_tick:
                self._warm(tick, site, dark)
            del self.state.dark[site]

    def _warm(self, tick: int, site: int, dark: Dark) -> None:
        span = tick - dark.warmed_until_tick
        dark.warmed_until_tick = tick
        for product, terms in enumerate(self.network.products):
            if terms.excursion is None:
                continue
            cell = site * self.width + product
            stored = self.state.pieces(cell)
            if stored is None:
                self._warm_counted(tick, cell, span, dark)
            else:
                self.state.lots[cell] = []
                for piece in stored:
                    # a lot that has lost life in this cut does not lose it again
                    self._warm_piece(tick, cell, piece, 0 if piece[1] in dark.cut_lots else span)
                dark.cut_lots.update(self._new_lots)
                self._new_lots.clear()

    def _warm_counted(self, tick: int, cell: int, span: int, dark: Dark) -> None:
        """Judge stock that is only counted as one: it spoils together, or not at all."""
        units = self.state.on_hand[cell]
        warm = dark.counted_warm_ticks.get(cell, 0) if units else 0
        piece: Piece = (NO_EXPIRY, -1, units, warm)
        after = after_warmth(self.network.products[cell % self.width], piece, span, 0)
        dark.counted_warm_ticks[cell] = warm + span
        if units and after is None:
            self._spoil(tick, cell, piece)
            dark.counted_warm_ticks[cell] = 0

    def _warm_piece(self, tick: int, cell: int, piece: Piece, span: int) -> None:
        state, (site, product) = self.state, divmod(cell, self.width)
        terms = self.network.products[product]
        after = after_warmth(terms, piece, span, tick // TICKS_PER_DAY)
        if after is None:
            self._spoil(tick, cell, piece)
            return
        if after[0] != piece[0]:
            lot = state.new_lot()
            if self.ledger is not None:
                row = (tick, site, product, lot, piece[1], after[0], piece[2])
                self.ledger.relotted.extend(row)
            after = (after[0], lot, after[2], after[3])
            self._new_lots.add(lot)
        state.put(cell, after, self.network.sites[site].issue)

    def _spoil(self, tick: int, cell: int, piece: Piece) -> None:
        self.state.on_hand[cell] -= piece[2]
        self.losses.write_off(tick, "spoiled", cell, piece[1], piece[2])
