"""Plans on several futures, and steady plans, on a shop whose optimum is known."""

import pytest

from policies.milp.model.reading import read_plan
from policies.milp.model.steadiness import with_steadiness
from policies.milp.model.template import Template
from policies.milp.model.two_stage import two_stage
from tests.unit.policies.milp.builders import asking, one_shop, optimum

# A newsvendor with recourse: what is sent for at once comes a period later, when demand shows.
SHOP = one_shop(2, lead_periods=1, holding_cost=1.0, unmet_cost=4.0)
TEMPLATE = Template.of(SHOP)


def futures(*demands: float):
    return [TEMPLATE.form(asking(SHOP, [0.0, demand])) for demand in demands]


def sent_now(demands: list[float], **risk: float) -> tuple[float, float]:
    both = two_stage(futures(*demands), TEMPLATE.kept, **risk)
    value, x = optimum(both.form)
    return value, read_plan(SHOP, TEMPLATE.kept, x[both.places[0]]).flow_units[0, 0, 0]


def test_the_mean_orders_the_newsvendors_quantile():
    # p / (p + h) = 0.8 of demand 1 to 10, all alike: the 8th; left over 28 / 10, short 3 / 10 x 4
    value, units = sent_now([float(d) for d in range(1, 11)])

    assert units == pytest.approx(8)
    assert value == pytest.approx(2.8 + 1.2)


def test_one_future_is_the_plan_for_it():
    value, units = sent_now([6.0, 6.0, 6.0])

    assert units == pytest.approx(6)
    assert value == pytest.approx(optimum(futures(6.0)[0])[0])


def test_the_worst_case_balances_both_ends():
    # the worst tenth of demand 1 to 10: q - 1 left over or 4 (10 - q) short are equal at 8.2
    value, units = sent_now([float(d) for d in range(1, 11)], cvar_level_share=0.9)

    assert units == pytest.approx(8.2)
    assert value == pytest.approx(7.2)


def test_the_value_at_risk_of_everything_is_the_mean():
    demands = [2.0, 3.0, 9.0]

    assert sent_now(demands, cvar_level_share=0.0)[0] == pytest.approx(sent_now(demands)[0])


def test_a_plan_is_kept_where_a_change_costs_more_than_it_brings():
    shop = one_shop(3, holding_cost=1.0, unmet_cost=1000.0)
    template = Template.of(shop)
    _, x = optimum(template.form(asking(shop, [0, 5, 5])))
    last = read_plan(shop, template.kept, x)
    assert last.flow_units[0, 0].tolist() == [0, 5, 5]
    form = template.form(asking(shop, [3, 5, 5]))  # two fewer in its first period than planned

    def sent(frozen: int, cost: float) -> list[float]:
        steady = with_steadiness(form, shop, template.kept, last, frozen_periods=frozen,
                                 change_cost_per_unit=cost)  # fmt: skip
        _, x = optimum(steady)
        return read_plan(shop, template.kept, x).flow_units[0, 0].tolist()

    assert sent(0, 0.0) == [3, 5, 5]
    assert sent(0, 0.4) == [3, 5, 5]  # two kept for a period cost 2, the change 0.8
    assert sent(0, 2.5) == [5, 5, 3]  # two kept for two periods cost 4, the change 5
    assert sent(1, 0.0) == [5, 3, 5]  # the first period is frozen, the second is not


def test_a_frozen_period_is_broken_for_patients():
    shop = one_shop(2, holding_cost=1.0, unmet_cost=10.0)
    template = Template.of(shop)
    _, x = optimum(template.form(asking(shop, [0, 2])))
    last = read_plan(shop, template.kept, x)
    form = template.form(asking(shop, [6, 0]))

    steady = with_steadiness(form, shop, template.kept, last, frozen_periods=1,
                             change_cost_per_unit=0.0)  # fmt: skip

    cost, x = optimum(steady)
    assert read_plan(shop, template.kept, x).flow_units[0, 0, 0] == pytest.approx(6)
    assert cost == pytest.approx(4 * 5)  # each change at half of what a patient would cost
