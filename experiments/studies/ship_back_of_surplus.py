"""Ship back what is too much: who is served, who pays, and who gains?

Question: a programme orders for eighteen months on a forecast that may be wrong. Is it better to
leave surplus where it is, or to ship it back for countries that asked for it; and does it matter
whether the provider decides for its own pay, under a contract, or for all countries together?

Design: `humanitarian`, whose levels are for the laws of demand, while the real need is 60 to 115 %
of it (forecast bias); three products of 22, 24 and 36 months of life, six clinics, two cycles.
Without ship-back the producer makes all of the announced donation. All arms meet the same demand.
Worth is that of all units served and given less all costs (v = 250, v2 = 70, v3 = 30 USD, which
are assumptions).

What each member and the Global Alliance gained is booked afterwards, with the payments of
Lahjouji et al. (2024) and their Table 2; a provider that decides for itself sees only its own.
"""

from collections.abc import Sequence

from experiments import load, study
from experiments.measures.definitions import short_name
from experiments.monte_carlo.found import Study
from experiments.papers.lahjouji_2024.payments import payments, settled
from experiments.papers.lahjouji_2024.profits import Moment, Profits
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    RAISED_PENALTY,
    TABLE_2,
    WITHOUT_CONTRACT,
    Contract,
)
from experiments.plain_table import interval, plain, table
from experiments.statistics.precision import estimate
from experiments.studies.common import options, tell
from experiments.studies.worth import gains, movement

NAME = "ship_back_of_surplus"
NEEDS = (0.6, 0.75, 0.9, 1.0, 1.15)
NOTHING = "ship-back:mode=none"
ARMS: dict[str, tuple[str, Contract]] = {
    "no ship-back": (NOTHING, RAISED_PENALTY),
    "decentralised, b' = 1": ("ship-back:mode=published", WITHOUT_CONTRACT),
    "decentralised, b' = 5": ("ship-back:mode=decentralised", RAISED_PENALTY),
    "cooperative": ("ship-back:mode=cooperative", COOPERATIVE),
    "planner": ("ship-back", RAISED_PENALTY),
    "planner, paid as cooperative": ("ship-back", COOPERATIVE),
    "planner, optimal stopping": ("ship-back:when=stopping", RAISED_PENALTY),
}
"""Policy, and the contract by which it is paid."""

SHOWN = (
    "served_units",
    "donated_secondary_units",
    "donated_tertiary_units",
    "lost_units",
    "waste_share",
    "cost_total",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=12, arguments=arguments)
    surge = "surges.less need than foreseen.demand_factor"
    scenarios = [
        load("humanitarian", [*asked.changes, f"{surge}={need}", f"name=need {100 * need:.0f} %"])
        for need in NEEDS
    ]
    found = study(
        scenarios,
        list(dict.fromkeys(policy for policy, _ in ARMS.values())),
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / "study",
    )
    for scenario in scenarios:
        tell(_happened(found, scenario.name), _booked(found, scenario.name))


def _happened(found: Study, scenario: str) -> str:
    """Return what happened to patients and units, and what it was worth to all."""
    summary = found.summary()
    rows = [[scenario, *(short_name(name) for name in SHOWN), "worth to all, gain"]]
    for name, (policy, _) in ARMS.items():
        if name.endswith("paid as cooperative"):
            continue
        told = (interval(summary[scenario, policy][metric], metric) for metric in SHOWN)
        gained = "-"
        if policy != NOTHING:
            gained = interval(estimate(gains(found, policy, NOTHING, scenario)), "cost_total")
        rows.append([name, *told, gained])
    return table(rows)


def _booked(found: Study, scenario: str) -> str:
    """Return what each party has more than decentralised with b' = 5, on average."""
    settled_by = {name: _settled(found, scenario, *arm) for name, arm in ARMS.items()}
    base = settled_by["decentralised, b' = 5"]
    rows = [["gain over decentralised, b' = 5 (USD)", "LHLP", "RHLP", "PC", "members", "GA"]]
    for name, one in settled_by.items():
        parties = ("local", "regional", "company", "members", "alliance")
        rows.append([name, *(plain(round(getattr(one, p) - getattr(base, p))) for p in parties)])
    return table(rows)


def _settled(found: Study, scenario: str, policy: str, contract: Contract) -> Profits:
    moved = movement(found, (scenario, policy))
    return settled(payments(TABLE_2, contract, moved, Moment.REVIEW))


if __name__ == "__main__":
    main()
