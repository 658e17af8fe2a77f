"""Who decides: any object with one method."""

from typing import Protocol

from twin.control.decision import Decision
from twin.control.observation import Observation


class Policy(Protocol):
    """Decides from what it is shown; its state is only what it openly holds."""

    def decide(self, observation: Observation) -> Decision:
        """Return the commands to act on now."""
        ...
