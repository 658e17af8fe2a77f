"""Loading a scenario: its files read, its parts validated, its contradictions found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twin.chain.changes import change
from twin.chain.document import Document, Node, Place, Position, document_of, spell
from twin.chain.faults import validate
from twin.chain.reader import gather, sorted_faults
from twin.chain.scenario import Scenario
from twin.errors import Fault, ScenarioError


def load(path: Path, changes: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a YAML file, or of a folder with `scenario.yaml`.

    Raises:
        ScenarioError: with every fault of every file; never another exception.
    """
    document, faults = gather(path, changes)
    return _checked(document, faults)


def of_data(data: dict[str, Any]) -> Scenario:
    """Return the scenario that plain data describe.

    Raises:
        ScenarioError: as `load` does, with `data` for the file and line 1.
    """
    return _checked(Document(data=data, positions={}, keys={}, file="data"), [])


def changed(data: dict[str, Any], changes: Sequence[str]) -> Scenario:
    """Return the scenario of plain data with `path=value` changes, as `--set` makes them.

    Args:
        data: what a scenario's files state, their bases and tables in it already.
        changes: `path.to.field=value`.

    Raises:
        ScenarioError: as `load` does, with `--set` for the file of what a change broke.
    """
    top = _tree(data, Position("data", 1, 1))
    for number, text in enumerate(changes, start=1):
        change(top, text, number)
    return _checked(document_of(top, "data"), [])


def _tree(value: Any, at: Position) -> Node:
    if isinstance(value, dict):
        value = {key: _tree(below, at) for key, below in value.items()}
    elif isinstance(value, list):
        value = [_tree(below, at) for below in value]
    return Node(value, at, at)


def _checked(document: Document, faults: list[Fault]) -> Scenario:
    """Return the scenario unless the reading, the models or the cross checks found a fault.

    A value that the reader refused is not complained of twice.
    """
    try:
        scenario = validate(Scenario, document)
    except ScenarioError as error:
        told = {(fault.file, fault.line, fault.column) for fault in faults}
        new = [
            fault for fault in error.faults if (fault.file, fault.line, fault.column) not in told
        ]
        raise ScenarioError(sorted_faults([*faults, *new])) from error
    found = [_contradiction(document, *one) for one in scenario.check()]
    if faults or found:
        raise ScenarioError(sorted_faults([*faults, *found]))
    return scenario


def _contradiction(document: Document, place: Place, what: str, right: str) -> Fault:
    return Fault(*document.nearest(place), spell(place), what, right)
