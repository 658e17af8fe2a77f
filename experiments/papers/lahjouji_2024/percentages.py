"""The percentages of section 5.1 and what gives them; their bases are mixed."""

from collections.abc import Mapping

from experiments.papers.lahjouji_2024.exact import quantities
from experiments.papers.lahjouji_2024.leader import announcement_at, solve
from experiments.papers.lahjouji_2024.published import Figure
from experiments.papers.lahjouji_2024.readings import readings
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    INSTANCES,
    RAISED_PENALTY,
    TABLE_2,
    Terms,
)
from experiments.papers.row import Row

WHERE = "Section 5.1, percent"
Printed = Mapping[str, float]


def percentage_rows() -> tuple[Row, ...]:
    """Return each claim twice: by what the paper seems to have done, and the right change.

    The right change is that of the contract over b' = 5; with the b' = 1 of Table 2 nothing is
    kept for patients, and no base is left.
    """
    dec, cen, coop = (
        {name: reading.value for name, reading in row.items()} for row in readings(TABLE_2).values()
    )
    before, after = (
        quantities(
            TABLE_2, contract, INSTANCES[0], solve(TABLE_2, contract, INSTANCES[0]).decisions
        )
        for contract in (RAISED_PENALTY, COOPERATIVE)
    )
    over_centralised = "(cooperative - centralised) / cooperative"
    claims: tuple[tuple[str, float, float, str, str], ...] = (
        ("Q", -9, _rise(dec, coop, "Q"), "(cooperative - decentralised) / decentralised", "Q"),
        ("revenue of the LHLP", 19, _part(cen, coop, "E(R_L) t'"),
         f"{over_centralised} at t'; over the decentralised row -3.6 at t=0, +10.5 at t'",
         "E(R_L) t'"),
        ("revenue of the RHLP", 16, _part(cen, coop, "E(R_r) t=0"),
         f"{over_centralised} at t=0; over the decentralised row +10.5 at t=0, +1.7 at t'",
         "E(R_r) t'"),
        ("revenue of the PC", 36, _part(cen, coop, "E(R_p) t=0"),
         f"{over_centralised} at t=0; over the decentralised row +33.1", "E(R_p) t'"),
        ("q", 26, _part(dec, coop, "q"),
         "(cooperative - decentralised) / cooperative; over the decentralised row +35.4", "q"),
        ("G", 58, 100 * (_donation_of_eq_22(TABLE_2) / dec["G"] - 1),
         "Eq 22 with its fractile 47/22 for M gives 18.60, not the table's 26.80 (+128)", "G"),
        ("stored in the country", -22, -100 * coop["q"] / coop["Q"],
         "q / Q of the cooperative row; what is kept falls by 16.3", "kept"),
        ("saving ('doubling')", 100, _rise(dec, coop, "saving"), "3069 / 2267", "saving"),
    )  # fmt: skip
    found = []
    for name, paper, ours, basis, key in claims:
        found.append(_row(WHERE, name, paper, ours, basis))
        right = _rise(before, after, key)
        reason = "exact optimum: the contract of Table 2 over b' = 5"
        found.append(_row(f"{WHERE}, exact", name, paper, right, reason))
    return tuple(sorted(found, key=lambda row: row.where))


def _rise(before: Printed, after: Printed, name: str) -> float:
    return 100 * (after[name] / before[name] - 1)


def _part(before: Printed, after: Printed, name: str) -> float:
    return 100 * (1 - before[name] / after[name])


def _row(where: str, quantity: str, paper: float, ours: float, reason: str) -> Row:
    agrees = Figure(value=paper).agrees(ours)
    return Row(
        where=where,
        quantity=quantity,
        paper=paper,
        ours=ours,
        status="reproduced" if agrees else "differs",
        reason=reason,
    )


def _donation_of_eq_22(terms: Terms) -> float:
    """Return G of Eq 22 when M is the fractile itself, not its quantile: 18.60 for Table 2.

    (r_l + h + b + b'') M - b'' - b is then p - c + r_r + r_l.
    """
    bracket = terms.price - terms.production_cost + terms.regional_fee + terms.local_fee
    cost = terms.donation_price + terms.rework_cost + terms.tertiary_transport
    return announcement_at(terms, bracket, cost)
