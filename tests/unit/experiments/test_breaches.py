"""Breaches of service, counted by hand."""

from experiments.measures.breaches import Breach, breach_metrics, breaches
from experiments.measures.metrics import metrics
from twin.chain.scenario import Resilience, Scenario

#          0   1   2  3   4   5  6   7   8   9
ASKED_ = [10, 10, 10, 0, 10, 10, 10, 20, 10, 10]
SERVED = [8, 5, 10, 0, 9, 8, 0, 18, 10, 7]


def test_a_breach_is_as_many_days_below_the_level_as_follow_each_other() -> None:
    found = breaches(ASKED_, SERVED, 0.9)

    assert found == [
        Breach(from_day=0, days=2, unmet_units=7, lowest_service_share=0.5),
        Breach(from_day=5, days=2, unmet_units=12, lowest_service_share=0.0),
        Breach(from_day=9, days=1, unmet_units=3, lowest_service_share=0.7),
    ]


def test_a_day_on_which_nobody_asks_ends_a_breach() -> None:
    found = breaches([10, 0, 10], [0, 0, 0], 0.9)

    assert [(breach.from_day, breach.days) for breach in found] == [(0, 1), (2, 1)]


def test_a_day_at_the_level_is_no_breach_and_at_level_zero_nothing_is() -> None:
    assert breaches([10], [9], 0.9) == []
    assert breaches([10], [0], 0.0) == []


def test_the_chain_tells_number_length_and_worst_days() -> None:
    limits = Resilience(failure_service_share=0.9, tail_level_share=0.8)

    found = breach_metrics(ASKED_, SERVED, limits)

    # unmet by day: 2 5 0 0 1 2 10 2 0 3; the worst two are 10 and 5
    assert found == {
        "breaches_count": 3,
        "breach_days": 5,
        "longest_breach_days": 2,
        "unmet_units_cvar": 7.5,
    }


def test_the_mean_length_is_a_ratio_of_sums_and_none_without_a_breach(book) -> None:
    record = book()
    assert metrics(record)["breach_days_mean"] is None
    record.tally.demand_by_day.extend(ASKED_)
    record.tally.at_once_by_day.extend(SERVED)

    found = metrics(record)

    assert found["breach_days_mean"] == 5 / 3
    assert found["longest_breach_days"] == 2


def test_levels_are_set_in_the_scenario_also_from_the_command_line(tmp_path, chain) -> None:
    import json

    chain["resilience"] = {"failure_service_share": 0.5}
    path = tmp_path / "scenario.yaml"
    path.write_text(json.dumps(chain), encoding="utf-8")
    names = ("failure_service_share", "recovery_service_share", "tail_level_share")

    found = Scenario.load(path, [f"resilience.{name}=0.25" for name in names]).resilience

    assert [getattr(found, name) for name in names] == [0.25] * 3
