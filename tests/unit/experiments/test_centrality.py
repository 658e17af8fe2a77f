"""Graph measures of a chain of five sites, worked by hand."""

import pytest

from experiments.stress.agreement import agreement, ranks, spearman
from experiments.stress.centrality import WORDS, lane_centralities, site_centralities
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario

# maker -> hub -> east, hub -> west, maker -> west (the long way round, little used),
# and a lane back from the west to the hub
LANES = {
    "back": ("west", "hub", {"reverse": True}),
    "inbound": ("maker", "hub", {}),
    "direct": ("maker", "west", {"priority_count": 9}),
    "to east": ("hub", "east", {}),
    "to west": ("hub", "west", {}),
    "unused": ("maker", "attic", {}),
}
SENT = {"inbound": 100, "to east": 60, "to west": 40, "direct": 10, "back": 7, "unused": 0}


@pytest.fixture(scope="module")
def network() -> Network:
    time = {"law": "constant", "days": 1}
    data = {
        "pharmatwin": 1,
        "name": "five",
        "time": {"horizon_days": 9},
        "products": {"pill": {}},
        "sites": {
            "maker": {"kind": "supplier", "supplies": {"pill": {}}},
            **{name: {"kind": "main-dc"} for name in ("hub", "attic")},
            **{name: {"kind": "clinic"} for name in ("east", "west")},
        },
        "lanes": {
            name: {"origin": origin, "destination": end, "lead_time": time, **more}
            for name, (origin, end, more) in LANES.items()
        },
        "demand": {
            name: {
                "site": name,
                "product": "pill",
                "law": {"law": "poisson", "mean_units_per_day": 1},
            }
            for name in ("east", "west")
        },
    }
    return build(Scenario.of(data))


def sent(network: Network) -> list[float]:
    return [float(SENT[name]) for name in network.lane_names]


def test_sites_are_measured_over_the_forward_lanes(network: Network) -> None:
    found = site_centralities(network, sent(network))

    # Of 4 x 3 pairs of other sites only maker to east needs the hub by hops: maker to west
    # has a lane of its own. By flow 1/100 + 1/40 is nearer than 1/10: the hub has both.
    assert found["betweenness"] == pytest.approx(
        dict.fromkeys(network.site_names, 0) | {"hub": 1 / 12}
    )
    assert found["betweenness_by_flow"]["hub"] == pytest.approx(2 / 12)
    assert found["flow"] == pytest.approx(
        {"attic": 0, "east": 60 / 210, "hub": 200 / 210, "maker": 110 / 210, "west": 50 / 210}
    )
    assert found["degree"] == {"attic": 0.25, "east": 0.25, "hub": 0.75, "maker": 0.75, "west": 0.5}
    # the maker reaches all four others in 1 + 1 + 1 + 2 hops; the hub two of four in one each
    assert found["closeness"] == pytest.approx(
        {"attic": 0, "east": 0, "hub": 2 / 2 * 2 / 4, "maker": 4 / 5, "west": 0}
    )
    assert found["reach"] == {"attic": 0, "east": 0.5, "hub": 1, "maker": 1, "west": 0.5}


def test_lanes_are_measured_too_and_one_that_goes_back_holds_nothing_up(network: Network) -> None:
    found = lane_centralities(network, sent(network))

    # 5 x 4 ordered pairs; by hops inbound lies on maker to hub and to east
    assert found["betweenness"] == pytest.approx(
        {"back": 0, "direct": 1 / 20, "inbound": 2 / 20, "to east": 2 / 20, "to west": 1 / 20,
         "unused": 1 / 20}
    )  # fmt: skip
    # by flow also maker to west goes that way, and the lane without flow is not there
    assert found["betweenness_by_flow"] == pytest.approx(
        {"back": 0, "direct": 0, "inbound": 3 / 20, "to east": 2 / 20, "to west": 2 / 20,
         "unused": 0}
    )  # fmt: skip
    assert found["flow"]["to east"] == pytest.approx(60 / 210)
    assert found["flow"]["back"] == 0


def test_a_chain_that_moved_nothing_has_no_flow(network: Network) -> None:
    nothing = [0.0] * len(network.lanes)

    sites, lanes = site_centralities(network, nothing), lane_centralities(network, nothing)

    assert set(sites["flow"].values()) == set(lanes["flow"].values()) == {0.0}
    assert set(sites) | set(lanes) == set(WORDS)


def test_spearman_is_that_of_a_worked_example() -> None:
    # ranks 1 2 3 4 5 and 2 1 4 3 5: d^2 sums to 4, so 1 - 6 x 4 / (5 x 24) = 0.8
    assert spearman([10, 20, 30, 40, 5000], [2, 1, 4, 3, 5]) == 0.8
    assert spearman([1, 2, 3], [-1, -2, -3]) == -1
    # two ties share rank 1.5: Pearson's of (1.5, 1.5, 3) with (1, 2, 3)
    assert spearman([5, 5, 9], [1, 2, 3]) == pytest.approx(0.8660254, abs=1e-7)


def test_what_is_the_same_everywhere_ranks_nothing() -> None:
    assert spearman([1, 1, 1], [1, 2, 3]) is None
    flat = agreement("site", "degree", "degree", {"a": 1, "b": 2, "c": 3}, dict.fromkeys("abc", 3))
    still = agreement("lane", "flow", "flow", dict.fromkeys("abc", 0), {"a": 3, "b": 4, "c": 5})

    assert flat.sentence.startswith("Degree is the same for all of the 3 sites")
    assert still.sentence.startswith("The simulated loss is the same for all of the 3 lanes")


def test_two_places_are_too_few_to_compare() -> None:
    found = agreement("lane", "flow", "flow", {"a": 0, "b": 1}, {"a": 3, "b": 4})

    assert found.rank_correlation is None
    assert found.sentence == "Flow: too few lanes (2) to compare rankings."


LOST = {"hub": 90.0, "depot": 60.0, "shop": 30.0, "attic": 0.0}


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ((4, 3, 2, 1), "Degree agrees with the simulation: Spearman's correlation over the 4 "
         "sites is 1.00."),
        ((4, 1, 3, 2), "Degree misleads here: Spearman's correlation over the 4 sites is 0.40; "
         "it overlooks depot most, number 2 by the loss and number 4 by the graph."),
        ((3, 4, 1, 2), "Degree agrees with the simulation in part: Spearman's correlation over the "
         "4 sites is 0.60; it overlooks hub most, number 1 by the loss and number 2 by the graph."),
    ],
)  # fmt: skip
def test_a_sentence_says_whether_the_graph_misleads_and_whom_it_overlooks(
    graph: tuple[float, ...], said: str
) -> None:
    found = agreement("site", "degree", "degree", LOST, dict(zip(LOST, graph, strict=True)))

    assert found.sentence == said


def test_equals_share_the_best_of_their_ranks() -> None:
    assert ranks({"a": 0.0, "b": 3.0, "c": 3.0, "d": 1.0}) == {"a": 4, "b": 1, "c": 1, "d": 3}
