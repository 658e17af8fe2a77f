import json
import sys

import pytest

from experiments.design.sensitivity import (
    morris_effects,
    morris_points,
    sobol_indices,
    sobol_points,
)
from twin.errors import TwinError

RANGES = {"a": (0.0, 10.0), "b": (-1.0, 1.0), "units": (0, 30)}


def linear(point):
    return 3 * point["a"] - 7 * point["b"] + 2 * point["units"] + 100


def test_of_a_linear_output_morris_finds_slope_times_range_exactly():
    design = morris_points(RANGES, 8, seed=0)

    found = morris_effects(design, design.points, [linear(p) for p in design.points])

    assert [effect.factor for effect in found] == ["a", "b", "units"]
    assert [effect.mu for effect in found] == pytest.approx([30, -14, 60])
    assert [effect.mu_star for effect in found] == pytest.approx([30, 14, 60])
    assert [effect.sigma for effect in found] == pytest.approx([0, 0, 0], abs=1e-10)
    assert [effect.mu_star_half_width for effect in found] == pytest.approx([0, 0, 0], abs=1e-10)


def test_effects_that_cancel_out_are_seen_in_their_size():
    # |b| at the four levels -1, -1/3, 1/3, 1: a step of 2/3 of the range goes from -1 to 1/3
    # or from -1/3 to 1, and changes |b| by 2/3 down or up: 1 or -1 for a whole range
    design = morris_points(RANGES, 40, seed=0)

    found = morris_effects(design, design.points, [abs(p["b"]) for p in design.points])

    assert found[1].mu_star == pytest.approx(1.0)
    assert abs(found[1].mu) < 0.64  # 4 standard errors of 1 / sqrt(40)
    assert (found[0].mu_star, found[2].mu_star) == (0.0, 0.0)


def test_designs_have_the_runs_that_they_say():
    assert len(sobol_points(RANGES, 16, seed=1).points) == 16 * (3 + 2)
    assert len(morris_points(RANGES, 5, seed=1).points) == 5 * (3 + 1)


@pytest.mark.parametrize("made", [sobol_points, morris_points])
def test_points_lie_in_their_ranges_and_are_the_same_for_the_same_seed_only(made):
    design = made(RANGES, 16, seed=0)

    assert design == made(RANGES, 16, seed=0)
    assert design.points != made(RANGES, 16, seed=1).points
    for point in design.points:
        assert 0 <= point["a"] <= 10
        assert -1 <= point["b"] <= 1
        assert point["units"] in range(31)
        assert type(point["units"]) is int


@pytest.mark.parametrize("seed", [0, 7])
def test_intervals_are_the_same_for_the_same_seed(seed):
    design = sobol_points(RANGES, 32, seed=seed)
    outputs = [linear(p) ** 2 for p in design.points]
    walks = morris_points(RANGES, 8, seed=seed)
    changes = [linear(p) ** 2 for p in walks.points]

    found = sobol_indices(design, design.points, outputs)

    assert found == sobol_indices(design, design.points, outputs)
    assert found[0].total_half_width > 0
    assert morris_effects(walks, walks.points, changes) == morris_effects(
        walks, walks.points, changes
    )


def test_more_confidence_is_wider():
    design = sobol_points(RANGES, 32, seed=2)
    outputs = [linear(p) for p in design.points]

    narrow = sobol_indices(design, design.points, outputs, confidence=0.9)[0]
    wide = sobol_indices(design, design.points, outputs, confidence=0.99)[0]

    # normal quantiles 1.6449 and 2.5758 times the same bootstrap's standard error
    assert wide.total_half_width / narrow.total_half_width == pytest.approx(2.5758 / 1.6449, 1e-4)
    assert wide.total == narrow.total


def test_points_that_went_through_a_file_are_the_same_points():
    design = sobol_points(RANGES, 8, seed=3)
    read = json.loads(json.dumps(design.points))

    assert sobol_indices(design, read, [linear(p) for p in read])


def test_outputs_in_another_order_are_refused():
    design = sobol_points(RANGES, 8, seed=3)
    turned = list(design.points[::-1])

    with pytest.raises(ValueError, match=r"point 0 is .* in the design"):
        sobol_indices(design, turned, [linear(p) for p in turned])


def test_outputs_of_part_of_the_design_are_refused():
    design = morris_points(RANGES, 4, seed=3)

    with pytest.raises(ValueError, match="16 points and 15 outputs of a design of 16 points"):
        morris_effects(design, design.points, [1.0, 2.0] * 7 + [3.0])


@pytest.mark.parametrize("lost", [None, float("nan"), float("inf")])
def test_a_point_without_an_output_is_told_by_number(lost):
    design = morris_points(RANGES, 4, seed=3)
    outputs = [linear(p) for p in design.points]
    outputs[5] = lost

    with pytest.raises(ValueError, match="1 points have no output, the first is point 5"):
        morris_effects(design, design.points, outputs)


def test_an_output_that_nothing_moves_has_no_indices():
    design = sobol_points(RANGES, 8, seed=3)

    with pytest.raises(ValueError, match="nothing moves it"):
        sobol_indices(design, design.points, [1.0] * len(design.points))


def test_one_kind_of_design_is_not_read_as_the_other():
    walks = morris_points(RANGES, 5, seed=3)

    with pytest.raises(ValueError, match="a design of morris, not of sobol"):
        sobol_indices(walks, walks.points, [linear(p) for p in walks.points])


def test_counts_that_make_no_design_are_refused():
    with pytest.raises(ValueError, match="a power of 2, such as 64 or 128"):
        sobol_points(RANGES, 100, seed=0)
    with pytest.raises(ValueError, match="at least 2"):
        morris_points(RANGES, 1, seed=0)
    with pytest.raises(ValueError, match="factor 'a'"):
        morris_points({"a": (1.0, 1.0)}, 4, seed=0)


@pytest.mark.parametrize("made", [sobol_points, morris_points])
def test_without_salib_one_line_says_what_to_install(made, monkeypatch):
    for name in ("SALib.sample.sobol", "SALib.sample.morris"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(TwinError, match=r"pip install 'pharmatwin\[sensitivity\]'") as told:
        made(RANGES, 4, seed=0)

    assert "\n" not in str(told.value)
