"""What contradicts in donations is said with its place and a way out."""

from typing import Any

import pytest

from tests.unit.chain.test_crosscheck import put
from tests.unit.world.chains import Data, each_day, lane, patients
from tests.unit.world.test_donations import giving, request
from twin.chain.network import build
from twin.chain.scenario import Scenario
from twin.errors import ScenarioError


def sound() -> Data:
    data = giving(request(), request(country="tertiary"), demand={"d": patients(each_day(1))})
    data["donations"]["values"] = {
        "pill": {"served_value_per_unit": 250, "donated_value_per_unit": 70}
    }
    return data


def test_sound_donations_have_no_fault() -> None:
    assert Scenario.of(sound()).check() == []


VALUE = {"served_value_per_unit": 1, "donated_value_per_unit": 1}
R0 = ("donations", "requests", "r0")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put(*R0, "recipient", "abraod"), r"r0\.recipient: unknown site 'abraod'.*'abroad'"),
        (put(*R0, "product", "pil"), r"r0\.product: unknown product 'pil'.*'pill'"),
        (put("donations", "values", "pil", VALUE),
         "donations.values.pil: unknown product 'pil'"),
        (put(*R0, "due_day", 0), "due_day must be after announced_day"),
        (put(*R0, "units", 0), r"r0\.units: 0 is too small"),
        (put(*R0, "country", "primary"), r"r0\.country: 'primary' is not known"),
        (put(*R0, "consented", "perhaps"), r"r0\.consented: .*true or false"),
        (put(*R0, "accepts_life_days", 21), "21 days of life are asked on arrival.*lives 20"),
        (put("donations", "rules", "min_life_on_arrival_days", 21), "21 days of life are asked"),
        (put(*R0, "recipient", "shop"), "'shop' has patients, stock or a source of 'pill'"),
        (put(*R0, "recipient", "provider"), "'provider' has patients, stock or a source"),
        (put("sites", "far", {"kind": "warehouse"}), None),
        (put("donations", "rules", "ship_back_kinds", ["clinic", "warehouse"]),
         "a clinic ships nothing back.*unopened stock"),
        (put("donations", "rules", "ship_back_kinds", []), "at least 1 entries"),
        (put("lanes", "back", lane("shop", "provider", 1, reverse=True)),
         r"lanes\.back\.origin: 'shop', a clinic, would ship back or donate.*kinds"),
        (put("lanes", "gift", lane("shop", "abroad")), "'shop', a clinic, would ship back"),
        (put("donations", "requests", {}), "at least 1 entries"),
        (put("donations", "wishes", {}), "unknown field 'wishes'"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_what_would_be_right(change: Any, said: str | None) -> None:
    data = sound()
    change(data)

    if said is None:
        assert Scenario.of(data).check() == []
        return
    with pytest.raises(ScenarioError, match=said):
        Scenario.of(data)


@pytest.mark.parametrize("field", ["consented", "authorised", "country", "due_day"])
def test_a_request_says_whether_it_may_be_met_and_by_when(field: str) -> None:
    data = sound()
    del data["donations"]["requests"]["r0"][field]

    with pytest.raises(ScenarioError, match=rf"r0\.{field}: is missing"):
        Scenario.of(data)


def test_a_recipient_that_no_lane_reaches_is_a_fault() -> None:
    data = sound()
    data["sites"]["far"] = {"kind": "warehouse"}
    data["donations"]["requests"]["r0"]["recipient"] = "far"

    with pytest.raises(ScenarioError, match="no lane leads to 'far'"):
        Scenario.of(data)


def test_requests_are_numbered_by_country_and_due_day() -> None:
    data = giving(
        request(due_day=9),
        request(due_day=4),
        request(due_day=9, accepts_life_days=3),
        request(due_day=1, country="tertiary"),
    )

    network = build(Scenario.of(data))

    assert [plan.name for plan in network.requests] == ["r1", "r0", "r2", "r3"]
    assert [plan.min_life_days for plan in network.requests] == [12, 12, 3, 12]
    assert {plan.cell for plan in network.requests} == {network.site_names.index("abroad")}
