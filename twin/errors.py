"""What can go wrong, by who can put it right.

* TwinError
  x ScenarioError    the data are wrong           -> fix the scenario file
  x DecisionError    a policy asks nonsense       -> fix the policy
  x PlanningError    no plan was found            -> relax the model or the limits
  x LawBroken        the world contradicts itself -> a bug in twin; please report it
"""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_SHOWN = 200
"""A screen that scrolls for ever helps nobody; the rest is counted."""


def one_line(text: str) -> str:
    r"""Return the text with every line break and control character written out.

    Names come from untrusted files: a fault stays one line, and cannot move
    the cursor or colour the terminal of who reads it.

    >>> one_line("hub" + chr(10) + "2" + chr(27))
    'hub\\n2\\x1b'
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right in a scenario, and where; sorts as one reads a file."""

    file: str

    line: int
    column: int
    """Both counted from 1, as editors do."""

    place: str
    what: str
    right: str

    def __str__(self) -> str:
        """Return the fault as the one line a planner, or an editor's jump list, reads."""
        text = f"{self.file}:{self.line}:{self.column}: {self.place}: {self.what} ({self.right})"
        return one_line(text)


class TwinError(Exception):
    """Whatever went wrong, it is ours and it is said in words."""


class ScenarioError(TwinError):
    """The data are wrong; whoever wrote the scenario puts it right.

    Holds every fault found, not only the first, so that one reading mends all.
    """

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        """Take the faults, or a sentence where no file is at hand."""
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        super().__init__(faults if isinstance(faults, str) else self.faults)

    def __str__(self) -> str:
        """Return one line for each fault, the first 200, then how many more there are."""
        if not self.faults:
            return str(self.args[0])
        lines = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        if more := len(self.faults) - MOST_SHOWN:
            lines += [f"... and {more} more"] if more > 0 else []
        return "\n".join(lines)


class DecisionError(TwinError):
    """A policy asks for what does not exist; whoever wrote the policy puts it right."""


class PlanningError(TwinError):
    """A plan was asked for and none was found; a looser model or wider limits put it right."""


class LawBroken(TwinError):
    """The world contradicts itself; a bug in twin, please report it."""
