"""How central the sites and lanes of a chain are, by graph measures that know no stock or time.

The graph has the forward lanes; goods that go back hold no patient up. A lane's distance is 1
where measures count hops, and 1 / units where they follow the flow: what carries much is near.
Lanes that carried nothing are not in the graph of the flow.

| measure | of a site | of a lane |
| --- | --- | --- |
| `degree` | lanes in and out, over the sites less one | - |
| `flow` | units on its lanes, over all units sent | the same |
| `betweenness` | share of pairs of sites whose shortest ways lead through it | the same |
| `betweenness_by_flow` | the same, where what carries much is near | the same |
| `closeness` | nearness, in hops, of the sites it can reach, times their share | - |
| `reach` | share of the demand sites that it is, or can reach | - |

Betweenness of a site leaves out the ends of a way: suppliers and clinics have none. Katz
centrality is left out: a chain without rings has no eigenvalue by which to damp it.

Sources: Freeman, Social Networks 1 (1978), 215-239 (degree, betweenness, closeness);
Brandes, Social Networks 30 (2008), 136-145 (edges and weights); Wasserman and Faust,
*Social Network Analysis* (1994), section 5.3.3 (closeness where not all is reached).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx

from twin.chain.network import Network

WORDS = {
    "betweenness_by_flow": "betweenness by flow",
    "betweenness": "betweenness by hops",
    "flow": "flow",
    "degree": "degree",
    "closeness": "closeness",
    "reach": "reach",
}
"""What each measure is called in a sentence."""

Measures = dict[str, dict[str, float]]
"""By measure, then by the name of the site or lane."""


def site_centralities(network: Network, sent_units: Sequence[float]) -> Measures:
    """Return every measure of every site.

    Args:
        network: the chain.
        sent_units: what each lane carried, in the order of the network.
    """
    hops, flow = _graphs(network, sent_units)
    total = _total(flow)
    asking = {network.site_names[demand.site] for demand in network.demands}
    on_lanes = dict(flow.degree(weight="units"))
    reached = {site: len(asking & {site, *nx.descendants(hops, site)}) for site in hops}
    return {
        "betweenness_by_flow": dict(nx.betweenness_centrality(flow, weight="distance")),
        "betweenness": dict(nx.betweenness_centrality(hops)),
        "flow": {s: on_lanes[s] / total if total else 0.0 for s in flow},
        "degree": dict(nx.degree_centrality(hops)),
        "closeness": dict(nx.closeness_centrality(hops.reverse(copy=False))),
        "reach": {s: reached[s] / len(asking) if asking else 0.0 for s in hops},
    }


def lane_centralities(network: Network, sent_units: Sequence[float]) -> Measures:
    """Return every measure of every lane; of lanes that are not in the graph it is 0.

    Args:
        network: the chain.
        sent_units: what each lane carried, in the order of the network.
    """
    hops, flow = _graphs(network, sent_units)
    total = _total(flow)
    by_flow = nx.edge_betweenness_centrality(flow, weight="distance")
    carried = {edge[2]: float(flow.edges[edge]["units"]) / total for edge in flow.edges}
    return {
        "betweenness_by_flow": _by_lane(network, by_flow),
        "betweenness": _by_lane(network, nx.edge_betweenness_centrality(hops)),
        "flow": {name: carried.get(name, 0.0) for name in network.lane_names},
    }


def _graphs(
    network: Network, sent_units: Sequence[float]
) -> "tuple[nx.MultiDiGraph[str], nx.MultiDiGraph[str]]":
    """Return the graph of hops and that of the flow; lanes are keyed by their names."""
    hops: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    hops.add_nodes_from(network.site_names)
    flow = hops.copy()
    for lane, units in zip(network.lanes, sent_units, strict=True):
        if lane.terms.reverse:
            continue
        ends = network.site_names[lane.origin], network.site_names[lane.destination]
        hops.add_edge(*ends, key=lane.name)
        if units > 0:
            flow.add_edge(*ends, key=lane.name, units=units, distance=1.0 / units)
    return hops, flow


def _total(flow: "nx.MultiDiGraph[str]") -> float:
    return sum(float(flow.edges[edge]["units"]) for edge in flow.edges)


def _by_lane(network: Network, by_edge: Mapping[Any, float]) -> dict[str, float]:
    """Return a measure by the lane's name; networkx names an edge (origin, destination, key)."""
    by_name = {edge[2]: float(value) for edge, value in by_edge.items()}
    return {name: by_name.get(name, 0.0) for name in network.lane_names}
