"""Messages over pipes that may be slow, closed or written to by others."""

import os
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from policies.milp.solving.pipe import BrokenMessage, Closed, TooLate, packed, receive, send


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    out, into = os.pipe()
    os.set_blocking(into, False)
    yield out, into
    for pipe in (out, into):
        try:
            os.close(pipe)
        except OSError:
            continue


def soon() -> float:
    return time.monotonic() + 0.05


def test_a_message_larger_than_the_pipe_comes_as_it_was_sent(ends: tuple[int, int]) -> None:
    out, into = ends
    message = np.arange(200_000)
    patience = time.monotonic() + 60
    sender = threading.Thread(target=send, args=(into, packed(message)), kwargs={"until": patience})
    sender.start()
    assert (receive(out, until=patience) == message).all()
    sender.join()


def test_a_reader_who_does_not_read_is_not_waited_for(ends: tuple[int, int]) -> None:
    with pytest.raises(TooLate):
        send(ends[1], packed(np.arange(200_000)), until=soon())


def test_half_a_message_is_not_waited_for(ends: tuple[int, int]) -> None:
    out, into = ends
    os.write(into, packed("word")[:-1])
    with pytest.raises(TooLate):
        receive(out, until=soon())


@pytest.mark.parametrize("place", [0, -3, -1])
def test_a_message_that_others_wrote_into_is_none(ends: tuple[int, int], place: int) -> None:
    out, into = ends
    message = bytearray(packed("word"))
    message[place] ^= 1
    os.write(into, message)
    with pytest.raises(BrokenMessage):
        receive(out, until=soon())


def test_an_end_that_is_gone_is_told(ends: tuple[int, int]) -> None:
    out, into = ends
    os.close(into)
    with pytest.raises(Closed):
        receive(out, until=soon())
    other_out, other_into = os.pipe()
    os.close(other_out)
    with pytest.raises(Closed):
        send(other_into, packed("word"), until=soon())
    os.close(other_into)
