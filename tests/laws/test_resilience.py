"""What holds for every series of days: areas add up, breaches tile the bad days, tails order."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.measures.breaches import breaches
from experiments.measures.resilience import Effect, effects
from experiments.measures.tail_risk import cvar, value_at_risk
from twin.chain.scenario import Resilience

Day = tuple[int, int]
"""Demand, and of it what was served at once."""

DAY = st.integers(0, 12).flatmap(lambda asked: st.tuples(st.just(asked), st.integers(0, asked)))
DAYS = st.lists(DAY, min_size=1, max_size=25)
LOSSES = st.lists(st.integers(0, 1000), min_size=1, max_size=30)
LEVELS = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.8, 0.9, 0.95, 0.99])
MANY = settings(max_examples=60, deadline=None)


@st.composite
def episodes_within(draw: st.DrawFn, days: int) -> list[tuple[int, int]]:
    cuts = sorted(draw(st.sets(st.integers(0, days), max_size=6)))
    return [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < days]


def split(days: Sequence[Day]) -> tuple[list[int], list[int]]:
    return [asked for asked, _ in days], [given for _, given in days]


def share(days: Sequence[Day]) -> float:
    asked = sum(a for a, _ in days)
    return sum(g for _, g in days) / asked if asked else 1.0


def by_the_words(
    days: Sequence[Day], found: list[tuple[int, int]], limits: Resilience
) -> list[Effect]:
    """The definitions read out slowly, day by day, with no code of ours."""
    told = []
    for number, (start, end) in enumerate(found):
        before_next = found[number + 1][0] if number + 1 < len(found) else len(days)
        low, high = limits.failure_service_share, limits.recovery_service_share
        failing = [d for d in range(start, before_next) if share(days[d : d + 1]) < low]
        back = start
        if failing:
            well = [
                d
                for d in range(failing[0] + 1, len(days))
                if share(days[d : d + 1]) >= high
                and share(days[d : d + limits.recovery_window_days]) >= high
            ]
            back = well[0] if well else len(days)
        span = days[start : max(end, back)]
        told.append(
            Effect(
                from_day=start,
                until_day=end,
                time_to_survive_days=failing[0] - start if failing else None,
                time_to_recover_days=back - failing[0] if failing else 0,
                recovered=not failing or back < len(days),
                lowest_service_share=min(share([day]) for day in span),
                service_loss_unit_days=sum(a - g for a, g in span),
                span_until_day=start + len(span),
            )
        )
    return told


@MANY
@given(st.data(), DAYS, st.sampled_from([0.3, 0.5, 0.9]), st.sampled_from([1, 2, 5]))
def test_effects_are_what_the_definitions_say(
    data: st.DataObject, days: list[Day], low: float, width: int
) -> None:
    found = data.draw(episodes_within(len(days)))
    limits = Resilience(
        failure_service_share=low, recovery_service_share=0.9, recovery_window_days=width
    )

    assert effects(*split(days), found, limits) == by_the_words(days, found, limits)


@MANY
@given(st.data(), st.integers(1, 20), st.integers(1, 4))
def test_areas_of_the_sites_add_up_to_the_chain_s_where_their_spans_agree(
    data: st.DataObject, horizon: int, sites: int
) -> None:
    # at failure level 0 nobody fails, and every span is the episode itself
    limits = Resilience(failure_service_share=0.0)
    week = st.lists(DAY, min_size=horizon, max_size=horizon)
    series = [split(data.draw(week)) for _ in range(sites)]
    found = data.draw(episodes_within(horizon))
    chain = [[sum(one[part][day] for one in series) for day in range(horizon)] for part in (0, 1)]

    parts = [effects(*one, found, limits) for one in series]
    whole = effects(*chain, found, limits)

    for number, effect in enumerate(whole):
        areas = [part[number].service_loss_unit_days for part in parts]
        assert sum(areas) == effect.service_loss_unit_days
        worst = min(part[number].lowest_service_share for part in parts)
        assert worst <= effect.lowest_service_share


@MANY
@given(DAYS, st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_breaches_are_the_days_below_the_level_and_end_where_service_is_back(
    days: list[Day], level: float
) -> None:
    bad = [share([day]) < level for day in days]

    found = breaches(*split(days), level)

    covered = {d for b in found for d in range(b.from_day, b.from_day + b.days)}
    assert covered == {d for d, is_bad in enumerate(bad) if is_bad}
    assert sum(b.days for b in found) == len(covered)
    for breach in found:
        edges = (breach.from_day - 1, breach.from_day + breach.days)
        assert not any(bad[d] for d in edges if 0 <= d < len(days))
    missed = sum(days[d][0] - days[d][1] for d in covered)
    assert sum(b.unmet_units for b in found) == missed


@MANY
@given(LOSSES, LEVELS)
def test_the_conditional_value_at_risk_is_the_least_of_its_integral_form(
    losses: list[int], level: float
) -> None:
    """Rockafellar and Uryasev (2002), theorem 10: min over z of z + E[(X - z)+] / (1 - a).

    The function is convex and piecewise linear in z with kinks at the losses, so its least
    value is at one of them.
    """
    n = len(losses)
    least = min(z + sum(max(x - z, 0) for x in losses) / n / (1 - level) for z in losses)

    assert cvar(losses, level) == pytest.approx(least, rel=1e-9, abs=1e-9)


@MANY
@given(LOSSES)
def test_the_tail_begins_at_the_mean_grows_with_its_level_and_ends_at_the_worst(
    losses: list[int],
) -> None:
    levels = [0.0, 0.2, 0.5, 0.9, 0.95, 1 - 1e-9, 1.0]

    tails = [cvar(losses, level) or 0.0 for level in levels]

    assert tails[0] == pytest.approx(sum(losses) / len(losses), rel=1e-12)
    assert all(b >= a - 1e-9 for a, b in pairwise(tails))
    assert tails[-2:] == [max(losses)] * 2
    for level, mean in zip(levels, tails, strict=True):
        assert mean >= (value_at_risk(losses, level) or 0.0)


@MANY
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1), LEVELS)
def test_two_sites_together_are_no_worse_than_apart(
    pairs: list[tuple[int, int]], level: float
) -> None:
    """Subadditivity, for which the measure is preferred to the value at risk."""
    one, other = [list(part) for part in zip(*pairs, strict=True)]
    together = [a + b for a, b in pairs]

    apart = (cvar(one, level) or 0.0) + (cvar(other, level) or 0.0)

    assert (cvar(together, level) or 0.0) <= apart + 1e-9


@MANY
@given(DAYS)
def test_a_longer_span_never_loses_less(days: list[Day]) -> None:
    limits = Resilience(failure_service_share=0.0)
    asked, given_units = split(days)

    areas = [
        effects(asked, given_units, [(0, end)], limits)[0].service_loss_unit_days
        for end in range(1, len(days) + 1)
    ]

    assert areas == sorted(areas)
    assert areas == list(accumulate(a - g for a, g in days))
