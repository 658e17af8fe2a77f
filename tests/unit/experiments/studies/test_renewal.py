"""The closed form of the alternating renewal model, against what can be worked out by hand."""

from math import exp, log

import pytest

from experiments.studies.renewal import Component, Works, out_shares, shortage_share

SUPPLIER = Component(up_days=270, down_days=30)
PLANT = Component(up_days=380, down_days=20)


def parallel(works: tuple[bool, ...]) -> bool:
    return any(works)


def test_one_source_is_short_as_long_as_it_is_out() -> None:
    assert shortage_share([SUPPLIER]) == pytest.approx(0.1)


def test_a_chain_in_a_row_works_when_all_do() -> None:
    assert shortage_share([SUPPLIER, PLANT]) == pytest.approx(1 - 0.9 * 0.95)


def test_suppliers_that_stand_in_for_each_other_must_all_be_out() -> None:
    assert shortage_share([SUPPLIER, PLANT], parallel) == pytest.approx(0.1 * 0.05)


def test_a_component_that_nothing_depends_on_changes_nothing() -> None:
    def first_only(works: tuple[bool, ...]) -> bool:
        return works[0]

    alone = shortage_share([SUPPLIER], buffer_days=17)

    assert shortage_share([SUPPLIER, PLANT], first_only, buffer_days=17) == pytest.approx(alone)


def test_stock_bridges_the_outages_that_are_shorter_than_it() -> None:
    """For an exponential repair E[(D - B)+] is the mean repair times exp(-B / mean repair)."""
    assert shortage_share([SUPPLIER], buffer_days=45) == pytest.approx(0.1 * exp(-45 / 30))


def test_stock_helps_more_where_the_first_of_two_repairs_ends_the_outage() -> None:
    """Both out lasts an exponential time whose rate is the sum of both repairs' rates."""
    expected = 0.1 * 0.05 * exp(-45 * (1 / 30 + 1 / 20))

    assert shortage_share([SUPPLIER, PLANT], parallel, buffer_days=45) == pytest.approx(expected)


def test_an_outage_in_a_row_may_go_over_from_one_component_to_the_next() -> None:
    """Of two equal components in a row, worked out with the three states by hand.

    Numbers out: 1 (entered from 0), 2. From 1: repaired at m, the other fails at l; from 2: one is
    repaired at 2 m. With stock B the share is pi_1 P(stays out for B from 1) + pi_2 P(... from 2),
    where the second-order chance solves p1' = -(m + l) p1 + l p2, p2' = 2 m p1 - 2 m p2.
    """
    fails, repaired, step = 1 / 270, 1 / 30, 0.001
    one = two = 1.0
    for _ in range(round(45 / step)):
        one, two = (
            one + step * (-(repaired + fails) * one + fails * two),
            two + step * (2 * repaired * one - 2 * repaired * two),
        )
    expected = 2 * 0.1 * 0.9 * one + 0.01 * two

    found = shortage_share([SUPPLIER, SUPPLIER], buffer_days=45)

    assert found == pytest.approx(expected, rel=1e-3)
    assert found > 0.19 * exp(-45 / 30)


@pytest.mark.parametrize(
    "faster", [{"down_factor": 0.5}, {"up_factor": 2.0}], ids=["repair", "failures"]
)
def test_repair_twice_as_fast_and_failures_half_as_frequent_are_worth_the_published_5_percent(
    faster: dict[str, float],
) -> None:
    """Tucker and Daskin, arXiv 2107.09167, abstract; it prints whole per cents."""
    supplier, plant = (Component.out(share, down_days=153) for share in out_shares(**PUBLISHED))

    found = shortage_share([supplier.scaled(**faster), plant.scaled(**faster)])

    assert found == pytest.approx(0.05, abs=0.005)


PUBLISHED = {"lean": 0.10, "with_second": 0.04}


def test_the_fitted_components_give_what_they_are_fitted_to() -> None:
    supplier, plant = (Component.out(share, down_days=153) for share in out_shares(**PUBLISHED))
    backed: Works = lambda works: any(works[:2]) and works[2]  # noqa: E731

    assert shortage_share([supplier, plant]) == pytest.approx(0.10)
    assert shortage_share([supplier, supplier, plant], backed) == pytest.approx(0.04)


def test_stock_that_is_worth_a_second_supplier_can_be_worked_out_for_one_source() -> None:
    days = 30 * log(0.1 / 0.01)

    assert shortage_share([SUPPLIER], buffer_days=days) == pytest.approx(0.01)


def test_a_chain_that_cannot_fail_is_never_short() -> None:
    assert shortage_share([SUPPLIER], lambda _: True, buffer_days=10) == 0


def test_stock_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="must be 0 or more"):
        shortage_share([SUPPLIER], buffer_days=-1)
