"""When a study has replications enough: a wanted relative precision, reached one step at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from experiments.statistics.precision import CONFIDENCE_SHARE, Estimate, estimate

FIRST_REPLICATIONS = 10
"""Fewer say too little of their own spread to stop by it (Law, section 9.4.1)."""

LEAST_STEP = 5
STEPS_PER_COUNT = 10


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """How a sequential study ended."""

    n: int
    """Replications drawn."""

    estimate: Estimate

    capped: bool
    """Whether the cap ended it: the wanted precision was not reached."""


def precise_enough(
    values: Sequence[float | None],
    *,
    relative_half_width: float,
    confidence: float = CONFIDENCE_SHARE,
) -> bool:
    """Return whether a mean is known to a relative error of g, the wanted `relative_half_width`.

    The corrected rule: at least 10 replications, and half-width <= g / (1 + g) * |mean|.
    The half-width is compared with the mean that was found, not the true one; g / (1 + g)
    makes |found - true| <= g |true| follow whenever the interval holds the truth.

    Replications without a value do not count. A mean of 0 among values that differ is never
    precise: a relative error of 0 is no error at all. Values that are all equal, also all 0,
    are, for they have no spread; that ten replications without a disaster rule it out is
    not said.
    Source: Law, *Simulation Modeling and Analysis*, 5th ed. (2015), section 9.4.1.

    >>> ten = [9.0, 11.0] * 5  # s = 1.054, half-width 0.754
    >>> precise_enough(ten, relative_half_width=0.082)
    True
    >>> precise_enough(ten, relative_half_width=0.081)  # 0.0754 <= 0.081 but not 0.0749
    False
    """
    if not 0 < relative_half_width < 1:
        raise ValueError(
            f"a relative half-width of {relative_half_width}: more than 0 and less than 1"
        )
    found = estimate(values, confidence=confidence)
    if found.n < FIRST_REPLICATIONS or found.mean is None or found.high is None:
        return False
    corrected = relative_half_width / (1 + relative_half_width)
    return found.high - found.mean <= corrected * abs(found.mean)


def next_count(n: int) -> int:
    """Return how many replications to have before the next look: 10, 15, ... 50, 55, 60, 66, 72.

    A tenth more each time, and at least 5. Where 60 replications would do if the spread
    were known, a study then ends with 64 on average; with a look after every replication
    61, with doubling 82 (`tests/oracles/theory/stopping.py`). Every look waits for the
    slowest worker, and 10,000 replications take 66 of them. The counts do not depend on
    the number of workers, so neither does the result.

    >>> next_count(10), next_count(60), next_count(1000)
    (15, 66, 1100)
    """
    return n + max(LEAST_STEP, n // STEPS_PER_COUNT)


def sequential(
    draw: Callable[[int], float | None],
    *,
    relative_half_width: float,
    at_most: int,
    first: int = FIRST_REPLICATIONS,
    confidence: float = CONFIDENCE_SHARE,
    grow: Callable[[int], int] = next_count,
) -> Stopped:
    """Draw replications 0, 1, 2 ... until they are precise enough, or `at_most`.

    Args:
        draw: returns the value of the replication of that number.
        relative_half_width: see `precise_enough`.
        at_most: the cap; the last look is there even where `grow` would pass it.
        first: replications before the first look.
        confidence: of the interval that is looked at.
        grow: replications before the next look, from those drawn.
    """
    if not FIRST_REPLICATIONS <= first <= at_most:
        raise ValueError(
            f"first look at {first} of at most {at_most} replications: "
            f"at least {FIRST_REPLICATIONS}, and not after the last"
        )
    values: list[float | None] = []
    wanted = first
    while True:
        values += [draw(number) for number in range(len(values), wanted)]
        enough = precise_enough(
            values, relative_half_width=relative_half_width, confidence=confidence
        )
        if enough or wanted == at_most:
            found = estimate(values, confidence=confidence)
            return Stopped(n=len(values), estimate=found, capped=not enough)
        wanted = min(at_most, grow(wanted))
