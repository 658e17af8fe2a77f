"""Every optimiser of the game against a fine grid, on 200 random sets of parameters."""

import numpy as np
import pytest

from experiments.papers.lahjouji_2024.centralised import solve_centralised
from experiments.papers.lahjouji_2024.leader import solve
from experiments.papers.lahjouji_2024.profits import Moment, expected_profits
from experiments.papers.lahjouji_2024.replies import (
    members_ship_back,
    order_reply,
    ship_back_reply,
)
from experiments.papers.lahjouji_2024.terms import Contract, Decisions, Instance, Terms, demand_gain
from policies.remaining_demand import UniformDemand

SETS = 200


def random_game(rng: np.random.Generator) -> tuple[Terms, Contract, Instance]:
    """Return a game: donations that pay or do not, ship-backs of all, none and in between,
    profits that are not concave, replacements cheaper than the donation."""
    draw = rng.uniform
    terms = Terms(
        production_cost=draw(5, 70),
        price=draw(20, 110),
        donation_price=draw(1, 30),
        donation_transport=draw(0, 5),
        tertiary_transport=draw(0, 6),
        rework_cost=draw(0, 4),
        local_fee=draw(1, 15),
        regional_fee=draw(0, 15),
        holding_cost=draw(1, 15),
        destruction_fee=draw(0.1, 4),
        replacement_cost=draw(1, 70),
        demand_gain_units=draw(0, 60),
    )
    contract = Contract(
        collection_fee=draw(0, 4),
        local_penalty=draw(0, 8),
        regional_penalty=draw(0, 12),
        company_penalty=draw(0, 5),
        shared_share=draw(0, 0.1) * (rng.random() < 0.5),
        price_rise_share=draw(0, 0.3) * (rng.random() < 0.5),
    )
    low, seen = draw(20, 120), draw(20, 120)
    return terms, contract, Instance(
        name="random",
        at_start=UniformDemand(low_units=low, high_units=low + draw(5, 100)),
        at_review=UniformDemand(low_units=seen, high_units=seen + draw(5, 80)),
    )  # fmt: skip


def games() -> list[tuple[Terms, Contract, Instance]]:
    rng = np.random.default_rng(2024)
    return [random_game(rng) for _ in range(SETS)]


def test_no_order_of_a_grid_pays_the_local_provider_more() -> None:
    rng = np.random.default_rng(1)
    orders = np.linspace(0, 400, 4001)
    for terms, contract, instance in games():
        announced = float(rng.uniform(0, 40))

        best = order_reply(terms, contract, instance, announced)

        tried = np.append(orders, best)
        decisions = Decisions(order_units=tried, shipped_units=0.0, announced_units=announced)
        profit = expected_profits(terms, contract, instance, decisions, Moment.START).local
        assert profit[-1] >= np.max(profit) - 1e-9


def test_no_ship_back_of_a_grid_pays_the_regional_provider_or_the_members_more() -> None:
    rng = np.random.default_rng(2)
    ends = set()
    for terms, contract, instance in games():
        order, announced = float(rng.uniform(20, 300)), float(rng.uniform(0, 60))
        grid = np.linspace(0, order, 4001)

        regional = ship_back_reply(terms, contract, instance, order, announced)
        members = members_ship_back(terms, contract, instance, order, announced)

        decisions = Decisions(
            order_units=order,
            shipped_units=np.concatenate([grid, [regional, members]]),
            announced_units=announced,
        )
        profit = expected_profits(terms, contract, instance, decisions, Moment.REVIEW)
        assert profit.regional[-2] >= np.max(profit.regional) - 1e-9
        assert profit.members[-1] >= np.max(profit.members) - 1e-9
        ends.add("none" if regional == 0 else "all" if regional == order else "part")
        ends.add("at G" if members == min(announced, order) else "beyond or below G")
    assert ends == {"none", "all", "part", "at G", "beyond or below G"}


def test_no_announcement_of_a_grid_pays_the_company_more_when_the_others_answer() -> None:
    found_zero = found_inside = bent = 0
    for terms, contract, instance in games():
        solution = solve(terms, contract, instance)
        best = float(solution.decisions.announced_units)

        near = [best + step for step in (-0.3, -0.01, 0.01, 0.3)]
        for announced in [*np.linspace(0, 150, 11), *near]:
            if announced >= 0:
                assert _company(terms, contract, instance, float(announced)) <= (
                    _company(terms, contract, instance, best) + 1e-6
                )
        found_zero += best == 0
        found_inside += best > 0
        bent += not solution.conditions.ship_back_concave
    assert min(found_zero, found_inside, bent) > 20


def _company(terms: Terms, contract: Contract, instance: Instance, announced: float) -> float:
    order = order_reply(terms, contract, instance, announced)
    shipped = ship_back_reply(terms, contract, instance, order, announced)
    decisions = Decisions(order_units=order, shipped_units=shipped, announced_units=announced)
    return float(expected_profits(terms, contract, instance, decisions, Moment.START).company)


@pytest.mark.parametrize("part", [slice(40), pytest.param(slice(40, SETS), marks=pytest.mark.long)])
def test_no_order_ship_back_and_donation_of_a_grid_pay_the_members_more(part: slice) -> None:
    bounded = set()
    for terms, contract, instance in games()[part]:
        most = 150.0

        solution = solve_centralised(terms, contract, instance, most)

        best = solution.decisions
        assert best.order_units <= most + demand_gain(terms, best.announced_units) + 1e-9
        ours = expected_profits(terms, contract, instance, best, Moment.REVIEW).members
        assert float(ours) >= _best_of_grid(terms, contract, instance, most) - 1e-6
        bounded.add(solution.conditions.order_bounded)
    assert bounded == {True, False}


def _best_of_grid(terms: Terms, contract: Contract, instance: Instance, most: float) -> float:
    announced = np.linspace(0, 120, 31)[:, None, None]
    order = np.linspace(0, 1, 31)[None, :, None] * (most + demand_gain(terms, announced))
    shipped = np.linspace(0, 1, 31)[None, None, :] * order
    decisions = Decisions(order_units=order, shipped_units=shipped, announced_units=announced)
    profit = expected_profits(terms, contract, instance, decisions, Moment.REVIEW).members
    return float(np.max(profit))
