"""The paper's own formulation: its published sizes, and what its errors do."""

from dataclasses import replace

import pytest

from experiments.papers.badejo_2024.case import CASES
from experiments.papers.badejo_2024.instance import instance
from policies.milp.event.event_model import Size, event_model, size_of
from policies.milp.event.printed import Printed
from policies.milp.model.compile import compiled
from tests.paper_chains import paper_chain
from tests.unit.policies.milp.builders import optimum


@pytest.mark.parametrize(
    ("case", "size"),
    [
        ("case-1", Size(variables=4911, discrete=560, constraints=2450)),
        ("case-2", Size(variables=21951, discrete=2160, constraints=10390)),
        ("case-3", Size(variables=5431, discrete=800, constraints=3550)),
        ("rolling", Size(variables=23351, discrete=2480, constraints=13790)),
    ],
)
def test_models_have_the_published_sizes_but_the_rows_of_the_large_problem(
    case: str, size: Size
) -> None:
    """Sections 3.2.1, 3.3.1, 3.4.1 and 3.4.2; the last says 16,350 constraints."""
    given = instance(CASES[case])
    form = compiled(event_model(given.chain, given.window())).form
    assert size_of(form) == size


def least_cost(seed: int, printed: Printed) -> float:
    chain, window = paper_chain(seed, grows=True)
    form = compiled(event_model(chain, window, printed=printed)).form
    return optimum(form, "cost")[0]


def test_full_batches_and_one_batch_a_week_cost_more_than_what_was_meant() -> None:
    meant = least_cost(3, Printed())
    assert least_cost(3, Printed(full_batches=True)) > meant + 1
    assert least_cost(3, Printed(one_batch=True)) > meant + 1


def test_recovery_as_printed_is_paid_by_the_nodes_that_work() -> None:
    """One node of four is disrupted in one of two weeks: a plant, at 7, or a warehouse, at 3."""
    chain, window = paper_chain(3, grows=True)
    meant, printed = least_cost(3, Printed()), least_cost(3, Printed(recovery=True))
    paid = [e.recovery_cost_per_period for e in chain.expansions]
    down = [(window.node_open_share[e.node] < 1).sum() for e in chain.expansions]
    due = sum(p * n for p, n in zip(paid, down, strict=True))
    assert printed - meant == pytest.approx(2 * sum(paid) - 2 * due, abs=1e-6)


def test_levels_as_printed_start_from_the_top() -> None:
    chain, window = paper_chain(3, grows=True)
    meant = event_model(chain, window)
    printed = event_model(chain, window, printed=Printed(level_order=True))
    assert str(meant.expansion.ordered[0, 0, 1, 0].expr) == (
        "expansion.level[0,1,0]  <=  expansion.level[0,0,0]"
    )
    assert str(printed.expansion.ordered[0, 0, 1, 0].expr) == (
        "expansion.level[0,0,0]  <=  expansion.level[0,1,0]"
    )


def test_a_ceiling_of_trips_changes_no_least_cost() -> None:
    assert least_cost(3, Printed(trip_ceiling=True)) == pytest.approx(least_cost(3, Printed()))


def test_a_chain_with_lead_times_is_refused() -> None:
    chain, window = paper_chain(0, grows=False)
    slow = replace(chain, links=(replace(chain.links[0], lead_periods=1), *chain.links[1:]))
    with pytest.raises(ValueError, match="has no lead times"):
        event_model(slow, window)


def test_slots_that_differ_are_refused() -> None:
    chain, window = paper_chain(0, grows=False)
    fewer = window.slots_count.copy()
    fewer[0, 0] = 1
    with pytest.raises(ValueError, match="slots that differ"):
        event_model(chain, replace(window, slots_count=fewer))
