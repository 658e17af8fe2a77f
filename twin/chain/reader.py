"""A scenario's files read into one document: its bases, its tables, then its changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

from twin.chain.changes import change
from twin.chain.document import Document, Node, document_of, shorten
from twin.chain.files import Folder, Source, opening, read_text
from twin.chain.overlay import merge
from twin.chain.scalars import Refused
from twin.chain.tables import Tables
from twin.chain.yaml_reader import nodes_of
from twin.errors import Fault, ScenarioError

MOST_BYTES = 4 << 20
MOST_BASES = 5
MOST_TABLES = 20
TABLE_SECTIONS = ("products", "sites", "lanes", "demand", "levels")


def read_document(path: Path, *, changes: Sequence[str] = ()) -> Document:
    """Return what the files of a scenario say.

    Raises:
        ScenarioError: with every fault of every file; never another exception.
    """
    document, faults = gather(path, changes)
    if faults:
        raise ScenarioError(faults)
    return document


def gather(path: Path, changes: Sequence[str]) -> tuple[Document, list[Fault]]:
    """Return the document and the faults that leave it whole enough for further checks.

    Raises:
        ScenarioError: when a part is missing, so that checks would find false faults.
    """
    folder, first = opening(path)
    reading = _Reading(folder=folder)
    top = reading.chain(first)
    for number, text in enumerate(changes, start=1):
        if top is None:
            break
        try:
            change(top, text, number)
        except ScenarioError as error:
            reading.lost.extend(error.faults)
    if reading.lost or top is None:
        raise ScenarioError(sorted_faults([*reading.lost, *reading.faults]))
    return document_of(top, first.shown), reading.faults


def sorted_faults(faults: Sequence[Fault]) -> list[Fault]:
    """Return each fault once, in the order of file, line and column."""
    unique = dict.fromkeys(faults)
    return sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column))


@dataclass
class _Reading:
    folder: Folder
    faults: list[Fault] = field(default_factory=list)
    lost: list[Fault] = field(default_factory=list)
    """Faults after which something is missing."""

    def chain(self, source: Source) -> Node | None:
        """Return the file laid over its base, and that over its own; none if one is lost."""
        seen: list[Path] = []
        trees: list[Node] = []
        below: Source | None = source
        while below is not None:
            seen.append(below.path)
            try:
                trees.append(self._file(below))
            except ScenarioError as error:
                self.lost.extend(error.faults)
                return None
            below = self._base(trees[-1], below, seen)
        return reduce(merge, reversed(trees))

    def _file(self, source: Source) -> Node:
        tree, faults = nodes_of(read_text(source, most_bytes=MOST_BYTES), source.shown)
        self.faults.extend(faults)
        if not isinstance(tree.value, dict):
            right = "fields such as `name:` and `sites:`"
            raise ScenarioError([Fault(*tree.at, "scenario", "no fields", right)])
        for section in TABLE_SECTIONS:
            node = tree.value.get(section)
            if node is not None and isinstance(node.value, dict) and "table" in node.value:
                tree.value[section] = self._with_tables(section, node, source)
        return tree

    def _base(self, tree: Node, source: Source, seen: list[Path]) -> Source | None:
        base = tree.value.pop("base", None) if isinstance(tree.value, dict) else None
        if base is None:
            return None
        try:
            below = self._beside(base, source)
        except Refused as error:
            self._lose(base, "base", error.what, error.right)
            return None
        if below.path in seen:
            right = "a base that does not need this file"
            self._lose(base, "base", "a base that leads back to itself", right)
        elif len(seen) > MOST_BASES:
            self._lose(base, "base", "too many bases", f"at most {MOST_BASES} in a chain")
        else:
            return below
        return None

    def _lose(self, at: Node, place: str, what: str, right: str) -> None:
        self.lost.append(Fault(*at.at, place, what, right))

    def _beside(self, name: Node, source: Source) -> Source:
        if not isinstance(name.value, str):
            raise Refused(f"{shorten(name.value)} is not the name of a file", "the name of a file")
        return self.folder.beside(source, name.value)

    def _with_tables(self, section: str, node: Node, source: Source) -> Node:
        inline = dict(node.value) if isinstance(node.value, dict) else {}
        given = inline.pop("table")
        names = given.value if isinstance(given.value, list) else [given]
        tables = Tables(section=section)
        place = f"{section}.table"
        if len(names) > MOST_TABLES:
            self._lose(names[MOST_TABLES], place, "too many tables", f"at most {MOST_TABLES}")
        for name in names[:MOST_TABLES]:
            try:
                tables.read(self._beside(name, source))
            except Refused as error:
                self._lose(name, place, error.what, error.right)
            except ScenarioError as error:
                self.lost.extend(error.faults)
        self.lost.extend(tables.faults)
        return merge(Node(tables.entries, node.at, node.key_at), Node(inline, node.at, node.key_at))
