"""The sentences of a report: its question, its design, what it says, what to bear in mind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.figures import words
from experiments.measures.definitions import COMPARED, HEADLINE, is_share
from experiments.measures.definitions import unit as unit_of
from experiments.monte_carlo.arms import arm_names, pair_name, scenario_words, spaced
from experiments.monte_carlo.planned import planned_words
from experiments.monte_carlo.study_checks import skew_warnings, warm_up_note
from experiments.monte_carlo.study_json import MEANS
from experiments.provenance import level_means
from experiments.report.tables import verdict
from experiments.statistics.precision import Estimate
from experiments.statistics.skew import wanted_replications

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study
    from twin.chain.scenario import Scenario

MOST_VALUES = 8
MOST_SKEWED = 4
"""Lopsided means that are named."""

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


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def design(study: "Study") -> list[tuple[str, str]]:
    """Return how the study was made, in terms and their values."""
    first = next(iter(study.scenarios.values()))
    time, limits = first.time, first.resilience
    counted = time.horizon_days - time.warm_up_days
    return [
        ("Policies", "; ".join(spaced(text) for text in study.plan.policy_texts)),
        *_factors(study),
        ("Replications", f"{study.plan.replications} of every arm, all under the same chance"),
        ("Precision", precision(study)),
        ("Seed", str(study.plan.seed)),
        ("Days counted", f"{counted}, after {time.warm_up_days} days of warm-up"),
        ("Warm-up advice", warm_up_note(study) or "MSER-5 wants no longer warm-up"),
        ("Policy is asked", _review(time.review, time.review_period_days)),
        ("Order of play in a day", ", ".join(time.order_of_play)),
        ("Service fails", f"below {100 * limits.failure_service_share:.4g} % on a day"),
        (
            "It has recovered",
            f"from {100 * limits.recovery_service_share:.4g} % on a day and over the "
            f"{limits.recovery_window_days} days that begin with it",
        ),
        ("Currency", first.currency),
    ]


def _factors(study: "Study") -> list[tuple[str, str]]:
    """Return the factors of a design with their values, or their range where these are many."""
    points = study.plan.points
    if not points:
        return []
    told = [f"{len(points)} points"]
    for path in dict.fromkeys(path for point in points for path in point):
        values = list(dict.fromkeys(point[path] for point in points if path in point))
        numbers_only = all(isinstance(v, int | float) for v in values)
        if len(values) > MOST_VALUES and numbers_only:
            told.append(f"{path} from {min(values):.4g} to {max(values):.4g}")
        else:
            told.append(f"{path}: {', '.join(map(str, values[:MOST_VALUES]))}")
    return [("Design", "; ".join(told))]


def precision(study: "Study") -> str:
    """Return the rule by which the study stopped, and whether it got what it asked for."""
    asked, n = study.plan.precision, study.plan.replications
    if asked is None:
        return f"a fixed number of replications, {n}"
    watched = ", ".join(words.name(metric).lower() for metric in asked.metrics)
    rule = (
        f"until {watched} of every arm are known to {100 * asked.relative_half_width:.3g} % of "
        "themselves (half-width of the 95 % interval, corrected for a relative error), 10 "
        f"replications at least and {asked.at_most} at most"
    )
    return f"{rule}; {'reached with' if study.is_precise else 'not reached with'} {n}"


def chance(scenario: "Scenario") -> str:
    """Return what of a scenario is random, and what is not."""
    demands = sorted({demand.law.law for demand in scenario.demand.values()})
    leads = sorted({lane.lead_time.law for lane in scenario.lanes.values()})
    drawn = [n for n, one in scenario.disruptions.items() if one.when.random is not None]
    dated = [n for n, one in scenario.disruptions.items() if one.when.random is None]
    parts = [f"demand is {_listed(demands)}", f"lead times are {_listed(leads)}"]
    if drawn:
        parts.append(f"outages of {len(drawn)} disruptions are drawn")
    if dated:
        parts.append(f"{len(dated)} disruptions come at set dates")
    if not scenario.disruptions:
        parts.append("nothing goes wrong")
    return f"Chance: {'; '.join(parts)}."


def _review(review: str, days: int) -> str:
    every = "every day" if days == 1 else f"every {days} days"
    return every if review == "periodic" else f"{every}, and at every demand and arrival"


def provenance(study: "Study") -> list[tuple[str, str]]:
    """Return what makes the study again, and shows that it is the same."""
    return [
        *((f"SHA-256 of {name}", source.sha256) for name, source in study.plan.bases),
        ("Seed", str(study.plan.seed)),
        ("Replications", f"0 to {study.plan.replications - 1}"),
        ("Precision", precision(study)),
        ("Failures", f"{len(study.failures)} of {study.plan.replications * len(study.arms)}"),
        ("Method of the means", MEANS),
        (
            "Days",
            "; ".join(
                f"{name}: {one.time.horizon_days}, of which {one.time.warm_up_days} warm-up; "
                f"turns {', '.join(one.time.order_of_play)}; {level_means(one)}"
                for name, one in study.scenarios.items()
            ),
        ),
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
    said += [
        f"{policy}, {scenario}: {told}."
        for (scenario, policy), told in planned_words(study).items()
    ]
    said += skewed(study)
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


def skewed(study: "Study") -> list[str]:
    """Return a warning that names the headline means whose replications are too lopsided."""
    names = dict(zip(study.arms, arm_names(study), strict=True))
    found = []
    for arm, metric, _ in skew_warnings(study):
        values = [v for v in study.sample(arm, metric).values if v is not None]
        found.append((wanted_replications(values), f"{words.name(metric).lower()} of {names[arm]}"))
    if not found:
        return []
    found.sort(key=lambda pair: -pair[0])
    named = "; ".join(f"{what} ({wanted:,} wanted)" for wanted, what in found[:MOST_SKEWED])
    more = f"; and {len(found) - MOST_SKEWED} more" if len(found) > MOST_SKEWED else ""
    return [
        f"The replications are lopsided, and at {study.plan.replications} of them a t interval "
        f"holds the truth less often than it says. By their skewness so many are wanted: "
        f"{named}{more}."
    ]
