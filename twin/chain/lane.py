"""How goods move: lanes between sites, the vehicles on them and their fleets."""

from typing import Literal

from twin.chain.chance import DurationLaw
from twin.chain.fields import (
    Day,
    Factor,
    Frozen,
    Name,
    PositiveQuantity,
    Quantity,
    Rate,
    Selector,
    Share,
    SomeCount,
    SomeDays,
    SomeUnits,
    Text,
)


class Cooling(Frozen):
    """A refrigerated box that can fail on the way; the load is warm from then to arrival."""

    failure_share_per_trip: Share
    """Chance that it fails on a trip, at a moment uniform over the trip."""


class Vehicle(Frozen):
    """A kind of vehicle: what it holds, costs and emits."""

    about: Text = ""
    capacity_units: SomeUnits | None = None
    capacity_litres: PositiveQuantity | None = None
    capacity_kg: PositiveQuantity | None = None
    cooling: Cooling | None = None
    """Active cooling and its failures; none: the load is never out of its range."""

    fixed_cost_per_trip: Rate = 0.0
    cost_per_km: Rate = 0.0
    co2e_kg_per_km: Rate = 0.0
    impact_points_per_km: Rate = 0.0


class Fleet(Frozen):
    """A finite number of vehicles that return to where they started before the next trip."""

    vehicle: Name
    vehicles_count: SomeCount
    return_time_factor: Factor = 1.0
    """Time of the way back, in parts of the way out."""


class Lane(Frozen):
    """A way from one site to another by one mode; a rule for many sites makes many lanes."""

    origin: Selector
    destination: Selector
    mode: Name = "road"
    lead_time: DurationLaw
    distance_km: Quantity | None = None
    """On the road; none: great circle times the scenario's winding factor."""

    vehicle: Name | None = None
    """Hired vehicles without limit; none: any quantity travels as one load."""

    fleet: Name | None = None
    """The finite fleet it is served by (then no `vehicle`)."""

    priority_count: SomeCount = 100
    """Lower is served first under short stock, and is the preferred source of its destination."""

    departs_every_days: SomeDays = 1
    """Days from one departure to the next; what is ordered in between waits at the origin."""

    first_departure_day: Day = 0

    crossing: bool = True
    """Whether a later trip may overtake an earlier one."""

    shipping: Literal["partial", "complete"] = "partial"
    """Whether an order may be sent in parts or waits until all of it can go."""

    reverse: bool = False
    """Carries goods back (ship-back); never used for ordering."""

    order_cost: Rate = 0.0
    cost_per_unit: Rate = 0.0
