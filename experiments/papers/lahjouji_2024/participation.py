"""Who gains by a contract, and who would refuse it."""

from dataclasses import dataclass

from experiments.papers.lahjouji_2024.leader import Solution, solve
from experiments.papers.lahjouji_2024.profits import Moment, Profits, expected_profits
from experiments.papers.lahjouji_2024.terms import Contract, Instance, Terms

PENNY = 1e-6
"""A loss smaller than this, in $, is nobody's reason to refuse."""


@dataclass(frozen=True, kw_only=True)
class Participation:
    """Gains over a baseline at one moment, $ a cycle."""

    moment: Moment
    gains: Profits

    @property
    def refusing(self) -> tuple[str, ...]:
        """Return the members that would lose."""
        gains = {
            "LHLP": self.gains.local,
            "RHLP": self.gains.regional,
            "PC": self.gains.company,
        }
        return tuple(name for name, gain in gains.items() if gain < -PENNY)

    @property
    def alliance_pays_more(self) -> float:
        """Return what the contract costs the Global Alliance."""
        return -float(self.gains.alliance)


def participation(
    terms: Terms,
    instance: Instance,
    baseline: tuple[Contract, Solution],
    proposed: tuple[Contract, Solution],
    moment: Moment,
) -> Participation:
    """Return each party's gain from going over to the proposed contract and its decisions."""
    before, after = (
        expected_profits(terms, contract, instance, found.decisions, moment)
        for contract, found in (baseline, proposed)
    )
    return Participation(
        moment=moment,
        gains=Profits(
            local=after.local - before.local,
            regional=after.regional - before.regional,
            company=after.company - before.company,
            alliance=after.alliance - before.alliance,
        ),
    )


def who_gains(
    terms: Terms, instance: Instance, baseline: Contract, proposed: Contract, moment: Moment
) -> Participation:
    """Return the participation when under either contract all play the game's equilibrium."""
    return participation(
        terms,
        instance,
        (baseline, solve(terms, baseline, instance)),
        (proposed, solve(terms, proposed, instance)),
        moment,
    )
