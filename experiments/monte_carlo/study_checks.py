"""What to know before believing a study: skew, warm-up, quantiles and the bad end."""

from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from experiments.measures.definitions import COMPARED, METRICS
from experiments.measures.tail_risk import Tail, tail
from experiments.monte_carlo.outcome import Source
from experiments.monte_carlo.play import scenario_of
from experiments.statistics.quantiles import QuantileEstimate, quantile_interval
from experiments.statistics.skew import skew_warning
from experiments.statistics.warm_up import WarmUpAdvice, mser_5

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study
    from experiments.monte_carlo.results import Key

SHARES = (0.05, 0.5, 0.95)
"""The quantiles over replications that results carry."""

SERIES = "units not served at once, by day, mean over replications, after the scenario's warm-up"


def skew_warnings(study: "Study") -> list[tuple["Key", str, str]]:
    """Return (arm, metric, warning) where an interval of a compared metric promises too much."""
    found = []
    for arm in study.arms:
        for metric in COMPARED:
            if metric in study.metric_names:
                warning = skew_warning(study.sample(arm, metric).values)
                if warning is not None:
                    found.append((arm, metric, warning))
    return found


def quantiles(study: "Study", arm: "Key") -> dict[str, list[QuantileEstimate]]:
    """Return the 5 %, 50 % and 95 % quantiles over replications of the compared metrics.

    Of a ratio they are of the replications' own ratios.
    """
    return {
        metric: [quantile_interval(study.values(arm, metric), share) for share in SHARES]
        for metric in COMPARED
        if metric in study.metric_names
    }


def unmet_tail(study: "Study", arm: "Key") -> Tail:
    """Return the bad end of what a replication did not serve at once, in units.

    How far out it begins is the scenario's `resilience.tail_level_share`.
    """
    columns = (study.values(arm, name) for name in ("demand_units", "served_at_once_units"))
    return tail(
        [
            None if asked is None or given is None else asked - given
            for asked, given in zip(*columns, strict=True)
        ],
        _tail_level(study, arm[0]),
    )


def _tail_level(study: "Study", name: str) -> float:
    """Return the tail level of a scenario; a point of a design mostly has its base's."""
    names = [label for label, _ in study.plan.scenarios]
    at = names.index(name)
    source = study.plan.scenarios[at][1]
    if not any(change.startswith("resilience.") for change in source.changes):
        source = study.plan.bases[at // max(1, len(study.plan.points))][1]
    return _tail_level_of(source)


@lru_cache(maxsize=8)
def _tail_level_of(source: Source) -> float:
    return scenario_of(source).resilience.tail_level_share


def warm_up_advice(study: "Study", arm: "Key") -> WarmUpAdvice:
    """Return what MSER-5 would still cut behind the scenario's warm-up.

    It looks at the units not served at once by day, the mean over replications. A season or a
    dated outage moves such a series as a start does: the advice is for chains without.
    """
    daily = study.daily(arm)
    unmet = daily.demand_units - daily.served_at_once_units
    return mser_5(unmet / max(1, daily.replications))


def warm_up_note(study: "Study") -> str | None:
    """Return a sentence where some arm's warm-up is shorter than MSER-5 advises, or its run.

    None where all is well, or nothing was played.
    """
    arms = [arm for arm in study.arms if study.daily(arm).replications]
    advice = [warm_up_advice(study, arm) for arm in arms]
    cuts = [one.cut_days for one in advice if one.cut_days is not None]
    told = []
    if longer := sum(cut > 0 for cut in cuts):
        has = study.daily(arms[0]).first_day
        told.append(f"a warm-up of {has + max(cuts)} days, not {has}, by {longer} of {len(arms)}")
    if short := len(advice) - len(cuts):
        told.append(f"a longer run before it says any warm-up, by {short} of {len(arms)}")
    if not told:
        return None
    arms_ = "arm" if len(arms) == 1 else "arms"
    return f"MSER-5 wants {'; '.join(told)} {arms_} (from the daily units not served at once)."


def checks_json(study: "Study", arm: "Key") -> dict[str, Any]:
    """Return the checks of one arm as results carry them."""
    advice = warm_up_advice(study, arm)
    return {
        "quantiles": {
            metric: [asdict(one) for one in found]
            for metric, found in quantiles(study, arm).items()
        },
        "unmet_units_tail": asdict(unmet_tail(study, arm)),
        "warm_up_advice": {
            "series": SERIES,
            "further_cut_days": advice.cut_days,
            "too_short": advice.too_short,
        },
    }


def told_warnings(study: "Study") -> list[str]:
    """Return a line for each warning, arm and metric named."""
    several = len(study.arms) > 1
    return [
        f"{METRICS[metric].label}{f' of {arm[1]} on {arm[0]}' if several else ''}: {warning}"
        for arm, metric, warning in skew_warnings(study)
    ]
