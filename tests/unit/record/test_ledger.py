"""The ledger: columns of whole numbers, and a digest that says whether two runs are the same."""

from hashlib import sha256

import pytest

from tests.unit.world.chains import (
    Data,
    chain,
    closing,
    each_day,
    facts,
    lane,
    orders,
    patients,
    play,
    shop,
)
from twin.record.facts import COLUMNS
from twin.record.ledger import Ledger


def busy() -> Data:
    return chain(
        5,
        products={"pill": {"shelf_life_days": 3}},
        lanes={"road": lane("maker", "shop", 1)},
        demand={"d": patients(each_day(4))},
    )


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_kind_of_fact_has_its_columns_and_starts_with_the_tick(kind: str) -> None:
    ledger = Ledger()
    row = tuple(range(100, 100 + len(COLUMNS[kind])))

    getattr(ledger, kind).extend(row)
    getattr(ledger, kind).extend(row)

    assert COLUMNS[kind][0] == "tick"
    assert ledger.rows(kind).tolist() == [list(row), list(row)]
    assert ledger.column(kind, COLUMNS[kind][-1]).tolist() == [row[-1]] * 2


def test_a_new_ledger_is_empty() -> None:
    ledger = Ledger()

    assert all(ledger.rows(kind).shape == (0, len(COLUMNS[kind])) for kind in COLUMNS)
    assert ledger.levels == []


@pytest.mark.parametrize("kind", COLUMNS)
def test_the_digest_changes_with_any_fact(kind: str) -> None:
    none, one, other = Ledger(), Ledger(), Ledger()

    getattr(one, kind).extend([0] * len(COLUMNS[kind]))
    getattr(other, kind).extend([0] * (len(COLUMNS[kind]) - 1) + [1])

    assert len({none.sha256(), one.sha256(), other.sha256()}) == 3


def test_the_digest_tells_one_kind_from_another() -> None:
    expired, spoiled = Ledger(), Ledger()

    expired.expired.extend((1, 2, 3, 4, 5))
    spoiled.spoiled.extend((1, 2, 3, 4, 5))

    assert expired.sha256() != spoiled.sha256()


def test_the_digest_of_an_empty_ledger_is_known() -> None:
    text = "".join(f"{kind}({','.join(columns)})x0;" for kind, columns in COLUMNS.items())

    assert Ledger().sha256() == sha256(text.encode()).hexdigest()


def test_the_same_run_has_the_same_digest_and_another_has_not() -> None:
    first, again, other = (play(busy(), orders({0: n})) for n in (9, 9, 8))
    digests = [each.ledger.sha256() for each in (first, again, other) if each.ledger]

    assert digests[0] == digests[1] != digests[2]


def test_facts_of_a_load_tell_its_way() -> None:
    record = play(busy(), orders({0: 9}))

    assert facts(record, "ordered", "day", "lane", "product", "units") == [(0, "road", "pill", 9)]
    assert facts(record, "departed", "day", "trip", "lane", "units", "due_tick") == [
        (0, 0, "road", 9, 1440)
    ]
    assert facts(record, "shipped", "day", "trip", "lane", "product", "lot", "units") == [
        (0, 0, "road", "pill", 0, 9)
    ]
    assert facts(record, "arrived", "day", "trip", "lane", "product", "lot", "units") == [
        (1, 0, "road", "pill", 0, 9)
    ]


def test_facts_of_patients_tell_what_became_of_them() -> None:
    record = play(busy(), orders({0: 9}))

    assert facts(record, "demanded", "day", "site", "product", "units")[0] == (0, "shop", "pill", 4)
    assert facts(record, "backordered", "day", "site", "units")[0] == (0, "shop", 4)
    assert facts(record, "dispensed", "day", "site", "product", "lot", "units") == [
        (1, "shop", "pill", 0, 8),
        (2, "shop", "pill", 0, 1),
    ]


def test_facts_come_in_the_order_of_time() -> None:
    record = play(busy(), orders({0: 9, 2: 3, 3: 4}))

    assert record.ledger is not None
    for kind in COLUMNS:
        ticks = record.ledger.column(kind, "tick").tolist()
        assert ticks == sorted(ticks)


def test_a_product_without_lots_has_lot_minus_one() -> None:
    data = busy()
    data["products"]["pill"] = {}

    record = play(data, orders({0: 9}))

    for kind in ("shipped", "arrived", "dispensed"):
        assert {lot for (lot,) in facts(record, kind, "lot")} == {-1}


def test_each_day_s_close_is_kept() -> None:
    record = play(busy(), orders({0: 9}))

    assert closing(record, "shop") == [0, 1, 0, 0, 0]
    assert closing(record, "shop", level=1) == [4, 0, 3, 7, 11]
    assert closing(record, "shop", level=2) == [9, 0, 0, 0, 0]


def test_opening_stock_is_a_fact() -> None:
    data = busy()
    data["sites"]["shop"] = shop(opening_stock={"pill": {"units": 6, "age_days": 1}})

    record = play(data)

    assert facts(record, "stocked", "day", "site", "lot", "expiry_day", "units") == [
        (0, "shop", 0, 2, 6)
    ]


@pytest.mark.parametrize("shelf_life_days", [30, None])
def test_what_an_outside_source_brings_is_a_fact(shelf_life_days: int | None) -> None:
    data = busy()
    data["products"]["pill"] = {"shelf_life_days": shelf_life_days} if shelf_life_days else {}

    record = play(data, orders({0: 9}))

    assert facts(record, "stocked", "day", "site", "units") == [(0, "maker", 9)]
