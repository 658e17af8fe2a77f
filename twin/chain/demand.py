"""What patients ask for: the law of demand at a site, with season, trend and surges."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from twin.chain.fields import (
    Factor,
    Frozen,
    PositiveQuantity,
    Quantity,
    Real,
    Selector,
    Share,
    SomeDays,
    Units,
)
from twin.chain.when import When

Means = Annotated[float, Field(ge=0, le=1e9)]


class ConstantDemand(Frozen):
    """The same every day; fractions are carried over, so that whole units come evenly."""

    law: Literal["constant"]
    mean_units_per_day: Means


class ScheduledDemand(Frozen):
    """A table of units day by day; after its end none, or again from the start."""

    law: Literal["scheduled"]
    units_by_day: Annotated[list[Units], Field(min_length=1, max_length=40_000)]
    repeats: bool = False


class PoissonDemand(Frozen):
    """Poisson: by the day, or unit by unit at any minute of the day."""

    law: Literal["poisson"]
    mean_units_per_day: Means
    arrivals: Literal["daily", "any-time"] = "daily"


class CompoundPoissonDemand(Frozen):
    """Poisson orders whose sizes are geometric, at least one unit, or drawn from a table."""

    law: Literal["compound-poisson"]
    mean_orders_per_day: Means
    mean_units_per_order: Annotated[float, Field(ge=1, le=1e6)] = 1.0
    units_by_order: list[Annotated[int, Field(ge=1, le=10**6)]] = []
    """Order sizes, all equally likely, in place of the geometric law."""

    arrivals: Literal["daily", "any-time"] = "daily"


class NormalDemand(Frozen):
    """Normal, rounded to whole units; below zero it is clipped to 0 or truncated (drawn again)."""

    law: Literal["normal"]
    mean_units_per_day: Means
    sd_units_per_day: Means
    below_zero: Literal["clipped", "truncated"]


class NegativeBinomialDemand(Frozen):
    """Negative binomial by mean and standard deviation (variance above the mean)."""

    law: Literal["negative-binomial"]
    mean_units_per_day: PositiveQuantity
    sd_units_per_day: PositiveQuantity

    @model_validator(mode="after")
    def _overdispersed(self) -> "NegativeBinomialDemand":
        if self.sd_units_per_day**2 <= self.mean_units_per_day:
            raise ValueError("the variance must be above the mean; else take law: poisson")
        return self


class EmpiricalDemand(Frozen):
    """Days that were observed, each as likely as its weight says."""

    law: Literal["empirical"]
    units_by_day: Annotated[list[Units], Field(min_length=1, max_length=100_000)]
    weights: list[Quantity] = []

    @model_validator(mode="after")
    def _weights_fit(self) -> "EmpiricalDemand":
        if self.weights and (len(self.weights) != len(self.units_by_day) or sum(self.weights) <= 0):
            raise ValueError("give one weight for each of units_by_day, some above zero, or none")
        return self


DemandLaw = Annotated[
    ConstantDemand
    | ScheduledDemand
    | PoissonDemand
    | CompoundPoissonDemand
    | NormalDemand
    | NegativeBinomialDemand
    | EmpiricalDemand,
    Field(discriminator="law"),
]


class Season(Frozen):
    """A yearly wave, or a factor for each month; the mean over the year is 1 for the wave."""

    amplitude_share: Share = 0.0
    peak_day: Annotated[int, Field(ge=0, le=365)] = 0
    """Day of the year of the wave's top; the run starts on day 0 of a year."""

    monthly_factors: Annotated[list[Factor], Field(min_length=12, max_length=12)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Season":
        if self.monthly_factors is not None and self.amplitude_share:
            raise ValueError("give either an amplitude_share or monthly_factors, not both")
        return self


class DonationResponse(Frozen):
    """More patients come where medicine is given away (demand D = a G + x, paper 003)."""

    units_per_donated_unit: Factor
    over_days: SomeDays


class Demand(Frozen):
    """Patients' demand of one product at one site, or the same rule for many."""

    site: Selector
    product: Selector
    law: DemandLaw
    per_1000_people: bool = False
    """The law's quantities are for 1,000 inhabitants of the site."""

    season: Season | None = None
    trend_share_per_year: Real = 0.0
    """Linear growth: 0.1 is 10 % of the first day's mean more after 365 days."""

    backordered_share: Share = 1.0
    """Share of the patients not served at once who wait; the others are lost."""

    correlation_group: str | None = None
    donation_response: DonationResponse | None = None


class CorrelationGroup(Frozen):
    """Demands that rise and fall together by day: a Gaussian copula with one common factor."""

    correlation_share: Share
    """Correlation of the underlying normals of any two members."""


class Surge(Frozen):
    """A time when the demand of many sites is multiplied together (an epidemic, a panic)."""

    site: Selector
    product: Selector
    when: When
    demand_factor: Factor
