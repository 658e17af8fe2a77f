"""Policies by name, as the command line says them: `name:key=value;key=value`."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from policies.base_stock import BaseStock, EchelonBaseStock
from policies.reorder_point import ReorderQuantity, ReorderUpTo
from twin.chain.network import Network
from twin.control.policy import Policy
from twin.errors import DecisionError

POLICIES: dict[str, Any] = {
    "base-stock": BaseStock,
    "echelon-base-stock": EchelonBaseStock,
    "s-S": ReorderUpTo,
    "r-Q": ReorderQuantity,
}


def named(text: str, network: Network) -> Policy:
    """Return the policy that a text names, made for a network.

    Args:
        text: `base-stock`, `base-stock:service_share=0.98;history_days=28`, or a
            user's own `module:Class` (with `:key=value;...` after it if it takes any).
        network: the chain it will decide for.

    Raises:
        DecisionError: for an unknown name, parameter or value.
    """
    name, _, rest = text.partition(":")
    if name in POLICIES:
        made: Policy = _make(POLICIES[name], name, network, _parameters(rest, text))
        return made
    class_name, _, parameters = rest.partition(":")
    if not class_name or "=" in class_name:
        raise DecisionError(
            f"unknown policy {text!r} (one of {', '.join(POLICIES)}, or module:Class)"
        )
    return _own(name, class_name, network, _parameters(parameters, text))


def _own(module: str, name: str, network: Network, parameters: dict[str, Any]) -> Policy:
    """Return a user's own policy; modules of the working folder are found too."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise DecisionError(f"policy {module}:{name} cannot be loaded: {error}") from None
    made: Policy = _make(kind, f"{module}:{name}", network, parameters)
    if not callable(getattr(made, "decide", None)):
        raise DecisionError(f"policy {module}:{name} has no method decide(observation)")
    return made


def _make(kind: Any, name: str, network: Network, parameters: dict[str, Any]) -> Any:
    maker = getattr(kind, "for_network", None)
    try:
        return maker(network, **parameters) if maker else kind(**parameters)
    except TypeError as error:
        raise DecisionError(f"policy {name}: {str(error).split(') ', 1)[-1]}") from None
    except ValueError as error:
        raise DecisionError(f"policy {name}: {error}") from None


def _parameters(text: str, whole: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in filter(None, text.split(";")):
        key, equals, value = part.partition("=")
        if not equals or not key.isidentifier():
            raise DecisionError(f"policy {whole!r}: {part!r} is not key=value")
        found[key] = _value(value)
    return found


def _value(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
