"""The figures of a report, as the page holds them, and the replications they are drawn from."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from experiments.figures import (
    comparison,
    costs,
    critical_places,
    differences,
    network_map,
    of_design,
    of_run,
    of_study,
    outage_curves,
    over_time,
    render,
    responses,
    service_bands,
    worst_sites,
)
from experiments.figures.data import CriticalPlaces
from experiments.measures.metrics import metrics
from experiments.monte_carlo.arms import arm_names
from experiments.monte_carlo.play import network_of
from experiments.replication import Run, run
from experiments.report.outages import outage_curves as outage_curves_of
from experiments.report.tables import MOST_COLUMNS
from policies.catalogue import named
from twin.errors import TwinError

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study
    from experiments.monte_carlo.outcome import Arm

MOST_EXAMPLES = 6
"""Arms that are played again to be shown day by day."""

MOST_EXAMPLES_OF_DESIGN = 2
"""Of a design only its responses are compared by eye."""

MOST_PAIRS = 12
"""More differences stand in the table only."""

SHOWN_AGAIN = ("demand_units", "served_at_once_units", "cost_total")
"""What a replication that is played again must give as the study holds it."""


@dataclass(frozen=True)
class Picture:
    """A figure of the page."""

    stem: str
    """Its name as a file."""

    figure: Figure
    alt: str
    caption: str

    @cached_property
    def source(self) -> str:
        """Return the figure as the page holds it."""
        return render.data_uri(self.figure)


def figures(study: "Study", currency: str) -> dict[str, Picture]:
    """Return the figures of the whole study by name; what has nothing to show is left out.

    Of very many arms those are left out that have a row or a colour for each.
    """
    found: list[Picture] = []

    def add(stem: str, module: Any, data: Any, caption: str) -> None:
        found.append(Picture(stem, module.draw(data), module.alt(data), caption))

    few = len(study.arms) <= MOST_COLUMNS
    compared = of_study.comparison(study, currency)
    if compared.panels and len(compared.arms) > 1 and few:
        add("comparison", comparison, compared, "The headline metrics of every arm.")
    if study.plan.points:
        answers = of_design.responses(study, currency)
        if answers.rows:
            add("responses", responses, answers, "What each factor of the design does.")
    apart = of_study.differences(study, currency)
    if apart.panels and apart.pairs and len(apart.pairs) <= MOST_PAIRS:
        caption = "Paired differences: both arms met the same demand and the same outages."
        add("differences", differences, apart, caption)
    worst = of_study.worst(study, by_product=False)
    if worst.rows and few:
        caption = "The worst-served sites, all products together, by their lowest fill rate."
        add("worst", worst_sites, worst, caption)
    over = of_study.service_bands(study, most_examples(study))
    if study.plan.replications > 1 and any(np.isfinite(line.values).any() for line in over.lines):
        caption = (
            f"Service over time: of each day the best, the mean and the worst of "
            f"{over.replications} replications. The lines of best and worst are of no one "
            "replication."
        )
        add("service", service_bands, over, caption)
    money = of_study.costs_of(study, currency)
    if money.kinds and few:
        add("costs", costs, money, "What the chain costs, after the warm-up.")
    return {picture.stem: picture for picture in found}


def outages(study: "Study", folder: Path) -> Picture | None:
    """Return service around the outages of a stored study; None where there was no outage."""
    data = outage_curves_of(study, folder)
    if data is None or not data.curves:
        return None
    caption = (
        "Service around the first day (day 0) of each episode of outages, "
        f"{sum(curve.episodes_count for curve in data.curves)} in all arms and "
        f"{data.replications} replications: all episodes together, and the worst and best "
        "replication of each day. The grey area is the share of episodes that are still on. "
        "A window may hold the end of the episode before, or the next one."
    )
    return Picture("resilience", outage_curves.draw(data), outage_curves.alt(data), caption)


def critical(ranking: CriticalPlaces) -> Picture:
    """Return the ranking of a stress test."""
    caption = (
        "What the failure of each place alone costs the chain; at the right its rank by the "
        f"graph measure {ranking.measure}, among its kind and those put out."
    )
    return Picture(
        "critical-places", critical_places.draw(ranking), critical_places.alt(ranking), caption
    )


def most_examples(study: "Study") -> int:
    """Return how many arms are shown day by day."""
    return MOST_EXAMPLES_OF_DESIGN if study.plan.points else MOST_EXAMPLES


Example = tuple["Arm", str, Run]
"""An arm, what it is called, and its replication 0."""


def examples(study: "Study") -> tuple[list[Example], list[str]]:
    """Return replication 0 of the first arms, played again, and what went wrong with that."""
    found: list[Example] = []
    failures: list[str] = []
    most = most_examples(study)
    for arm, name in zip(study.plan.arms[:most], arm_names(study), strict=False):
        key = arm.scenario, arm.policy
        if 0 in study.results.of(key).failures:
            failures.append(f"{name}: replication 0 failed; there are no figures by day.")
            continue
        network = network_of(arm.source)
        try:
            policy = named(arm.policy, network) if arm.given is None else deepcopy(arm.given)
            again = run(network, policy, seed=study.plan.seed, replication=0)
        except TwinError as error:
            failures.append(f"{name} could not be played again to be shown by day: {error}")
            continue
        found.append((arm, name, again))
        if not _same(metrics(again), {n: study.values(key, n)[0] for n in SHOWN_AGAIN}):
            failures.append(
                f"{name}: replication 0, played again for the figures by day, gives other "
                "numbers than the study holds. The program has changed since; run the study again."
            )
    if len(study.arms) > most:
        failures.append(f"Maps and figures by day show the first {most} arms only.")
    return found, failures


def _same(now: Any, stored: Any) -> bool:
    return all(isclose(now[n] or 0, stored[n] or 0, rel_tol=1e-9) for n in SHOWN_AGAIN)


def histories(study: "Study", played: list[Example]) -> list[Picture]:
    """Return stock and service of each arm day by day, beside the mean of its replications."""
    return [history(study, number, *one) for number, one in enumerate(played, start=1)]


def history(study: "Study", number: int, arm: "Arm", name: str, again: Run) -> Picture:
    """Return stock and service of an arm day by day, beside the mean of its replications."""
    key = arm.scenario, arm.policy
    if study.plan.replications == 1:
        data, caption = of_run.history_of(again, name), f"{name}, replication 0."
    else:
        data = of_run.history_of(again, name, (of_study.service_band(study, key),))
        caption = (
            f"{name}. Stock: replication 0. Service: replication 0, and the mean of all "
            f"{study.plan.replications} in the band from the worst to the best of each day."
        )
    return Picture(f"days-{number}", over_time.draw(data), over_time.alt(data), caption)


def maps(study: "Study", played: list[Example]) -> list[Picture]:
    """Return a map of each arm; one scale of colours for all."""
    fills = []
    for arm, _, _ in played:
        rates = of_study.fill_rates(study, (arm.scenario, arm.policy), by_product=False)
        fills.append({p[0]: e.mean for p, e in rates.items() if e.mean is not None})
    scale = network_map.colour_scale([share for of_arm in fills for share in of_arm.values()])
    pictures = []
    for number, ((_, name, again), of_arm) in enumerate(zip(played, fills, strict=True), start=1):
        data = of_run.map_of(again, name, of_arm, scale)
        caption = (
            f"{name}. Colour: mean of all replications, one scale for all maps; width of lanes: "
            "units in replication 0."
        )
        drawn, alt = network_map.draw(data), network_map.alt(data)
        pictures.append(Picture(f"map-{number}", drawn, alt, caption))
    return pictures
