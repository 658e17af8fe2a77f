"""A discrete-event digital twin of pharmaceutical supply chains."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario

__all__ = ["Scenario"]


def __getattr__(name: str) -> Any:
    """Return `Scenario`, loaded when it is first asked for: the command line starts without it."""
    if name == "Scenario":
        from twin.chain.scenario import Scenario

        return Scenario
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
