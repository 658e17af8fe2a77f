"""The table of a study on a terminal: all there, and no wider than it may be."""

import json
import re
from array import array
from copy import deepcopy
from dataclasses import replace
from math import nan

import pytest

from experiments import study
from experiments.monte_carlo.results import Results
from experiments.monte_carlo.study_table import study_table
from twin.chain.scenario import Scenario

POLICIES = ["base-stock", "s-S"]
LONG = ["base-stock:service_share=0.97;history_days=28;review=periodic", "base-stock"]


@pytest.fixture(scope="module")
def four(scenario):
    """Two policies on two scenarios, with costs in the millions."""
    data = scenario.model_dump(mode="json", by_alias=True)
    data["currency"] = "USD"
    data["products"]["insulin"]["purchase_cost_per_unit"] = 20_000
    both = [data, data | {"name": "two clinics with micro-hubs"}]
    chosen = [Scenario.model_validate_json(json.dumps(one)) for one in both]
    return study(chosen, POLICIES, replications=3, seed=1)


def width(text):
    return max(map(len, text.splitlines()))


def test_four_arms_stand_side_by_side_in_a_hundred_columns(four):
    text = study_table(four, 100)

    assert width(text) <= 100
    rows = text.splitlines()
    assert rows[0].startswith("two clinics and two clinics with micro-hubs: 3 replications of seed")
    (fill,) = [row for row in rows if row.startswith("fill rate (%)")]
    assert len(re.findall(r"[\d.]+ \+/- [\d.]+", fill)) == 4
    heads = " ".join(rows[1:6])
    assert heads.count("base-stock") == heads.count("s-S") == 2


def test_the_main_job_s_four_metrics_stand_first(four):
    rows = study_table(four, 100).splitlines()
    labels = [re.split(r"  +", row.strip())[0] for row in rows if row.count("+/-") == 4]

    assert labels[:5] == [
        "fill rate (%)",
        "of worst site (%)",
        "of worst site, product (%)",
        "waste (%)",
        "cost (million USD)",
    ]


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_arms_are_rows_where_they_do_not_fit_side_by_side(four, columns):
    text = study_table(four, columns)

    assert width(text.split("\n\n", 2)[2]) <= columns
    assert "\nA: two clinics, base-stock\nB: two clinics, s-S\n" in text
    assert "D: two clinics with micro-hubs, s-S\n" in text
    wide = re.findall(r"[\d.,]+ \+/- [\d.,]+", study_table(four, 1000))
    assert sorted(re.findall(r"[\d.,]+ \+/- [\d.,]+", text)) == sorted(wide)


def test_long_names_of_policies_are_lettered(scenario):
    done = study(scenario, LONG, replications=2, seed=1)

    text = study_table(done, 65)

    assert "A: base-stock: service_share=0.97; history_days=28; review=periodic" in text
    assert re.search(r"\n +A +B\n", text)


def test_one_replication_has_no_intervals(scenario):
    text = study_table(study(scenario, POLICIES, replications=1, seed=1))

    assert "1 replication of seed 1, no intervals" in text
    assert "+/-" not in text


def test_a_metric_without_any_value_is_left_out(four):
    assert "lowest service" in study_table(four)
    bare = deepcopy(four)
    for of_arm in bare.results.arms.values():
        of_arm.columns["lowest_service_share"] = array("d", [nan] * 3)

    assert "lowest service" not in study_table(bare)


def test_a_name_cannot_steer_the_terminal(scenario):
    done = study(scenario, ["base-stock"], replications=1, seed=1)
    name, policy = "two\x1b[31m\nclinics", "own\x1b[31m\nrule"
    named = ((name, done.plan.scenarios[0][1]),)
    plan = replace(done.plan, bases=named, scenarios=named, policies=((policy, None),))
    results = Results({(name, policy): done.results.arms[done.arms[0]]})

    text = study_table(replace(done, plan=plan, results=results))

    assert text.startswith("two\\x1b[31m\\nclinics: 1 replication")
    assert "own\\x1b[31m\\nrule" in text
    assert "\x1b" not in text


def test_failed_replications_are_counted_above_the_table(four):
    some = replace(deepcopy(four))  # nothing worked out before is kept
    arm = some.results.arms[some.arms[1]]
    arm.failures[2] = "it ran out of luck"
    for column in arm.columns.values():
        column[2] = nan
    del arm.records[2]

    text = study_table(some)

    assert "two clinics, s-S: 1 of 3 replications failed and are not in its means\n" in text
