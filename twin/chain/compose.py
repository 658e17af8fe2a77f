"""The tree of a YAML text, built event by event, each checked before it is believed."""

from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
)

from twin.chain.document import Node, Place, Position, Scalar, shorten, spell
from twin.chain.scalars import Refused, is_number, plain_text, scalar
from twin.errors import Fault, ScenarioError

DEEPEST = 32
MOST_NODES = 200_000
MOST_ALIASES = 100


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    node: Node
    anchor: str | None
    size_before: int
    key: str | None = None
    key_at: Position | None = None
    dropped: bool = False
    height: int = 1


@dataclass
class Composer:
    """The tree so far; `take` adds one event."""

    file: str
    top: Node | None = None
    faults: list[Fault] = field(default_factory=list)
    at: Position = field(init=False)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int, int]] = field(default_factory=dict)
    nodes_count: int = 0
    aliases_count: int = 0
    documents_count: int = 0

    def __post_init__(self) -> None:
        self.at = Position(self.file, 1, 1)

    def place(self) -> Place:
        """Return where in the document the next value goes."""
        parts: list[str | int] = []
        for frame in self.stack:
            if isinstance(frame.node.value, list):
                parts.append(len(frame.node.value))
            elif frame.key is not None:
                parts.append(frame.key)
        return tuple(parts)

    def fault(self, what: str, right: str) -> Fault:
        """Return a fault at the current event."""
        place = spell(self.place()) if self.stack else "file"
        return Fault(*self.at, place, what, right)

    def stop(self, what: str, right: str) -> ScenarioError:
        """Return the error that ends the reading, with the faults before it."""
        return ScenarioError([*self.faults, self.fault(what, right)])

    def take(self, event: Any) -> None:
        """Add one event of the parser."""
        self.at = Position(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, DocumentStartEvent):
            self._document(event)
        elif isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, AliasEvent):
            self._alias(str(event.anchor))
        elif isinstance(event, ScalarEvent | CollectionStartEvent):
            self._count(1, 1)
            self._tag(event)
            if isinstance(event, ScalarEvent):
                self._scalar(event)
            else:
                self._open(event)

    def _document(self, event: DocumentStartEvent) -> None:
        self.documents_count += 1
        if self.documents_count > 1:
            raise self.stop("a second document", "one document in a file")
        if event.version not in (None, (1, 2)) or event.tags:
            raise self.stop("a YAML directive", "YAML 1.2 without directives")

    def _count(self, nodes: int, height: int) -> None:
        self.nodes_count += nodes
        if self.nodes_count > MOST_NODES:
            raise self.stop("too many values", f"at most {MOST_NODES} values, aliases expanded")
        if len(self.stack) + height > DEEPEST:
            raise self.stop("nested too deeply", f"at most {DEEPEST} levels")

    def _tag(self, event: Any) -> None:
        if event.tag is not None:
            what = f"a tag, {shorten(str(event.tag))}"
            self.faults.append(self.fault(what, "plain values without tags"))

    def _wants_key(self) -> bool:
        if not self.stack or isinstance(self.stack[-1].node.value, list):
            return False
        return self.stack[-1].key is None and not self.stack[-1].dropped

    def _scalar(self, event: ScalarEvent) -> None:
        plain = event.implicit[0] if event.tag is None else False
        if self._wants_key():
            self._key(event.value, plain)
            return
        value: Scalar = event.value
        try:
            value = scalar(event.value) if plain else plain_text(event.value)
        except Refused as error:
            self.faults.append(self.fault(error.what, error.right))
        self._add(Node(value, self.at), event.anchor, size=1, height=1)

    def _key(self, text: str, plain: bool) -> None:
        frame = self.stack[-1]
        if plain and text == "<<":
            raise self.stop("a merge key", "write the fields out, or use `base:`")
        known = frame.node.value
        assert isinstance(known, dict)
        if fault := self._key_fault(text, plain, known):
            self.faults.append(fault)
            frame.dropped = True
        else:
            frame.key, frame.key_at = text, self.at

    def _key_fault(self, text: str, plain: bool, known: dict[str, Node]) -> Fault | None:
        try:
            meant = scalar(text) if plain and not is_number(text) else plain_text(text)
        except Refused as error:
            return self.fault(error.what, error.right)
        if not isinstance(meant, str):
            what = f"the key {text!r} is not text" if text else "a key is missing"
            return self.fault(what, "a name; put it in quotes if it is one")
        if text in known:
            line = (known[text].key_at or known[text].at).line
            return self.fault(
                f"the key {shorten(text)} stands twice, first in line {line}", "each key once"
            )
        return None

    def _open(self, event: Any) -> None:
        if self._wants_key():
            raise self.stop("a list or mapping as a key", "a name as a key")
        empty: dict[str, Node] | list[Node] = {} if isinstance(event, MappingStartEvent) else []
        self.stack.append(_Open(Node(empty, self.at), event.anchor, self.nodes_count - 1))

    def _close(self) -> None:
        frame = self.stack.pop()
        size = self.nodes_count - frame.size_before
        self._add(frame.node, frame.anchor, size=size, height=frame.height)

    def _alias(self, name: str) -> None:
        self.aliases_count += 1
        if self.aliases_count > MOST_ALIASES:
            raise self.stop("too many aliases", f"at most {MOST_ALIASES}")
        if self._wants_key():
            raise self.stop(f"the alias *{name} as a key", "a name as a key")
        if name not in self.anchors:
            raise self.stop(f"unknown alias *{name}", f"&{name} on a finished value before it")
        node, size, height = self.anchors[name]
        self._count(size, height)
        self._add(node.under(None), None, size=size, height=height)

    def _add(self, node: Node, anchor: str | None, *, size: int, height: int) -> None:
        if anchor is not None:
            self.anchors[anchor] = node, size, height
        if not self.stack:
            self.top = node
            return
        frame = self.stack[-1]
        frame.height = max(frame.height, height + 1)
        if isinstance(frame.node.value, list):
            frame.node.value.append(node)
        elif frame.dropped:
            frame.dropped = False
        elif isinstance(frame.node.value, dict) and frame.key is not None:
            node.key_at = frame.key_at
            frame.node.value[frame.key] = node
            frame.key = None
