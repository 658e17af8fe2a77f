"""However a file is damaged, it is accepted or its fault has a place; nothing else happens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from twin.chain.document import Node, Place, Position
from twin.chain.load import load
from twin.chain.yaml_reader import nodes_of
from twin.errors import ScenarioError

SMALL = Path(__file__).parent / "small"
GOOD = (SMALL / "scenario.yaml").read_bytes()
TABLE = (SMALL / "sites.csv").read_bytes()
MUTANTS = {
    "nan": ".nan",
    "nan as text": "'nan'",
    "infinity as text": "'-inf'",
    "empty text": "''",
    "nothing": "",
    "negative": "-1",
    "zero": "0",
    "fraction": "0.5",
    "huge": "1e308",
    "huge as text": "'1e308'",
    "largest": "1e15",
    "true": "true",
    "list": "[1, x]",
    "mapping": "{a: 1}",
    "nested": "[" * 400,
    "long number": "9" * 10_000,
    "long number as text": f"'{'9' * 10_000}'",
    "long text": "x" * 10_000,
    "surrogate": '"\\ud800"',
    "formula": "=cmd|' /C calc'!A0",
}


def _leaves(node: Node, place: Place = ()) -> Iterator[tuple[Place, Position, int]]:
    """Yield each value of the good file with its position and its length in the text."""
    for where, below in node.walk(place):
        if not isinstance(below.value, dict | list):
            yield where, below.at, len(str(below.value))


def _is_told(folder: Path) -> bool:
    """Return whether the files were refused, with a place for every fault."""
    faults, said = (), ""
    try:
        load(folder)
    except ScenarioError as error:
        faults, said = error.faults, str(error) or "nothing"
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)
    assert len(said.splitlines()) == min(len(faults), 201)
    return bool(faults)


def _write(folder: Path, scenario: bytes = GOOD, table: bytes = TABLE) -> Path:
    (folder / "scenario.yaml").write_bytes(scenario)
    (folder / "sites.csv").write_bytes(table)
    return folder


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_any_value_in_any_place_is_accepted_or_told(tmp_path: Path, mutant: str) -> None:
    lines = GOOD.decode().splitlines()
    top, _ = nodes_of(GOOD.decode(), "scenario.yaml")
    told = []

    for place, at, length in _leaves(top):
        line = lines[at.line - 1]
        start, rest = line[: at.column - 1], line[at.column - 1 :]
        end = length + 2 if rest.startswith("'") else length
        changed = [*lines[: at.line - 1], start + mutant + rest[end:], *lines[at.line :]]
        told.append((place, _is_told(_write(tmp_path, "\n".join(changed).encode()))))

    assert len(told) > 70
    assert any(refused for _, refused in told)


@pytest.mark.parametrize("text", [".nan", "nan", "inf", "-inf", "1e308", "'nan'", "1e400"])
def test_no_endless_number_enters_a_scenario(tmp_path: Path, text: str) -> None:
    top, _ = nodes_of(GOOD.decode(), "scenario.yaml")
    numbers = [
        where
        for where, node in top.walk()
        if isinstance(node.value, int | float) and not isinstance(node.value, bool)
    ]
    folder = _write(tmp_path)
    assert len(numbers) > 30

    for where in numbers:
        with pytest.raises(ScenarioError):
            load(folder, [".".join(map(str, where)) + "=" + text])


def test_a_file_cut_anywhere_is_accepted_or_told(tmp_path: Path) -> None:
    for end in range(0, len(GOOD), 7):
        _is_told(_write(tmp_path, GOOD[:end]))


def test_a_table_cut_anywhere_is_accepted_or_told(tmp_path: Path) -> None:
    for end in range(0, len(TABLE), 7):
        _is_told(_write(tmp_path, table=TABLE[:end]))


def _flipped(content: bytes, index: int) -> bytes:
    """Return the content with one byte changed: a bit, its case, its top bit, or all of it."""
    flip = (0x01, 0x20, 0x80, 0xFF)[index % 4]
    return content[:index] + bytes([content[index] ^ flip]) + content[index + 1 :]


def test_a_file_with_a_flipped_byte_is_accepted_or_told(tmp_path: Path) -> None:
    for index in range(0, len(GOOD), 7):
        _is_told(_write(tmp_path, _flipped(GOOD, index)))


def test_a_table_with_a_flipped_byte_is_accepted_or_told(tmp_path: Path) -> None:
    for index in range(len(TABLE)):
        _is_told(_write(tmp_path, table=_flipped(TABLE, index)))
