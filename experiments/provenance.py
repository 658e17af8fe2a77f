"""Where a result comes from: enough to make it again and to know that it is the same."""

import json
import platform
from functools import cache
from hashlib import sha256
from importlib import metadata
from typing import Any

from twin.chain.scenario import Scenario

_LIBRARIES = ("numpy", "scipy", "simpy", "networkx", "pydantic", "pyarrow")


def canonical_json(scenario: Scenario) -> str:
    """Return what a scenario states as one text, the same whatever the order of its entries.

    Defaults that nobody wrote are left out, so that it can be checked again with a change.
    """
    return _canonical(scenario.model_dump(mode="json", by_alias=True, exclude_unset=True))


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text: str) -> str:
    """Return the digest of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def scenario_sha256(scenario: Scenario) -> str:
    """Return the digest of what the resolved scenario says other than the defaults.

    Shuffling a file's entries keeps it, and so does an optional field of a later version.
    """
    return sha256_of(
        _canonical(scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    )


@cache
def _version_of(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def versions() -> dict[str, str]:
    """Return the versions of ours, of Python, and of what the numbers depend on."""
    found = {"pharmatwin": _version_of("pharmatwin"), "python": platform.python_version()}
    return found | {name: _version_of(name) for name in _LIBRARIES}


def level_means(scenario: Scenario) -> str:
    """Return what the means of levels are over, in words."""
    if scenario.time.review == "continuous":
        return "levels are averaged over continuous time"
    return "levels are averaged over the closing level of each day"


def head(scenario: Scenario) -> dict[str, Any]:
    """Return what every result says first of its scenario."""
    return {
        "scenario": scenario.name,
        "scenario_sha256": scenario_sha256(scenario),
        "days": scenario.time.horizon_days,
        "warm_up_days": scenario.time.warm_up_days,
        "order_of_play": list(scenario.time.order_of_play),
        "currency": scenario.currency,
        "level_means": level_means(scenario),
        "versions": versions(),
    }
