"""What all commands share: options that mean the same everywhere, and how a command ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from twin.errors import DecisionError, ScenarioError, TwinError, one_line

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130

WRONG_INPUTS = (
    "DamagedFile", "FolderInUse", "OtherRun", "OtherStudy", "UnknownPaper", "WrongQuestion",
)  # fmt: skip
"""Errors of modules that are slow to load, by name."""

ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A built-in name, a YAML file, or a folder.")
]
Seed = Annotated[int, typer.Option(min=0, help="Names the paths of chance.")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; repeat.")
]
Days = Annotated[int | None, typer.Option(min=1, help="Another horizon, in days.")]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write the results there.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a study.")]
Policy = Annotated[
    str, typer.Option(metavar="P", help="name, name:key=value;..., or module:Class.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes; the result is the same.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786.")
]
Ranges = Annotated[
    list[str] | None,
    typer.Option("--range", metavar="PATH=LOW,HIGH", help="A value's range; repeat."),
]


@contextmanager
def told() -> Iterator[None]:
    """Turn what went wrong into lines on standard error and an exit code."""
    try:
        yield
        sys.stdout.flush()
    except KeyboardInterrupt:
        _leave(INTERRUPTED, "interrupted")
    except BrokenPipeError:  # who read us has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _leave(FAILED, "")
    except TwinError as error:
        _leave(WRONG if _is_wrong_input(error) else FAILED, str(error))
    except OSError as error:
        _leave(FAILED, f"{error.filename or 'pharmatwin'}: {error.strerror or error}")


def _leave(code: int, text: str) -> NoReturn:
    for line in text.splitlines():
        sys.stderr.write(one_line(line) + "\n")
    raise typer.Exit(code) from None


def _is_wrong_input(error: TwinError) -> bool:
    found = type(error).__name__
    return isinstance(error, ScenarioError | DecisionError) or found in WRONG_INPUTS


def changes_of(changes: list[str] | None, days: int | None) -> list[str]:
    """Return the changes of a scenario, another horizon among them."""
    return [*(changes or []), *([] if days is None else [f"time.horizon_days={days}"])]
