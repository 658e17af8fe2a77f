"""The built-in scenarios: folders beside this module, each with its further layouts.

`NAME` is a folder with `scenario.yaml`; `NAME/LAYOUT` another YAML file in it, also to be
called `NAME-LAYOUT`.
"""

from collections.abc import Sequence
from pathlib import Path

from twin.chain.scenario import Scenario
from twin.errors import Fault, ScenarioError

FOLDER = Path(__file__).parent / "scenarios"
STARTER = "starter"
"""Only the pattern for `init`; a good first file, no case of its own."""


def built_in() -> dict[str, Path]:
    """Return the file of every built-in scenario and layout by name, sorted."""
    found = {}
    for first in FOLDER.glob("*/scenario.yaml"):
        name = first.parent.name
        if name == STARTER:
            continue
        found[name] = first
        for other in first.parent.glob("*.yaml"):
            if other != first:
                found[f"{name}/{other.stem}"] = other
    return dict(sorted(found.items()))


def load(name_or_path: str | Path, changes: Sequence[str] = ()) -> Scenario:
    """Return a scenario by a built-in name or a path.

    Args:
        name_or_path: as on the command line.
        changes: `path=value`, as the command line's `--set` takes them.

    Raises:
        ScenarioError: with every fault.
    """
    return Scenario.load(find(str(name_or_path)), changes)


def find(text: str) -> Path:
    """Return the file or folder that a text means: a built-in name, else a path.

    A folder of one's own with a built-in name is `./name`.

    Raises:
        ScenarioError: neither is there.
    """
    known = built_in()
    for name, path in known.items():
        if text in (name, name.replace("/", "-")):
            return path
    path = Path(text)
    try:
        if path.exists():
            return path
    except (OSError, ValueError):  # a name that no file system takes
        pass
    right = "a YAML file, a folder with scenario.yaml, or one of " + ", ".join(known)
    raise ScenarioError([Fault(text, 1, 1, "file", "does not exist", right)])


def starter() -> Path:
    """Return the folder of the commented scenario that `init` copies."""
    return FOLDER / STARTER
