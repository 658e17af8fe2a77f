"""The sentences of a report: its question, its design, what it says, what to bear in mind."""

from typing import TYPE_CHECKING

from experiments.arms import pair_name, scenario_words, spaced
from experiments.definitions import COMPARED, HEADLINE, is_share
from experiments.definitions import unit as unit_of
from experiments.figures import words
from experiments.precision import Estimate
from experiments.report_tables import verdict

if TYPE_CHECKING:
    from experiments.monte_carlo import Study

FEW_REPLICATIONS = 10


def title(study: "Study") -> str:
    """Return what the page is called."""
    return f"Study of {' and '.join(scenario_words(study))}"


def question(study: "Study") -> str:
    """Return what the study asks."""
    policies = [spaced(text) for text in study.plan.policy_texts]
    scenarios = scenario_words(study)
    if len(policies) == 1 == len(scenarios):
        return f"How well does {policies[0]} serve the patients of {scenarios[0]}, at what cost?"
    compared = _listed(policies if len(policies) > 1 else scenarios)
    where = f" on {_listed(scenarios)}" if len(policies) > 1 else f" under {policies[0]}"
    return f"Which of {compared}{where} serves patients best, whom does it leave out, at what cost?"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def design(study: "Study") -> list[tuple[str, str]]:
    """Return how the study was made, in terms and their values."""
    first = next(iter(study.scenarios.values()))
    time = first.time
    counted = time.horizon_days - time.warm_up_days
    return [
        ("Policies", "; ".join(spaced(text) for text in study.plan.policy_texts)),
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


def provenance(study: "Study") -> list[tuple[str, str]]:
    """Return what makes the study again, and shows that it is the same."""
    return [
        *((f"SHA-256 of {name}", source.sha256) for name, source in study.plan.bases),
        ("Seed", str(study.plan.seed)),
        ("Replications", f"0 to {study.plan.replications - 1}"),
        ("SHA-256 of the results", study.result_sha256),
        ("Versions", ", ".join(f"{name} {number}" for name, number in study.versions.items())),
    ]


def in_brief(study: "Study", currency: str) -> list[tuple[str, str]]:
    """Return each pair of arms with what the study says of it."""
    said: list[tuple[str, str]] = []
    for difference in study.differences():
        parts = []
        for metric in COMPARED:
            if metric not in difference.metrics:
                continue
            found = difference.metrics[metric].estimate
            if found.mean is not None:
                parts.append(_change(metric, found, currency))
        name = pair_name(study, difference.left, difference.right)
        said.append((name, "; ".join(parts)))
    return said


def _change(metric: str, found: Estimate, currency: str) -> str:
    unit = "" if is_share(metric) else f" {unit_of(metric, currency)}"
    told = {"not clear": " (not clear)", "equal": " (equal)"}.get(verdict(found), "")
    value = words.difference_written(metric)(found.mean)
    return f"{words.name(metric).lower()} {value}{unit}{told}"


def warnings(study: "Study") -> list[str]:
    """Return what a reader has to bear in mind."""
    n = study.plan.replications
    said = []
    if n == 1:
        said.append("One replication only: there are no intervals, and nothing is certain.")
    elif n < FEW_REPLICATIONS:
        said.append(
            f"Only {n} replications: the intervals lean on the assumption that their mean is "
            "nearly normal. Rare outages may not have happened in any of them."
        )
    if failed := study.failures:
        said.append(
            f"{len(failed)} of {n * len(study.arms)} replications failed; every mean is over the "
            f"others. The first: {failed[0].why}"
        )
    if not study.is_precise and (asked := study.plan.precision) is not None:
        said.append(
            f"The study stopped at its cap of {asked.at_most} replications before every mean it "
            f"watches was known to {asked.relative_half_width:g} of itself."
        )
    summary = study.summary()
    partly = sorted(
        {
            words.name(metric)
            for arm in study.arms
            for metric in HEADLINE
            if metric in summary[arm] and 0 < summary[arm][metric].n < n
        }
    )
    if partly:
        said.append(
            f"Not every replication has a value of: {', '.join(partly)}. "
            "Its mean is over those that have; the table says how many."
        )
    return said
