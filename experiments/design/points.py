"""Points of a design: settings of a scenario's values, each by its path as `--set` takes it."""

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from twin.errors import ScenarioError

Point = Mapping[str, Any]
"""Values by `path.to.value`."""

LONGEST_WORDS = 60


def plain(point: Point) -> dict[str, Any]:
    """Return a point with plain numbers, whatever array its values come from.

    Raises:
        ScenarioError: a value is no number, text, truth or null.
    """
    found = {}
    for path, value in point.items():
        told = value.item() if hasattr(value, "item") else value
        if not isinstance(told, str | int | float | bool | None):
            raise ScenarioError(f"{path}: a point sets single values, not {type(told).__name__}")
        found[path] = told
    return found


def changes_of(point: Point) -> tuple[str, ...]:
    """Return a point as changes of a scenario.

    >>> changes_of({"time.horizon_days": 60, "demand.a.law.law": "poisson"})
    ('time.horizon_days=60', 'demand.a.law.law="poisson"')
    """
    return tuple(f"{path}={json.dumps(value)}" for path, value in point.items())


def names_of(points: Sequence[Point]) -> list[str]:
    """Return what points are called: their number, and their settings where these are short.

    >>> names_of([{"lanes.road.lead_time.days": 2}, {"lanes.road.lead_time.days": 3}])
    ['#0 days=2', '#1 days=3']
    """
    width = len(str(len(points) - 1))
    names = []
    for number, point in enumerate(points):
        words = ", ".join(f"{_last(path)}={_short(value)}" for path, value in point.items())
        told = f" {words}" if len(words) <= LONGEST_WORDS else ""
        names.append(f"#{number:0{width}}{told}")
    return names


def _last(path: str) -> str:
    return path.rpartition(".")[2].strip('"')


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def full_grid(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Return every combination of `path=v1,v2,v3`, the last path changing fastest.

    A value that JSON knows (a number, true, null) is that, anything else is text.

    >>> full_grid(["a.b=1,2", "c=x"])
    [{'a.b': 1, 'c': 'x'}, {'a.b': 2, 'c': 'x'}]

    Raises:
        ScenarioError: no `=`, no value, or twice the same path.
    """
    factors: dict[str, list[Any]] = {}
    for text in texts:
        path, sign, rest = text.partition("=")
        values = [_value(part.strip()) for part in rest.split(",") if part.strip()]
        if not (path.strip() and sign and values):
            raise ScenarioError(f"--grid {text}: no values (path.to.value=v1,v2,v3)")
        if path.strip() in factors:
            raise ScenarioError(f"--grid {text}: the path stands twice (all its values in one)")
        factors[path.strip()] = values
    return [dict(zip(factors, chosen, strict=True)) for chosen in product(*factors.values())]


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
