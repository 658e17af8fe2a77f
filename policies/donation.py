"""How much to order and how much to announce when surplus can be given away later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.remaining_demand import RemainingDemand
from policies.shipback import kept_target
from policies.system_value import SystemValues


class Corner(StrEnum):
    """Where an optimum lies."""

    INTERIOR = "interior"
    """Where the last unit is worth what it costs."""

    NOTHING = "nothing"
    """Not even the first unit is worth it."""

    ALL_THAT_IS_WANTED = "all-that-is-wanted"
    """Each unit is worth it, and consent ends there."""

    SERVICE_FLOOR = "service-floor"
    """Less would be worth more, but patients would be served too seldom."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A quantity chosen at the start of a cycle."""

    units: float
    fractile: float | None
    """The share of demand (or surplus) covered at an interior optimum; None where the
    condition has more than one share in it."""

    corner: Corner


def order_without_recourse(
    demand: RemainingDemand, values: SystemValues, service_floor_share: float = 0.0
) -> Choice:
    """Return the order [Q] of a cycle at whose end what is left expires.

    F(Q) = (u - c - r_r) / (u + o): the newsvendor whose unit sold is worth u, and whose unit
    left over costs o. There is nothing to order unless v + pi > c + r_r + r_l, and no end to
    it where neither ordering nor what is left over costs anything.
    """
    under, over = values.under_cost_per_unit, values.over_cost_per_unit
    fractile = (under - _landed_cost(values)) / (under + over)
    corner = Corner.INTERIOR if fractile > 0 else Corner.NOTHING
    units = kept_target(demand, fractile)
    return _floored(Choice(units=units, fractile=fractile, corner=corner), demand,
                    service_floor_share)  # fmt: skip


def order_with_recourse(
    demand: RemainingDemand,
    announced_units: float,
    consented_units: float,
    values: SystemValues,
    service_floor_share: float = 0.0,
) -> Choice:
    """Return the order [Q] if all demand were known when surplus is shipped back.

    An upper bound on what waiting for news can be worth. Each unit goes to the best use
    left: a patient (u), the announced donation [G] (c - eps - beta), a tertiary country's
    consented need [T] (v3 - tau - beta), and none (-o). With the last three in that order
    the last unit ordered earns its cost where

        u (1 - F(Q)) + (c - eps - beta) (F(Q) - F(Q - G))
          + (v3 - tau - beta) (F(Q - G) - F(Q - G - T)) - o F(Q - G - T) = c + r_r.

    The left side falls with Q, so there is one root; a law in steps has the least Q at which
    the left side is no greater. Where a donation is worth more than a patient, u is below the
    cost of ordering as well, and nothing is ordered.

    Raises:
        ValueError: where v3 - tau > c - eps: the donation is fed first all the same, and the
            left side may rise.
    """
    _refuse_dear_tertiary(values)
    worth = _marginal_worth(demand, announced_units, consented_units, values)
    cost = _landed_cost(values)
    if worth(0.0) <= cost:
        start = Choice(units=0.0, fractile=None, corner=Corner.NOTHING)
        return _floored(start, demand, service_floor_share)
    high = 1.0
    while worth(high) > cost:
        high *= 2
    units = first_where(lambda units: worth(units) <= cost, high)
    found = Choice(units=units, fractile=None, corner=Corner.INTERIOR)
    return _floored(found, demand, service_floor_share)


def announced_fractile(values: SystemValues) -> float:
    """Return the share of surpluses that are smaller than the best announced donation.

    P(R < G) = (v2 - v3 - eps - l + tau) / (c - eps - v3 + tau), where the last announced unit
    is worth v2 - eps - l - (v3 - tau) if the surplus [R] holds it and v2 - c - l if it must
    be produced. It is in (0, 1) where v3 + eps + l - tau < v2 < c + l. Exact when all demand
    is known at the ship-back; before that `announced_donation` counts as well the units that
    would rather stay, and announces less.

    Raises:
        ValueError: where a unit to a tertiary country is worth more than one produced saves.
    """
    transport = values.donation_transport_cost_per_unit
    tertiary = values.tertiary_value_per_unit - values.tertiary_transport_cost_per_unit
    saved = values.production_cost_per_unit - values.rework_cost_per_unit
    if saved <= tertiary:
        raise ValueError(f"v3 - tau = {tertiary} must be below c - eps = {saved}")
    gain = values.donated_value_per_unit - values.rework_cost_per_unit - transport - tertiary
    return gain / (saved - tertiary)


def announced_donation(
    reviews: Sequence[tuple[float, RemainingDemand]],
    wanted_units: float,
    values: SystemValues,
) -> Choice:
    """Return the best donation to announce [G], at most what the recipient wants.

    Args:
        reviews: what the ship-back may find, each equally likely: stock, and the law of
            demand that remains then.
        wanted_units: the need expressed and consented to.
        values: what units are worth.

    By the envelope theorem one more announced unit is worth

        v2 - l - eps - E[ m(S - G) cut to [v3 - tau, c - eps] ],
        m(K) = beta + u - (u + o) H(K),

    for it is taken from the tertiary country's (v3 - tau), from what would have been kept
    (m), or produced (c - eps): whichever is cheapest. It falls with G, so there is one root.

    Raises:
        ValueError: where v3 - tau > c - eps: the ship-back is not concave then.
    """
    low, high = _refuse_dear_tertiary(values)
    under, over = values.under_cost_per_unit, values.over_cost_per_unit
    collected = values.collection_cost_per_unit + under

    def source_cost(stock: float, demand: RemainingDemand, given: float) -> float:
        if given >= stock:
            return high
        kept = collected - (under + over) * float(demand.cdf(stock - given))
        return min(max(kept, low), high)

    def worth(given: float) -> float:
        taken = sum(source_cost(stock, demand, given) for stock, demand in reviews) / len(reviews)
        return (
            values.donated_value_per_unit
            - values.donation_transport_cost_per_unit
            - values.rework_cost_per_unit
            - taken
        )

    if wanted_units <= 0 or worth(0.0) <= 0:
        return Choice(units=0.0, fractile=None, corner=Corner.NOTHING)
    if worth(wanted_units) > 0:
        return Choice(units=wanted_units, fractile=None, corner=Corner.ALL_THAT_IS_WANTED)
    units = first_where(lambda units: worth(units) <= 0, wanted_units)
    return Choice(units=units, fractile=None, corner=Corner.INTERIOR)


def first_where(true_from: Callable[[float], bool], high: float) -> float:
    """Return the least number in [0, high] at which a condition that stays true begins.

    >>> first_where(lambda x: x >= 3, 10.0)
    3.0
    """
    low = 0.0
    if true_from(low):
        return low
    while low < (middle := (low + high) / 2) < high:
        low, high = (low, middle) if true_from(middle) else (middle, high)
    return high


def _refuse_dear_tertiary(values: SystemValues) -> tuple[float, float]:
    """Return v3 - tau and c - eps if they are in this order."""
    tertiary = values.tertiary_value_per_unit - values.tertiary_transport_cost_per_unit
    saved = values.production_cost_per_unit - values.rework_cost_per_unit
    if tertiary > saved:
        raise ValueError(f"v3 - tau = {tertiary} must not be above c - eps = {saved}")
    return tertiary, saved


def _landed_cost(values: SystemValues) -> float:
    return values.production_cost_per_unit + values.regional_cost_per_unit


def _marginal_worth(
    demand: RemainingDemand, announced: float, consented: float, values: SystemValues
) -> Callable[[float], float]:
    """Return what the last of Q units earns in the best of the uses, demand being known."""
    collected = values.collection_cost_per_unit
    donation = values.production_cost_per_unit - values.rework_cost_per_unit - collected
    tertiary = values.tertiary_value_per_unit - values.tertiary_transport_cost_per_unit - collected
    patient, none = values.under_cost_per_unit, -values.over_cost_per_unit
    uses = [
        (worth, size)
        for worth, size in ((donation, announced), (tertiary, consented))
        if worth > none and size > 0
    ]

    def marginal(units: float) -> float:
        left, reached = units, float(demand.cdf(units))
        total = patient * (1 - reached)
        for worth, size in uses:
            left -= size
            beyond = float(demand.cdf(left))
            total, reached = total + worth * (reached - beyond), beyond
        return total + none * reached

    return marginal


def _floored(choice: Choice, demand: RemainingDemand, share: float) -> Choice:
    least = kept_target(demand, share)
    if choice.units >= least:
        return choice
    return Choice(units=least, fractile=share, corner=Corner.SERVICE_FLOOR)
