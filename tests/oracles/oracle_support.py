"""Short chains for the oracles, and estimates with their standard errors.

The medicines of a chain without shared limits do not know of each other, so a clinic
with forty of them is forty independent replications for the price of one run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from twin.chain.network import Network, build
from twin.chain.path import SamplePath
from twin.chain.scenario import Scenario
from twin.control.policy import Policy
from twin.record.tally import Tally
from twin.world.outages import Outage
from twin.world.world import World

SEED = 20190517
"""One seed for all oracles, and never another: see validation.md, section 4."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A mean over independent replications and its standard error."""

    mean: float
    standard_error: float

    @staticmethod
    def of(values: Floats) -> "Estimate":
        """Return the estimate from one value of each replication."""
        error = float(np.std(values, ddof=1) / np.sqrt(values.size))
        return Estimate(mean=float(np.mean(values)), standard_error=error)

    @staticmethod
    def of_ratio(above: Floats, below: Floats) -> "Estimate":
        """Return the ratio of sums, its error by the delta method."""
        ratio = float(above.sum() / below.sum())
        residuals = (above - ratio * below) / below.mean()
        return Estimate(mean=ratio, standard_error=Estimate.of(residuals).standard_error)


CHECKED: list[tuple[str, float, Estimate, float]] = []
"""What was compared, theory, estimate and tolerance, for the summary of a verbose run."""


def agrees(what: str, found: Estimate, exact: float, *, within_share: float) -> None:
    """Assert that theory and simulation agree, and that the simulation could tell."""
    tolerance = within_share * abs(exact)
    CHECKED.append((what, exact, found, tolerance))
    said = f"{what}: {found.mean:.5g} +- {found.standard_error:.2g}, theory {exact:.5g}"
    assert abs(found.mean - exact) <= tolerance, said
    assert found.standard_error <= tolerance / 4, f"too short a run: {said}"


@dataclass(frozen=True, kw_only=True)
class Replication:
    """What one replication left behind, after the warm-up."""

    network: Network
    tally: Tally
    outages: tuple[Outage, ...]


class Rule(Protocol):
    """A stock rule that reads its levels from the scenario."""

    @classmethod
    def for_network(cls, network: Network) -> Policy:
        """Return the rule with the scenario's own levels."""
        ...


@dataclass(frozen=True)
class Runs:
    """Replications of one chain, and what they say of a site, product by product."""

    runs: Sequence[Replication]

    @property
    def days(self) -> int:
        """Return how many days each run counts."""
        time = self.runs[0].network.scenario.time
        return time.horizon_days - time.warm_up_days

    def units_per_day(self, site: str, kind: str) -> Floats:
        """Return units a day of a kind in the tally, a value for each run and product."""
        return self.sum_of(site, kind) / self.days

    def level(self, site: str, kind: str) -> Floats:
        """Return the mean level over time: `on_hand`, `backlog` or `transit`."""
        ticks = np.array([[one.tally.ticks] for one in self.runs])
        areas = self.sum_of(site, f"{kind}_area").reshape(len(self.runs), -1)
        return np.asarray(areas / ticks).ravel()

    def fill_share(self, site: str) -> Estimate:
        """Return the share of new demand that is served at once."""
        return Estimate.of_ratio(self.sum_of(site, "at_once"), self.sum_of(site, "demand"))

    def lost_share(self, site: str) -> Estimate:
        """Return the share of demand that is lost."""
        return Estimate.of_ratio(self.sum_of(site, "lost"), self.sum_of(site, "demand"))

    def of_site(self, site: str, kind: str) -> Floats:
        """Return a sum that is kept by site, a value for each run."""
        return self._column(self.runs[0].network.site_names.index(site), kind)

    def of_lane(self, lane: str, kind: str) -> Floats:
        """Return a sum that is kept by lane, a value for each run."""
        return self._column(self.runs[0].network.lane_names.index(lane), kind)

    def _column(self, number: int, kind: str) -> Floats:
        return np.array([getattr(one.tally, kind)[number] for one in self.runs], dtype=np.float64)

    def sum_of(self, site: str, kind: str) -> Floats:
        """Return a sum that is kept by site and product, for each run and product."""
        network = self.runs[0].network
        first = network.site_names.index(site) * network.product_count
        cells = slice(first, first + network.product_count)
        return np.array(
            [getattr(one.tally, kind)[cells] for one in self.runs], dtype=np.float64
        ).ravel()


def simulate(data: dict[str, Any], rule: type[Rule], *, replications: int = 1) -> Runs:
    """Play independent replications of a chain given as plain data."""
    network = build(Scenario.of(data))
    return Runs([_play(network, rule.for_network(network), n) for n in range(replications)])


def _play(network: Network, policy: Policy, replication: int) -> Replication:
    world = World(network, SamplePath(network, SEED, replication))
    for observation in world.epochs():
        world.apply(policy.decide(observation))
    return Replication(network=network, tally=world.tally_after_warm_up(), outages=world.outages())


def medicines(count: int, **terms: Any) -> dict[str, Any]:
    """Return so many products with the same terms."""
    return {f"medicine {number:02d}": terms for number in range(count)}


def one_clinic(
    *,
    law: dict[str, Any],
    level: dict[str, Any],
    lead_time: dict[str, Any] | float = 0,
    products: dict[str, Any] | None = None,
    waits: bool = True,
    days: int = 4000,
    warm_up_days: int = 100,
    time: dict[str, Any] | None = None,
    clinic: dict[str, Any] | None = None,
    supply: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a clinic that is supplied by an outside source over one lane."""
    goods = products or medicines(40)
    if not isinstance(lead_time, dict):
        lead_time = {"law": "constant", "days": lead_time}
    return {
        "pharmatwin": 1,
        "name": "one clinic",
        "time": {
            "horizon_days": days + warm_up_days,
            "warm_up_days": warm_up_days,
            **(time or {}),
        },
        "products": goods,
        "sites": {
            "source": {"kind": "supplier", "supplies": {name: supply or {} for name in goods}},
            "clinic": {"kind": "clinic", **(clinic or {})},
        },
        "lanes": {"road": {"origin": "source", "destination": "clinic", "lead_time": lead_time}},
        "demand": {
            "patients": {
                "site": "clinic",
                "product": "*",
                "law": law,
                "backordered_share": 1.0 if waits else 0.0,
            }
        },
        "levels": {"clinic": {"site": "clinic", "product": "*", **level}},
    }


def poisson(mean_units_per_day: float, arrivals: str = "daily") -> dict[str, Any]:
    """Return a Poisson law of demand as data."""
    return {"law": "poisson", "mean_units_per_day": mean_units_per_day, "arrivals": arrivals}


def constant(days: float) -> dict[str, Any]:
    """Return a constant duration as data."""
    return {"law": "constant", "days": days}
