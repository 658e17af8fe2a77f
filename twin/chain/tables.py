"""Rows of CSV files as entries of a section: a name, then one column for each field.

A dotted header (`position.latitude_deg`) names a field inside another; an empty
cell is a field not given. Cells mean what bare words mean in YAML.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from twin.chain.csv_cells import Cell, rows
from twin.chain.document import Node, shorten, spell
from twin.chain.files import Source, read_text
from twin.chain.scalars import Refused, cell, plain_text
from twin.errors import Fault, ScenarioError

MOST_BYTES = 16 << 20
MOST_ROWS = 100_000
MOST_CELLS = 1_000_000
"""Of all tables of a scenario; the county tables of the United States have 70,000."""

DEEPEST_HEADER = 8


@dataclass
class Tables:
    """All tables of one section, read one after the other into one set of entries."""

    section: str
    entries: dict[str, Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    cells_count: int = 0

    def read(self, source: Source) -> None:
        """Add the rows of one file.

        Raises:
            ScenarioError: the file cannot be read, is too large, or its header is wrong.
        """
        text = read_text(source, most_bytes=MOST_BYTES)
        lines = iter(rows(text, source.shown))
        header = next(lines, [])
        columns = self._columns(header, source)
        for row in lines:
            self.cells_count += len(row)
            if len(self.entries) >= MOST_ROWS or self.cells_count > MOST_CELLS:
                raise self._stop(row[0], "too many rows", f"at most {MOST_ROWS}")
            if len(row) > 1 or row[0].text:  # not an empty line
                self._row(columns, row)

    def _stop(self, at: Cell, what: str, right: str) -> ScenarioError:
        return ScenarioError([*self.faults, Fault(*at.at, self.section, what, right)])

    def _columns(self, header: list[Cell], source: Source) -> list[tuple[str, ...]]:
        found: list[Fault] = []
        seen: dict[tuple[str, ...], Cell] = {}
        for index, title in enumerate(header):
            path = tuple(part.strip() for part in title.text.split("."))
            if wrong := _header_fault(index, title, path, seen):
                found.append(Fault(*title.at, self.section, *wrong))
            seen[path] = title
        if not header:
            raise source.wrong("has no header", "name first, then one field for each column")
        if found:
            raise ScenarioError([*self.faults, *found])
        return list(seen)

    def _row(self, columns: list[tuple[str, ...]], row: list[Cell]) -> None:
        name, start = row[0].text, row[0].at
        wrong = _name_fault(name, self.entries)
        if wrong is None and len(row) != len(columns):
            wrong = f"{len(row)} cells", f"{len(columns)}, as in the header"
        if wrong is not None:
            self.faults.append(Fault(*start, spell((self.section, name)), *wrong))
            return
        entry: dict[str, Node] = {}
        for path, given in zip(columns[1:], row[1:], strict=True):
            if given.text:
                _put(entry, path, Node(self._value(name, path, given), given.at))
        self.entries[name] = Node(entry, start, start)

    def _value(self, name: str, path: tuple[str, ...], given: Cell) -> str | int | float | None:
        try:
            return cell(given.text)
        except Refused as error:
            place = spell((self.section, name, *path))
            self.faults.append(Fault(*given.at, place, error.what, error.right))
            return given.text


def _header_fault(
    index: int, title: Cell, path: tuple[str, ...], seen: Iterable[tuple[str, ...]]
) -> tuple[str, str] | None:
    if index == 0 and path != ("name",):
        return f"the first column is {shorten(title.text)}", "name, and commas between columns"
    if not all(path):
        return "a column without a heading", "the name of a field"
    if len(path) > DEEPEST_HEADER:
        return "a heading of too many parts", f"at most {DEEPEST_HEADER}"
    for other in seen:
        if path == other:
            return f"the column {shorten(title.text)} stands twice", "each column once"
        if path[: len(other)] == other or other[: len(path)] == path:
            return f"{shorten(title.text)} is both a field and a group", "one of the two"
    return None


def _name_fault(name: str, known: dict[str, Node]) -> tuple[str, str] | None:
    if not name:
        return "a row without a name", "a name in the first column"
    if name in known:
        first = known[name].at
        return f"the name stands twice, first in {first.file}:{first.line}", "each name once"
    try:
        plain_text(name)
    except Refused as error:
        return error.what, error.right
    return None


def _put(entry: dict[str, Node], path: tuple[str, ...], node: Node) -> None:
    *groups, last = path
    for group in groups:
        below = entry.setdefault(group, Node({}, node.at, node.at))
        if isinstance(below.value, dict):  # always: headers that clash were refused
            entry = below.value
    entry[last] = Node(node.value, node.at, node.at)
