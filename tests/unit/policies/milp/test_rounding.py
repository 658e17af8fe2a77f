"""Whole units from fractions."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.milp.rolling.rounding import whole_units, within_load

UNITS = st.lists(st.floats(0, 50), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(UNITS, st.floats(0, 200), st.integers(1, 3))
def test_no_way_gets_a_unit_more_or_less_than_wanted_and_stock_holds(parts, stock, origins):
    wanted = np.array(parts)
    of = np.arange(len(parts)) % origins
    there = {origin: max(stock, float(wanted[of == origin].sum())) for origin in range(origins)}

    found = whole_units(wanted, of, there)

    assert (found >= 0).all()
    assert (np.abs(found - wanted) < 1 + 1e-5).all()
    for origin, units in there.items():
        sent = found[of == origin].sum()
        assert sent <= units + 1e-5
        assert abs(sent - wanted[of == origin].sum()) < 1 + 1e-5


@settings(max_examples=60, deadline=None)
@given(UNITS, st.floats(0, 100))
def test_less_stock_than_wanted_is_never_overdrawn(parts, stock):
    found = whole_units(np.array(parts), np.zeros(len(parts), dtype=np.int64), {0: stock})

    assert found.sum() <= stock + 1e-5
    assert (found >= 0).all()


def test_whole_numbers_stay_as_they_are():
    wanted = np.array([3.0, 0.0, 7.0 - 1e-8])

    assert whole_units(wanted, np.zeros(3, dtype=np.int64), {}).tolist() == [3, 0, 7]


def test_the_unit_left_goes_to_the_largest_remainder():
    wanted = np.array([1.2, 1.7, 1.1])

    assert whole_units(wanted, np.zeros(3, dtype=np.int64), {}).tolist() == [1, 2, 1]


@settings(max_examples=60, deadline=None)
@given(UNITS, st.floats(0.1, 3))
def test_a_vehicle_that_held_the_plan_holds_its_whole_units(parts, load):
    wanted = np.array(parts)
    one = np.zeros(len(parts), dtype=np.int64)
    loads = np.full(len(parts), load)
    most = float(wanted @ loads)
    units = whole_units(wanted, one, {})

    kept = within_load(units, wanted, loads, one, {0: most})

    assert kept @ loads <= most + 1e-5
    assert ((units - kept == 0) | (units - kept == 1)).all()
