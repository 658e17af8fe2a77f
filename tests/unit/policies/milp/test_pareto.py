"""The search for a front: which solves are made, what is kept, what is said of it."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import scipy.sparse as sp

from policies.milp.fronts.front import Front, undominated
from policies.milp.fronts.pareto import even_levels, pareto_front
from policies.milp.fronts.payoff import Payoff, payoff, quick_payoff
from policies.milp.fronts.point import Point
from policies.milp.fronts.trade_off import FormTradeOff
from policies.milp.fronts.weighted_sums import even_weights, weighted_front
from policies.milp.solution import Cuts, Limits, Solve, Start
from policies.milp.standard_form import StandardForm
from tests.small_forms import EXACT, PlainHighs
from twin.errors import PlanningError


def pick_one(*values: tuple[float, ...]) -> StandardForm:
    """Return a form whose plans are given points: one column each, exactly one is 1."""
    table = np.array(values, dtype=float)
    count, objectives = table.shape
    names = [f"f{number}" for number in range(objectives)]
    return StandardForm(
        matrix=sp.csc_array(np.ones((1, count))),
        row_lower=np.ones(1),
        row_upper=np.ones(1),
        lower=np.zeros(count),
        upper=np.ones(count),
        integer=np.ones(count, dtype=bool),
        objectives=dict(zip(names, table.T.copy(), strict=True)),
        offsets=dict.fromkeys(names, 0.0),
    )


def asked(form: StandardForm, solver: object | None = None) -> FormTradeOff:
    return FormTradeOff(
        form=form,
        names=tuple(form.objectives),
        solver=solver or PlainHighs(),  # type: ignore[arg-type]
        limits=EXACT,
    )


def rows(front: Front) -> list[tuple[float, ...]]:
    return [tuple(row) for row in np.round(front.values, 6).tolist()]


def point(*values: float, bound: float | None = None, **at_most: float) -> Point:
    return Point(
        values={f"f{number}": value for number, value in enumerate(values)},
        main="f0",
        at_most=at_most,
        bound=bound,
        status="limit",
        plan=np.zeros(1),
    )


def table(*anchors: Point) -> Payoff:
    return Payoff(names=tuple(anchors[0].values), anchors=anchors)


STAIRS = ((0, 10), (1, 9), (2, 5), (6, 4), (7, 1), (9, 0))


def test_an_anchor_is_the_best_in_the_other_objectives_of_all_that_are_best_in_its_own() -> None:
    problem = asked(pick_one((3, 9, 2), (3, 4, 7), (3, 4, 6), (5, 1, 8), (8, 3, 1)))

    found = payoff(problem)

    assert np.round(found.table, 6).tolist() == [[3, 4, 6], [5, 1, 8], [8, 3, 1]]
    assert found.ideal == pytest.approx({"f0": 3, "f1": 1, "f2": 1})
    assert found.nadir == pytest.approx({"f0": 8, "f1": 4, "f2": 8})


def test_the_nadir_of_two_objectives_is_exact_and_of_three_an_estimate() -> None:
    two = payoff(asked(pick_one(*STAIRS)))
    three = payoff(asked(pick_one((0, 1, 1), (1, 0, 1), (1, 1, 0), (9, 0.5, 0.5), (0.5, 9, 0.6))))

    assert two.nadir_is_exact
    assert two.nadir == pytest.approx({"f0": 9, "f1": 10})
    assert not three.nadir_is_exact
    assert three.nadir == pytest.approx({"f0": 1, "f1": 1, "f2": 1})


def test_with_gaps_the_nadir_of_two_objectives_is_an_estimate_too() -> None:
    loose = table(point(1, 9, bound=0.96), point(4, 2, bound=4))

    assert not loose.nadir_is_exact


def test_a_quick_anchor_keeps_the_whole_numbers_of_its_first_solve() -> None:
    # f0 is the same for every plan; x is whole, y is not; f1 = y and y >= x
    form = StandardForm(
        matrix=sp.csc_array(np.array([[1.0, -1.0]])),
        row_lower=np.array([-np.inf]),
        row_upper=np.zeros(1),
        lower=np.zeros(2),
        upper=np.full(2, 5.0),
        integer=np.array([True, False]),
        objectives={"f0": np.zeros(2), "f1": np.array([0.0, 1.0])},
        offsets={"f0": 7.0, "f1": 0.0},
    )
    solver = FirstPlan(values=np.array([2.0, 4.0]))

    quick, full = quick_payoff(asked(form, solver)), payoff(asked(form, replace(solver)))

    assert quick.anchors[0].values == pytest.approx({"f0": 7, "f1": 2})
    assert full.anchors[0].values == pytest.approx({"f0": 7, "f1": 0})


@dataclass
class FirstPlan:
    """Answers the first question with a given plan, the others in truth."""

    values: np.ndarray[tuple[int], np.dtype[np.float64]]
    is_first: bool = True

    def solve(
        self,
        form: StandardForm,
        objective: str,
        *,
        at_most: dict[str, float] | None = None,
        limits: Limits = EXACT,
        cuts: Cuts | None = None,
        start: Start | None = None,
    ) -> Solve:
        if self.is_first:
            self.is_first = False
            value = form.value(objective, self.values)
            return Solve(status="optimal", objective=value, bound=value, values=self.values)
        return PlainHighs().solve(
            form, objective, at_most=at_most, limits=limits, cuts=cuts, start=start
        )


def test_an_objective_without_a_plan_says_so() -> None:
    form = pick_one((1, 2), (2, 1))
    empty = replace(form, row_lower=np.full(1, 3.0), row_upper=np.full(1, 3.0))

    with pytest.raises(PlanningError, match="no plan with the least f0: infeasible"):
        payoff(asked(empty))


def test_levels_go_evenly_from_the_nadir_as_far_towards_the_ideal_as_is_said() -> None:
    anchors = table(point(0, 10), point(4, 2))

    assert even_levels(anchors, {"f1": 4})["f1"] == pytest.approx((10, 8, 6, 4, 2))
    assert even_levels(anchors, {"f1": 2}, tightest_share=0.5)["f1"] == pytest.approx((10, 8, 6))


def test_a_fine_grid_finds_every_plan_that_no_other_one_beats() -> None:
    problem = asked(pick_one(*STAIRS, (3, 9), (8, 1), (2, 6)))
    anchors = payoff(problem)

    front = pareto_front(problem, payoff=anchors, levels=even_levels(anchors, {"f1": 10}))

    assert rows(front) == sorted(STAIRS)


def test_of_plans_that_cost_the_same_the_one_that_is_better_in_the_rest_is_found() -> None:
    # at f1 <= 8 both (1, 8) and (1, 3) have the least f0
    problem = asked(pick_one((0, 10), (1, 8), (1, 3), (9, 0)))
    anchors = payoff(problem)

    found = pareto_front(problem, payoff=anchors, levels={"f1": (8.0,)})

    assert rows(found) == [(0, 10), (1, 3), (9, 0)]  # with both anchors


def test_levels_between_what_a_plan_was_held_to_and_what_it_reached_are_passed_over() -> None:
    solver = PlainHighs()
    problem = asked(pick_one((0, 10), (1, 4), (9, 0)), solver)
    anchors = payoff(problem)
    solver.asked.clear()

    front = pareto_front(problem, payoff=anchors, levels=even_levels(anchors, {"f1": 10}))

    # (0, 10) answers 10; (1, 4) is found at 9 and answers 8 to 4; (9, 0) at 3 answers 2 to 0
    assert [round(most["f1"]) for most in solver.asked] == [10, 9, 3]
    assert (front.solves_count, front.skipped_count) == (3, 8)


def test_the_bounce_reaches_over_the_outer_levels_as_well() -> None:
    solver = PlainHighs()
    problem = asked(pick_one((0, 2, 2), (9, 0, 9), (9, 9, 0)), solver)
    levels = {"f1": (9.0, 5.0, 2.0), "f2": (9.0, 5.0, 2.0)}
    anchors = payoff(problem)
    solver.asked.clear()

    front = pareto_front(problem, payoff=anchors, levels=levels)

    assert len(solver.asked) == 1
    assert front.skipped_count == 8


def test_nothing_tighter_than_a_proved_infeasible_level_is_asked() -> None:
    solver = PlainHighs()
    problem = asked(pick_one((0, 5, 5), (4, 0, 6), (6, 6, 0)), solver)
    levels = {"f1": (4.0, 1.0), "f2": (4.0, 1.0)}
    anchors = payoff(problem)
    solver.asked.clear()

    front = pareto_front(problem, payoff=anchors, levels=levels)

    assert solver.asked == [{"f1": 4.0, "f2": 4.0}]
    assert (front.infeasible_count, front.skipped_count) == (1, 3)


def test_a_search_that_found_no_plan_proves_nothing_for_tighter_levels() -> None:
    problem = asked(pick_one(*STAIRS))
    anchors = payoff(problem)
    lame = asked(problem.form, Lame(missed_above=6.0))

    front = pareto_front(lame, payoff=anchors, levels={"f1": (9.0, 8.0, 5.0)})

    assert (front.missed_count, front.infeasible_count) == (2, 0)
    assert (2, 5) in rows(front)


@dataclass
class Lame:
    """Gives up at loose levels; elsewhere finds the best plan and proves little of it."""

    missed_above: float

    def solve(
        self,
        form: StandardForm,
        objective: str,
        *,
        at_most: dict[str, float] | None = None,
        limits: Limits = EXACT,
        cuts: Cuts | None = None,
        start: Start | None = None,
    ) -> Solve:
        if (at_most or {})["f1"] > self.missed_above:
            return Solve(status="nothing found")
        told = PlainHighs().solve(
            form, objective, at_most=at_most, limits=limits, cuts=cuts, start=start
        )
        assert told.objective is not None
        return replace(told, status="limit", bound=told.objective - 0.5)


def test_a_plan_whose_gap_is_not_closed_is_kept_with_its_gap() -> None:
    problem = asked(pick_one(*STAIRS))
    anchors = payoff(problem)
    lame = asked(problem.form, Lame(missed_above=6.0))

    front = pareto_front(lame, payoff=anchors, levels={"f1": (5.0,)}, tie_share=1e-4)

    kept = next(p for p in front.points if p.values["f1"] == pytest.approx(5))
    assert kept.status == "limit"
    assert kept.bound == pytest.approx(1.5)
    assert kept.gap_share == pytest.approx(0.5 / 2)


def test_the_bound_of_a_plan_holds_for_the_first_objective_alone() -> None:
    # slack in f1 is rewarded, so the sum that is solved is below f0
    problem = asked(pick_one((0, 10), (4, 2), (9, 0)))
    anchors = payoff(problem)

    front = pareto_front(problem, payoff=anchors, levels={"f1": (8.0,)}, tie_share=0.1)

    kept = next(p for p in front.points if p.values["f0"] == pytest.approx(4))
    reward = 0.1 * 9 * (8 - 2) / 10
    assert kept.bound == pytest.approx(4 - reward)


def test_a_search_starts_from_the_nearest_plan() -> None:
    solver = PlainHighs()
    problem = asked(pick_one(*STAIRS), solver)
    anchors = payoff(problem)
    solver.starts.clear()

    pareto_front(problem, payoff=anchors, levels={"f1": (9.5, 8.0, 3.0)})

    assert solver.starts[0] is None
    third = solver.starts[2]
    assert third is not None
    assert third.values.tolist() == [0, 0, 1, 0, 0, 0]


def test_plans_that_are_beaten_or_come_twice_are_dropped() -> None:
    anchors = table(point(0, 4), point(4, 0))
    again = point(1e-9, 4 - 1e-9)  # the solver's rounding

    kept = undominated([*anchors.anchors, again, point(2, 2), point(2, 3)], anchors)

    assert [tuple(p.values.values()) for p in kept] == [(0, 4), (2, 2), (4, 0)]


def test_hypervolume_is_the_dominated_part_of_the_box_to_the_reference() -> None:
    anchors = table(point(10, 24), point(14, 20))
    front = Front(names=("f0", "f1"), payoff=anchors, points=(point(11, 22), point(13, 21)))

    # the box of 4 x 4 from (10, 20): 3 x 2 of the first plan, 1 x 1 more of the second
    assert front.hypervolume_share({"f0": 14, "f1": 24}) == pytest.approx(7 / 16)
    assert front.reference == pytest.approx({"f0": 14.4, "f1": 24.4})
    assert front.hypervolume_share() == pytest.approx((3.4 * 2.4 + 1.4 * 1) / 4.4**2)


def test_a_front_is_the_same_each_time() -> None:
    one, other = (_whole_front() for _ in range(2))

    assert one.to_json() == other.to_json()


def _whole_front() -> Front:
    problem = asked(pick_one((0, 5, 5), (4, 0, 6), (6, 6, 0), (3, 3, 3), (5, 2, 2)))
    anchors = payoff(problem)
    return pareto_front(problem, payoff=anchors, levels=even_levels(anchors, {"f1": 4, "f2": 4}))


def test_weighted_sums_find_the_corners_of_the_convex_hull_only() -> None:
    problem = asked(pick_one((0, 10), (2, 5), (6, 4), (9, 0)))  # (6, 4) is above the hull
    anchors = payoff(problem)

    front = weighted_front(problem, payoff=anchors, weights=even_weights(2, 20))

    assert rows(front) == [(0, 10), (2, 5), (9, 0)]
    assert front.solves_count == 19


def test_a_weight_counts_in_parts_of_its_objective_s_range() -> None:
    problem = asked(pick_one((0, 1000), (1, 700), (4, 200), (9, 0)))
    anchors = payoff(problem)

    front = weighted_front(problem, payoff=anchors, weights=((0.7, 0.3),))

    assert rows(front) == [(0, 1000), (1, 700), (9, 0)]


def test_a_point_of_a_front_is_told_without_its_plan() -> None:
    told = point(2, 3, bound=1.5, f1=4.0).to_json()

    assert told == {
        "values": {"f0": 2, "f1": 3},
        "least": "f0",
        "at_most": {"f1": 4.0},
        "bound": 1.5,
        "gap_share": 0.25,
        "status": "limit",
    }
