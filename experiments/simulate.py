"""Playing a Monte Carlo study: as often as planned, or until enough is known."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from experiments.design.points import Point
from experiments.monte_carlo.chunks import Work
from experiments.monte_carlo.crew import Crew, crew_of, is_portable
from experiments.monte_carlo.found import Study
from experiments.monte_carlo.plan import AT_MOST, WATCHED, Plan, Precision, plan_of
from experiments.monte_carlo.replicate import Progress, replicate
from experiments.monte_carlo.results import Results
from experiments.provenance import versions
from experiments.statistics.stopping import FIRST_REPLICATIONS, next_count
from experiments.storage import store
from experiments.storage.store import Store
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.errors import DecisionError


def study(
    scenario: Scenario | Sequence[Scenario],
    policies: Sequence[str | Policy],
    *,
    replications: int | None = None,
    precision: float | None = None,
    at_most: int = AT_MOST,
    precision_of: Sequence[str] = WATCHED,
    seed: int,
    points: Sequence[Point] | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    out: Path | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Study:
    """Play every policy on every scenario under common random numbers.

    All arms see the same path of chance in replication k. The result is the same for any
    number of workers, any executor and any order of completion, and in however many goes.
    A replication that fails is told in the study's `failures`; the others go on.

    Args:
        scenario: one or several, over the same days.
        policies: texts as on the command line, or objects with `decide(observation)`.
        replications: how many of every arm, numbered from 0; or `precision` in its place.
        precision: play until the 95 % interval of every watched mean is within this share of
            it, see `stopping.precise_enough`; the same number of every arm.
        at_most: the most replications that a precision may take.
        precision_of: the metrics whose means are watched.
        seed: names the paths of chance together with the replication's number.
        points: settings by `path.to.value`, each of which is played on every scenario.
        workers: processes; 1 plays in this one. With an executor, about how many it has.
        executor: any `concurrent.futures` executor in place of our own processes.
        out: a folder for the results; what it holds of this study is not played again.
            None: results are kept in memory.
        command: the command line that makes the study again.
        progress: called with replications done and wanted.

    Raises:
        TwinError: what was asked for is wrong, or the folder holds something else.
        ValueError: a number that makes no sense.
        OSError: the folder cannot be written; what was finished is kept.
    """
    if workers < 1:
        raise ValueError(f"{workers} workers: at least 1")
    asked = (
        None
        if precision is None
        else Precision(relative_half_width=precision, at_most=at_most, metrics=tuple(precision_of))
    )
    plan = plan_of(
        scenario, policies,
        replications=replications, precision=asked, seed=seed, points=points,
    )  # fmt: skip
    if workers > 1 and executor is None:
        _check_portable(plan)
    return play_plan(
        plan, workers=workers, executor=executor, out=out, command=command, progress=progress
    )


def play_plan(
    plan: Plan,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    out: Path | None = None,
    command: str = "",
    progress: Progress | None = None,
) -> Study:
    """Play what is missing of a plan; see `study`."""
    with _kept(out, plan) as kept:
        results = Results() if kept is None else kept.results(plan.replications, failures=False)
        done = Study(plan=plan, results=results, command=command)
        with crew_of(workers, executor) as crew:
            for n in _looks(plan):
                _play(plan, results, n, crew, kept, progress)
                done = replace(done, plan=replace(plan, replications=n))
                if done.is_precise:
                    break
        if kept is not None:
            if results.most() > done.plan.replications:
                done = replace(done, results=kept.results(done.plan.replications, failures=True))
            kept.finish(done.to_json())
    return done


def _play(
    plan: Plan,
    results: Results,
    replications: int,
    crew: Crew,
    kept: Store | None,
    progress: Progress | None,
) -> None:
    """Play what is missing of the first replications; each chunk is kept before it counts."""
    wanted = results.missing(plan, replications)
    version = versions()["pharmatwin"]
    work = Work(wanted, seed=plan.seed, version=version, workers=crew.workers)
    finished = 0
    for items in replicate(work, crew):
        if kept is not None:
            kept.add(items)
        results.take(items)
        finished += len(items)
        if progress is not None:
            progress(finished, work.total)


def _looks(plan: Plan) -> Iterator[int]:
    """Yield after how many replications of every arm to look whether they are enough.

    >>> from types import SimpleNamespace as Any
    >>> list(_looks(Any(replications=30, precision="some")))
    [10, 15, 20, 25, 30]
    """
    n = FIRST_REPLICATIONS
    while plan.precision is not None and n < plan.replications:
        yield n
        n = next_count(n)
    yield plan.replications


@contextmanager
def _kept(out: Path | None, plan: Plan) -> Iterator[Store | None]:
    if out is None:
        yield None
        return
    with store.opened(out, plan) as folder:
        yield folder


def _check_portable(plan: Plan) -> None:
    for text, given in plan.policies:
        if given is not None and not is_portable(given):
            what = "cannot be sent to another process"
            raise DecisionError(f"policy {text!r} {what} (a class of a module, or one worker)")
