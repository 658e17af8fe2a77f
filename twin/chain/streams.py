"""Named streams of uniform numbers: the one place where chance enters.

A stream is named by its source (`demand/clinic/vaccine`) and keyed by seed and
replication, so that adding a source or changing a policy leaves every other draw
as it was. A counter generator (Philox) makes any block of any stream at once,
in any order, in any worker.
"""

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

_WORD = 2**64 - 1


@lru_cache(maxsize=65_536)
def _key(seed: int, name: str) -> int:
    digest = blake2b(f"{seed}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class Streams:
    """All streams of one (seed, replication)."""

    def __init__(self, seed: int, replication: int) -> None:
        if seed < 0 or replication < 0:
            raise ValueError(f"seed {seed} and replication {replication} must be at least 0")
        self.seed = seed
        self.replication = replication
        self._bits = np.random.Philox(key=[0, replication & _WORD])
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state

    def uniforms(self, name: str, block: int, count: int) -> NDArray[np.float64]:
        """Return the first `count` numbers in [0, 1) of a block of the stream `name`.

        Args:
            name: source of chance.
            block: number of the block (a year of days, say), 0 to 2**32.
            count: how many numbers.
        """
        state = self._state
        inner = state["state"]
        inner["key"] = np.array([_key(self.seed, name), self.replication], dtype=np.uint64)
        inner["counter"] = np.array([0, block, 0, 0], dtype=np.uint64)
        state["buffer_pos"] = 4
        state["has_uint32"] = 0
        self._bits.state = state
        return self._generator.random(count)
