from collections import Counter

import numpy as np
import pytest

from experiments.design.designs import grid, latin_hypercube, scaled, sobol

RANGES = {
    "levels.clinic.base_stock_units": (10, 19),
    "products.vaccine.shelf_life_days": (30.0, 90.0),
}


def test_a_grid_holds_every_combination_in_order():
    factors = {"review": [1, 7, 28], "law": ["poisson", None]}

    assert [tuple(point.values()) for point in grid(factors)] == [
        (1, "poisson"), (1, None), (7, "poisson"), (7, None), (28, "poisson"), (28, None),
    ]  # fmt: skip
    assert list(grid(factors)[0]) == ["review", "law"]


def test_values_of_a_grid_are_given_as_they_are():
    laws = [{"law": "constant", "days": 1}, {"law": "constant", "days": 9}]

    assert [point["lanes.road.lead_time"] for point in grid({"lanes.road.lead_time": laws})] == laws


@pytest.mark.parametrize("factors", [{}, {"a": []}, {"a": "text"}, {"a": [1, 2, 1]}])
def test_a_grid_without_values_or_with_one_twice_is_refused(factors):
    with pytest.raises(ValueError, match="factor"):
        grid(factors)


def test_each_slice_of_a_latin_hypercube_holds_one_point():
    points = latin_hypercube(RANGES, 20, seed=1)

    days = [point["products.vaccine.shelf_life_days"] for point in points]
    units = [point["levels.clinic.base_stock_units"] for point in points]
    assert sorted(int((day - 30) / 3) for day in days) == list(range(20))
    # ten whole numbers over twenty slices: each twice, the ends no less than the others
    assert Counter(units) == dict.fromkeys(range(10, 20), 2)


def test_every_cell_of_a_sobol_design_holds_as_many_points():
    points = sobol({"a": (0.0, 8.0), "b": (0.0, 2.0)}, 64, seed=1)

    # 8 by 2 cells of 64 points: 4 each, as of any elementary interval of a (t, m, s)-net
    # in base 2 with t = 0, which the first two dimensions of Sobol's sequence are
    cells = Counter((int(point["a"]), int(point["b"])) for point in points)
    assert set(cells.values()) == {4}
    assert len(cells) == 16


@pytest.mark.parametrize("made", [latin_hypercube, sobol])
def test_a_design_is_the_same_for_the_same_seed_only(made):
    assert made(RANGES, 16, seed=5) == made(RANGES, 16, seed=5)
    assert made(RANGES, 16, seed=5) != made(RANGES, 16, seed=6)


@pytest.mark.parametrize("made", [latin_hypercube, sobol])
def test_whole_ends_give_whole_numbers_and_others_do_not(made):
    points = made({"units": (1, 3), "days": (1.0, 3), "share": (0, 1.0)}, 32, seed=0)

    assert {point["units"] for point in points} == {1, 2, 3}
    assert all(type(point["units"]) is int for point in points)
    assert all(type(point[name]) is float for point in points for name in ("days", "share"))


def test_the_ends_of_a_range_are_its_ends():
    ranges = {"units": (-2, 2), "days": (0.5, 1.5)}

    ends = scaled(np.array([[0.0, 0.0], [1.0, 1.0]]).tolist(), ranges)

    assert ends == [{"units": -2, "days": 0.5}, {"units": 2, "days": 1.5}]


@pytest.mark.parametrize("made", [latin_hypercube, sobol])
@pytest.mark.parametrize(
    "ends", [(3, 3), (4.0, 1.0), (0.0, float("inf")), (float("nan"), 1.0), (False, True), (1, "2")]
)
def test_a_range_that_is_none_is_refused_by_name(made, ends):
    with pytest.raises(ValueError, match=r"factor 'a\.b'"):
        made({"a.b": ends}, 8, seed=0)


@pytest.mark.parametrize("made", [latin_hypercube, sobol])
def test_no_factor_no_point_and_a_seed_below_zero_are_refused(made):
    for ranges, count, seed in (({}, 8, 0), (RANGES, 0, 0), (RANGES, 8, -1)):
        with pytest.raises(ValueError, match=r"factor|at least 1"):
            made(ranges, count, seed)


def test_a_count_that_unbalances_sobol_points_is_refused_with_its_neighbours():
    with pytest.raises(ValueError, match="100 Sobol points: a power of 2, such as 64 or 128"):
        sobol(RANGES, 100, seed=0)
