"""Loading a scenario: its files read, its parts validated, its contradictions found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twin.chain.document import Document, Place, spell
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
