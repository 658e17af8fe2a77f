"""Stress test: do tactical plans keep their promise where demand, lead times and outages vary?

Question: the paper plans and stops. Here plans are carried out week by week in a simulated world.
What do they promise and what becomes of it, what would a perfect forecast be worth, what do
horizon, review, forecast and gap change, and do plans beat tuned stock rules?

Design: Case III as a world (`scenario`), 26 weeks of which 6 do not count; all arms meet the same
chance. Rules are tuned on other seeds (`tuning`). Worlds: certain (nothing varies), uncertain
(demand and lead times vary), tactical (besides, plants and warehouses fail as in Figure 8), random
outages. Nobody knows of a failure before it comes. With --days, for a quick look, only the main
arms are played, in the worlds certain and uncertain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from experiments import Study, study
from experiments.figures import comparison, differences
from experiments.papers.badejo_2024.arms import FACTORS, MAIN, REVIEWS, clairvoyant_at, planner_at
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.promised import (
    KEPT,
    Kept,
    factors_drawn,
    kept_drawn,
    known_table,
    promise_table,
)
from experiments.papers.badejo_2024.scenario import (
    CERTAIN,
    DATED,
    RANDOM,
    UNCERTAIN,
    Setting,
    scenario,
)
from experiments.plain_table import interval, table
from experiments.studies.common import Options, is_clear, options, save, tell
from twin import Scenario

NAME = "badejo_2024_stress"
SHOWN = ("cost_total", *KEPT[1:])
BASELINE = "base-stock"


@dataclass(frozen=True, kw_only=True)
class Test:
    """What the stress test plays."""

    worlds: tuple[Setting, ...]
    """In which the planner's promise is held against what becomes of it."""

    with_factors: tuple[Setting, ...]
    """Of these, where one thing after the other is changed."""

    with_foresight: tuple[Setting, ...]
    """Of these, where a planner is told the demand."""

    reviews: dict[int, int]
    """Review periods in days, and how many of them a window has."""


WHOLE_TEST = Test(
    worlds=(CERTAIN, UNCERTAIN, DATED, RANDOM),
    with_factors=(UNCERTAIN, RANDOM),
    with_foresight=(UNCERTAIN, RANDOM),
    reviews=REVIEWS,
)
QUICK_TEST = Test(
    worlds=(CERTAIN, UNCERTAIN), with_factors=(), with_foresight=(UNCERTAIN,), reviews={}
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=4, arguments=arguments)
    test = WHOLE_TEST if asked.days is None else QUICK_TEST
    figures = {}
    studies = {}
    for setting in test.worlds:
        arms = {**MAIN, **(FACTORS if setting in test.with_factors else {})}
        studies[setting.name] = _played(asked, setting, arms, setting.name)
        tell(_table(studies[setting.name], arms, BASELINE, MAIN))
        if setting in test.with_factors:
            tell(_table(studies[setting.name], arms, "planner", FACTORS))
    if test.with_factors:
        of_factors = {s.name.split()[-1]: studies[s.name] for s in test.with_factors}
        planned = {name: text for name, text in FACTORS.items() if BASELINE not in name}
        figures["factors"] = differences.draw(factors_drawn(of_factors, planned, MAIN["planner"]))
    for days, periods in test.reviews.items():
        arms = {BASELINE: MAIN[BASELINE], "planner": planner_at(periods)}
        setting = replace(UNCERTAIN, name=f"review every {days} days", review_days=days)
        tell(_table(_played(asked, setting, arms, setting.name), arms, BASELINE, arms))
    kept = {
        setting.name: Kept.of(
            _scenario(setting, asked), asked.seed, asked.replications, MAIN["planner"]
        )
        for setting in test.worlds
    }
    tell(promise_table(kept))
    figures["promises"] = comparison.draw(kept_drawn(kept, asked.replications))
    told = {
        setting.name: clairvoyant_at(_scenario(setting, asked), asked.seed, asked.replications)
        for setting in test.with_foresight
    }
    tell(known_table({name: (studies[name], told[name]) for name in told}, MAIN))
    save(asked.out, figures)


def _scenario(setting: Setting, asked: Options) -> Scenario:
    made = scenario(instance(CASE_3), setting)
    if asked.days is None:
        return made
    time = made.time.model_copy(update={"horizon_days": asked.days})
    return made.model_copy(update={"time": time})


def _played(asked: Options, setting: Setting, arms: dict[str, str], folder: str) -> Study:
    return study(
        _scenario(setting, asked),
        list(arms.values()),
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / folder.replace(" ", "-"),
    )


def _table(found: Study, arms: dict[str, str], against: str, shown: dict[str, str]) -> str:
    """Return metrics by arm, and what they differ from one of them (a star where clearly)."""
    world, summary = found.arms[0][0], found.summary()
    names = [name for name in arms if name in shown or name == against]
    rows = [[world, *("cost", "fill rate", "worst place"), f"cost less {against}"]]
    for name in names:
        of_arm = summary[world, arms[name]]
        cells = [interval(of_arm[metric], metric) for metric in SHOWN]
        rows.append([name, *cells, _less(found, arms[name], arms[against])])
    return table(rows)


def _less(found: Study, text: str, other: str) -> str:
    """Return how much more an arm costs than another; a star where the interval leaves 0 out."""
    for one in found.differences():
        if {one.left[1], one.right[1]} == {text, other}:
            change = one.metrics["cost_total"].estimate
            if one.left[1] != text:
                change = replace(
                    change,
                    mean=None if change.mean is None else -change.mean,
                    low=None if change.high is None else -change.high,
                    high=None if change.low is None else -change.low,
                )
            return interval(change, "cost_total") + " *" * is_clear(change)
    return "-"


if __name__ == "__main__":
    main()
