"""The figures of a report, as the page holds them, and the replications they are drawn from."""

from copy import deepcopy
from dataclasses import dataclass
from math import isclose
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from experiments.arms import arm_names
from experiments.figures import (
    comparison,
    costs,
    differences,
    network_map,
    of_run,
    of_study,
    over_time,
    render,
    worst_sites,
)
from experiments.metrics import metrics
from experiments.play import network_of
from experiments.replication import Run, run
from policies.catalogue import named
from twin.errors import TwinError

if TYPE_CHECKING:
    from experiments.monte_carlo import Study
    from experiments.outcome import Arm

MOST_EXAMPLES = 6
"""Arms that are played again to be shown day by day."""

SHOWN_AGAIN = ("demand_units", "served_at_once_units", "cost_total")
"""What a replication that is played again must give as the study holds it."""


@dataclass(frozen=True)
class Picture:
    """A figure as the page holds it."""

    source: str
    alt: str
    caption: str


def _picture(figure: Figure, alt: str, caption: str) -> Picture:
    return Picture(source=render.data_uri(figure), alt=alt, caption=caption)


def figures(study: "Study", currency: str) -> dict[str, Picture]:
    """Return the figures of the whole study by name; what has nothing to show is left out."""
    found: dict[str, Picture] = {}
    compared = of_study.comparison(study, currency)
    if compared.panels and len(compared.arms) > 1:
        caption = "The headline metrics of every arm."
        found["comparison"] = _picture(comparison.draw(compared), comparison.alt(compared), caption)
    apart = of_study.differences(study, currency)
    if apart.panels and apart.pairs:
        caption = "Paired differences: both arms met the same demand and the same outages."
        found["differences"] = _picture(differences.draw(apart), differences.alt(apart), caption)
    worst = of_study.worst(study, by_product=False)
    if worst.rows:
        caption = "The worst-served sites, all products together, by their lowest fill rate."
        found["worst"] = _picture(worst_sites.draw(worst), worst_sites.alt(worst), caption)
    money = of_study.costs_of(study, currency)
    if money.kinds:
        caption = "What the chain costs, after the warm-up."
        found["costs"] = _picture(costs.draw(money), costs.alt(money), caption)
    return found


Example = tuple["Arm", str, Run]
"""An arm, what it is called, and its replication 0."""


def examples(study: "Study") -> tuple[list[Example], list[str]]:
    """Return replication 0 of the first arms, played again, and what went wrong with that."""
    found: list[Example] = []
    failures: list[str] = []
    for arm, name in zip(study.plan.arms[:MOST_EXAMPLES], arm_names(study), strict=False):
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
    if len(study.arms) > MOST_EXAMPLES:
        failures.append(f"Maps and figures by day show the first {MOST_EXAMPLES} arms only.")
    return found, failures


def _same(now: Any, stored: Any) -> bool:
    return all(isclose(now[n] or 0, stored[n] or 0, rel_tol=1e-9) for n in SHOWN_AGAIN)


def history(study: "Study", arm: "Arm", name: str, again: Run) -> Picture:
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
    return _picture(over_time.draw(data), over_time.alt(data), caption)


def maps(study: "Study", played: list[Example]) -> list[Picture]:
    """Return a map of each arm; one scale of colours for all."""
    fills = []
    for arm, _, _ in played:
        rates = of_study.fill_rates(study, (arm.scenario, arm.policy), by_product=False)
        fills.append({p[0]: e.mean for p, e in rates.items() if e.mean is not None})
    scale = network_map.colour_scale([share for of_arm in fills for share in of_arm.values()])
    pictures = []
    for (_, name, again), of_arm in zip(played, fills, strict=True):
        data = of_run.map_of(again, name, of_arm, scale)
        caption = (
            f"{name}. Colour: mean of all replications; width of lanes: units in replication 0."
        )
        pictures.append(_picture(network_map.draw(data), network_map.alt(data), caption))
    return pictures
