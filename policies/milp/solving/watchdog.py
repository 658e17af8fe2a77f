"""A solver in a process of its own, which is ended when it hangs and replaced when it dies."""

import os
import signal
import subprocess
import sys
import time
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from policies.milp.solution import USUAL_LIMITS, Cuts, Limits, Solve, Start
from policies.milp.solving.answer import checked
from policies.milp.solving.pipe import BrokenMessage, Closed, TooLate, packed, receive, send
from policies.milp.standard_form import StandardForm

HIGHS = "policies.milp.solving.solve:Highs"


class WatchedSolver:
    """A solver that may hang, abort or answer nonsense, and is then a failed `Solve`.

    The process starts with the first solve, serves many one after another, and ends with its
    owner. A copy that is pickled, or comes with a fork, starts a process of its own.
    """

    def __init__(self, path: str = HIGHS, *, grace_seconds: float = 30.0) -> None:
        """Name a solver.

        Args:
            path: `module:name` of a class that needs no arguments, or of a solver.
            grace_seconds: that the process may take beyond a limit, its start among them.
        """
        self.path = path
        self.grace_seconds = grace_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._end: weakref.finalize[Any, Any] | None = None

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
        """Return what the solver finds, or in one line what became of it."""
        began = time.monotonic()
        patience = limits.seconds + self.grace_seconds
        arguments = {
            "form": form,
            "objective": objective,
            "at_most": at_most,
            "limits": limits,
            "cuts": cuts,
            "start": start,
        }
        try:
            answer, reason = self._asked((arguments, patience), began + patience)
        except BaseException:
            self.close()  # a reply that is still to come would be taken for the next one
            raise
        seconds = time.monotonic() - began
        if not isinstance(answer, Solve):
            self.close()
            return Solve(status="failed", seconds=seconds, reason=reason)
        answer = replace(answer, seconds=seconds)
        return checked(form, objective, answer, at_most=at_most or {}, limits=limits)

    @property
    def pid(self) -> int | None:
        """Return the number of the process, if one runs that is ours."""
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            return None
        return self._process.pid

    def _asked(self, request: object, until: float) -> tuple[object, str]:
        """Return the reply, and why there is none."""
        try:
            to_child, from_child = self._pipes(until)
            send(to_child, packed(request), until=until)
            return receive(from_child, until=until), "the solver's reply is not a solve"
        except OSError as error:
            return None, f"the solver's process did not start: {error.strerror}"
        except TooLate:
            return None, "the solver was stopped: it did not answer in time"
        except BrokenMessage:
            return None, "the solver's reply cannot be read"
        except Closed:
            return None, f"the solver's process {self._death()}"

    def _pipes(self, until: float) -> tuple[int, int]:
        """Return the pipes to and from the process; start one if none runs that is ours."""
        if self._owner != os.getpid():
            self._leave()
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
            send(self._pipe("stdin"), packed(self.path), until=until)
        return self._pipe("stdin"), self._pipe("stdout")

    def _start(self) -> None:
        path = os.pathsep.join(part or str(Path.cwd()) for part in sys.path)
        self._process = subprocess.Popen(
            # it imports what we do, wherever it is started
            [sys.executable, "-P", "-m", "policies.milp.solving.child"],
            env=os.environ | {"PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,  # a Ctrl-C at the terminal is ours to act on
        )
        self._owner = os.getpid()
        self._end = weakref.finalize(self, _end, self._process)
        os.set_blocking(self._pipe("stdin"), False)

    def _pipe(self, name: Literal["stdin", "stdout"]) -> int:
        pipe = getattr(self._process, name)
        return int(pipe.fileno())

    def _death(self) -> str:
        """Say how a process that closed its pipe ended."""
        if self._process is None:
            return "is not there"
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return "closed its pipe"
        if code < 0:
            return f"died of {signal.Signals(-code).name}"
        return f"ended with code {code}"

    def _leave(self) -> None:
        """Leave the process to its owner: this is a fork of it."""
        if self._process is not None and self._end is not None:
            self._end.detach()
            _close_pipes(self._process)
            self._process.returncode = 0  # not ours to wait for
        self._process, self._end = None, None

    def close(self) -> None:
        """End the process; the next solve starts another."""
        if self._owner != os.getpid():
            self._leave()
        if self._end is not None:
            self._end()
        self._process, self._end = None, None

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "grace_seconds": self.grace_seconds}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and wait for it."""
    process.kill()
    process.wait()
    _close_pipes(process)


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
