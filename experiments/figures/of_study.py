"""What a study shows: the data of its figures, taken from its replications."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.figures import words, worst_sites
from experiments.figures.data import (
    Comparison,
    Costs,
    Differences,
    Interval,
    Line,
    Panel,
    SiteRow,
    WorstSites,
)
from experiments.figures.study_data import ServiceBands
from experiments.measures.definitions import COMPARED, is_share
from experiments.measures.service import WINDOW_DAYS
from experiments.monte_carlo.arms import arm_names, pair_name
from experiments.monte_carlo.site_sums import Place
from experiments.statistics.precision import Estimate

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study
    from experiments.monte_carlo.results import Key


def interval(found: Estimate) -> Interval | None:
    """Return an estimate as figures draw it; None where no replication has a value."""
    if found.mean is None:
        return None
    return Interval(mean=found.mean, low=found.low, high=found.high)


def comparison(study: "Study", currency: str) -> Comparison:
    """Return the headline metrics of every arm."""
    summary = study.summary()
    panels = (
        Panel(
            title=words.name(metric),
            axis=words.axis(metric, currency),
            intervals=tuple(interval(summary[arm][metric]) for arm in study.arms),
            written=words.tick_written(metric),
            ends=(0.0, 1.0 if is_share(metric) else float("inf")),
        )
        for metric in COMPARED
        if metric in study.metric_names
    )
    return Comparison(
        arms=arm_names(study),
        panels=tuple(p for p in panels if says_something(p)),
        replications=study.plan.replications,
    )


def differences(study: "Study", currency: str) -> Differences:
    """Return the paired differences of the headline metrics."""
    found = study.differences()
    panels = (
        Panel(
            title=words.name(metric),
            axis=words.difference_axis(metric, currency),
            intervals=tuple(interval(d.metrics[metric].estimate) for d in found),
            written=words.tick_written(metric),
        )
        for metric in COMPARED
        if metric in study.metric_names
    )
    return Differences(
        pairs=tuple(pair_name(study, d.left, d.right) for d in found),
        marks=tuple(
            study.plan.policy_texts.index(d.left[1])
            if study.plan.points
            else study.arms.index(d.left)
            for d in found
        ),
        panels=tuple(p for p in panels if says_something(p)),
        replications=study.plan.replications,
    )


def says_something(panel: Panel) -> bool:
    """Return whether a metric has a value other than 0 in any arm."""
    return any(i is not None and any((i.mean, *i.ends)) for i in panel.intervals)


def fill_rates(study: "Study", arm: "Key", *, by_product: bool) -> dict[Place, Estimate]:
    """Return the fill rate of every site (and product) of an arm: a ratio of sums."""
    return study.sites(arm).fill_rates(by_product=by_product)


def mean_demand(study: "Study", arm: "Key") -> dict[Place, float]:
    """Return the mean demand of every site and product of an arm."""
    return study.sites(arm).mean_demand()


def worst(study: "Study", *, by_product: bool) -> WorstSites:
    """Return the sites (or sites and products) by their lowest fill rate in any arm."""
    rates = [fill_rates(study, arm, by_product=by_product) for arm in study.arms]
    places = sorted({place for of_arm in rates for place in of_arm})
    rows = [
        SiteRow(
            site=", ".join(place),
            intervals=tuple(
                interval(of_arm[place]) if place in of_arm else None for of_arm in rates
            ),
        )
        for place in places
    ]
    shown = sorted((r for r in rows if any(r.intervals)), key=worst_sites.lowest)
    return WorstSites(
        arms=arm_names(study),
        rows=tuple(shown),
        site_count=len(shown),
        replications=study.plan.replications,
    )


def costs_of(study: "Study", currency: str) -> Costs:
    """Return the mean cost by kind of every arm, the largest kind first; kinds of no cost not."""
    summary = study.summary()
    found = {
        words.kind_of_cost(name): tuple(summary[arm][name].mean or 0.0 for arm in study.arms)
        for name in study.metric_names
        if name.startswith("cost_") and name != "cost_total"
    }
    kinds = sorted((k for k in found if any(found[k])), key=lambda k: (-max(found[k]), k))
    return Costs(
        arms=arm_names(study),
        kinds=tuple(kinds),
        amounts=tuple(found[kind] for kind in kinds),
        currency=currency,
        replications=study.plan.replications,
    )


def service_bands(study: "Study", most: int) -> ServiceBands:
    """Return the service of the first arms over time."""
    time = next(iter(study.scenarios.values())).time
    arms = study.arms[:most]
    return ServiceBands(
        names=arm_names(study)[:most],
        lines=tuple(service_band(study, arm) for arm in arms),
        window_days=WINDOW_DAYS,
        warm_up_days=time.warm_up_days,
        replications=study.plan.replications,
    )


def service_band(study: "Study", arm: "Key") -> Line:
    """Return the mean of each day's moving share over the replications, between its ends."""
    daily = study.daily(arm)
    before = np.full(daily.first_day, np.nan)
    mean, low, high = (
        np.concatenate([before, values])
        for values in (daily.service.mean, daily.service.low, daily.service.high)
    )
    return Line(label=f"mean and range of {daily.replications}", values=mean, low=low, high=high)
