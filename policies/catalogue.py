"""Policies by name, as the command line says them: `name:key=value;key=value`.

A rule that stands beside one that orders is named with it: `ORDERS+ship-back:key=value`, where
`ORDERS` is any policy's text, or `ship-back:orders=NAME;key=value`; alone it is beside base-stock.
"""

import inspect
import sys
from dataclasses import dataclass
from importlib import import_module, invalidate_caches
from pathlib import Path
from typing import Any

from policies.base_stock import BaseStock, EchelonBaseStock
from policies.humanitarian import ShipBackBeside
from policies.reorder_point import ReorderQuantity, ReorderUpTo
from twin.chain.network import Network
from twin.control.policy import Policy
from twin.errors import DecisionError, TwinError, one_line


@dataclass(frozen=True)
class Later:
    """A policy whose module is loaded when it is asked for: it is slow to load."""

    module: str
    name: str

    def load(self) -> Any:
        """Return the class."""
        return getattr(import_module(self.module), self.name)


POLICIES: dict[str, Any] = {
    "base-stock": BaseStock,
    "echelon-base-stock": EchelonBaseStock,
    "s-S": ReorderUpTo,
    "r-Q": ReorderQuantity,
    "rolling-milp": Later("policies.rolling_horizon", "RollingMilp"),
}

BESIDE: dict[str, Any] = {"ship-back": ShipBackBeside}
"""Rules that stand beside one that orders; they are made with it as `orders`."""


def named(text: str, network: Network) -> Policy:
    """Return the policy that a text names, made for a network.

    Args:
        text: `base-stock`, `base-stock:service_share=0.98;history_days=28`, a user's own
            `module:Class` (with `:key=value;...` after it if it takes any), or one of these
            with a rule beside it: `base-stock:service_share=0.98+ship-back:mode=planner`.
        network: the chain it will decide for.

    Raises:
        DecisionError: for an unknown name, parameter or value, and for whatever goes wrong
            while a user's own is loaded and made; always in one line.
    """
    orders, plus, beside = text.rpartition("+")
    name, _, rest = beside.partition(":")
    if name in BESIDE:
        settings = _parameters(rest, text)
        if plus and "orders" in settings:
            raise DecisionError(f"policy {text!r}: orders stands twice (once, before the +)")
        first = orders if plus else str(settings.get("orders", "base-stock"))
        settings["orders"] = named(first, network)
        rule: Policy = _make(BESIDE[name], name, network, settings)
        return rule
    name, _, rest = text.partition(":")
    if name in POLICIES:
        kind = POLICIES[name]
        kind = kind.load() if isinstance(kind, Later) else kind
        made: Policy = _make(kind, name, network, _parameters(rest, text))
        return made
    class_name, _, parameters = rest.partition(":")
    if not class_name or "=" in class_name:
        raise DecisionError(
            f"unknown policy {text!r} (one of {', '.join([*POLICIES, *BESIDE])}, or module:Class)"
        )
    return _own(name, class_name, network, _parameters(parameters, text))


def _own(module: str, name: str, network: Network, parameters: dict[str, Any]) -> Policy:
    """Return a user's own policy; modules of the working folder are found too."""
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    invalidate_caches()  # the module may be younger than the folder's listing
    policy = f"{module}:{name}"
    try:
        found = import_module(module)
    except (Exception, SystemExit) as error:  # a user's module may raise anything
        raise DecisionError(f"policy {policy} cannot be loaded: {_told(error)}") from error
    kind = getattr(found, name, None)
    if not callable(kind):
        where = getattr(found, "__file__", None) or "built in"
        raise DecisionError(f"policy {policy}: module {module!r} ({where}) has no class {name!r}")
    made: Policy = _make(kind, policy, network, parameters)
    if not callable(getattr(made, "decide", None)):
        raise DecisionError(f"policy {policy} has no method decide(observation)")
    return made


def _make(kind: Any, name: str, network: Network, parameters: dict[str, Any]) -> Any:
    """Return the policy, made by its `for_network` or else by its class."""
    maker = getattr(kind, "for_network", None)
    _check(maker or kind, name, parameters, skip=1 if maker else 0)
    try:
        return maker(network, **parameters) if maker else kind(**parameters)
    except DecisionError as error:
        raise DecisionError(f"policy {name}: {one_line(str(error))}") from error
    except TwinError:
        raise
    except ValueError as error:
        raise DecisionError(f"policy {name}: {one_line(str(error))}") from error
    except (Exception, SystemExit) as error:
        raise DecisionError(f"policy {name} cannot be made: {_told(error)}") from error


def _check(maker: Any, name: str, parameters: dict[str, Any], *, skip: int) -> None:
    """Refuse parameters that the maker does not take, and texts where it takes a number."""
    try:
        taken = list(inspect.signature(maker).parameters.values())[skip:]
    except (TypeError, ValueError):  # made in C: it will say itself
        return
    named_ones = {p.name: p for p in taken if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    takes_any = any(p.kind is p.VAR_KEYWORD for p in taken)
    for key, value in parameters.items():
        known = named_ones.get(key)
        if known is None and not takes_any:
            right = f"one of {', '.join(named_ones)}" if named_ones else "it takes none"
            raise DecisionError(f"policy {name}: unknown parameter {key!r} ({right})")
        default = None if known is None else known.default
        if type(default) in (int, float) and isinstance(value, str):
            raise DecisionError(f"policy {name}: {key} {value!r} is no number (such as {default})")
        if type(default) is int and isinstance(value, float):
            raise DecisionError(f"policy {name}: {key} {value} is no whole number")


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {one_line(str(error))}"


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
