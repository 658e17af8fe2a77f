"""A document that was read: its plain data, with the line and column of every value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Scalar = str | int | float | bool | None
Place = tuple[str | int, ...]
"""Keys and list positions from the top, as in `--set` paths."""


class Position(NamedTuple):
    """Where something is written; line and column are counted from 1, as editors do."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value of a document that still knows where it, and its key, were written."""

    value: "Scalar | dict[str, Node] | list[Node]"
    at: Position
    key_at: Position | None = None

    @property
    def start(self) -> Position:
        """Return where a reader would point; of a block its key, which is a line above it."""
        if self.key_at is None or not isinstance(self.value, dict | list):
            return self.at
        return self.key_at if self.key_at.line < self.at.line else self.at

    def under(self, key_at: Position | None) -> "Node":
        """Return a copy that stands under another key and shares nothing with this one."""
        value = self.value
        if isinstance(value, dict):
            value = {key: node.under(node.key_at) for key, node in value.items()}
        elif isinstance(value, list):
            value = [node.under(node.key_at) for node in value]
        return Node(value, self.at, key_at)

    def plain(self) -> Any:
        """Return the value without its positions."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def walk(self, place: Place = ()) -> "Iterator[tuple[Place, Node]]":
        """Yield this node and all below it with their places."""
        yield place, self
        if isinstance(self.value, dict):
            for key, node in self.value.items():
                yield from node.walk((*place, key))
        elif isinstance(self.value, list):
            for index, node in enumerate(self.value):
                yield from node.walk((*place, index))


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a scenario's files say together, after base, tables and changes."""

    data: dict[str, Any]

    positions: Mapping[Place, Position]
    """Of every value; of a block the line of its key."""

    keys: Mapping[Place, Position]
    """Of every key, where the value and the key are not at one position."""

    file: str

    def nearest(self, place: Place) -> Position:
        """Return the position of the place, or of the closest one around it."""
        for end in range(len(place), 0, -1):
            if (position := self.positions.get(place[:end])) is not None:
                return position
        return self.positions.get((), Position(self.file, 1, 1))

    def key(self, place: Place) -> Position:
        """Return where the key of the place is written, else the nearest position."""
        return self.keys.get(place) or self.nearest(place)


def document_of(top: Node, file: str) -> Document:
    """Return the document of a tree; an empty top-level section counts as not given."""
    nodes = list(top.walk())
    return Document(
        data={key: value for key, value in top.plain().items() if value is not None},
        positions={place: node.start for place, node in nodes},
        keys={place: node.key_at for place, node in nodes if node.key_at is not None},
        file=file,
    )


def spell(place: Place) -> str:
    """Return a place as one writes it after `--set`; a name with a dot stands in quotes.

    >>> spell(("sites", "St. Louis", "lines", 0))
    'sites."St. Louis".lines.0'
    """
    parts = (part if len(part) <= 60 else part[:57] + "..." for part in map(str, place))
    return ".".join(f'"{part}"' if set(part) & set('.="') else part for part in parts) or "scenario"


def shorten(value: object) -> str:
    """Return a value as a fault shows it: one line of at most 40 characters.

    >>> shorten("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'"
    """
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list" if value else "an empty list"
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and len(value) > 38:
        return repr(value[:35] + "...")
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
