"""Many replications on any executor: small chunks out, small outcomes back."""

import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context

from experiments.outcome import Chunk, Outcome, play
from experiments.replication import ReplicationFailed

Progress = Callable[[int, int], None]
"""Called with the number of replications finished and wanted."""


def replicate(
    work: Sequence[Chunk],
    *,
    workers: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[Outcome]:
    """Yield every outcome of the work as it comes, in no promised order.

    Args:
        work: chunks, as `outcome.chunks` makes them.
        workers: processes to use where no executor is given; 1 stays in this process.
        executor: any `concurrent.futures` executor, in place of our own processes.
        progress: is told after every chunk.

    Raises:
        TwinError: the first failure, after which nothing more is played.
        ReplicationFailed: also when a worker process died.
    """
    total, done = sum(len(chunk.replications) for chunk in work), 0
    for outcomes in _played(work, workers, executor):
        done += len(outcomes)
        yield from outcomes
        if progress is not None:
            progress(done, total)


def _played(
    work: Sequence[Chunk], workers: int, executor: Executor | None
) -> Iterator[list[Outcome]]:
    if executor is not None:
        yield from _gathered(executor, work)
    elif workers == 1 or len(work) <= 1:
        yield from map(play, work)
    else:
        with _own_processes(min(workers, len(work))) as crew:
            yield from _gathered(crew, work)


def _gathered(crew: Executor, work: Iterable[Chunk]) -> Iterator[list[Outcome]]:
    futures = [crew.submit(play, chunk) for chunk in work]
    try:
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool as error:
        raise ReplicationFailed("a worker process died before it was done") from error
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def _own_processes(count: int) -> Iterator[Executor]:
    """Lend worker processes; whatever goes wrong, none of them outlives the loan."""
    context = get_context("forkserver")  # fork copies locked locks of other threads
    context.set_forkserver_preload(["experiments.outcome"])
    before = set(active_children())
    crew = ProcessPoolExecutor(count, mp_context=context, initializer=_leave_interrupts_to_parent)
    try:
        yield crew
    except BaseException:
        crew.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - before:
            child.terminate()
        raise
    crew.shutdown()


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
