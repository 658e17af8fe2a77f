"""The commands about many replications: what may be asked of them."""

import re
from typing import Annotated

import typer

from experiments.commands.options import (
    Changes,
    Cluster,
    Days,
    Folder,
    Json,
    Out,
    Policy,
    Ranges,
    ScenarioArgument,
    Seed,
    Workers,
    changes_of,
    told,
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
    workers: Workers = 1,
    cluster: Cluster = None,
    against: Annotated[
        list[str] | None, typer.Option(metavar="SCENARIO", help="Another scenario; repeat.")
    ] = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=V1,V2", help="Every combination of values; repeat."),
    ] = None,
    ranges: Ranges = None,
    latin_hypercube: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="So many points within the ranges.")
    ] = None,
    sobol: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The same by Sobol: a power of 2.")
    ] = None,
    days: Days = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Compare policies under the same chance; started again on the same DIR it resumes."""
    _check_precision(replications, precision, precision_of)
    _check_crew(workers, cluster)
    with told():
        _begin_workers(workers)
        from experiments.commands import basic as commands
        from experiments.design.ranges import AskedDesign

        asked = commands.Asked(
            scenarios=(scenario, *(against or [])),
            policies=policies,
            replications=replications or (30 if precision is None else None),
            precision=precision,
            at_most=at_most,
            precision_of=precision_of,
            seed=seed,
            changes=tuple(changes_of(changes, days)),
            design=AskedDesign(
                grid=tuple(grid or []),
                ranges=tuple(ranges or []),
                latin_hypercube=latin_hypercube,
                sobol=sobol,
            ),
            out=out,
        )
        commands.study_all(asked, workers, cluster, as_json=as_json)


def _check_precision(replications: int | None, precision: float | None, precision_of: str) -> None:
    """Refuse options that contradict each other."""
    if replications is not None and precision is not None:
        raise typer.BadParameter("--replications and --precision exclude each other")
    if precision is not None and not 0 < precision < 1:
        raise typer.BadParameter("--precision is a share between 0 and 1")
    _check_metrics("--precision-of", precision_of)


def _check_metrics(option: str, text: str) -> None:
    from experiments.measures.definitions import METRICS

    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in METRICS]
    if unknown or not names:
        raise typer.BadParameter(f"{option}: no metric is called {', '.join(unknown)!r}")


def _check_crew(workers: int, cluster: str | None) -> None:
    if cluster is not None and not re.fullmatch(r"\w+://.+:\d+", cluster):
        raise typer.BadParameter("--cluster is a scheduler's address, such as tcp://host:8786")
    if workers > 1 and cluster is not None:
        raise typer.BadParameter("--workers and --cluster exclude each other")


def _begin_workers(workers: int) -> None:
    """Let what worker processes load be loaded while we load our own."""
    if workers > 1:
        from experiments.monte_carlo import forkserver

        forkserver.started()


def compare(
    folder: Folder,
    confidence: Annotated[
        float, typer.Option(metavar="C", help="How often an interval holds the truth.")
    ] = 0.95,
    bonferroni: Annotated[
        bool, typer.Option("--bonferroni", help="Let all differences of a metric hold at once.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print the paired differences of a study with their intervals."""
    if not 0.5 <= confidence < 1:
        raise typer.BadParameter("--confidence is a share from 0.5 to below 1")
    with told():
        from experiments.commands import basic as commands

        commands.compare(folder, confidence, bonferroni=bonferroni, as_json=as_json)


def query(
    folder: Folder,
    question: Annotated[str, typer.Argument(metavar="SQL", help="One statement.")],
    as_json: Json = False,
) -> None:
    """Ask a study in SQL: views metrics, by_site, by_day, points, failures."""
    with told():
        from experiments.commands import basic as commands

        commands.query(folder, question, as_json=as_json)


def stress(
    scenario: ScenarioArgument,
    policy: Policy = "base-stock",
    from_day: Annotated[
        float | None, typer.Option(metavar="D", help="When each outage begins; a third in.")
    ] = None,
    for_days: Annotated[float, typer.Option("--days", metavar="N", help="How long it lasts.")] = 28,
    capacity_left: Annotated[
        float, typer.Option(metavar="SHARE", help="What the place still can do.")
    ] = 0.0,
    replications: Annotated[int, typer.Option(min=1, help="Of every place.")] = 10,
    seed: Seed = 1,
    places: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only these sites and lanes.")
    ] = None,
    keep_own: Annotated[
        bool, typer.Option("--keep-disruptions", help="Let the scenario's own happen too.")
    ] = False,
    workers: Workers = 1,
    cluster: Cluster = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Fail each site and lane in turn, and rank what the chain can least do without."""
    _check_crew(workers, cluster)
    with told():
        _begin_workers(workers)
        from experiments.commands import stress as command

        asked = command.AskedStress(
            scenario=scenario,
            policy=policy,
            from_day=from_day,
            days=for_days,
            capacity_left_share=capacity_left,
            own_disruptions="kept" if keep_own else "off",
            places=places,
            replications=replications,
            seed=seed,
            changes=tuple(changes or []),
            out=out,
        )
        command.stress(asked, workers, cluster, as_json=as_json)


def sensitivity(
    scenario: ScenarioArgument,
    ranges: Ranges,
    policy: Policy = "base-stock",
    method: Annotated[
        str, typer.Option(metavar="sobol|morris", help="Shares of variance, or effects.")
    ] = "morris",
    base: Annotated[
        int, typer.Option(min=2, metavar="N", help="Points of Sobol (a power of 2), or walks.")
    ] = 8,
    metric: Annotated[
        str, typer.Option(metavar="METRIC,...", help="The outputs.")
    ] = "fill_rate_share,cost_total",
    replications: Annotated[int, typer.Option(min=1, help="Of every point.")] = 5,
    seed: Seed = 1,
    workers: Workers = 1,
    cluster: Cluster = None,
    days: Days = None,
    changes: Changes = None,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Tell which values of a scenario move its metrics, and how much."""
    if method not in ("sobol", "morris"):
        raise typer.BadParameter("--method is sobol or morris")
    _check_metrics("--metric", metric)
    _check_crew(workers, cluster)
    with told():
        _begin_workers(workers)
        from experiments.commands import sensitivity as command

        asked = command.AskedSensitivity(
            scenario=scenario,
            policy=policy,
            ranges=tuple(ranges or []),
            method="sobol" if method == "sobol" else "morris",
            base_count=base,
            metrics=metric,
            replications=replications,
            seed=seed,
            changes=tuple(changes_of(changes, days)),
            out=out,
        )
        command.sensitivity(asked, workers, cluster, as_json=as_json)
