"""The paper's Figures 5 to 11 from our numbers."""

from functools import partial

from experiments.figures import bars_and_lines, capacity_profile, stacked_bars, trade_off
from experiments.figures.bars_and_lines import BarsAndLines
from experiments.figures.capacity_profile import CapacityProfile, Profile
from experiments.figures.of_trade_off import trade_off as figure_of_front
from experiments.figures.stacked_bars import Panel, StackedBars
from experiments.figures.trade_off import Mark, Scale, TradeOffFigure
from experiments.papers.badejo_2024.disruption import (
    Capacity,
    Comparison,
    plant_capacity,
    room_capacity,
)
from experiments.papers.badejo_2024.horizon import Rolled
from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.parts import cost_by_part, impact_by_part
from experiments.papers.badejo_2024.planner import Outcome
from experiments.papers.badejo_2024.trade_offs import Anchors
from experiments.papers.paper import Picture
from policies.milp.fronts.front import Front
from policies.milp.fronts.point import Point
from policies.milp.solution import Solve

AIM_WORDS = {"cost": "Least cost", "impact": "Least impact", "ratio": "Best minRatio"}


def _thousands(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _tenths(value: float) -> str:
    return f"{100 * value:.1f} %"


COST = Scale(name="total cost", unit="$", written=_thousands)
IMPACT = Scale(name="impact", unit="points", written=_thousands)
RATIO = Scale(name="minRatio", unit="of demand", written=_percent, more_is_better=True)
SERVICE = Scale(name="service level", unit="of demand", written=_tenths, more_is_better=True)
HELD = Scale(name="minRatio asked for", unit="of demand", written=_percent, more_is_better=True)


def anchor_pictures(
    case: Instance, best: Anchors, found: Front, plans: list[tuple[Point, Outcome]]
) -> tuple[Picture, ...]:
    """Return Figures 5 and 6, or 7."""
    first = case.case.name == "case-1"
    number = 6 if first else 7
    name = "Case I" if first else "Case II"
    scales = {"cost": COST, "impact": IMPACT, "ratio": RATIO}
    front = figure_of_front(found, title=f"{name}: cost, impact and minRatio", scales=scales)
    service = TradeOffFigure(
        title=f"{name}: cost, impact and service level",
        up=COST,
        across=IMPACT,
        third=SERVICE,
        marks=tuple(
            Mark(across=done.impact, up=done.cost, third=done.service_share) for _, done in plans
        ),
        ideal=front.ideal,
    )
    fronts = tuple(
        Picture(
            stem=f"figure-{number}{letter}",
            caption=f"As the paper's Figure {number}({letter}): front of {name}.",
            alt=trade_off.alt(data),
            draw=partial(trade_off.draw, data),
        )
        for letter, data in (("a", front), ("b", service))
    )
    return (_scheduled(best), *fronts) if first else fronts


def _scheduled(best: Anchors) -> Picture:
    products = len(next(iter(best.outcomes.values())).made_units)
    data = StackedBars(
        title="Case I: what plants make over ten weeks",
        axis="units made",
        parts=tuple(f"product {p + 1}" for p in range(products)),
        panels=tuple(
            Panel(
                title=AIM_WORDS[aim],
                bars=tuple(f"plant {f + 1}" for f in range(done.made_units.shape[1])),
                values=tuple(tuple(row.tolist()) for row in done.made_units),
            )
            for aim, done in best.outcomes.items()
        ),
        written=_thousands,
    )
    return Picture(
        stem="figure-5",
        caption="As the paper's Figure 5: production by plant under each objective.",
        alt=stacked_bars.alt(data),
        draw=partial(stacked_bars.draw, data),
    )


def comparison_pictures(done: Comparison) -> tuple[Picture, ...]:
    """Return Figures 8 and 9."""
    profile = CapacityProfile(
        title="Case III: capacity under disruption",
        profiles=(
            _profile("Plants: units made", plant_capacity(done)),
            _profile("Warehouses: units in stock", room_capacity(done)),
        ),
    )
    return (
        Picture(
            stem="figure-8",
            caption="As the paper's Figure 8: capacity left and added, by week.",
            alt=capacity_profile.alt(profile),
            draw=partial(capacity_profile.draw, profile),
        ),
        *(
            Picture(
                stem=f"figure-9{letter}",
                caption=f"As the paper's Figure 9({letter}): {word} by part.",
                alt=stacked_bars.alt(data),
                draw=partial(stacked_bars.draw, data),
            )
            for letter, word, data in _budgets(done)
        ),
    )


def _profile(title: str, capacity: Capacity) -> Profile:
    return Profile(
        title=title,
        usual=capacity.usual,
        there=capacity.there,
        could_grow=capacity.could_grow,
        used=capacity.used,
        grown=capacity.grown,
    )


def _budgets(done: Comparison) -> list[tuple[str, str, StackedBars]]:
    found = []
    for letter, word, unit, split in (
        ("a", "cost", "$", cost_by_part),
        ("b", "impact", "points", impact_by_part),
    ):
        parts = {name: split(each) for name, each in done.outcomes.items()}
        names = tuple(next(iter(parts.values()))) if parts else ()
        data = StackedBars(
            title=f"Case III: {word} by part",
            axis=f"{word} of ten weeks, {unit}",
            parts=names,
            panels=(
                Panel(
                    title="",
                    bars=tuple(parts),
                    values=tuple(
                        tuple(float(each[part].sum()) for each in parts.values()) for part in names
                    ),
                ),
            ),
            written=_thousands,
        )
        found.append((letter, word, data))
    return found


def horizon_pictures(
    one_window: dict[float, Outcome | Solve], several: dict[float, Rolled]
) -> tuple[Picture, ...]:
    """Return Figures 10 and 11."""
    plans = [(r, done) for r, done in one_window.items() if isinstance(done, Outcome)]
    if not plans:
        return ()
    by_ratio = TradeOffFigure(
        title="Large problem: cost, minRatio and service level",
        up=COST,
        across=HELD,
        third=SERVICE,
        marks=tuple(
            Mark(
                across=ratio,
                up=done.cost,
                third=done.service_share,
                proved=None if done.gap_share is None else done.cost * (1 - done.gap_share),
            )
            for ratio, done in plans
        ),
        ideal=(max(r for r, _ in plans), min(done.cost for _, done in plans)),
    )
    arms = {ratio: done for ratio, done in several.items() if done.steps}
    rolling = BarsAndLines(
        title="Large problem: rolling horizon",
        across="iteration of two weeks",
        above="cost, $",
        below="service level",
        arms=tuple(f"minRatio {ratio:.0%}" for ratio in arms),
        bars=tuple(tuple(step.cost for step in done.steps) for done in arms.values()),
        lines=tuple(tuple(step.service_share for step in done.steps) for done in arms.values()),
        above_written=_thousands,
        below_written=_percent,
    )
    return (
        Picture(
            stem="figure-10",
            caption="As the paper's Figure 10: cost against the least ratio.",
            alt=trade_off.alt(by_ratio),
            draw=partial(trade_off.draw, by_ratio),
        ),
        Picture(
            stem="figure-11",
            caption="As the paper's Figure 11: rolling horizon by least ratio.",
            alt=bars_and_lines.alt(rolling),
            draw=partial(bars_and_lines.draw, rolling),
        ),
    )
