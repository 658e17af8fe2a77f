"""How many units leave the primary country once part of the demand is known."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor, inf

from policies.remaining_demand import RemainingDemand
from policies.system_value import SystemValues, system_value


class Limit(StrEnum):
    """What kept a ship-back from being greater."""

    KEPT_TARGET = "kept-target"
    """Nothing outside: the next unit is worth more where it is."""

    ANNOUNCED = "announced"
    """The announced donation is filled, and a tertiary country is worth less than keeping."""

    NO_SURPLUS = "no-surplus"
    """Not even the first unit is worth shipping."""

    STOCK = "stock"
    ELIGIBLE = "eligible"
    CONSENT = "consent"
    SERVICE_FLOOR = "service-floor"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """On which side of its conditions the rule stood."""

    donation_fractile: float
    """[F1]: keep so much that demand is covered with this share, before the donation is fed."""

    tertiary_fractile: float
    """[F2]: the same before a unit goes to a tertiary country."""

    concave: bool
    """Whether F1 <= F2. If not, the best of each side of the announced donation were compared."""

    limit: Limit

    @property
    def donation_interior(self) -> bool:
        """Return whether the donation's kept target is a quantile."""
        return 0 < self.donation_fractile < 1

    @property
    def tertiary_interior(self) -> bool:
        """Return whether the tertiary kept target is a quantile."""
        return 0 < self.tertiary_fractile < 1

    @property
    def donation_outbids_patients(self) -> bool:
        """Return whether a unit given is worth more than one surely used: F1 <= 0.

        Only a service floor, or a greater value of a unit served, then keeps stock for patients.
        """
        return self.donation_fractile <= 0


@dataclass(frozen=True, kw_only=True)
class ShipBack:
    """How much is shipped back, where to, and why not more."""

    units: float
    to_donation_units: float
    to_tertiary_units: float

    kept_before_donation_units: float
    """[K1]; infinite where no unit is worth giving."""

    kept_before_tertiary_units: float
    """[K2]; infinite where no unit is worth giving."""

    condition: Condition


def fractiles(values: SystemValues) -> tuple[float, float]:
    """Return the shares of demand covered that a kept unit must not exceed [F1, F2].

    F1 = (u + beta + eps - c) / (u + o) for a unit of the announced donation, which saves
    its production; F2 = (u + beta + tau - v3) / (u + o) for one to a tertiary country.
    """
    under, over = values.under_cost_per_unit, values.over_cost_per_unit
    taken = under + values.collection_cost_per_unit
    saved = values.production_cost_per_unit - values.rework_cost_per_unit
    given = values.tertiary_value_per_unit - values.tertiary_transport_cost_per_unit
    return (taken - saved) / (under + over), (taken - given) / (under + over)


def kept_target(demand: RemainingDemand, fractile: float) -> float:
    """Return the stock to keep [K] = F^-1(fractile), 0 or infinite where there is none."""
    if fractile <= 0:
        return 0.0
    return inf if fractile >= 1 else max(0.0, float(demand.quantile(fractile)))


def whole_kept_target(demand: RemainingDemand, fractile: float) -> float:
    """Return the best whole number of units to keep.

    It is the least k for which one more unit is left over with at least that share:
    E(k + 1 - D)+ - E(k - D)+ >= fractile. Where demand is whole that is P(D <= k).
    """
    target = kept_target(demand, fractile)
    if target in (0.0, inf):
        return target
    least = floor(target)
    left = demand.expected_over(least + 1.0) - demand.expected_over(float(least))
    return float(least if left >= fractile - 1e-12 else least + 1)


def ship_back_units(
    stock_units: int,
    eligible_units: int,
    announced_units: int,
    consented_units: int,
    remaining_demand: RemainingDemand,
    values: SystemValues,
    service_floor_share: float = 0.0,
) -> ShipBack:
    """Return the best whole number of units to ship back [q*].

    Args:
        stock_units: what can serve the remaining demand: on hand and due, less what is owed.
        eligible_units: of these, what may be donated at all.
        announced_units: the donation announced and not yet fed [G].
        consented_units: what a tertiary country has asked for beyond it.
        remaining_demand: the law of demand until the next replenishment.
        values: what units are worth.
        service_floor_share: so much of the time what is kept must be enough, whatever it costs.

    With the kept targets K1, K2 of the fractiles F1 <= F2, and S units of stock:

        q* = S - K2                   if S - K2 >= G
           = S - K1 cut to [0, G]     otherwise

    cut to what is eligible, asked for, and above the service floor. If F1 > F2 (a tertiary
    country is worth more than saved production) the value is not concave: the best q up to G
    and the best beyond are compared, and the smaller stands when they tie.
    """
    first, second = fractiles(values)
    return _ship_back(
        (float(stock_units), float(eligible_units)),
        float(announced_units),
        float(consented_units),
        remaining_demand,
        values,
        (whole_kept_target(remaining_demand, first), whole_kept_target(remaining_demand, second)),
        float(ceil(_floor_units(remaining_demand, service_floor_share) - 1e-9)),
    )


def ship_back_quantity(
    stock_units: float,
    eligible_units: float,
    announced_units: float,
    consented_units: float,
    remaining_demand: RemainingDemand,
    values: SystemValues,
    service_floor_share: float = 0.0,
) -> ShipBack:
    """Return the best quantity to ship back where medicine can be divided at will.

    Otherwise as `ship_back_units`.
    """
    first, second = fractiles(values)
    return _ship_back(
        (stock_units, eligible_units),
        announced_units,
        consented_units,
        remaining_demand,
        values,
        (kept_target(remaining_demand, first), kept_target(remaining_demand, second)),
        _floor_units(remaining_demand, service_floor_share),
    )


def _floor_units(demand: RemainingDemand, share: float) -> float:
    if not 0 <= share < 1:
        raise ValueError(f"service_floor_share {share} must be at least 0 and below 1")
    return kept_target(demand, share)


def _ship_back(
    stock_and_eligible: tuple[float, float],
    announced: float,
    consented: float,
    demand: RemainingDemand,
    values: SystemValues,
    targets: tuple[float, float],
    floor_units: float,
) -> ShipBack:
    stock, eligible = stock_and_eligible
    bounds = {
        Limit.STOCK: stock,
        Limit.ELIGIBLE: eligible,
        Limit.CONSENT: announced + consented,
        Limit.SERVICE_FLOOR: stock - floor_units,
    }
    bounds = {limit: max(0.0, units) for limit, units in bounds.items()}
    tightest = min(bounds, key=bounds.__getitem__)
    most = bounds[tightest]

    def worth(units: float) -> float:
        return float(system_value(stock, units, announced, demand, values))

    def best(most: float) -> float:
        return best_quantity(stock, most, announced, targets, worth)

    units, free = best(most), best(max(0.0, stock))
    limit = tightest if units < free else _free_limit(units, stock, announced, targets)
    first, second = fractiles(values)
    return ShipBack(
        units=units,
        to_donation_units=min(units, announced),
        to_tertiary_units=max(units - announced, 0.0),
        kept_before_donation_units=targets[0],
        kept_before_tertiary_units=targets[1],
        condition=Condition(
            donation_fractile=first,
            tertiary_fractile=second,
            concave=first <= second,
            limit=limit,
        ),
    )


def best_quantity(
    stock: float,
    most: float,
    announced: float,
    targets: tuple[float, float],
    worth: Callable[[float], float],
) -> float:
    """Return the best quantity in [0, most] of a worth that is concave up to G and beyond it.

    `targets` are the stock to keep before the announced donation [G] is fed, and before more
    leaves. Where the first is greater the whole is not concave, and `worth` decides between
    the best of either side; the smaller stands when they tie.
    """
    before, beyond = targets
    fed = min(max(stock - before, 0.0), min(announced, most))
    if most <= announced:
        return fed
    more = min(max(stock - beyond, announced), most)
    if before <= beyond:
        return more if stock - beyond >= announced else fed
    return more if worth(more) > worth(fed) else fed


def _free_limit(
    units: float, stock: float, announced: float, targets: tuple[float, float]
) -> Limit:
    """Return what holds a quantity that no bound from outside does."""
    if units <= 0:
        return Limit.NO_SURPLUS
    if units == announced and stock - units > targets[0]:
        return Limit.ANNOUNCED
    return Limit.STOCK if units >= stock else Limit.KEPT_TARGET
