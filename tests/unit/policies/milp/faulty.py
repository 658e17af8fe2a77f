"""Solvers that break in every way; the watched process imports them by name."""

import os
import signal
import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np

from policies.milp.solution import Solve

_FIRST_FREE_FD = 3


def _solved(form: Any, objective: str, rest: dict[str, Any]) -> Solve:
    from policies.milp.solving.solve import Highs  # most faults need none of it

    return Highs().solve(form, objective, **rest)


class Aborts:
    """Dies as a failed assertion in C does."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        os.abort()


class IsKilled:
    """Dies as a process does that the kernel ends for want of memory."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        os.kill(os.getpid(), signal.SIGKILL)
        return Solve(status="optimal")


class Hangs:
    """Never answers, as a loop in C does: not even a signal's handler runs."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        while True:
            time.sleep(1)


class Chatters:
    """Writes to standard output, and then solves."""

    def solve(self, form: Any, objective: str, **rest: Any) -> Solve:
        sys.stdout.write("Iteration 1\n")
        os.write(1, b"Iteration 2\n")
        return _solved(form, objective, rest)


class WritesGarbage:
    """Writes to whatever can be written to."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        for fd in range(_FIRST_FREE_FD, 64):
            try:
                os.write(fd, b"x" * 100)
            except OSError:
                continue
        return Solve(status="infeasible")


class Raises:
    """Raises."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        raise ZeroDivisionError("pivot\nis zero")


class LacksMemory:
    """Has not memory enough."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        raise MemoryError


class AnswersNonsense:
    """Returns what is no solve."""

    def solve(self, *_: Any, **__: Any) -> Any:
        return {"status": "optimal"}


class AnswersNaN:
    """Returns a plan without numbers."""

    def solve(self, form: Any, objective: str, **rest: Any) -> Solve:
        found = _solved(form, objective, rest)
        assert found.values is not None
        return replace(found, values=np.full_like(found.values, np.nan))


class ClaimsTooMuch:
    """Returns a better value than its plan has."""

    def solve(self, form: Any, objective: str, **rest: Any) -> Solve:
        found = _solved(form, objective, rest)
        assert found.objective is not None
        return replace(found, objective=found.objective - 1, bound=found.objective - 1)


class BreaksARow:
    """Returns a point that is no plan."""

    def solve(self, form: Any, objective: str, **_: Any) -> Solve:
        x = form.upper.copy()
        value = form.value(objective, x)
        return Solve(status="optimal", objective=value, bound=value, values=x)


class FindsNothing:
    """Hits a limit without a plan."""

    def solve(self, *_: Any, **__: Any) -> Solve:
        return Solve(status="nothing found")


NOT_A_CLASS = FindsNothing()
