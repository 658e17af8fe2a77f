"""Named draws for made-up data: changing one quantity leaves every other as it was."""

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from twin.chain.streams import Streams

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Draws:
    """All draws of one seed; each has a name of its own."""

    seed: int

    def uniform(self, name: str, low: float, high: float, shape: tuple[int, ...]) -> Floats:
        """Return numbers between two ends, evenly spread."""
        numbers = Streams(self.seed, 0).uniforms(name, 0, prod(shape)).reshape(shape)
        return low + (high - low) * numbers

    def around_one(self, name: str, spread: float, shape: tuple[int, ...]) -> Floats:
        """Return lognormal factors of median 1; `spread` is the deviation of their logarithm."""
        numbers = Streams(self.seed, 0).uniforms(name, 0, prod(shape)).reshape(shape)
        return np.exp(spread * ndtri(np.clip(numbers, 1e-12, 1 - 1e-12)))

    def shares(self, name: str, shape: tuple[int, ...], unevenness: float) -> Floats:
        """Return positive numbers whose sum over the last axis is 1; 0 unevenness: all alike."""
        parts = self.around_one(name, unevenness, shape)
        return np.asarray(parts / parts.sum(axis=-1, keepdims=True))
