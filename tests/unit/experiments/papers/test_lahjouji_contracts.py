from dataclasses import replace

import numpy as np
import pytest

from experiments.papers.lahjouji_2024.contract_conditions import PARAMETERS, DonationBy, conditions
from experiments.papers.lahjouji_2024.contracts import (
    CheapestContract,
    NoContract,
    cheapest_contract,
    refuted_by,
)
from experiments.papers.lahjouji_2024.leader import solve
from experiments.papers.lahjouji_2024.participation import who_gains
from experiments.papers.lahjouji_2024.plan_search import cheapest_plan
from experiments.papers.lahjouji_2024.profits import Moment, Profits, expected_profits
from experiments.papers.lahjouji_2024.published import Model
from experiments.papers.lahjouji_2024.readings import readings
from experiments.papers.lahjouji_2024.terms import (
    COOPERATIVE,
    INSTANCES,
    RAISED_PENALTY,
    TABLE_2,
    WITHOUT_CONTRACT,
    Contract,
    Decisions,
    Instance,
)

FIRST = INSTANCES[0]


def before(contract: Contract, instance: Instance = FIRST) -> dict[Moment, Profits]:
    decisions = solve(TABLE_2, contract, instance).decisions
    return {
        moment: expected_profits(TABLE_2, contract, instance, decisions, moment)
        for moment in Moment
    }


def numbers(decisions: Decisions) -> list[float]:
    units = decisions.order_units, decisions.shipped_units, decisions.announced_units
    return [float(unit) for unit in units]


@pytest.mark.parametrize("instance", INSTANCES, ids=lambda case: case.name)
def test_the_cheapest_contract_is_played_as_meant_and_nobody_loses(instance: Instance) -> None:
    wanted = solve(TABLE_2, COOPERATIVE, instance).decisions
    least = before(RAISED_PENALTY, instance)

    found = cheapest_contract(TABLE_2, instance, wanted, least)

    assert isinstance(found, CheapestContract)
    played = solve(TABLE_2, found.contract, instance).decisions
    assert numbers(played) == pytest.approx(numbers(wanted), abs=1e-4)
    for moment in Moment:
        gained = expected_profits(TABLE_2, found.contract, instance, wanted, moment)
        assert gained.local >= least[moment].local - 1e-6
        assert gained.regional >= least[moment].regional - 1e-6
        assert gained.company >= least[moment].company - 1e-6
    dear = expected_profits(TABLE_2, COOPERATIVE, instance, wanted, Moment.REVIEW).alliance
    assert found.alliance_pays < -float(dear) - 3000


def test_the_multipliers_of_a_cheapest_contract_prove_that_nothing_costs_less() -> None:
    wanted = solve(TABLE_2, COOPERATIVE, FIRST).decisions
    least = before(RAISED_PENALTY)
    rows = conditions(TABLE_2, FIRST, wanted, least, DonationBy.CHOICE)

    found = cheapest_contract(TABLE_2, FIRST, wanted, least)

    assert isinstance(found, CheapestContract)
    nothing = Contract(**dict.fromkeys(PARAMETERS, 0.0))

    def paid(contract: Contract) -> float:
        return -float(expected_profits(TABLE_2, contract, FIRST, wanted, Moment.REVIEW).alliance)

    slope = [paid(replace(nothing, **{name: 1.0})) - paid(nothing) for name in PARAMETERS]
    total = sum((found.proof[row.name] * row.coefficients for row in rows), np.zeros(6))
    bound = paid(nothing) + sum(found.proof[row.name] * row.least for row in rows)
    assert all(found.proof[row.name] >= -1e-9 for row in rows if not row.equal)
    assert np.all(total <= np.array(slope) + 1e-6)
    assert bound == pytest.approx(found.alliance_pays)


def test_the_cheapest_way_to_the_baseline_costs_what_the_baseline_costs() -> None:
    wanted = solve(TABLE_2, RAISED_PENALTY, FIRST).decisions
    least = before(RAISED_PENALTY)

    found = cheapest_contract(TABLE_2, FIRST, wanted, least)

    assert isinstance(found, CheapestContract)
    assert found.alliance_pays == pytest.approx(-float(least[Moment.REVIEW].alliance))
    assert found.alliance_pays == pytest.approx(18631.64, abs=0.01)


@pytest.mark.parametrize("base", [WITHOUT_CONTRACT, RAISED_PENALTY])
def test_no_contract_brings_about_the_decisions_the_paper_prints_and_that_is_proved(
    base: Contract,
) -> None:
    read = readings(TABLE_2)[Model.COOPERATIVE]
    printed = Decisions(
        order_units=read["Q"].value,
        shipped_units=read["q"].value,
        announced_units=read["G"].value,
    )
    rows = conditions(TABLE_2, FIRST, printed, before(base), DonationBy.CONTRACT)

    found = cheapest_contract(TABLE_2, FIRST, printed, before(base), DonationBy.CONTRACT)

    assert isinstance(found, NoContract)
    assert refuted_by(rows, found.proof)
    needed = next(row for row in rows if row.name.startswith("Q is best"))
    assert needed.least == pytest.approx(-5.98, abs=0.03)  # 10 F / (1 - F) - 10, F = 0.286


def test_multipliers_that_prove_nothing_are_not_taken_for_a_proof() -> None:
    wanted = solve(TABLE_2, COOPERATIVE, FIRST).decisions
    rows = conditions(TABLE_2, FIRST, wanted, before(RAISED_PENALTY), DonationBy.CHOICE)
    nothing = dict.fromkeys([row.name for row in rows], 0.0)
    order = rows[0].name  # B + s = 6.6: a right side above 0, coefficients above 0 too
    share = rows[-1].name  # alpha <= 1 with a minus before it would say alpha >= 1

    assert rows[0].least > 0
    assert not refuted_by(rows, nothing)
    assert not refuted_by(rows, nothing | {order: 1.0})
    assert not refuted_by(rows, nothing | {order: -1.0})
    flipped = [*rows[:-1], replace(rows[-1], coefficients=-rows[-1].coefficients)]
    assert not refuted_by(flipped, nothing | {share: -1.0})


def test_a_company_that_gains_nothing_by_giving_gives_only_by_contract() -> None:
    still = replace(TABLE_2, demand_gain_units=0.0)
    wanted = Decisions(order_units=170.0, shipped_units=40.0, announced_units=20.0)
    base = solve(still, RAISED_PENALTY, FIRST).decisions
    least = {Moment.REVIEW: expected_profits(still, RAISED_PENALTY, FIRST, base, Moment.REVIEW)}

    free = cheapest_contract(still, FIRST, wanted, least, DonationBy.CHOICE)
    bound = cheapest_contract(still, FIRST, wanted, least, DonationBy.CONTRACT)

    assert isinstance(free, NoContract)
    assert refuted_by(conditions(still, FIRST, wanted, least, DonationBy.CHOICE), free.proof)
    assert isinstance(bound, CheapestContract)


def test_decisions_beyond_any_finite_penalty_are_refused() -> None:
    least = before(RAISED_PENALTY)
    wanted = solve(TABLE_2, COOPERATIVE, FIRST).decisions
    for changed, told in (
        ({"order_units": 300.0, "shipped_units": 150.0}, "no finite penalty makes an order"),
        ({"shipped_units": wanted.order_units}, "a store that is emptied"),
        ({"shipped_units": 1.0}, "surely too much"),
    ):
        with pytest.raises(ValueError, match=told):
            cheapest_contract(TABLE_2, FIRST, replace(wanted, **changed), least)
    bent = replace(TABLE_2, tertiary_transport=5.0)
    with pytest.raises(ValueError, match="l - eps < tau"):
        cheapest_contract(bent, FIRST, wanted, least)
    cheap = replace(TABLE_2, replacement_cost=5.0)
    with pytest.raises(ValueError, match="replacement cheaper"):
        cheapest_contract(cheap, FIRST, wanted, least)


def test_all_members_gain_by_the_contract_of_table_2_and_the_alliance_pays_it() -> None:
    found = who_gains(TABLE_2, FIRST, RAISED_PENALTY, COOPERATIVE, Moment.REVIEW)

    assert found.refusing == ()
    assert float(found.gains.members) == pytest.approx(3869, abs=1)
    assert found.alliance_pays_more == pytest.approx(4650, abs=1)


def test_a_member_that_loses_refuses() -> None:
    stingy = replace(COOPERATIVE, shared_share=0.0, price_rise_share=0.0, collection_fee=0.0)

    found = who_gains(TABLE_2, FIRST, RAISED_PENALTY, stingy, Moment.REVIEW)

    assert found.refusing == ("LHLP",)


def test_the_best_plan_serves_and_gives_as_much_as_the_baseline_and_costs_no_more() -> None:
    before = solve(TABLE_2, RAISED_PENALTY, FIRST)
    share, kept = before.conditions.order_fractile, before.conditions.ship_back_fractiles[0]
    given = float(before.decisions.announced_units)

    found = cheapest_plan(
        TABLE_2, FIRST, RAISED_PENALTY, (0.4, 0.5, share, 0.7), (kept - 0.1, kept, 0.95),
        (given - 5, given, given + 5),
    )  # fmt: skip

    assert found is not None
    # a smaller kept share serves as many only with the demand of a greater donation
    assert found.tried_count == 4 * 5
    # no penalty has the LHLP order less than the median, a quarter of the plans
    assert 0 < found.agreeable_count <= 0.75 * found.tried_count
    assert found.decisions.kept_units >= before.decisions.kept_units - 1e-9
    assert found.decisions.announced_units >= given
    assert found.found.alliance_pays == pytest.approx(18488.8, abs=0.1)
    assert found.found.alliance_pays < 18631.6


def test_no_plan_is_found_where_none_serves_enough() -> None:
    assert cheapest_plan(TABLE_2, FIRST, RAISED_PENALTY, (0.5,), (0.1,), (20.0,)) is None
