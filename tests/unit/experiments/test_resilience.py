from experiments import run
from experiments.measures.metrics import metrics
from experiments.measures.resilience import episodes, of_days
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.scenario import Resilience

LIMITS = Resilience(failure_service_share=0.9, recovery_service_share=0.95, recovery_window_days=3)


def told(served_percent, spans, limits=LIMITS):
    return of_days([100] * len(served_percent), served_percent, spans, limits)


def test_without_an_outage_there_is_nothing_to_survive():
    assert set(told([100] * 9, []).values()) == {None}


def test_stock_that_outlasts_the_outage_never_fails_and_recovers_at_once():
    found = told([100, 100, 95, 92, 100, 100], [(2, 4)])

    assert found["time_to_survive_days"] is None
    assert found["time_to_recover_days"] == 0
    assert found["service_loss_unit_days"] == 5 + 8
    assert found["lowest_service_share"] == 0.92


def test_survival_ends_on_the_first_day_below_the_failure_level():
    #              0    1    2    3   4   5    6    7    8    9
    found = told([100, 100, 100, 97, 80, 40, 100, 100, 100, 100], [(2, 5)])

    assert found["time_to_survive_days"] == 2
    assert found["time_to_recover_days"] == 2
    assert found["service_loss_unit_days"] == 3 + 20 + 60
    assert found["lowest_service_share"] == 0.4


def test_one_good_day_is_no_recovery():
    found = told([100, 50, 100, 50, 100, 100, 100, 100], [(1, 2)])

    assert found["time_to_recover_days"] == 3
    assert found["service_loss_unit_days"] == 100


def test_service_that_never_comes_back_is_counted_to_the_horizon():
    found = told([100, 100, 50, 50, 50, 50], [(1, 2)])

    assert found["time_to_survive_days"] == 1
    assert found["time_to_recover_days"] == 4


def test_the_run_tells_the_shortest_survival_and_the_longest_recovery():
    served = [100, 100, 100, 50, 100, 100, 100, 100, 50, 50, 100, 100, 100]

    found = told(served, [(1, 3), (8, 9)])

    assert found["time_to_survive_days"] == 0
    assert found["time_to_recover_days"] == 2


def test_a_day_nobody_asks_on_is_no_failure():
    found = of_days([100, 0, 0, 100], [100, 0, 0, 100], [(1, 3)], LIMITS)

    assert found["time_to_survive_days"] is None
    assert found["lowest_service_share"] == 1.0


def test_overlapping_and_touching_outages_are_one_episode(outage):
    found = episodes(
        [outage(20, 25), outage(3, 6), outage(5, 8.5), outage(9, 10)], from_day=0, until_day=100
    )

    assert found == [(3, 10), (20, 25)]


def test_an_outage_of_the_warm_up_is_not_counted_and_days_are_from_its_end(outage):
    found = episodes([outage(8, 12), outage(30.5, 31), outage(99, 140)], from_day=10, until_day=100)

    assert found == [(20, 21), (89, 90)]


def test_a_shut_hub_is_felt_at_the_clinics_after_their_stock_is_gone(scenario):
    network = build(scenario)
    careful = named("base-stock:service_share=0.9999", network)

    found = metrics(run(network, careful, seed=5))

    assert 0 < found["time_to_survive_days"] < 6
    assert found["time_to_recover_days"] > 0
    assert found["lowest_service_share"] < 0.5
