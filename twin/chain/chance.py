"""Laws of how long something takes: frozen parameters with an explicit inverse distribution.

A law never draws by itself. `quantile` turns uniform numbers into days, so that a
changed parameter keeps every other draw of the run where it was.
"""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator
from scipy import special

from twin.chain.fields import Days, Frozen, PositiveDays, Quantity, Share

Floats = NDArray[np.float64]


class ConstantDuration(Frozen):
    """Always the same number of days."""

    law: Literal["constant"] = "constant"
    days: Days

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.full_like(u, self.days)

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return self.days

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return 0.0


class UniformDuration(Frozen):
    """Any duration between two bounds, all equally likely."""

    law: Literal["uniform"]
    min_days: Days
    max_days: Days

    @model_validator(mode="after")
    def _ordered(self) -> "UniformDuration":
        if self.max_days < self.min_days:
            raise ValueError("max_days is below min_days")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.asarray(self.min_days + u * (self.max_days - self.min_days))

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return (self.min_days + self.max_days) / 2

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return (self.max_days - self.min_days) ** 2 / 12


class ExponentialDuration(Frozen):
    """Memoryless: the same chance to end at every moment."""

    law: Literal["exponential"]
    mean: PositiveDays = Field(alias="mean_days")

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.asarray(-self.mean * np.log1p(-u))

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return self.mean

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return self.mean**2


class GeometricDuration(Frozen):
    """Whole days, at least one, with the same chance to end on each day."""

    law: Literal["geometric"]
    mean: Annotated[float, Field(ge=1, le=36525)] = Field(alias="mean_days")

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        if self.mean == 1:
            return np.ones_like(u)
        return np.asarray(np.maximum(1.0, np.ceil(np.log1p(-u) / np.log1p(-1 / self.mean))))

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return self.mean

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return self.mean * (self.mean - 1)


class GammaDuration(Frozen):
    """Gamma distributed, by shape [k] and scale [theta]; the mean is k * theta."""

    law: Literal["gamma"]
    shape_factor: Annotated[float, Field(ge=0.01, le=1e6)]
    scale_days: PositiveDays

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.asarray(special.gammaincinv(self.shape_factor, u) * self.scale_days)

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return self.shape_factor * self.scale_days

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return self.shape_factor * self.scale_days**2


class LognormalDuration(Frozen):
    """Lognormal: the logarithm of the days is normal with [mu] and [sigma]."""

    law: Literal["lognormal"]
    mu_log_days: Annotated[float, Field(ge=-20, le=12)]
    sigma_log_days: Annotated[float, Field(ge=0, le=5)]

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.asarray(np.exp(self.mu_log_days + self.sigma_log_days * special.ndtri(u)))

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return float(np.exp(self.mu_log_days + self.sigma_log_days**2 / 2))

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return float(np.expm1(self.sigma_log_days**2)) * self.mean_days() ** 2


class WeibullDuration(Frozen):
    """Weibull, by shape and scale."""

    law: Literal["weibull"]
    shape_factor: Annotated[float, Field(ge=0.1, le=100)]
    scale_days: PositiveDays

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        return np.asarray(self.scale_days * (-np.log1p(-u)) ** (1 / self.shape_factor))

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return float(self.scale_days * special.gamma(1 + 1 / self.shape_factor))

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        second = float(self.scale_days**2 * special.gamma(1 + 2 / self.shape_factor))
        return second - self.mean_days() ** 2


class EmpiricalDuration(Frozen):
    """Observed durations, each as likely as its weight says (all alike without weights)."""

    law: Literal["empirical"]
    days: Annotated[list[Days], Field(min_length=1, max_length=100_000)]
    weights: list[Quantity] = []

    @model_validator(mode="after")
    def _weights_fit(self) -> "EmpiricalDuration":
        if self.weights and (len(self.weights) != len(self.days) or sum(self.weights) <= 0):
            raise ValueError("give one weight for each of days, some above zero, or none")
        return self

    def _shares(self) -> Floats:
        weights = np.asarray(self.weights or [1.0] * len(self.days))
        return np.asarray(weights / weights.sum())

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days."""
        order = np.argsort(self.days, kind="stable")
        steps = np.cumsum(self._shares()[order])
        at = np.minimum(np.searchsorted(steps, u, side="right"), len(order) - 1)
        return np.asarray(self.days)[order][at]

    def mean_days(self) -> float:
        """Return the expected number of days."""
        return float(np.dot(self._shares(), self.days))

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        return float(np.dot(self._shares(), np.square(self.days))) - self.mean_days() ** 2


PlainDuration = Annotated[
    ConstantDuration
    | UniformDuration
    | ExponentialDuration
    | GeometricDuration
    | GammaDuration
    | LognormalDuration
    | WeibullDuration
    | EmpiricalDuration,
    Field(discriminator="law"),
]


class ScheduledDuration(Frozen):
    """A promised duration that is kept exactly with some chance, else missed late or early.

    The atom at the promise is what delivery records show (61 % of the SCMS deliveries
    came on exactly the scheduled day), which no continuous density can say.
    """

    law: Literal["scheduled"]
    scheduled_days: Days
    on_schedule_share: Share
    lateness: PlainDuration
    early_share: Share = 0.0
    """Chance to come early, by `earliness`; the rest comes late."""
    earliness: PlainDuration = ConstantDuration(days=0)

    @model_validator(mode="after")
    def _shares_fit(self) -> "ScheduledDuration":
        if self.on_schedule_share + self.early_share > 1:
            raise ValueError("on_schedule_share and early_share add up to more than 1")
        return self

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into days: early first, then the atom, then late."""
        late_share = 1 - self.early_share - self.on_schedule_share
        result = np.full_like(u, self.scheduled_days)
        early = u < self.early_share
        if early.any():
            gain = self.earliness.quantile(1 - u[early] / self.early_share)
            result[early] = np.maximum(0.0, self.scheduled_days - gain)
        late = u >= 1 - late_share
        if late_share > 0 and late.any():
            inner = np.clip((u[late] - (1 - late_share)) / late_share, 0, 1 - 1e-12)
            result[late] += self.lateness.quantile(inner)
        return result

    def mean_days(self) -> float:
        """Return the expected number of days (an early arrival before day 0 is ignored)."""
        late_share = 1 - self.early_share - self.on_schedule_share
        return (
            self.scheduled_days
            + late_share * self.lateness.mean_days()
            - self.early_share * self.earliness.mean_days()
        )

    def variance_days2(self) -> float:
        """Return the variance, in square days."""
        late_share = 1 - self.early_share - self.on_schedule_share
        late, early = self.lateness, self.earliness
        second = late_share * (late.variance_days2() + late.mean_days() ** 2)
        second += self.early_share * (early.variance_days2() + early.mean_days() ** 2)
        return second - (self.mean_days() - self.scheduled_days) ** 2


DurationLaw = Annotated[
    ConstantDuration
    | UniformDuration
    | ExponentialDuration
    | GeometricDuration
    | GammaDuration
    | LognormalDuration
    | WeibullDuration
    | EmpiricalDuration
    | ScheduledDuration,
    Field(discriminator="law"),
]


class ShareLaw(Frozen):
    """A share that varies: uniform around a mean (a production yield, say)."""

    mean_share: Share
    half_width_share: Share = 0.0

    def quantile(self, u: Floats) -> Floats:
        """Return [u] turned into shares, kept within 0 and 1."""
        return np.asarray(np.clip(self.mean_share + (2 * u - 1) * self.half_width_share, 0, 1))
