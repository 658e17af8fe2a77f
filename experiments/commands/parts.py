"""What commands share: how they say things, who plays for them, and the command line told again."""

import shlex
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from experiments.monte_carlo.replicate import Progress


def parts(text: str) -> list[str]:
    """Return the parts of a text with commas between."""
    return [part.strip() for part in text.split(",") if part.strip()]


@contextmanager
def executor_at(cluster: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Lend a cluster's executor and how many it has at work; none where none was asked for."""
    if cluster is None:
        yield None, 1
        return
    from experiments.monte_carlo.cluster import executor_of  # an extra, and slow to load

    with executor_of(cluster) as lent:
        yield lent


def out_option(folder: Path | None) -> list[str]:
    """Return the option that names a folder for results."""
    return [] if folder is None else ["--out", str(folder)]


def sets(changes: Sequence[str]) -> list[str]:
    """Return the options that change a scenario."""
    return [part for change in changes for part in ("--set", change)]


def command_line(*parts: str) -> str:
    """Return a command as a shell takes it."""
    return shlex.join(["pharmatwin", *parts])


def say(text: str) -> None:
    """Write to standard output."""
    sys.stdout.write(text + "\n")


def warn(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(text + "\n")


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Lend a progress bar on standard error, if a person looks at it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
