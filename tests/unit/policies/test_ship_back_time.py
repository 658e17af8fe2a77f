"""The date of the ship-back: fixed dates, and optimal stopping against a plain recursion."""

from dataclasses import replace
from functools import cache

import pytest
from scipy import stats

from experiments.studies.when_to_ship_back import EXAMPLE, MONTHS
from policies.ship_back_time import Cycle, stopping, value_by_date

SMALL = Cycle(
    stock_units=6,
    eligible_units=4,
    announced_units=2,
    consented_units=1,
    shape=3.0,
    mean_units=5.0,
    length=10.0,
    short_cost_per_unit=9.0,
    over_cost_per_unit=2.0,
    donation_value_per_unit=4.0,
    tertiary_value_per_unit=1.0,
    holding_cost_per_unit=1.0,
)


def test_the_worked_example_has_its_published_gains() -> None:
    # an independent program (sums over 400 values of demand) gave these, for months 0 to 9
    known = [873.1, 882.4, 904.3, 916.2, 919.3, 916.9, 910.4, 900.7, 889.0, 876.0]

    assert value_by_date(EXAMPLE, MONTHS) == pytest.approx(known, abs=0.11)


def test_without_holding_cost_the_last_eligible_date_is_best() -> None:
    gains = value_by_date(replace(EXAMPLE, holding_cost_per_unit=0.0), MONTHS)

    assert gains == sorted(gains)
    assert gains[-1] == pytest.approx(1119.6, abs=0.1)


def test_a_stock_that_may_not_leave_gains_nothing() -> None:
    assert value_by_date(replace(SMALL, eligible_units=0), [2.0]) == pytest.approx([0.0])


def recursion(cycle: Cycle, dates: tuple[float, ...]) -> tuple[float, bool]:
    """Optimal stopping by plain sums over what is asked for, every quantity tried at each date."""
    rate = cycle.shape * cycle.length / cycle.mean_units
    most = 60

    @cache
    def law(used: int, date: float, time: float) -> list[float]:
        size, until = cycle.shape + used, rate + date
        if time == 0:
            return [1.0] + [0.0] * most
        chances: list[float] = stats.nbinom.pmf(
            range(most + 1), size, until / (until + time)
        ).tolist()
        return chances

    def worth(used: int, date: float, shipped: int) -> float:
        stock = max(0, cycle.stock_units - used)
        kept = stock - shipped
        fed = min(shipped, cycle.announced_units)
        told = cycle.donation_value_per_unit * fed
        told += cycle.tertiary_value_per_unit * (shipped - fed)
        told -= cycle.holding_cost_per_unit * date / cycle.length * shipped
        told += cycle.short_cost_per_unit * min(used, cycle.stock_units)
        for asked, chance in enumerate(law(used, date, cycle.length - date)):
            told += chance * (
                cycle.short_cost_per_unit * min(kept, asked)
                - cycle.over_cost_per_unit * max(kept - asked, 0)
            )
        return told

    def acting(used: int, date: float) -> float:
        stock = max(0, cycle.stock_units - used)
        most_now = min(stock, cycle.eligible_units, cycle.announced_units + cycle.consented_units)
        return max(worth(used, date, n) for n in range(int(most_now) + 1))

    @cache
    def best(used: int, at: int) -> float:
        now = acting(used, dates[at])
        return now if at == len(dates) - 1 else max(now, waiting(used, at))

    def waiting(used: int, at: int) -> float:
        chances = law(used, dates[at], dates[at + 1] - dates[at])
        stock = cycle.stock_units
        told = sum(c * best(used + k, at + 1) for k, c in enumerate(chances) if used + k < stock)
        beyond = 1 - sum(chances[: max(0, stock - used)])
        return told + beyond * best(stock, at + 1)

    nothing = worth(0, 0.0, 0)
    acts = len(dates) == 1 or acting(0, dates[0]) >= waiting(0, 0)
    return best(0, 0) - nothing, acts


@pytest.mark.parametrize(
    ("dates", "holding"), [((0.0, 2.0, 5.0), 0.0), ((0.0, 3.0, 4.0, 8.0), 1.0), ((0.0, 5.0), 30.0)]
)
def test_backward_induction_is_the_plain_recursion(
    dates: tuple[float, ...], holding: float
) -> None:
    cycle = replace(SMALL, holding_cost_per_unit=holding)

    found = stopping(cycle, dates)

    gain, acts = recursion(cycle, dates)
    assert found.gain == pytest.approx(gain, abs=1e-8)
    assert found.acts_at_once == acts


def test_choosing_the_date_as_one_goes_along_beats_every_fixed_date() -> None:
    assert stopping(EXAMPLE, MONTHS).gain > max(value_by_date(EXAMPLE, MONTHS)) + 20


def test_with_one_date_left_there_is_no_waiting() -> None:
    found = stopping(SMALL, [3.0])

    assert found.acts_at_once
    assert found.gain == pytest.approx(value_by_date(SMALL, [3.0])[0])
