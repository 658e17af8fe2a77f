"""The report of a study: one page that needs neither network nor scripts."""

from copy import deepcopy
from dataclasses import dataclass
from importlib import resources
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from matplotlib.figure import Figure

from experiments import report_tables, store
from experiments.figures import (
    comparison,
    costs,
    differences,
    network_map,
    of_run,
    of_study,
    over_time,
    render,
    words,
    worst_sites,
)
from experiments.files import put
from experiments.metrics import metrics
from experiments.outcome import network_of
from experiments.provenance import versions
from experiments.replication import Run, run
from policies.catalogue import named
from twin.errors import TwinError

if TYPE_CHECKING:
    from experiments.monte_carlo import Study
    from experiments.outcome import Arm

TEMPLATE = "report_template.html.j2"
MOST_EXAMPLES = 6
"""Arms that are played again to be shown day by day."""


@dataclass(frozen=True)
class Picture:
    """A figure as the page holds it."""

    source: str
    alt: str
    caption: str


def write_report(folder: Path) -> Path:
    """Write `report.html` into the folder of a finished study and return its path.

    Replication 0 of each arm is played again, to show stock and service day by day.

    Raises:
        OtherStudy: the folder holds no finished study.
    """
    path = folder / "report.html"
    text = page(store.open_study(folder))
    put(path, lambda beside: _write(beside, text))
    return path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def page(study: "Study") -> str:
    """Return the page of a study; names in it are escaped, whatever they hold."""
    examples, failures = _examples(study)
    first = next(iter(study.scenarios.values()))
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    text = resources.files("experiments").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(text).render(
        title=_title(study),
        question=_question(study),
        brief=report_tables.in_brief(study, first.currency),
        warnings=[*report_tables.warnings(study), *failures],
        design=_design(study),
        scenarios=study.scenarios,
        headline=report_tables.headline(study, first.currency),
        differences=report_tables.differences(study, first.currency),
        worst=report_tables.worst_places(study),
        everything=report_tables.everything(study, first.currency),
        figures=_figures(study, first.currency),
        histories=[_history(study, *one) for one in examples],
        maps=_maps(study, examples),
        definitions=[
            (words.name(metric), words.DEFINITIONS[metric])
            for metric in words.DEFINITIONS
            if metric in study.metric_names
        ],
        provenance=_provenance(study),
        command=study.command,
    )


def _title(study: "Study") -> str:
    return f"Study of {' and '.join(name for name, _ in study.plan.scenarios)}"


def _question(study: "Study") -> str:
    policies = [of_study.spaced(text) for text in study.plan.policy_texts]
    scenarios = [name for name, _ in study.plan.scenarios]
    if len(policies) == 1 == len(scenarios):
        return f"How well does {policies[0]} serve the patients of {scenarios[0]}, at what cost?"
    compared = _listed(policies if len(policies) > 1 else scenarios)
    where = f" on {_listed(scenarios)}" if len(policies) > 1 else f" under {policies[0]}"
    return f"Which of {compared}{where} serves patients best, whom does it leave out, at what cost?"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _design(study: "Study") -> list[tuple[str, str]]:
    first = next(iter(study.scenarios.values()))
    time = first.time
    counted = time.horizon_days - time.warm_up_days
    return [
        ("Policies", "; ".join(of_study.spaced(text) for text in study.plan.policy_texts)),
        ("Replications", f"{study.plan.replications} of every arm, all under the same chance"),
        ("Seed", str(study.plan.seed)),
        ("Days counted", f"{counted}, after {time.warm_up_days} days of warm-up"),
        ("Policy is asked", _review(time.review, time.review_period_days)),
        ("Order of play in a day", ", ".join(time.order_of_play)),
        ("Currency", first.currency),
    ]


def _review(review: str, days: int) -> str:
    every = "every day" if days == 1 else f"every {days} days"
    return every if review == "periodic" else f"{every}, and at every demand and arrival"


def _provenance(study: "Study") -> list[tuple[str, str]]:
    return [
        *((f"SHA-256 of {name}", source.sha256) for name, source in study.plan.scenarios),
        ("Seed", str(study.plan.seed)),
        ("Replications", f"0 to {study.plan.replications - 1}"),
        ("SHA-256 of the results", study.result_sha256),
        ("Versions", ", ".join(f"{name} {number}" for name, number in versions().items())),
    ]


def _picture(figure: Figure, alt: str, caption: str) -> Picture:
    return Picture(source=render.data_uri(figure), alt=alt, caption=caption)


def _figures(study: "Study", currency: str) -> dict[str, Picture]:
    """Return the figures of the whole study by name; what has nothing to show is left out."""
    found: dict[str, Picture] = {}
    compared = of_study.comparison(study, currency)
    if compared.panels:
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


def _examples(study: "Study") -> tuple[list[Example], list[str]]:
    """Return replication 0 of the first arms, played again, and what went wrong with that."""
    found: list[Example] = []
    failures: list[str] = []
    for arm, name in zip(study.plan.arms[:MOST_EXAMPLES], of_study.arm_names(study), strict=False):
        network = network_of(arm.source)
        try:
            policy = named(arm.policy, network) if arm.given is None else deepcopy(arm.given)
            again = run(network, policy, seed=study.plan.seed, replication=0)
        except TwinError as error:
            failures.append(f"{name} could not be played again to be shown by day: {error}")
            continue
        found.append((arm, name, again))
        if not _same(metrics(again), study.results.metrics[arm.scenario, arm.policy][0]):
            failures.append(
                f"{name}: replication 0, played again for the figures by day, gives other "
                "numbers than the study holds. The program has changed since; run the study again."
            )
    if len(study.arms) > MOST_EXAMPLES:
        failures.append(f"Maps and figures by day show the first {MOST_EXAMPLES} arms only.")
    return found, failures


def _same(now: Any, stored: Any) -> bool:
    names = ("demand_units", "served_at_once_units", "cost_total")
    return all(isclose(now[n] or 0, stored.get(n) or 0, rel_tol=1e-9) for n in names)


def _history(study: "Study", arm: "Arm", name: str, again: Run) -> Picture:
    key = arm.scenario, arm.policy
    mean = of_study.mean_service(study, key, of_run.WINDOW_DAYS)
    data = of_run.history_of(again, name, (mean,))
    return _picture(over_time.draw(data), over_time.alt(data), f"{name}, replication 0.")


def _maps(study: "Study", examples: list[Example]) -> list[Picture]:
    """Return a map of each arm; one scale of colours for all."""
    fills = []
    for arm, _, _ in examples:
        rates = of_study.fill_rates(study, (arm.scenario, arm.policy), by_product=False)
        fills.append({p[0]: e.mean for p, e in rates.items() if e.mean is not None})
    lowest = network_map.colour_floor([share for of_arm in fills for share in of_arm.values()])
    pictures = []
    for (_, name, again), of_arm in zip(examples, fills, strict=True):
        data = of_run.map_of(again, name, of_arm, lowest)
        caption = (
            f"{name}. Colour: mean of all replications; width of lanes: units in replication 0."
        )
        pictures.append(_picture(network_map.draw(data), network_map.alt(data), caption))
    return pictures
