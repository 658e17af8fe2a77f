"""The cells of a CSV text with the line and column of each (RFC 4180)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from twin.chain.document import Position
from twin.errors import Fault, ScenarioError

MOST_COLUMNS = 1000
# Possessive (`*+`): a quote that never closes must not cost memory or square time.
_QUOTED = re.compile(r'[ \t]*+"((?:[^"]++|"")*+)"[ \t]*+(?=[,\r\n]|\Z)')
_BARE = re.compile(r'[^,\r\n"]*+(?=[,\r\n]|\Z)')
_BREAK = re.compile(r"\r\n|\r|\n")


class Cell(NamedTuple):
    """What a cell holds, without the blanks around it."""

    text: str
    at: Position


def rows(text: str, file: str) -> Iterator[list[Cell]]:
    """Yield the rows of a table; a quoted cell may hold commas and line breaks.

    Raises:
        ScenarioError: a quote that does not close or stands within a cell, or a row
            that never ends.
    """
    at, line, line_start = 0, 1, 0
    row: list[Cell] = []
    while at < len(text):
        position = Position(file, line, at - line_start + 1)
        found = _BARE.match(text, at) or _QUOTED.match(text, at)
        if found is None:
            raise _fault(position, "a quote out of place", "quotes around a whole cell, closed")
        if len(row) == MOST_COLUMNS:
            raise _fault(position, "too many cells in a row", f"at most {MOST_COLUMNS}")
        row.append(Cell(_content(found), position))
        for inner in _BREAK.finditer(text, at, found.end()):
            line, line_start = line + 1, inner.end()
        at = found.end()
        if text.startswith(",", at):
            at += 1
            if at < len(text):
                continue
            row.append(Cell("", Position(file, line, at - line_start + 1)))
        elif ending := _BREAK.match(text, at):
            at = line_start = ending.end()
            line += 1
        yield row
        row = []


def _content(found: re.Match[str]) -> str:
    if found.re is _BARE:
        return found.group().strip()
    return str(found.group(1)).replace('""', '"').strip()


def _fault(at: Position, what: str, right: str) -> ScenarioError:
    return ScenarioError([Fault(*at, "table", what, right)])
