"""Donations at the recipients' doors: what was asked for and may be taken leaves the chain."""

from twin.record.ledger import Ledger
from twin.record.tally import Tally
from twin.units import TICKS_PER_DAY
from twin.world.state import State
from twin.world.stock import Piece


class Gifts:
    """Hands lots over to the requests they meet, in the network's order."""

    def __init__(self, state: State, tally: Tally, ledger: Ledger | None) -> None:
        self.state, self.tally, self.ledger = state, tally, ledger
        self.requests = requests = state.network.requests
        self.width = state.network.product_count
        self.of_cell: dict[int, list[int]] = {}
        """Numbers of the requests that ask for a cell."""

        self.due: dict[int, list[int]] = {}
        """Numbers of the requests that may be met, by due day."""

        for number, request in enumerate(requests):
            self.of_cell.setdefault(request.cell, []).append(number)
            if request.terms.may_be_met:
                self.due.setdefault(request.terms.due_day, []).append(number)

    def take(self, tick: int, cell: int, piece: Piece) -> Piece | None:
        """Hand a piece over as far as its cell's requests take it; return what they refuse.

        A request takes lots from its announced day on, with consent, in authorised quality
        and with the remaining life it asks for, until it is filled.
        """
        day = tick // TICKS_PER_DAY
        expiry, lot, units, warm = piece
        state, tally = self.state, self.tally
        for number in self.of_cell[cell]:
            plan = self.requests[number]
            terms = plan.terms
            young = state.lots[cell] is None or expiry - day >= plan.min_life_days
            if not (terms.may_be_met and terms.announced_day <= day and young):
                continue
            taken = min(units, state.asked_for[number])
            if not taken:
                continue
            state.asked_for[number] -= taken
            tally.donated[cell] += taken
            if terms.country == "tertiary":
                tally.tertiary[cell] += taken
            if self.ledger is not None:
                self.ledger.donated.extend((tick, *divmod(cell, self.width), lot, taken))
            units -= taken
        return (expiry, lot, units, warm) if units else None

    def close_day(self, day: int) -> None:
        """Count what requests that are due today asked for, and what of it has not come."""
        for number in self.due.get(day, ()):
            plan = self.requests[number]
            self.tally.requested[plan.cell] += plan.terms.units
            self.tally.unmet[plan.cell] += self.state.asked_for[number]
