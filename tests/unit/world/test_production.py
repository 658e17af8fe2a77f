"""Plants: whole batches wait for a line and inputs, run, and pass quality release."""

from typing import Any

import pytest

from tests.unit.world.chains import (
    Data,
    Script,
    chain,
    closing,
    dated,
    days,
    each_day,
    facts,
    lane,
    maker,
    patients,
    play,
    shop,
    total,
)
from twin.control.decision import Order, Produce
from twin.errors import DecisionError


def recipe(batch_units: int = 10, batch_days: float = 1, **more: Any) -> Data:
    return {"batch_units": batch_units, "batch_days": days(batch_days), **more}


def plant(makes: Data, *, lines: Data | None = None, **terms: Any) -> Data:
    """A plant named `shop`, so that its stock is what the helpers look at."""
    site = {"kind": "plant", "makes": makes, "lines": lines or {}, **terms}
    return chain(
        8,
        products={name: {} for name in ("api", "jab", "pill")},
        sites={"maker": maker("api"), "shop": site},
    )


def made(record: Any, product: str = "pill") -> list[tuple[float, int]]:
    return [
        (day, n) for day, name, n in facts(record, "produced", "day", "product", "units")
        if name == product
    ]  # fmt: skip


def ask(units: int, product: str = "pill", day: int = 0) -> Script:
    return Script({day: [Produce("shop", product, units)]})


@pytest.mark.parametrize(("wanted", "batches"), [(1, 1), (10, 1), (11, 2), (30, 3), (0, 0)])
def test_whole_batches_are_made_for_at_least_what_is_wanted(wanted: int, batches: int) -> None:
    record = play(plant({"pill": recipe()}), ask(wanted))

    assert made(record) == [(float(n + 1), 10) for n in range(batches)]
    assert total(record, "batches") == batches


def test_a_batch_takes_its_time_on_the_line_and_the_next_follows_at_once() -> None:
    record = play(plant({"pill": recipe(batch_days=1.25)}), ask(30))

    assert made(record) == [(1.25, 10), (2.5, 10), (3.75, 10)]
    assert facts(record, "started", "day", "line") == [(0.0, 0), (1.25, 0), (2.5, 0)]


def test_two_lines_work_side_by_side() -> None:
    record = play(plant({"pill": recipe()}, lines={"one": {}, "two": {}}), ask(30))

    assert made(record) == [(1.0, 10), (1.0, 10), (2.0, 10)]


def test_a_line_makes_only_what_it_can() -> None:
    lines = {"one": {"makes": ["jab"]}, "two": {"makes": ["pill"]}}
    data = plant({"pill": recipe(), "jab": recipe()}, lines=lines)

    record = play(data, Script({0: [Produce("shop", "pill", 20), Produce("shop", "jab", 10)]}))

    assert (made(record, "pill"), made(record, "jab")) == ([(1.0, 10), (2.0, 10)], [(1.0, 10)])


@pytest.mark.parametrize(
    ("window", "done"),
    [
        ({"opens_on_day": 3}, [(4.0, 10), (5.0, 10)]),
        ({"closes_on_day": 1}, [(1.0, 10)]),
        ({"opens_on_day": 1, "closes_on_day": 2}, [(2.0, 10)]),
    ],
)
def test_a_line_starts_batches_on_the_days_on_which_it_stands(
    window: Data, done: list[tuple[float, int]]
) -> None:
    record = play(plant({"pill": recipe()}, lines={"one": window}), ask(20))

    assert made(record) == done


def test_a_changeover_comes_before_a_batch_of_another_product() -> None:
    makes = {"pill": recipe(changeover_days=0.5), "jab": recipe(changeover_days=2)}
    wanted = [Produce("shop", name, n) for name, n in (("pill", 20), ("jab", 10), ("pill", 10))]

    record = play(plant(makes), Script({0: wanted}))

    # none before the first batch nor between two of the same; 2 days before jab, half before pill
    assert made(record, "pill") == [(1.0, 10), (2.0, 10), (6.5, 10)]
    assert made(record, "jab") == [(5.0, 10)]
    assert (total(record, "changeovers"), total(record, "changeovers", product="jab")) == (1, 1)


def test_inputs_are_taken_at_the_start_rounded_up_to_whole_units() -> None:
    data = plant({"pill": recipe(inputs={"api": 0.25})}, opening_stock={"api": 8})

    record = play(data, ask(30))

    # 2.5 units of api a batch is 3; two batches take 6, the third finds 2 and waits
    assert facts(record, "consumed", "day", "product", "units") == [
        (0.0, "api", 3),
        (1.0, "api", 3),
    ]
    assert len(made(record)) == 2


def test_a_whole_number_of_inputs_is_not_rounded_up() -> None:
    data = plant({"pill": recipe(30, inputs={"api": 0.1})}, opening_stock={"api": 3})

    record = play(data, ask(30))

    assert facts(record, "consumed", "units") == [(3,)]


def test_a_batch_waits_for_its_inputs() -> None:
    data = plant({"pill": recipe(inputs={"api": 2})})
    data["lanes"]["road"] = lane("maker", "shop", 3)

    record = play(data, Script({0: [Produce("shop", "pill", 10), Order("road", "api", 20)]}))

    assert facts(record, "started", "day") == [(3.0,)]
    assert made(record) == [(4.0, 10)]


def test_a_batch_without_inputs_does_not_block_the_line_for_others() -> None:
    makes = {"pill": recipe(inputs={"api": 1}), "jab": recipe()}

    record = play(
        plant(makes), Script({0: [Produce("shop", "pill", 10), Produce("shop", "jab", 10)]})
    )

    assert (made(record, "pill"), made(record, "jab")) == ([], [(1.0, 10)])


def test_all_of_the_bill_of_materials_must_be_there() -> None:
    data = plant({"pill": recipe(inputs={"api": 1, "jab": 1})}, opening_stock={"api": 50})

    assert made(play(data, ask(10))) == []


@pytest.mark.parametrize(("share", "units"), [(1.0, 10), (0.87, 8), (0.3, 3), (0.0, 0)])
def test_the_yield_is_cut_to_whole_units(share: float, units: int) -> None:
    record = play(plant({"pill": recipe(yield_law={"mean_share": share})}), ask(10))

    assert total(record, "produced") == units
    assert closing(record)[-1] == units


def test_a_yield_that_varies_stays_within_its_width() -> None:
    law = {"mean_share": 0.8, "half_width_share": 0.1}
    data = plant({"pill": recipe(1000, 0.1, yield_law=law)})

    record = play(data, ask(50_000))

    outputs = [n for _, n in made(record)]
    assert len(outputs) == 50
    assert 700 <= min(outputs) < 740
    assert 860 < max(outputs) <= 900


def test_a_batch_is_in_quarantine_until_its_release() -> None:
    record = play(plant({"pill": recipe(release_days=2.5)}), ask(10))

    assert made(record) == [(1.0, 10)]
    assert facts(record, "released") == [(3.5, 10)]
    assert closing(record)[:5] == [0, 0, 0, 10, 10]


def test_quarantine_does_not_keep_the_line() -> None:
    record = play(plant({"pill": recipe(release_days=3)}), ask(20))

    assert facts(record, "started", "day") == [(0.0,), (1.0,)]


def test_life_runs_from_the_end_of_the_batch_and_not_from_its_release() -> None:
    data = plant({"pill": recipe(release_days=2)})
    data["products"]["pill"] = {"shelf_life_days": 5}

    record = play(data, ask(10))

    assert facts(record, "produced", "day", "expiry_day") == [(1.0, 6)]
    assert facts(record, "expired") == [(5 + 1439 / 1440, 10)]


def test_a_lot_whose_release_takes_longer_than_its_life_is_never_used() -> None:
    data = plant({"pill": recipe(release_days=4)})
    data["products"]["pill"] = {"shelf_life_days": 3}

    record = play(data, ask(10))

    assert facts(record, "expired") == [(5.0, 10)]
    assert facts(record, "released") == []


@pytest.mark.parametrize(("chance", "rejected"), [(0.0, 0), (1.0, 10)])
def test_quality_rejects_whole_batches_at_their_release(chance: float, rejected: int) -> None:
    record = play(plant({"pill": recipe(release_days=1, reject_share=chance)}), ask(10))

    assert total(record, "rejected") == rejected
    assert facts(record, "rejected") == [(2.0, 10)] * (rejected // 10)
    assert closing(record)[-1] == 10 - rejected


def test_about_as_many_batches_are_rejected_as_the_share_says() -> None:
    record = play(plant({"pill": recipe(1, 0.01, reject_share=0.3)}), ask(400))

    # four standard errors of a share of 400: 0.092
    assert abs(total(record, "rejected") / 400 - 0.3) < 0.092


def test_what_is_queued_made_or_in_release_is_on_order() -> None:
    data = plant({"pill": recipe(batch_days=2, release_days=1, yield_law={"mean_share": 0.5})})
    policy = ask(15)

    play(data, policy)

    seen = [int(each.on_order_units[1, 2]) for each in policy.seen if "review" in each.causes]
    # two batches of 10 as planned; the first is released on day 3, the second on day 5
    assert seen == [0, 20, 20, 10, 10, 0, 0, 0]


def test_a_shut_plant_starts_nothing_until_it_opens() -> None:
    data = plant({"pill": recipe()})
    data["disruptions"] = {"flood": {"what": "site", "of": "shop", "when": dated(0, 2.5)}}

    assert made(play(data, ask(10))) == [(3.5, 10)]


def test_a_plant_at_half_capacity_takes_twice_as_long() -> None:
    data = plant({"pill": recipe()})
    data["disruptions"] = {
        "slow": {"what": "site", "of": "shop", "when": dated(0, 5), "capacity_left_share": 0.5}
    }

    assert made(play(data, ask(10))) == [(2.0, 10)]


def test_a_product_that_may_not_be_made_waits_and_others_do_not() -> None:
    data = plant({"pill": recipe(), "jab": recipe()})
    data["disruptions"] = {"recall": {"what": "product", "of": "pill", "when": dated(0, 3)}}

    record = play(data, Script({0: [Produce("shop", "pill", 10), Produce("shop", "jab", 10)]}))

    assert (made(record, "pill"), made(record, "jab")) == ([(4.0, 10)], [(1.0, 10)])


def test_what_is_made_is_sent_on_the_same_day() -> None:
    data = plant({"pill": recipe()})
    data["sites"]["clinic"] = shop()
    data["lanes"]["out"] = lane("shop", "clinic")
    data["demand"] = {"d": patients(each_day(5), "clinic")}

    record = play(data, Script({0: [Produce("shop", "pill", 10), Order("out", "pill", 10)]}))

    assert facts(record, "departed", "day", "units") == [(1.0, 10)]


def test_modular_units_stand_for_their_days() -> None:
    units = {"a": {"closes_on_day": 2}, "b": {"opens_on_day": 1, "closes_on_day": 3}}
    data = plant({"pill": recipe()}, lines=units)

    record = play(data, ask(90))

    # unit a makes batches from day 0 and 1, unit b from day 1 and 2
    assert facts(record, "started", "day", "line") == [(0.0, 0), (1.0, 0), (1.0, 1), (2.0, 1)]


def test_a_command_for_more_batches_than_anybody_makes_is_refused() -> None:
    with pytest.raises(DecisionError, match="at most 10000"):
        play(plant({"pill": recipe(1)}), ask(10**8))


def test_no_batch_starts_without_room_for_what_it_makes() -> None:
    data = plant({"pill": recipe(10)}, storage={"ambient": {"capacity_units": 15}})

    record = play(data, ask(20))

    # ten lie there from day 1; ten more would make twenty in a room of fifteen
    assert facts(record, "started", "day") == [(0.0,)]


def test_a_line_that_stands_still_starts_no_batch() -> None:
    still = {"closed": [{"from_day": 1, "days": 3}]}

    record = play(plant({"pill": recipe(10)}, lines={"one": still}), ask(10, day=1))

    assert facts(record, "started", "day") == [(4.0,)]
