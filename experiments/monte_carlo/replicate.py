"""Many replications by any crew: small chunks out, outcomes back, the dead replaced."""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import replace

from experiments.monte_carlo.chunks import Work
from experiments.monte_carlo.crew import Crew, Played
from experiments.monte_carlo.outcome import Chunk, Failure
from twin.errors import TwinError, one_line

Progress = Callable[[int, int], None]
"""Called with the number of replications finished and wanted."""


def replicate(work: Work, crew: Crew) -> Iterator[Played]:
    """Yield the outcomes of every chunk as it comes, in no promised order.

    A chunk that is lost with its worker is played again, one replication at a time and each
    alone; what is lost twice is a failure of its replication only.

    Raises:
        TwinError: what was asked for is wrong; nothing more is played.
    """
    waiting: dict[Future[Played], Chunk] = {}
    try:
        while True:
            while len(waiting) < crew.room and (chunk := work.next()) is not None:
                waiting[crew.submit(chunk)] = chunk
            if not waiting:
                return
            lost = []
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                chunk = waiting.pop(future)
                if _why_lost(future) is not None:
                    lost.append(chunk)
                    continue
                work.learn(future.result())
                yield future.result()
            for chunk in lost:
                yield from _again(chunk, crew)
    finally:
        for future in waiting:
            future.cancel()


def _why_lost(future: "Future[Played]") -> str | None:
    """Return what became of who played a chunk; None where it is played.

    Raises:
        TwinError: what was asked for is wrong.
    """
    if future.cancelled():
        return "it was cancelled"
    error = future.exception()
    if isinstance(error, TwinError):
        raise error
    return None if error is None else one_line(f"{type(error).__name__}: {error}")


def _again(chunk: Chunk, crew: Crew) -> Iterator[Played]:
    """Yield the replications of a lost chunk, each played alone; or why it is lost again."""
    for number in chunk.replications:
        one = replace(chunk, replications=(number,))
        future = crew.alone(one)
        if (why := _why_lost(future)) is None:
            yield future.result()
            continue
        where = f"policy {chunk.arm.policy!r} on {chunk.arm.scenario!r}, replication {number}"
        told = f"{where}: lost twice with the process that played it: {why}"
        arm = chunk.arm
        yield [Failure(scenario=arm.scenario, policy=arm.policy, replication=number, why=told)]
