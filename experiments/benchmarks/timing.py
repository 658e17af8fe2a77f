"""Race of contestants in interleaved rounds, judged by ratios within a round.

A shared machine drifts in speed by up to two times within minutes. So every
contestant runs once a round, times are CPU seconds of the simulation loop, and
contestants are compared inside a round before the median over rounds is taken.
"""

import gc
from collections.abc import Callable, Mapping
from statistics import median

from experiments.benchmarks import models

Contestant = Callable[[], models.Result]
"""Builds, runs and reports once; `loop_cpu_seconds` of the report is the time."""


def race(
    contestants: Mapping[str, Contestant], rounds_count: int
) -> list[dict[str, models.Result]]:
    """Return the results of each round, by contestant."""
    rounds = []
    for number in range(rounds_count):
        names = list(contestants)
        if number % 2:  # turn about, so that drift within a round favours nobody
            names.reverse()
        results = {}
        for name in names:
            gc.collect()
            results[name] = contestants[name]()
        rounds.append(results)
    return rounds


def ratios(rounds: list[dict[str, models.Result]], base: str) -> dict[str, float]:
    """Return the median over rounds of each contestant's loop time against `base`.

    >>> fast, slow = (models.Result(
    ...     mean_stock_units=0, fill_share=1, site_mean_stock_units=(),
    ...     build_cpu_seconds=0, loop_cpu_seconds=seconds) for seconds in (1.0, 3.0))
    >>> ratios([{"fast": fast, "slow": slow}], base="fast")
    {'fast': 1.0, 'slow': 3.0}
    """
    return {
        name: median(r[name].loop_cpu_seconds / r[base].loop_cpu_seconds for r in rounds)
        for name in rounds[0]
    }


def best_seconds(rounds: list[dict[str, models.Result]]) -> dict[str, float]:
    """Return the least loop time of each contestant, in CPU seconds."""
    return {name: min(r[name].loop_cpu_seconds for r in rounds) for name in rounds[0]}


def report(title: str, rounds: list[dict[str, models.Result]], base: str, site_days: int) -> str:
    """Return a table of the race, one line a contestant."""
    against, best = ratios(rounds, base), best_seconds(rounds)
    lines = [f"{title}: loop CPU seconds, best of {len(rounds)}; x = median against {base}"]
    for name, result in rounds[-1].items():
        lines.append(
            f"  {name:<12} {best[name]:8.3f} s {against[name]:7.2f} x"
            f"  stock {result.mean_stock_units:10.4f}  fill {result.fill_share:.6f}"
            f"  events per site-day {result.events_count / site_days:6.2f}"
        )
    return "\n".join(lines) + "\n"
