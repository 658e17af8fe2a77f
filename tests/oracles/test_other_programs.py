"""Agreement with other programs on the same demand: stockpyl, and a textbook SimPy program.

stockpyl 1.0.2 (numpy 2.4.6, Python 3.11) was run once on chain M1(a) for 3,650 days and on
M1(b) for 60 days, a network for each product: `network_from_edges` with
`shipment_lead_time` = lead days, `initial_inventory_level` = level, demand source type "D" with
the list of `models.draw_demand(chain, 12345)`, inventory policy type "BS"; then
`sim.initialize(net, days)` and `sim.step(net, consistency_checks="N")` for each day. On hand is
`max(0, inventory_level)` at the end of each day, fill is
`demand_met_from_stock_cumul / demand_cumul` of the leaves. The demand of M1(a) is
`Generator(Philox(key=[12345, 0])).poisson(20, 3650)`; levels 168, 123, 78 and 50.
"""

import pytest

from experiments.benchmarks import models, ours, textbook


def test_the_serial_chain_gives_the_numbers_of_stockpyl() -> None:
    chain = models.serial()
    demand = models.draw_demand(chain, models.SEED)

    result = ours.play(ours.plain(chain, demand), seed=1)

    assert round(result.mean_stock_units, 4) == 79.6756
    assert round(result.fill_share, 6) == 0.989745
    assert result.site_mean_stock_units == pytest.approx(
        (28.267945, 23.146027, 18.054521, 10.207123), abs=5e-7
    )


def test_the_tree_gives_the_numbers_of_stockpyl() -> None:
    chain = models.tree(60)
    demand = models.draw_demand(models.tree(), models.SEED)[:60]

    result = ours.play(ours.plain(chain, demand), seed=1)

    assert round(result.mean_stock_units, 4) == 2774.9667
    assert round(result.fill_share, 6) == 0.985164


@pytest.mark.parametrize("seed", [1, 2])
def test_the_full_model_gives_the_numbers_of_a_textbook_program(seed: int) -> None:
    """Lots, trucks, random lead times, excursions and outages: a process for each truck load."""
    chain, extra = models.full_tree(120)
    scenario = ours.full(chain, extra)

    mine = ours.play(scenario, seed)
    theirs = textbook.run_m2(chain, extra, ours.path_of(chain, extra, scenario, seed))

    assert mine.mean_stock_units == pytest.approx(theirs.mean_stock_units, abs=1e-6)
    assert mine.fill_share == theirs.fill_share
    assert mine.expired_units == theirs.expired_units > 0
    assert mine.trips_count == theirs.trips_count
    assert mine.spoiled_loads_count == theirs.spoiled_loads_count > 0


def test_a_site_day_costs_at_most_one_kernel_event() -> None:
    chain, extra = models.full_tree(120)

    result = ours.play(ours.full(chain, extra), seed=1)

    assert result.events_count <= chain.days_count * len(chain.sites)
