"""Searches for a plan: cuts at the root, dives and polishes until the gap is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from policies.milp.solution import Cuts, Limits, Start
from policies.milp.solving.answer import TOLERANCE
from policies.milp.solving.dive import Found, dive
from policies.milp.solving.highs import Relaxation, Verdict
from policies.milp.solving.polish import polish
from policies.milp.standard_form import Rows, StandardForm, joined, taken

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Dive:
    """A dive from the root."""

    share: float
    """Of the columns that are not whole, rounded at a time."""

    groups: Literal["given", "reversed", "joint"] = "given"
    """The form's groups in their order, the other way round, or all columns at once."""


@dataclass(frozen=True, kw_only=True)
class Polish:
    """A polish of the best plan so far."""

    lps_most: int


@dataclass(frozen=True, kw_only=True)
class Cut:
    """Rounds of cuts at the root."""

    rounds_most: int


Step = Dive | Polish | Cut

TIES_SHARE = 1e-3

START_SHARE = 0.3
START_POLISH_LPS = 60
"""How a start is completed, and polished."""


class Search:
    """What is known of a model while a plan is sought: the best so far, a bound, the cuts."""

    def __init__(
        self, form: StandardForm, objective: str, *, ceilings: Rows | None, limits: Limits
    ) -> None:
        self.form = form
        self.objective = objective
        self.limits = limits
        self.lp = Relaxation(form, objective, limits)
        self.ceilings = ceilings
        self.cuts: Rows | None = None
        """Those in the relaxation."""

        self.best: Found | None = None
        self.bound = -np.inf
        if ceilings is not None:
            self.lp.add(ceilings)
        self._groups = _groups(form)
        self._columns = np.flatnonzero(form.integer)
        self._basis: object = None
        self._costs = form.objectives[objective]
        self._first_cut = len(form.row_lower) + (0 if ceilings is None else len(ceilings.lower))

    @property
    def is_done(self) -> bool:
        """Return whether the best plan is within the gap."""
        return self.best is not None and self._enough(self.best.objective)

    def root(self) -> Verdict:
        """Solve the relaxation."""
        verdict = self.lp.solve()
        if verdict == "optimal":
            self._mark()
            self._break_ties()
        return verdict

    def follow(self, plan: Sequence[Step], cuts: Cuts | None) -> None:
        """Cut, dive and polish by a plan until the gap is closed or a limit hit."""
        for step in plan:
            if self.is_done or self.lp.is_spent:
                return
            if isinstance(step, Polish):
                self._polish(step.lps_most)
            elif isinstance(step, Dive):
                self._dive(step)
            elif cuts is not None:
                self._cut(step, cuts)

    def _mark(self) -> None:
        """Note what the relaxation proves, and where to come back to."""
        self.bound = max(self.bound, self.lp.objective)
        self._basis = self.lp.basis()

    def _break_ties(self) -> None:
        """Add a little of another objective where whole numbers cost nothing.

        What is free is otherwise as many as there may be, and a dive rounds that. Dives and
        polishes only; the first other objective under which every such column costs something
        is taken, or each costs the same. At the root it adds `TIES_SHARE` of the objective.
        """
        form, costs = self.form, self.form.objectives[self.objective]
        free = form.integer & (costs == 0)
        if not free.any():
            return
        others = (form.objectives[name] for name in form.objectives if name != self.objective)
        ties = next((each for each in others if (each[free] > 0).all()), free.astype(float))
        much = abs(float(ties @ self.lp.values))
        self._costs = costs + TIES_SHARE * max(1.0, abs(self.bound)) / max(1.0, much) * ties

    def _back(self, costs: Floats) -> bool:
        """Go back to the relaxation, without what dives have fixed."""
        every = np.arange(self.form.lower.size)
        self.lp.set_bounds(every, self.form.lower, self.form.upper)
        self.lp.set_costs(costs, self.form.offsets[self.objective])
        self.lp.start_from(self._basis)
        return self.lp.solve() == "optimal"

    def _cut(self, step: Cut, cuts: Cuts) -> None:
        """Tighten the relaxation by rounds of cuts, of which those that bind are kept."""
        if not self._back(self.form.objectives[self.objective]):
            return
        for _ in range(step.rounds_most):
            more = cuts.separate(self.lp.values)
            if more is None or self.is_done:
                return
            stays = self.lp.drop_loose(self._first_cut)
            self.lp.add(more)
            self.cuts = more if self.cuts is None else joined([taken(self.cuts, stays), more])
            if self.lp.solve() != "optimal":
                return
            self._mark()

    def start(self, start: Start) -> None:
        """Try given values of some integer columns, and dive for the others."""
        lower, upper = self.form.lower.copy(), self.form.upper.copy()
        at = start.columns[self.form.integer[start.columns]]
        values = np.round(start.values[self.form.integer[start.columns]])
        lower[at] = upper[at] = np.clip(values, lower[at], upper[at])
        self.lp.set_bounds(np.arange(lower.size), lower, upper)
        self.lp.set_costs(self._costs, self.form.offsets[self.objective])
        if self.lp.solve() == "optimal":
            self.keep(
                dive(self.lp, lower=lower, upper=upper, groups=self._groups, share=START_SHARE)
            )
            self._polish(START_POLISH_LPS)

    def _dive(self, step: Dive) -> None:
        if not self._back(self._costs):
            return
        groups = self._groups
        if step.groups == "joint":
            groups = [np.concatenate(groups)]
        elif step.groups == "reversed":
            groups = groups[::-1]
        self.keep(
            dive(
                self.lp,
                lower=self.form.lower,
                upper=self.form.upper,
                groups=groups,
                share=step.share,
            )
        )

    def _polish(self, lps_most: int) -> None:
        if self.best is None or self.is_done:
            return
        self.lp.set_costs(self._costs, self.form.offsets[self.objective])
        self.keep(
            polish(
                self.lp,
                self.best,
                lower=self.form.lower,
                upper=self.form.upper,
                columns=self._columns,
                lps_most=lps_most,
                enough=self._enough,
            )
        )

    def keep(self, found: Found | None) -> None:
        """Take a plan for the best one if it is."""
        if found is None:
            return
        value = self.form.value(self.objective, found.values)
        if self.best is None or value < self.best.objective:
            self.best = Found(objective=value, values=found.values)

    def _enough(self, objective: float) -> bool:
        slack = TOLERANCE * (1 + abs(objective))
        return objective - self.bound <= self.limits.gap_share * abs(objective) + slack


def _groups(form: StandardForm) -> list[Ints]:
    """Return the integer columns by the form's order, what it does not name at the end."""
    groups, named = [], np.zeros(form.lower.size, dtype=bool)
    for names in form.order:
        columns = [form.columns[name] for name in names if name in form.columns]
        group = np.concatenate([np.zeros(0, dtype=np.int64), *columns])
        group = group[form.integer[group]]
        named[group] = True
        groups.append(group)
    groups.append(np.flatnonzero(form.integer & ~named))
    return [group for group in groups if group.size]
