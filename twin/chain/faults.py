"""What the models refuse, told to a planner: where, what is wrong, what would be right."""

from collections.abc import Container
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from twin.chain.document import Document, Place, Position, spell
from twin.chain.reader import sorted_faults
from twin.chain.wording import ASK_SCHEMA, known_fields, wording
from twin.errors import Fault, ScenarioError

TAG = "law"
"""The field that says which of several models an entry is."""

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document) -> Model:
    """Return the document as the model it should be.

    Raises:
        ScenarioError: with one fault for everything the model refuses.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise ScenarioError(faults_of(error, document, model)) from error


def faults_of(
    error: ValidationError, document: Document, model: type[BaseModel] | None = None
) -> list[Fault]:
    """Return the faults in the order of the files; what the branches of a union say, as one.

    With the model at hand an unknown field is told its nearest known name.
    """
    rights: dict[tuple[Position, str, str], list[str]] = {}
    details = error.errors(include_url=False)
    schema: dict[str, Any] = {}
    if model is not None and any(detail["type"] in ASK_SCHEMA for detail in details):
        schema = model.model_json_schema()
    for detail in details:
        place = place_of(detail["loc"], document.data, missing=detail["type"] == "missing")
        if detail["type"] == "union_tag_invalid":
            place = (*place, TAG)
        fields = known_fields(schema, detail["loc"], detail["type"])
        what, right = wording(detail, fields)
        position = _position(detail, place, document)
        known = rights.setdefault((position, spell(place), what), [])
        if right not in known:
            known.append(right)
    return sorted_faults(
        [
            Fault(*position, place, what, " or ".join(right))
            for (position, place, what), right in rights.items()
        ]
    )


def place_of(loc: Place, data: Any, *, missing: bool = False) -> Place:
    """Return the part of a pydantic location that a planner wrote.

    Between the keys pydantic names the law it chose, the models it tried and its
    own functions; of a missing field the last part is kept though nobody wrote it.

    >>> place_of(("law", "poisson", "mean"), {"law": {"law": "poisson", "mean": -1}})
    ('law', 'mean')
    """
    place: list[str | int] = []
    tagged = False
    for index, part in enumerate(loc):
        if isinstance(data, dict) and data.get(TAG) == part and not tagged:
            tagged = True
        elif part in _parts(data):
            place.append(part)
            data, tagged = data[part], False
        elif missing and index == len(loc) - 1:
            place.append(part)
    return tuple(place)


def _parts(data: Any) -> Container[str | int]:
    if isinstance(data, list):
        return range(len(data))
    return data if isinstance(data, dict) else ()


def _position(detail: Any, place: Place, document: Document) -> Position:
    if detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",):
        return document.key(place)
    return document.nearest(place)
