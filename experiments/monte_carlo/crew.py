"""Who plays the chunks of a study: this process, processes of ours, or a given executor."""

import os
import pickle
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, parent_process
from typing import Protocol

from experiments.monte_carlo.forkserver import started
from experiments.monte_carlo.outcome import Chunk, Failure, Outcome
from experiments.monte_carlo.play import play
from experiments.replication import ReplicationFailed

Played = list[Outcome | Failure]

CHUNKS_EACH = 2
"""For each worker in flight: one that it plays and one that waits for it."""


class Crew(Protocol):
    """Whoever plays chunks."""

    workers: int
    room: int
    """Chunks that may be in flight: so many outcomes at most wait for the parent."""

    def submit(self, chunk: Chunk) -> "Future[Played]":
        """Hand a chunk out."""

    def alone(self, chunk: Chunk) -> "Future[Played]":
        """Play a chunk again where no other can die with it; return when it is done."""


class Here:
    """This process; a policy that ends it ends the study."""

    workers = 1
    room = 1

    def submit(self, chunk: Chunk) -> "Future[Played]":
        """Play at once."""
        future: Future[Played] = Future()
        try:
            future.set_result(play(chunk))
        except Exception as error:  # whoever asks for the result gets it
            future.set_exception(error)
        return future

    alone = submit


class Given:
    """An executor that somebody else made, and ends."""

    def __init__(self, executor: Executor, workers: int) -> None:
        """Take the executor and about how many it has at work."""
        self.workers = workers
        self.room = max(8, CHUNKS_EACH * workers)
        self._executor = executor

    def submit(self, chunk: Chunk) -> "Future[Played]":
        """Hand a chunk out.

        Raises:
            ReplicationFailed: it takes no more.
        """
        try:
            return self._executor.submit(play, chunk)
        except RuntimeError as error:  # broken, or shut down
            raise ReplicationFailed(f"the executor takes no more work: {error}") from error

    def alone(self, chunk: Chunk) -> "Future[Played]":
        """Hand a chunk out and wait for it."""
        future = self.submit(chunk)
        wait([future])
        return future


class Processes:
    """Worker processes of ours: started when there is work, anew when one has died."""

    def __init__(self, count: int) -> None:
        """Take how many."""
        self.workers = count
        self.room = CHUNKS_EACH * count
        self._pool: ProcessPoolExecutor | None = None
        self._others = set(active_children())

    def pool(self) -> ProcessPoolExecutor:
        """Return the processes, started now if they are not yet."""
        if self._pool is None:
            self._pool = _pool(self.workers)
        return self._pool

    def submit(self, chunk: Chunk) -> "Future[Played]":
        """Hand a chunk out; to fresh processes if one of the last has died."""
        try:
            return self.pool().submit(play, chunk)
        except RuntimeError:  # broken since
            self._pool = _pool(self.workers)
            return self._pool.submit(play, chunk)

    def alone(self, chunk: Chunk) -> "Future[Played]":
        """Play a chunk in a process that has played nothing else."""
        pool = _pool(1)
        future = pool.submit(play, chunk)
        wait([future])  # an interrupt here leaves the process to `kill`
        pool.shutdown()
        return future

    def close(self) -> None:
        """End the processes once they have nothing to do."""
        if self._pool is not None:
            self._pool.shutdown()

    def kill(self) -> None:
        """End the processes now, whatever they do."""
        with _undisturbed():
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
            for child in set(active_children()) - self._others:
                child.kill()
                child.join()


@contextmanager
def crew_of(workers: int, executor: Executor | None) -> Iterator[Crew]:
    """Lend a crew; whatever goes wrong, no process of ours outlives the loan."""
    if executor is not None:
        yield Given(executor, workers)
    elif workers == 1:
        yield Here()
    else:
        crew = Processes(workers)
        try:
            yield crew
        except BaseException:
            crew.kill()
            raise
        crew.close()


@contextmanager
def pool_of(workers: int) -> Iterator[Executor | None]:
    """Lend an executor of our own processes for any work; none for one worker: this process.

    Raises:
        ReplicationFailed: a process died before its work was done.
    """
    if workers == 1:
        yield None
        return
    crew = Processes(workers)
    try:
        yield crew.pool()
    except BrokenProcessPool as error:
        crew.kill()
        raise ReplicationFailed("a worker process died before it was done") from error
    except BaseException:
        crew.kill()
        raise
    crew.close()


def is_portable(policy: object) -> bool:
    """Return whether a policy object can be sent to another process."""
    try:
        pickle.dumps(policy)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


def _pool(count: int) -> ProcessPoolExecutor:
    """Return new processes, of which one has shown that they can begin.

    Raises:
        ReplicationFailed: they cannot.
    """
    pool = ProcessPoolExecutor(count, mp_context=started(), initializer=_begin)
    try:
        pool.submit(os.getpid).result()
    except BrokenProcessPool as error:
        raise ReplicationFailed(
            "worker processes cannot begin here (keep what starts a study in a file, below "
            "`if __name__ == '__main__':`; or use one worker)"
        ) from error
    return pool


def _begin() -> None:
    """Leave interrupts to the parent, and go when it goes, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_go_with_parent, daemon=True).start()


def _go_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no second interrupt leave half of the clearing up undone."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, signal.SIG_IGN) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
