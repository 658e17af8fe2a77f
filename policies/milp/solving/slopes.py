"""Plans by slope scaling: trips paid by the load at the price of the last round's trips.

Where a trip costs the same whatever it carries, a relaxation sends a little in every period.
Here each round solves it with the trips of a lane and period at such a price by load that
the last round's load would have cost what its whole trips cost; lanes and periods with little load
become dear, those with much cheap, and loads gather. Every round gives a plan (trips rounded
up); the best one's trips are kept, and the rest is planned anew for them. A form whose trips
carry its only whole numbers is done so; any other one goes to HiGHS with them as a start.

Source: D. Kim and P. M. Pardalos, *Operations Research Letters* 24 (1999) 195-203.
"""

import time
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from policies.milp.solution import USUAL_LIMITS, Cuts, Limits, Solve, Solver, Start
from policies.milp.solving.answer import checked
from policies.milp.solving.dive import Found
from policies.milp.solving.highs import Relaxation, Verdict, branch
from policies.milp.solving.polish import polish
from policies.milp.solving.solve import Highs
from policies.milp.solving.visits import Visiting
from policies.milp.solving.watchdog import WatchedSolver
from policies.milp.standard_form import StandardForm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TRIPS = "trips.count"
_SOME = 1e-7
"""Less of a trip is none."""

ROUNDS_MOST = 15
_LEAST_GAIN_SHARE = 1e-4
_WITHOUT_GAIN = 3
"""Rounds without a better plan after which the scaling ends."""


@lru_cache(maxsize=1)
def watched() -> WatchedSolver:
    """Return the solver in a process of its own: one for all who plan in this process."""
    return WatchedSolver(f"{__name__}:Slopes")


@dataclass(frozen=True, kw_only=True)
class Slopes:
    """A solver for plans in which trips cost most of what is to be decided."""

    others: Solver = field(default_factory=Highs)
    """Solves forms with other whole numbers than trips, other objectives, and ceilings."""

    def solve(
        self,
        form: StandardForm,
        objective: str,
        *,
        at_most: dict[str, float] | None = None,
        limits: Limits = USUAL_LIMITS,
        cuts: Cuts | None = None,
        start: Start | None = None,
    ) -> Solve:
        """Return the best plan for one objective while others stay at most at a value."""
        trips = form.columns.get(TRIPS, np.zeros(0, dtype=np.int64))
        costly = len(trips) and form.objectives[objective][trips].any()
        if at_most or not costly:
            return self.others.solve(
                form, objective, at_most=at_most, limits=limits, cuts=cuts, start=start
            )
        began = time.perf_counter()
        run = _Scaling(form, objective, trips, limits)
        verdict = run.root(cuts)
        if verdict in ("infeasible", "unbounded"):
            return Solve(status=verdict, lps_count=run.lp.lps_count, seconds=_since(began))
        if verdict == "optimal":
            run.scale()
        if form.integer.sum() > len(trips):
            given = start if run.best_trips is None else _joined(start, trips, run.best_trips)
            return self.others.solve(form, objective, limits=limits, cuts=cuts, start=given)
        values = run.plan() if run.best_trips is not None else None
        if values is None:
            return Solve(status="nothing found", lps_count=run.lp.lps_count, seconds=_since(began))
        value, nodes_count = form.value(objective, values), 0
        if limits.nodes_count and not run.is_enough(value):
            found = branch(
                form,
                objective,
                rows=[],
                incumbent=values,
                gap_share=limits.gap_share,
                nodes_count=limits.nodes_count,
                seconds=max(0.0, limits.seconds - _since(began)),
            )
            nodes_count, run.bound = found.nodes_count, max(run.bound, found.bound)
            if found.values is not None and form.value(objective, found.values) < value:
                values, value = found.values, form.value(objective, found.values)
        answer = Solve(
            status="optimal" if run.is_enough(value) else "limit",
            objective=value,
            bound=min(run.bound, value),
            values=values,
            lps_count=run.lp.lps_count,
            nodes_count=nodes_count,
            seconds=_since(began),
        )
        return checked(form, objective, answer, at_most={}, limits=limits)


class _Scaling:
    """The relaxation of a form while the prices of its trips change."""

    def __init__(self, form: StandardForm, objective: str, trips: Ints, limits: Limits) -> None:
        self.form, self.objective, self.trips, self.limits = form, objective, trips, limits
        self.costs = form.objectives[objective]
        self.lp = Relaxation(form, objective, limits)
        self.bound = -np.inf
        self.best_cost = np.inf
        self.best_trips: Floats | None = None
        self.goes = self.stays = np.zeros(0, dtype=np.int64)
        """Trips of ends in whose periods a visit is best, and in whose it is not."""

    def root(self, cuts: Cuts | None) -> Verdict:
        """Solve the relaxation; the visits of ends raise its bound and say where to go."""
        verdict = self.lp.solve()
        if verdict == "optimal":
            self.bound = self.lp.objective
            if isinstance(cuts, Visiting):
                duals = self.lp.row_duals
                visits, more = cuts.improved(self.costs, self.lp.values, duals)
                self.bound += more
                columns, going = visits.ends.trip_columns, visits.trips
                self.goes = columns[going & (columns >= 0)]
                self.stays = columns[~going & (columns >= 0)]
        return verdict

    def scale(self) -> None:
        """Go through the rounds; `best_trips` is then the best found."""
        each = self.costs[self.trips]
        upper = self.form.upper[self.trips]
        prices = self._first_prices(each)
        stale = 0
        for _ in range(ROUNDS_MOST):
            if stale >= _WITHOUT_GAIN or self.lp.lps_count + 1 >= self.limits.lps_count:
                return  # one programme is left for the plan itself
            costs = self.costs.copy()
            costs[self.trips] = prices
            self.lp.set_costs(costs, self.form.offsets[self.objective])
            if self.lp.solve() != "optimal":
                return
            load = np.maximum(self.lp.values[self.trips], 0.0)
            whole = np.minimum(np.ceil(load - _SOME), np.floor(upper + _SOME))
            cost = self.lp.objective - float(prices @ load) + float(each @ whole)
            if cost < self.best_cost - _LEAST_GAIN_SHARE * abs(cost):
                stale = 0
            else:
                stale += 1
            if cost < self.best_cost:
                self.best_cost, self.best_trips = cost, whole
            some = load > _SOME
            prices = np.where(some, each * whole / np.maximum(load, _SOME), prices)

    def _first_prices(self, each: Floats) -> Floats:
        """Return prices of a trip: once where a visit is best, else for as small a load as now."""
        load = np.maximum(self.lp.values[self.trips], 0.0)
        usual = np.maximum(load, max(float(load.mean()), _SOME))
        prices = each * np.maximum(1.0, np.ceil(usual - _SOME)) / usual
        place = np.full(len(self.costs), -1)
        place[self.trips] = np.arange(len(self.trips))
        prices[place[self.goes]] = each[place[self.goes]]
        return prices

    def plan(self) -> Floats | None:
        """Return the plan for the best trips."""
        assert self.best_trips is not None
        lower, upper = self.form.lower.copy(), self.form.upper.copy()
        lower[self.trips] = upper[self.trips] = self.best_trips
        fixed = replace(self.form, lower=lower, upper=upper)
        lp = Relaxation(fixed, self.objective, self.limits)  # anew: less is left of it
        lp.lps_count, self.lp = self.lp.lps_count, lp
        if lp.solve() != "optimal":
            return None
        found = polish(
            lp,
            Found(objective=lp.objective, values=lp.values),
            lower=self.form.lower,
            upper=self.form.upper,
            columns=self.trips,
            lps_most=self.limits.lps_count - lp.lps_count - 1,
            enough=self.is_enough,
        )
        return found.values

    def is_enough(self, objective: float) -> bool:
        """Return whether a plan is within the gap."""
        return objective - self.bound <= self.limits.gap_share * abs(objective) + 1e-9


def _joined(start: Start | None, trips: Ints, values: Floats) -> Start:
    """Return a start with these trips in place of its own."""
    if start is None:
        return Start(columns=trips, values=values)
    other = ~np.isin(start.columns, trips)
    return Start(
        columns=np.concatenate([start.columns[other], trips]),
        values=np.concatenate([start.values[other], values]),
    )


def _since(began: float) -> float:
    return time.perf_counter() - began
