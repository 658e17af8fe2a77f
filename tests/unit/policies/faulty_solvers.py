"""Solvers that go wrong in every way a solver can."""

import os
import time
from dataclasses import replace
from typing import Any

import numpy as np

from policies.milp.solution import Solve
from policies.milp.solving.slopes import Slopes


class Says:
    """Always the same answer."""

    def __init__(self, answer: Solve) -> None:
        self.answer = answer

    def solve(self, *_: Any, **__: Any) -> Solve:
        return self.answer


class Changes:
    """A true answer with something in it changed."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def solve(self, form: Any, objective: str, **terms: Any) -> Solve:
        solve = Slopes().solve(form, objective, **terms)
        assert solve.values is not None
        match self.kind:
            case "not numbers":
                return replace(solve, values=np.full_like(solve.values, np.nan))
            case "no plan":
                return replace(solve, values=solve.values + 3.7)
            case "too cheap":
                return replace(solve, objective=0.1 * (solve.objective or 0.0))
            case "limit":
                return replace(solve, status="limit")
        raise ValueError(self.kind)


class Aborts:
    """Ends its process."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        os.abort()


class Hangs:
    """Never answers."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        while True:
            time.sleep(3600)
