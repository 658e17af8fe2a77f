"""The server that our worker processes are forked from.

It loads what they need once, which takes about as long as our own start: so it is started
first of all, and loads while the command line loads its own modules and reads the scenario.
This module is quick to load.
"""

import signal
from multiprocessing import forkserver, get_context, resource_tracker
from multiprocessing.context import ForkServerContext

PRELOADED = "experiments.monte_carlo.play"


def started() -> ForkServerContext:
    """Return how worker processes begin, with the server started where it does not run yet.

    Fork itself would copy locked locks of other threads. Interrupts from the keyboard go to
    a whole group of processes: the server, and with it all workers, leaves them to us from
    its very first instruction.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    resource_tracker.ensure_running()  # before: it lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context
