"""When what is shut will work again, as somebody expects who knows only the laws of outages."""

from dataclasses import dataclass, field
from typing import Literal

from policies.milp.rolling.timing import days_left
from twin.chain.chance import DurationLaw, EmpiricalDuration
from twin.chain.disruption import Disruption
from twin.chain.network import Network
from twin.chain.selection import products_of, sites_of, tokens
from twin.control.observation import Observation

Kind = Literal["site", "lane", "product"]
Recovery = Literal["forecast", "pessimistic"]
NEVER = 1e9


@dataclass(frozen=True, kw_only=True, eq=False)
class Recoveries:
    """How long outages last, and since when those at hand are seen."""

    laws: dict[tuple[Kind, int], tuple[DurationLaw, ...]]
    way: Recovery
    since: dict[tuple[Kind, int], float] = field(default_factory=dict)
    """The day on which a place was first seen to work in part or not at all."""

    @classmethod
    def of(cls, network: Network, way: Recovery) -> "Recoveries":
        """Return the laws of a chain; of outages on given days those of their lengths."""
        found: dict[tuple[Kind, int], list[DurationLaw]] = {}
        for disruption in network.scenario.disruptions.values():
            if disruption.what in ("information", "power"):
                continue
            when = disruption.when
            law: DurationLaw = (
                when.random.time_to_repair
                if when.random is not None
                else EmpiricalDuration(law="empirical", days=[w.days for w in when.dated])
            )
            for kind, number in _concerned(network, disruption):
                found.setdefault((kind, number), []).append(law)
        return cls(laws={key: tuple(laws) for key, laws in found.items()}, way=way)

    def see(self, observation: Observation) -> None:
        """Note what works in part or not at all, and since when."""
        shares: tuple[tuple[Kind, object], ...] = (
            ("site", observation.open_sites),
            ("lane", observation.open_lanes),
            ("product", observation.open_products),
        )
        for kind, values in shares:
            for number, share in enumerate(values.tolist()):  # type: ignore[attr-defined]
                if share < 1.0:
                    self.since.setdefault((kind, number), observation.day)
                else:
                    self.since.pop((kind, number), None)

    def days(self, kind: Kind, number: int, day: float) -> float:
        """Return the days until it is expected to work again; 0 where it does."""
        since = self.since.get((kind, number))
        if since is None:
            return 0.0
        if self.way == "pessimistic":
            return NEVER
        laws = self.laws.get((kind, number), ())
        return max((days_left(law, day - since) for law in laws), default=NEVER)


def _concerned(network: Network, disruption: Disruption) -> list[tuple[Kind, int]]:
    """Return the sites, lanes or products that a disruption is of."""
    scenario, words = network.scenario, tokens(disruption.of)
    if disruption.what == "lane":
        return [
            ("lane", number)
            for number, lane in enumerate(network.lanes)
            if "*" in words or lane.name in words or lane.rule in words
        ]
    if disruption.what == "product":
        names = products_of(scenario, disruption.of)
        return [("product", network.product_names.index(name)) for name in names]
    if disruption.what == "region":
        return [
            ("site", number)
            for number, site in enumerate(network.sites)
            if site.region is not None and (site.region in words or "*" in words)
        ]
    return [("site", network.site_names.index(n)) for n in sites_of(scenario, disruption.of)]
