"""A finished stress test: what the chain loses with each place out, ranked, beside graph measures.

Rows are ranked by units of demand no longer served at once. Intervals are for each place by
itself: with a hundred places some five of them miss, and neighbours in the ranking whose
intervals overlap are not told apart.
"""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from experiments.provenance import scenario_sha256
from experiments.stress.agreement import Agreement, agreement, ranks
from experiments.stress.centrality import WORDS, Measures, lane_centralities, site_centralities
from experiments.stress.play import Kind, Played, Shock, Target
from experiments.stress.rows import Pair, StressRow, flat, pair, row
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

KINDS: tuple[Kind, ...] = ("site", "lane")


@dataclass(frozen=True, kw_only=True)
class Stress:
    """A finished stress test."""

    scenario: Scenario = field(repr=False)
    """As it was played, without its own disruptions unless they were kept."""

    policy: str
    shock: Shock
    seed: int
    replications: int
    undisturbed: tuple[Played, ...] = field(repr=False)
    disturbed: dict[Target, tuple[Played, ...]] = field(repr=False)
    """By the place that is out; both in the order of replications."""

    @cached_property
    def network(self) -> Network:
        """Return the network of the scenario."""
        return build(self.scenario)

    @cached_property
    def pairs(self) -> dict[Target, list[Pair]]:
        """Return what each failure did, replication by replication."""
        return {
            target: [
                pair(before, after, self.scenario, self.shock)
                for before, after in zip(self.undisturbed, played, strict=True)
            ]
            for target, played in self.disturbed.items()
        }

    @cached_property
    def centralities(self) -> dict[Kind, Measures]:
        """Return the graph measures by kind, measure and name, by the undisturbed flow."""
        carried = zip(*(played.sent_units for played in self.undisturbed), strict=True)
        mean = [sum(units) / self.replications for units in carried]
        sites, lanes = site_centralities, lane_centralities
        return {"site": sites(self.network, mean), "lane": lanes(self.network, mean)}

    @cached_property
    def rows(self) -> tuple[StressRow, ...]:
        """Return a row for each place that failed: sites, then lanes, the most critical first."""
        asked = [sum(played.demand_by_day) for played in self.undisturbed]
        found = []
        for kind in KINDS:
            lost, measures = self._lost(kind), self.centralities[kind]
            for name, rank in sorted(ranks(lost).items(), key=lambda item: (item[1], item[0])):
                found.append(
                    row(
                        kind, name, rank, self.pairs[Target(kind, name)],
                        sum(asked) / self.replications,
                        {measure: of_all[name] for measure, of_all in measures.items()},
                    )
                )  # fmt: skip
        return tuple(found)

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """Return how each graph measure agrees with the simulated loss, sites before lanes."""
        found = []
        for kind in KINDS:
            lost = self._lost(kind)
            for measure, of_all in self.centralities[kind].items():
                if lost:
                    graph = {name: of_all[name] for name in lost}
                    found.append(agreement(kind, measure, WORDS[measure], lost, graph))
        return tuple(found)

    def _lost(self, kind: Kind) -> dict[str, float]:
        """Return the mean units lost by the name of the place; whole sums, so equals are equal."""
        return {
            target.name: sum(p.lost_units for p in pairs) / self.replications
            for target, pairs in self.pairs.items()
            if target.kind == kind
        }

    @cached_property
    def result_sha256(self) -> str:
        """Return the digest of all that was played, whoever played it and in what order."""
        shock = self.shock
        head = (
            f"{scenario_sha256(self.scenario)}\t{self.policy}\t{self.seed}\t{shock.from_tick}\t"
            f"{shock.until_tick}\t{shock.capacity_left_share!r}\n"
        )
        lines = sorted(
            f"{played.target}\t{played.replication}\t{played.demand_by_day.tolist()}\t"
            f"{played.at_once_by_day.tolist()}\t{played.cost_total!r}\t"
            f"{played.sent_units.tolist()}\n"
            for group in (self.undisturbed, *self.disturbed.values())
            for played in group
        )
        return sha256((head + "".join(lines)).encode()).hexdigest()

    def to_pandas(self) -> "pd.DataFrame":
        """Return a row for each place: an estimate is three columns, mean, `_low` and `_high`."""
        import pandas as pd

        return pd.DataFrame([flat(found) for found in self.rows])
