"""Named streams of uniform numbers: the same for the same name, whatever else was asked."""

import numpy as np
import pytest
from scipy import stats

from twin.chain.streams import Streams


def test_a_stream_gives_the_same_numbers_whenever_it_is_asked() -> None:
    one, other = Streams(1, 0), Streams(1, 0)
    other.uniforms("noise", 3, 17)

    assert one.uniforms("demand", 0, 5).tolist() == other.uniforms("demand", 0, 5).tolist()
    assert one.uniforms("demand", 0, 5).tolist() == other.uniforms("demand", 0, 9)[:5].tolist()


def test_these_numbers_stay_what_they_are() -> None:
    drawn = Streams(1, 0).uniforms("demand/clinic/vaccine", 0, 2)

    assert drawn.tolist() == [0.6607379165688823, 0.8086232242450656]


@pytest.mark.parametrize(
    ("seed", "replication", "name", "block"),
    [(2, 0, "demand", 0), (1, 1, "demand", 0), (1, 0, "demand2", 0), (1, 0, "demand", 1)],
)
def test_seed_replication_name_and_block_each_make_another_stream(
    seed: int, replication: int, name: str, block: int
) -> None:
    first = Streams(1, 0).uniforms("demand", 0, 200)
    other = Streams(seed, replication).uniforms(name, block, 200)

    assert abs(np.corrcoef(first, other)[0, 1]) < 4 / np.sqrt(200)
    assert not np.intersect1d(first, other).size


def test_numbers_are_spread_evenly_over_nought_to_one() -> None:
    drawn = Streams(3, 2).uniforms("x", 0, 10_000)

    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert stats.kstest(drawn, "uniform").pvalue > 1e-4


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1)])
def test_seeds_below_zero_are_refused(seed: int, replication: int) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        Streams(seed, replication)
