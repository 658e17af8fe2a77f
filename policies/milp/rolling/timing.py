"""Days as a plan counts them: in periods of one review each."""

from dataclasses import dataclass
from math import floor

import numpy as np

from twin.chain.chance import DurationLaw
from twin.chain.network import Network

_QUANTILES = (np.arange(512) + 0.5) / 512
"""Where a law is looked at for what is left of it."""


@dataclass(frozen=True, kw_only=True)
class Periods:
    """The periods of a window; the first begins with a decision."""

    days: int
    """Days from one review to the next."""

    count: int
    first_demand_day: int
    """Days from a decision to the first demand that it can serve: 1 where demand comes first."""

    late_days: int
    """1 where goods are unloaded after the day's demand."""

    late_to_send_days: int
    """1 where goods are unloaded after the day's decision and dispatch."""

    @classmethod
    def of(cls, network: Network, count: int) -> "Periods":
        """Return the periods of a chain, `count` of them."""
        order = network.scenario.time.order_of_play.index
        return cls(
            days=network.scenario.time.review_period_days,
            count=count,
            first_demand_day=int(order("demand") < order("decide")),
            late_days=int(order("receive") > order("demand")),
            late_to_send_days=int(order("receive") > order("decide")),
        )

    def lead(self, days: float, *, asked: bool) -> int:
        """Return the full periods from a departure until goods are of use.

        Args:
            days: under way.
            asked: whether patients ask where they arrive: of use is then the first demand
                that they can serve, else the first dispatch that can send them on.
        """
        useful = days + self.late_to_send_days
        if asked:
            useful = days - self.first_demand_day + self.late_days
        return max(0, floor(useful / self.days + 1e-9))

    def first_day(self, day: int, period: int) -> int:
        """Return the first day of demand of a period of the window that opens on a day."""
        return day + self.first_demand_day + period * self.days


def days_left(law: DurationLaw, since_days: float) -> float:
    """Return the mean of what is left of a duration that has lasted so long; 0 if none can.

    >>> from twin.chain.chance import ExponentialDuration, UniformDuration
    >>> round(days_left(ExponentialDuration(law="exponential", mean_days=10), 20), 1)
    10.0
    >>> round(days_left(UniformDuration(law="uniform", min_days=0, max_days=8), 4), 2)
    2.0
    """
    durations = law.quantile(_QUANTILES)
    longer = durations[durations > since_days]
    return float(longer.mean()) - since_days if len(longer) else 0.0
