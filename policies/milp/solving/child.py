"""The process in which a watched solver works: `python -m policies.milp.solving.child`.

It answers solve requests that come over its standard input, on what was its standard
output, and ends when either is closed.
"""

import importlib
import math
import os
import queue
import signal
import sys
import threading
from typing import Any, cast

from policies.milp.solution import Solve, Solver
from policies.milp.solving.pipe import BrokenMessage, Closed, TooLate, packed, receive, send

_LONGEST_SECONDS = 10**8


def main() -> None:
    """Answer requests until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = _own_output()
    requests: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    path = requests.get()
    while True:
        arguments, patience_seconds = requests.get()
        # whatever happens here, the kernel ends this process some time after the parent
        # has given it up: it may be gone itself
        signal.alarm(int(min(patience_seconds, _LONGEST_SECONDS)) + 5)
        answer = _answer(path, arguments)
        signal.alarm(0)
        try:
            send(replies, packed(answer), until=math.inf)
        except Closed:
            return


def _own_output() -> int:
    """Return a pipe for replies; what a solver prints goes nowhere."""
    replies = os.dup(sys.stdout.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return replies


def _listen(requests: "queue.SimpleQueue[Any]") -> None:
    """Take in requests; end the process, whatever it does, when there can be no more."""
    try:
        while True:
            requests.put(receive(sys.stdin.fileno(), until=math.inf))
    except (BrokenMessage, Closed, TooLate):
        os._exit(0)


def _answer(path: str, arguments: dict[str, Any]) -> Solve:
    try:
        return _solver(path).solve(**arguments)
    except Exception as error:  # a border: the other end is told
        text = " ".join(str(error).split())
        return Solve(status="failed", reason=f"{type(error).__name__}: {text}"[:200])


def _solver(path: str) -> Solver:
    """Return the solver of a path `module:name`; a class is one without arguments."""
    module, _, name = path.partition(":")
    found = getattr(importlib.import_module(module), name)
    return cast(Solver, found() if isinstance(found, type) else found)


if __name__ == "__main__":
    main()
