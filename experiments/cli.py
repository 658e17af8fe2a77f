"""The command line: what may be asked, and how it ends.

Only names and options are here; what a command does is in `commands`, which is loaded when
it is needed, so that `--help` answers at once.
"""

import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from twin.errors import DecisionError, ScenarioError, TwinError, one_line

DONE, FAILED, WRONG, INTERRUPTED = 0, 1, 2, 130
WRONG_FOLDERS = ("OtherStudy", "OtherRun", "DamagedFile", "FolderInUse")

app = typer.Typer(
    name="pharmatwin",
    help="A discrete-event digital twin of pharmaceutical supply chains.",
    epilog="Example: pharmatwin run north-dakota --policy base-stock --seed 1",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

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


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _told():
            app(prog_name="pharmatwin")
    except typer.Exit as end:
        sys.exit(end.exit_code)
    sys.exit(DONE)


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _told() -> Iterator[None]:
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
    found = type(error).__name__  # of modules that are slow to load
    return isinstance(error, ScenarioError | DecisionError) or found in WRONG_FOLDERS


@app.command(epilog="Example: pharmatwin init my-chain && pharmatwin run my-chain")
def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write a commented starter scenario that runs."""
    with _told():
        from experiments import commands

        commands.init(folder)


@app.command(epilog="Example: pharmatwin scenarios")
def scenarios() -> None:
    """List the built-in scenarios."""
    with _told():
        from experiments import commands

        commands.scenarios()


@app.command(epilog="Example: pharmatwin validate my-chain/scenario.yaml")
def validate(scenario: ScenarioArgument, changes: Changes = None) -> None:
    """Check a scenario; every fault is one line `file:line:column: place: what (right)`."""
    with _told():
        from experiments import commands

        commands.validate(scenario, changes or [])


@app.command(epilog="Example: pharmatwin schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of the scenario file."""
    with _told():
        from experiments import commands

        commands.schema()


@app.command(epilog="Example: pharmatwin run north-dakota --policy s-S --seed 7 --json")
def run(
    scenario: ScenarioArgument,
    policy: Annotated[
        str, typer.Option(metavar="P", help="name, name:key=value;..., or module:Class.")
    ] = "base-stock",
    seed: Seed = 1,
    replication: Annotated[int, typer.Option(min=0, help="Which path of the seed.")] = 0,
    days: Days = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Play one replication."""
    with _told():
        from experiments import commands

        commands.run_once(
            scenario, policy, seed, replication, _changes(changes, days), out, as_json=as_json
        )


@app.command(
    epilog="Example: pharmatwin study north-dakota --policies base-stock,s-S "
    "--replications 100 --seed 1 --workers 2 --out results"
)
def study(
    scenario: ScenarioArgument,
    policies: Annotated[
        str, typer.Option(metavar="P,Q", help="Policies to compare, with commas between.")
    ] = "base-stock",
    replications: Annotated[
        int | None, typer.Option(min=1, help="Of every policy; 30 without --precision.")
    ] = None,
    precision: Annotated[
        float | None,
        typer.Option(
            metavar="G", help="In place of a number: until means are known to this share."
        ),
    ] = None,
    at_most: Annotated[
        int, typer.Option(metavar="N", min=10, help="The most that --precision may take.")
    ] = 1000,
    precision_of: Annotated[
        str, typer.Option(metavar="METRIC,...", help="The means that --precision watches.")
    ] = "fill_rate_share,cost_total",
    seed: Seed = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes; the result is the same.")] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, tcp://host:8786.")
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option(metavar="SCENARIO", help="Another scenario; repeat.")
    ] = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=V1,V2", help="Every combination of values; repeat."),
    ] = None,
    days: Days = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Compare policies under the same chance; started again on the same DIR it resumes."""
    _check_study(replications, precision, precision_of, workers, cluster)
    with _told():
        from experiments import commands

        asked = commands.Asked(
            scenarios=(scenario, *(against or [])),
            policies=policies,
            replications=replications or (30 if precision is None else None),
            precision=precision,
            at_most=at_most,
            precision_of=precision_of,
            seed=seed,
            changes=tuple(_changes(changes, days)),
            grid=tuple(grid or []),
            out=out,
        )
        commands.study_all(asked, workers, cluster, as_json=as_json)


def _check_study(
    replications: int | None,
    precision: float | None,
    precision_of: str,
    workers: int,
    cluster: str | None,
) -> None:
    """Refuse options that contradict each other."""
    if replications is not None and precision is not None:
        raise typer.BadParameter("--replications and --precision exclude each other")
    if precision is not None and not 0 < precision < 1:
        raise typer.BadParameter("--precision is a share between 0 and 1")
    if cluster is not None and not re.fullmatch(r"\w+://.+:\d+", cluster):
        raise typer.BadParameter("--cluster is a scheduler's address, such as tcp://host:8786")
    if workers > 1 and cluster is not None:
        raise typer.BadParameter("--workers and --cluster exclude each other")
    from experiments.definitions import METRICS

    names = [name.strip() for name in precision_of.split(",") if name.strip()]
    unknown = [name for name in names if name not in METRICS]
    if unknown or not names:
        raise typer.BadParameter(f"--precision-of: no metric is called {', '.join(unknown)!r}")


@app.command(epilog="Example: pharmatwin compare results")
def compare(folder: Folder, as_json: Json = False) -> None:
    """Print the paired differences of a study with their 95 % intervals."""
    with _told():
        from experiments import commands

        commands.compare(folder, as_json=as_json)


@app.command(epilog="Example: pharmatwin report results")
def report(folder: Folder) -> None:
    """Write a study's report, one HTML page that needs no network."""
    with _told():
        from experiments.report import write_report

        typer.echo(write_report(folder))


def _changes(changes: list[str] | None, days: int | None) -> list[str]:
    return [*(changes or []), *([] if days is None else [f"time.horizon_days={days}"])]
