"""What is left to play, handed out in chunks of about half a second."""

from collections import deque
from collections.abc import Sequence

from experiments.monte_carlo.outcome import Arm, Chunk, Failure, Outcome
from experiments.monte_carlo.play import NETWORKS_KEPT

SECONDS = 0.5
"""Of a chunk: long beside what handing it out and writing it costs, short to lose."""

MOST_IN_A_CHUNK = 256


class Work:
    """Replications of arms that are still to be played.

    Arms stand side by side, so that what is finished pairs up; of many scenarios a few at a
    time, so that a worker keeps their networks. Sizes follow the measured time of the arm
    and change no result.
    """

    def __init__(
        self, wanted: Sequence[tuple[Arm, Sequence[int]]], *, seed: int, version: str, workers: int
    ) -> None:
        """Take the numbers to play of each arm, and how many play them."""
        self.total = sum(len(numbers) for _, numbers in wanted)
        self._left = self.total
        self._seed = seed
        self._version = version
        self._workers = workers
        self._blocks = deque(_blocks(wanted))
        self._seconds: dict[tuple[str, str], float] = {}

    def next(self) -> Chunk | None:
        """Return the next chunk; None when all are handed out."""
        while self._blocks and not any(numbers for _, numbers in self._blocks[0]):
            self._blocks.popleft()
        if not self._blocks:
            return None
        waiting = [one for one in self._blocks[0] if one[1]]
        arm, numbers = min(waiting, key=lambda one: one[1][0])
        size = min(len(numbers), self._size(arm))
        self._left -= size
        chosen = tuple(numbers.popleft() for _ in range(size))
        return Chunk(arm, self._seed, chosen, self._version)

    def learn(self, items: Sequence[Outcome | Failure]) -> None:
        """Take how long the replications of a chunk took."""
        for item in items:
            if isinstance(item, Outcome):
                key = item.scenario, item.policy
                self._seconds[key] = (self._seconds.get(key, item.seconds) + item.seconds) / 2

    def _size(self, arm: Arm) -> int:
        seconds = self._seconds.get((arm.scenario, arm.policy))
        if seconds is None:
            return 1
        share = self._left // (2 * self._workers) if self._workers > 1 else self._left
        return max(1, min(int(SECONDS / max(seconds, 1e-6)), MOST_IN_A_CHUNK, share))


def _blocks(
    wanted: Sequence[tuple[Arm, Sequence[int]]],
) -> list[list[tuple[Arm, deque[int]]]]:
    """Return the arms in blocks of no more scenarios than a worker keeps."""
    sources = list(dict.fromkeys(arm.source for arm, _ in wanted))
    blocks = []
    for at in range(0, len(sources), NETWORKS_KEPT):
        few = set(sources[at : at + NETWORKS_KEPT])
        blocks.append([(arm, deque(numbers)) for arm, numbers in wanted if arm.source in few])
    return blocks
