"""Searches for a plan: a root with cuts, then dives and polishes until the gap is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from policies.milp.dive import Found, dive
from policies.milp.highs import Relaxation, Verdict
from policies.milp.polish import polish
from policies.milp.solution import Cuts, Limits, Start
from policies.milp.standard_form import Rows, StandardForm

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


Step = Dive | Polish

ROUNDS_MOST = 8
"""Of cuts at the root."""

START_SHARE = 0.3
START_POLISH_LPS = 60
"""How a start is completed, and polished."""


class Search:
    """What is known of a model while a plan is sought: the best so far, a bound, the cuts."""

    def __init__(
        self, form: StandardForm, objective: str, *, rows: Sequence[Rows], limits: Limits
    ) -> None:
        self.form = form
        self.limits = limits
        self.lp = Relaxation(form, objective, limits)
        self.rows = list(rows)
        """Ceilings, and then the cuts found."""

        self.best: Found | None = None
        self.bound = -np.inf
        for more in rows:
            self.lp.add(more)
        self._groups = _groups(form)
        self._columns = np.flatnonzero(form.integer)
        self._basis: object = None

    @property
    def is_done(self) -> bool:
        """Return whether the best plan is within the gap."""
        return self.best is not None and self._enough(self.best.objective)

    def root(self, cuts: Cuts | None) -> Verdict:
        """Solve the relaxation and tighten it by rounds of cuts."""
        verdict = self.lp.solve()
        if verdict != "optimal":
            return verdict
        self.bound = self.lp.objective
        self._basis = self.lp.basis()
        for _ in range(ROUNDS_MOST if cuts is not None else 0):
            more = cuts.separate(self.lp.values) if cuts is not None else None
            if more is None:
                break
            self.lp.add(more)
            self.rows.append(more)
            verdict = self.lp.solve()
            if verdict != "optimal":
                return verdict
            self.bound = max(self.bound, self.lp.objective)
            self._basis = self.lp.basis()
        return "optimal"

    def start(self, start: Start) -> None:
        """Try given values of some integer columns, and dive for the others."""
        lower, upper = self.form.lower.copy(), self.form.upper.copy()
        at = start.columns[self.form.integer[start.columns]]
        values = np.round(start.values[self.form.integer[start.columns]])
        lower[at] = upper[at] = np.clip(values, lower[at], upper[at])
        self.lp.set_bounds(at, lower[at], upper[at])
        if self.lp.solve() == "optimal":
            self.keep(
                dive(self.lp, lower=lower, upper=upper, groups=self._groups, share=START_SHARE)
            )
            self._polish(START_POLISH_LPS)

    def follow(self, plan: Sequence[Step]) -> None:
        """Dive and polish by a plan until the gap is closed or a limit hit."""
        for step in plan:
            if self.is_done or self.lp.is_spent:
                return
            if isinstance(step, Polish):
                self._polish(step.lps_most)
            else:
                self._dive(step)

    def _dive(self, step: Dive) -> None:
        every = np.arange(self.form.lower.size)
        self.lp.set_bounds(every, self.form.lower, self.form.upper)
        self.lp.start_from(self._basis)
        if self.lp.solve() != "optimal":
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
        if self.best is not None and not self.is_done:
            self.best = polish(
                self.lp,
                self.best,
                lower=self.form.lower,
                upper=self.form.upper,
                columns=self._columns,
                lps_most=lps_most,
                enough=self._enough,
            )

    def keep(self, found: Found | None) -> None:
        """Take a plan for the best one if it is."""
        if found is not None and (self.best is None or found.objective < self.best.objective):
            self.best = found

    def _enough(self, objective: float) -> bool:
        return objective - self.bound <= self.limits.gap_share * abs(objective) + 1e-9


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
