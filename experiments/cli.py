"""The command line: what may be asked, and how it ends.

Only names and options are here and in `cli_studies`; what a command does is in `commands` and
its neighbours, which are loaded when they are needed, so that `--help` answers at once.
"""

import signal
import sys
from typing import Annotated, Any, NoReturn

import typer

from experiments.commands import studies as cli_studies
from experiments.commands.options import (
    DONE,
    Changes,
    Days,
    Folder,
    Json,
    Out,
    Policy,
    ScenarioArgument,
    Seed,
    changes_of,
    told,
)

app = typer.Typer(
    name="pharmatwin",
    help="A discrete-event digital twin of pharmaceutical supply chains.",
    epilog="Example: pharmatwin run north-dakota --policy base-stock --seed 1",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with told():
            app(prog_name="pharmatwin")
    except typer.Exit as end:
        sys.exit(end.exit_code)
    sys.exit(DONE)


def _interrupt(*_: Any) -> NoReturn:
    raise KeyboardInterrupt


@app.command(epilog="Example: pharmatwin init my-chain && pharmatwin run my-chain")
def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write a commented starter scenario that runs."""
    with told():
        from experiments.commands import basic as commands

        commands.init(folder)


@app.command(epilog="Example: pharmatwin scenarios")
def scenarios() -> None:
    """List the built-in scenarios."""
    with told():
        from experiments.commands import basic as commands

        commands.scenarios()


@app.command(epilog="Example: pharmatwin validate my-chain/scenario.yaml")
def validate(scenario: ScenarioArgument, changes: Changes = None) -> None:
    """Check a scenario; every fault is one line `file:line:column: place: what (right)`."""
    with told():
        from experiments.commands import basic as commands

        commands.validate(scenario, changes or [])


@app.command(epilog="Example: pharmatwin schema > scenario.schema.json")
def schema() -> None:
    """Print the JSON Schema of the scenario file."""
    with told():
        from experiments.commands import basic as commands

        commands.schema()


@app.command(epilog="Example: pharmatwin run north-dakota --policy s-S --seed 7 --json")
def run(
    scenario: ScenarioArgument,
    policy: Policy = "base-stock",
    seed: Seed = 1,
    replication: Annotated[int, typer.Option(min=0, help="Which path of the seed.")] = 0,
    days: Days = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Play one replication."""
    with told():
        from experiments.commands import basic as commands

        commands.run_once(
            scenario, policy, seed, replication, changes_of(changes, days), out, as_json=as_json
        )


app.command(
    epilog="Example: pharmatwin study north-dakota --policies base-stock,s-S "
    "--replications 100 --seed 1 --workers 2 --out results"
)(cli_studies.study)
app.command(epilog="Example: pharmatwin compare results --bonferroni")(cli_studies.compare)


@app.command(epilog="Example: pharmatwin report results")
def report(
    folder: Folder,
    figures: Annotated[
        bool, typer.Option("--figures", help="Also each figure as SVG, PDF and PNG.")
    ] = False,
) -> None:
    """Write a study's report, one HTML page that needs no network."""
    with told():
        from experiments.report.write import write_report

        typer.echo(write_report(folder))
        if figures:
            from experiments.report.files import write_figures

            typer.echo(write_figures(folder)[-1].parent)


app.command(
    epilog='Example: pharmatwin query results "SELECT policy, quantile_cont(value, 0.05) '
    "FROM metrics WHERE metric = 'fill_rate_share' GROUP BY policy\""
)(cli_studies.query)
app.command(
    epilog="Example: pharmatwin stress tiny --from-day 120 --days 21 --replications 10 "
    "--out results/stress"
)(cli_studies.stress)
app.command(
    epilog="Example: pharmatwin sensitivity tiny --method morris --base 8 "
    "--range lanes.road.lead_time.days=1,5 --metric fill_rate_share"
)(cli_studies.sensitivity)


@app.command(epilog="Example: pharmatwin reproduce badejo-2024/case-1")
def reproduce(
    paper: Annotated[
        str | None, typer.Argument(metavar="PAPER[/CASE]", help="None: list what there is.")
    ] = None,
    as_json: Json = False,
    out: Out = None,
) -> None:
    """Work a published study again: its numbers beside ours, with the reason where they differ."""
    with told():
        from experiments.commands import reproduce as commands

        if paper is None:
            commands.papers(as_json=as_json)
        else:
            commands.reproduce(paper, out, as_json=as_json)
