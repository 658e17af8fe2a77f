"""Messages over a pipe to a process that may hang, die or write nonsense."""

import math
import os
import pickle
import select
import struct
import time
import zlib

_HEAD = struct.Struct("<4sQI")  # mark, bytes, check sum
_MARK = b"PHTW"
_MOST_BYTES = 2**32
_CHUNK_BYTES = 2**20


class BrokenMessage(Exception):
    """What came over the pipe is not a message."""


class TooLate(Exception):
    """The other end did not take or send a message in time."""


class Closed(Exception):
    """The other end is gone."""


def packed(message: object) -> bytes:
    """Return a message as bytes, with its length and check sum before it."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _HEAD.pack(_MARK, len(body), zlib.crc32(body)) + body


def send(pipe: int, message: bytes, *, until: float) -> None:
    """Write a packed message to a pipe that does not block.

    Raises:
        TooLate: `time.monotonic()` passed `until`.
        Closed: nobody reads it.
    """
    rest = memoryview(message)
    while rest:
        _wait(pipe, select.POLLOUT, until)
        try:
            rest = rest[os.write(pipe, rest[:_CHUNK_BYTES]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise Closed from error


def receive(pipe: int, *, until: float) -> object:
    """Return the next message from a pipe.

    Raises:
        TooLate: `time.monotonic()` passed `until`.
        Closed: the other end is gone.
        BrokenMessage: what came is not a message.
    """
    mark, length, check = _HEAD.unpack(_read(pipe, _HEAD.size, until))
    if mark != _MARK or length > _MOST_BYTES:
        raise BrokenMessage
    body = _read(pipe, length, until)
    if zlib.crc32(body) != check:
        raise BrokenMessage
    try:
        return pickle.loads(body)
    except Exception as error:  # an object of a class that is not here may raise anything
        raise BrokenMessage from error


def _read(pipe: int, size: int, until: float) -> bytes:
    found = bytearray()
    while len(found) < size:
        _wait(pipe, select.POLLIN, until)
        part = os.read(pipe, min(size - len(found), _CHUNK_BYTES))
        if not part:
            raise Closed
        found += part
    return bytes(found)


def _wait(pipe: int, event: int, until: float) -> None:
    """Wait until a pipe can be read, or written to, or is closed."""
    waiter = select.poll()
    waiter.register(pipe, event)
    left = max(0.0, until - time.monotonic())
    if not waiter.poll(None if math.isinf(left) else math.ceil(1000 * left)):
        raise TooLate
