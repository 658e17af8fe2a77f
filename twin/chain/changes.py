"""Changes from the command line: `--set path.to.value=YAML`."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from twin.chain.document import Node, Position, shorten, spell
from twin.chain.scalars import Refused, plain_text
from twin.chain.yaml_reader import nodes_of
from twin.errors import Fault, ScenarioError

FILE = "--set"
DEEPEST = 32
_PART = re.compile(r'(?:"([^"]*)"|([^".=]+))([.=])')
_USE = "path.to.value=value"


def change(top: Node, text: str, number: int) -> None:
    """Make the change, the `number`-th of its run, in the tree.

    A part `*` stands for every key where the rest of the path exists; a null
    takes the value away, so that its default holds.

    Raises:
        ScenarioError: no such place, or the value is not YAML.
    """
    at = Position(FILE, number, 1)
    try:
        parts, value = _split(plain_text(text))
    except Refused as error:
        raise ScenarioError([Fault(*at, "change", error.what, error.right)]) from error
    new = _value(value, parts, at)
    homes: list[Node] = [top]
    for depth, part in enumerate(parts[:-1]):
        found = [child for home in homes for child in _children(home, part)]
        if not found:
            raise ScenarioError([_nowhere(homes, parts, depth, at)])
        homes = found
    held = [_assign(home, parts[-1], new, at) for home in homes]
    if not any(held):
        raise ScenarioError([_nowhere(homes, parts, len(parts) - 1, at)])


def _split(text: str) -> tuple[list[str], str]:
    parts: list[str] = []
    end = 0
    while found := _PART.match(text, end):
        parts.append(found.group(1) if found.group(2) is None else found.group(2).strip())
        end = found.end()
        if found.group(3) == "=":
            if len(parts) > DEEPEST:
                raise Refused("a path of too many parts", f"at most {DEEPEST}")
            return parts, text[end:]
    raise Refused(f"{shorten(text)} is not a change", _USE)


def _value(text: str, parts: list[str], at: Position) -> Node:
    if not text.strip():
        return Node(None, at, at)
    try:
        node, faults = nodes_of(text, FILE)
    except ScenarioError as error:
        faults = list(error.faults)
    if faults:
        place = spell(tuple(parts))
        raise ScenarioError([Fault(*at, place, fault.what, fault.right) for fault in faults])
    return _moved(node, at)


def _moved(node: Node, at: Position) -> Node:
    value = node.value
    if isinstance(value, dict):
        value = {key: _moved(below, at) for key, below in value.items()}
    elif isinstance(value, list):
        value = [_moved(below, at) for below in value]
    return Node(value, at, at)


def _children(home: Node, part: str) -> Iterator[Node]:
    value = home.value
    if isinstance(value, dict):
        yield from value.values() if part == "*" else filter(None, [value.get(part)])
    elif isinstance(value, list):
        yield from value if part == "*" else (value[index] for index in _index(value, part))


def _index(items: list[Node], part: str) -> list[int]:
    return [int(part)] if part.isdecimal() and len(part) < 9 and int(part) < len(items) else []


def _assign(home: Node, part: str, new: Node, at: Position) -> bool:
    """Set one value; return whether the home can hold it."""
    if isinstance(home.value, list):
        places = range(len(home.value)) if part == "*" else _index(home.value, part)
        for index in places:
            home.value[index] = new.under(at)
        return bool(places)
    if not isinstance(home.value, dict):
        return False
    keys = list(home.value) if part == "*" else [part]
    for key in keys:
        if new.value is None and key in home.value:
            del home.value[key]
        else:
            home.value[key] = new.under(at)
    return bool(keys)


def _nowhere(homes: list[Node], parts: list[str], depth: int, at: Position) -> Fault:
    names = sorted({key for home in homes if isinstance(home.value, dict) for key in home.value})
    near = get_close_matches(parts[depth], names, n=3) or names[:6]
    what = f"nothing is called {shorten(parts[depth])} in {spell(tuple(parts[:depth]))}"
    return Fault(*at, spell(tuple(parts)), what, "one of " + ", ".join(near) if near else _USE)
