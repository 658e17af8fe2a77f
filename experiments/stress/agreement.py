"""Whether a graph measure ranks places as their simulated failure does."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats

AGREES, AGREES_IN_PART = 0.8, 0.5
"""Rank correlations from which a measure agrees, and agrees in part; below it misleads."""

FEWEST = 3
"""Places that a ranking needs to be compared."""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One graph measure beside the simulated loss, over all sites or all lanes."""

    kind: str
    measure: str
    rank_correlation: float | None
    """Spearman's; None of fewer than three places, or where either is the same everywhere."""

    sentence: str
    """What that means, and the place that the graph measure overlooks most."""


def spearman(one: list[float], other: list[float]) -> float | None:
    """Return Spearman's rank correlation, ties sharing their mean rank; None without spread.

    Of two values it could only be 1 or -1, so that below three there is none.

    Source: Spearman, American Journal of Psychology 15 (1904), 72-101; with ties it is
    Pearson's correlation of the mean ranks (Kendall, *Rank Correlation Methods*, 1948).

    >>> spearman([1, 2, 3, 4], [10, 20, 40, 30])
    0.8
    """
    if len(one) < FEWEST or len(set(one)) < 2 or len(set(other)) < 2:
        return None
    ranks = [stats.rankdata(values) for values in (one, other)]
    return round(float(np.corrcoef(ranks[0], ranks[1])[0, 1]), 12)


def agreement(
    kind: str, measure: str, words: str, lost: Mapping[str, float], graph: Mapping[str, float]
) -> Agreement:
    """Return how a measure agrees with the loss, by the names of the places.

    Args:
        kind: `site` or `lane`.
        measure: its name in the data.
        words: its name in a sentence.
        lost: units lost when the place fails.
        graph: the measure of the same places.
    """
    names = sorted(lost)
    known = spearman([lost[n] for n in names], [graph[n] for n in names])
    return Agreement(
        kind=kind,
        measure=measure,
        rank_correlation=known,
        sentence=_sentence(kind, words, lost, graph, known),
    )


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Return the rank of each name, 1 for the largest; equals share the best of theirs.

    >>> ranks({"a": 5.0, "b": 7.0, "c": 5.0, "d": 1.0})
    {'a': 2, 'b': 1, 'c': 2, 'd': 4}
    """
    found = stats.rankdata([-value for value in values.values()], method="min")
    return {name: int(rank) for name, rank in zip(values, found, strict=True)}


def _sentence(
    kind: str,
    words: str,
    lost: Mapping[str, float],
    graph: Mapping[str, float],
    known: float | None,
) -> str:
    where = f"the {len(lost)} {kind}s"
    if len(lost) < FEWEST:
        return f"{words.capitalize()}: too few {kind}s ({len(lost)}) to compare rankings."
    if known is None:
        same = "The simulated loss" if len(set(lost.values())) < 2 else words.capitalize()
        return f"{same} is the same for all of {where}: there is no ranking to compare."
    said = "misleads here"
    if known >= AGREES_IN_PART:
        said = "agrees with the simulation" + ("" if known >= AGREES else " in part")
    head = f"{words.capitalize()} {said}: Spearman's correlation over {where} is {known:.2f}"
    simulated, by_graph = ranks(lost), ranks(graph)
    worst = max(sorted(lost), key=lambda name: by_graph[name] - simulated[name])
    if by_graph[worst] <= simulated[worst]:
        return head + "."
    return (
        f"{head}; it overlooks {worst} most, number {simulated[worst]} by the loss and "
        f"number {by_graph[worst]} by the graph."
    )
