"""A whole supply chain and its circumstances, as one frozen description."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from twin.chain import crosscheck
from twin.chain.demand import CorrelationGroup, Demand, Surge
from twin.chain.disruption import Disruption
from twin.chain.donation import Donations
from twin.chain.fields import (
    Day,
    Frozen,
    Name,
    Rate,
    Share,
    SomeDays,
    Text,
    Units,
)
from twin.chain.lane import Fleet, Lane, Vehicle
from twin.chain.product import Product
from twin.chain.site import Site

TurnName = Literal["receive", "decide", "demand", "age"]


class Time(Frozen):
    """The clock of a run; the horizon is half-open: day `horizon_days` is not simulated."""

    horizon_days: SomeDays
    warm_up_days: Day = 0
    """Days at the start that no metric counts."""

    review: Literal["periodic", "continuous"] = "periodic"
    """Ask the policy every `review_period_days`, or also at every demand and arrival."""

    review_period_days: SomeDays = 1
    order_of_play: Annotated[list[TurnName], Field(min_length=4, max_length=4)] = [
        "receive",
        "decide",
        "demand",
        "age",
    ]
    """What happens first within a day; `decide` includes the sending of what was ordered."""

    @model_validator(mode="after")
    def _sound(self) -> "Time":
        if sorted(self.order_of_play) != ["age", "decide", "demand", "receive"]:
            raise ValueError("order_of_play names receive, decide, demand and age once each")
        if self.warm_up_days >= self.horizon_days:
            raise ValueError("warm_up_days must be below horizon_days")
        return self


class Level(Frozen):
    """The parameters of a stock rule at one site for one product; those a policy needs."""

    site: str
    product: str
    base_stock_units: Units | None = None
    echelon_base_stock_units: Units | None = None
    reorder_point_units: Annotated[int, Field(ge=-(10**9), le=10**12)] | None = None
    order_quantity_units: Annotated[int, Field(ge=1, le=10**12)] | None = None
    order_up_to_units: Units | None = None


class Resilience(Frozen):
    """What counts as failed and as recovered, for the resilience metrics."""

    failure_service_share: Share = 0.9
    """A day with a smaller share served at once is a day of failure."""

    recovery_service_share: Share = 0.95
    recovery_window_days: SomeDays = 7
    """Recovered when the served share over this many days is back at the recovery level."""

    tail_level_share: Share = 0.95
    """The conditional value at risk is the mean of the worst 1 - tail level of the days."""


class Scenario(Frozen):
    """Everything static that a run needs; checked once, completely, before anything runs."""

    pharmatwin: Literal[1]
    """Version of the scenario format."""

    name: Name
    about: Text = ""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "EUR"
    time: Time
    products: Annotated[dict[Name, Product], Field(min_length=1, max_length=1000)]
    sites: Annotated[dict[Name, Site], Field(min_length=1, max_length=20_000)]
    lanes: dict[Name, Lane] = {}
    vehicles: dict[Name, Vehicle] = {}
    fleets: dict[Name, Fleet] = {}
    demand: dict[Name, Demand] = {}
    correlation_groups: dict[Name, CorrelationGroup] = {}
    surges: dict[Name, Surge] = {}
    disruptions: dict[Name, Disruption] = {}
    levels: dict[Name, Level] = {}
    donations: Donations | None = None
    winding_factor: Annotated[float, Field(ge=1, le=5)] = 1.3
    """Road distance over great-circle distance."""

    co2e_cost_per_kg: Rate = 0.0
    resilience: Resilience = Resilience()
    sources: dict[str, Text] = {}
    """Where facts come from: public source, or `assumption`."""

    def check(self) -> list[tuple[tuple[str | int, ...], str, str]]:
        """Return what contradicts between the parts: (path, what is wrong, what would be right)."""
        return crosscheck.contradictions(self)

    @staticmethod
    def load(path: str | Path, changes: Sequence[str] = ()) -> "Scenario":
        """Read, check and return the scenario of a file or folder.

        Args:
            path: a YAML file, or a folder with `scenario.yaml`.
            changes: `path.to.field=value` overrides, applied last.

        Raises:
            ScenarioError: with every fault as `file:line:column: place: what (right)`.
        """
        from twin.chain.load import load

        return load(Path(path), changes)

    @staticmethod
    def of(data: dict[str, Any]) -> "Scenario":
        """Return the scenario that plain data describe (a notebook's or test's way in).

        Raises:
            ScenarioError: as `load` does, with `data` for the file.
        """
        from twin.chain.load import of_data

        return of_data(data)
