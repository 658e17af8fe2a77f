import pytest

from experiments import load
from experiments.catalogue import built_in, find
from experiments.provenance import canonical_json, level_means, scenario_sha256
from twin.chain.scenario import Scenario
from twin.errors import ScenarioError


def backwards(value):
    if not isinstance(value, dict):
        return value
    return {name: backwards(value[name]) for name in reversed(value)}


def test_the_order_of_entries_does_not_make_another_scenario(scenario, chain):
    assert scenario_sha256(Scenario.of(backwards(chain))) == scenario_sha256(scenario)


def test_one_more_unit_makes_another_scenario(scenario, chain):
    chain["sites"]["hub"]["opening_stock"]["vaccine"] += 1

    assert scenario_sha256(Scenario.of(chain)) != scenario_sha256(scenario)


def test_a_default_that_is_written_out_is_the_same_scenario(scenario, chain):
    chain["currency"] = "EUR"

    assert scenario_sha256(Scenario.of(chain)) == scenario_sha256(scenario)


@pytest.mark.parametrize("name", sorted(built_in()))
def test_the_canonical_text_of_every_built_in_scenario_is_read_back_as_it(name):
    scenario = Scenario.load(find(name))

    assert Scenario.model_validate_json(canonical_json(scenario)) == scenario


def test_the_meaning_of_a_mean_level_is_said(scenario, chain):
    chain["time"]["review"] = "continuous"

    assert "closing level" in level_means(scenario)
    assert "continuous time" in level_means(Scenario.of(chain))


def test_a_layout_goes_by_both_of_its_names():
    assert find("north-dakota/micro-hubs") == find("north-dakota-micro-hubs")
    assert find("north-dakota").name == "scenario.yaml"


def test_what_is_neither_built_in_nor_a_path_is_told_with_what_there_is():
    with pytest.raises(ScenarioError, match=r"nowhere:1:1: file: does not exist .*north-dakota"):
        find("nowhere")


def test_a_name_no_file_system_takes_is_told_too():
    with pytest.raises(ScenarioError, match="does not exist"):
        find("x" * 5000)


def test_an_optional_field_of_a_later_version_keeps_the_digest(scenario, chain):
    class Later(Scenario):
        colour: str | None = None

    plain, red = (Later.model_validate(chain | more) for more in ({}, {"colour": "red"}))

    assert scenario_sha256(plain) == scenario_sha256(scenario)
    assert scenario_sha256(red) != scenario_sha256(scenario)


def test_a_scenario_is_loaded_by_name_or_path_with_changes():
    by_name = load("tiny", ["time.horizon_days=31"])

    assert by_name.time.horizon_days == 31
    assert by_name == load(find("tiny"), ("time.horizon_days=31",))
