"""Which points of a space of scenarios to try: grids, Latin hypercubes and Sobol points.

A factor is the path of a value in the scenario, as in `--set path=value`; a point gives
every factor its value. Points come in a fixed order, and a design is the same for the
same seed. A range of two whole numbers has whole numbers only, both ends included and
each as likely; write an end with a point (`1.0`) where fractions are meant.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import floor
from typing import Any

import numpy as np
from scipy.stats import qmc

Point = dict[str, Any]
"""The value of each factor."""

Ranges = Mapping[str, tuple[float, float]]
"""Lowest and highest value of each factor."""


def grid(factors: Mapping[str, Sequence[Any]]) -> list[Point]:
    """Return every combination of the factors' values, the last factor changing first.

    >>> grid({"a": [1, 2], "b": ["x", "y"]})[:3]
    [{'a': 1, 'b': 'x'}, {'a': 1, 'b': 'y'}, {'a': 2, 'b': 'x'}]
    """
    if not factors:
        raise ValueError("a design needs a factor")
    for name, values in factors.items():
        if isinstance(values, str) or not values:
            raise ValueError(f"factor {name!r}: a list of at least one value, not {values!r}")
        if any(values[i] == values[j] for i in range(len(values)) for j in range(i)):
            raise ValueError(f"factor {name!r}: a value stands twice in {list(values)!r}")
    return [dict(zip(factors, values, strict=True)) for values in product(*factors.values())]


def latin_hypercube(ranges: Ranges, count: int, seed: int) -> list[Point]:
    """Return points of which each of `count` equal slices of every range holds exactly one.

    Source: McKay, Beckman and Conover, *Technometrics* 21 (1979), 239-245.
    """
    check_ranges(ranges)
    check_count(count, seed)
    rng = np.random.default_rng(seed)
    return scaled(qmc.LatinHypercube(len(ranges), seed=rng).random(count).tolist(), ranges)


def sobol(ranges: Ranges, count: int, seed: int) -> list[Point]:
    """Return the first points of a scrambled Sobol sequence, even over all factors at once.

    `count` is a power of 2: other counts lose the balance that makes the sequence worth
    its name (Owen, *On dropping the first Sobol' point*, 2020).
    """
    check_ranges(ranges)
    check_count(count, seed)
    check_power_of_two(count)
    rng = np.random.default_rng(seed)
    return scaled(qmc.Sobol(len(ranges), scramble=True, seed=rng).random(count).tolist(), ranges)


def scaled(shares: Iterable[Sequence[float]], ranges: Ranges) -> list[Point]:
    """Return the points whose factors lie at these shares, 0 to 1, of their ranges.

    A range of whole numbers is cut in as many equal pieces as it has numbers.

    >>> scaled([[0.25, 0.25], [1.0, 1.0]], {"a": (1, 4), "b": (1.0, 4.0)})
    [{'a': 2, 'b': 1.75}, {'a': 4, 'b': 4.0}]
    """
    return [
        {
            name: _at(share, low, high)
            for share, (name, (low, high)) in zip(row, ranges.items(), strict=True)
        }
        for row in shares
    ]


def _at(share: float, low: float, high: float) -> float:
    if isinstance(low, int) and isinstance(high, int):
        return min(high, low + floor(share * (high - low + 1)))
    return low + share * (high - low)


def check_ranges(ranges: Ranges) -> None:
    """Refuse ranges that are no ranges.

    Raises:
        ValueError: no factor, an end that is no finite number, or a low end not below the high.
    """
    if not ranges:
        raise ValueError("a design needs a factor")
    for name, ends in ranges.items():
        numbers = [e for e in ends if isinstance(e, int | float) and not isinstance(e, bool)]
        if len(ends) != 2 or len(numbers) != 2 or not all(map(np.isfinite, numbers)):
            raise ValueError(f"factor {name!r}: two numbers, lowest and highest, not {ends!r}")
        if not numbers[0] < numbers[1]:
            raise ValueError(f"factor {name!r}: {numbers[0]} is not below {numbers[1]}")


def check_count(count: int, seed: int) -> None:
    """Refuse a design of no points, or of a seed that no generator takes.

    Raises:
        ValueError: a count below 1 or a seed below 0.
    """
    if count < 1 or seed < 0:
        raise ValueError(f"{count} points of seed {seed}: at least 1, of 0 or more")


def check_power_of_two(count: int) -> None:
    """Refuse a count of Sobol points that is no power of 2.

    Raises:
        ValueError: with the powers on either side.
    """
    if count & (count - 1):
        above = 1 << count.bit_length()
        raise ValueError(f"{count} Sobol points: a power of 2, such as {above // 2} or {above}")
