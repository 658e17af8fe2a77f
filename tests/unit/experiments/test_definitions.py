"""Every metric that is told has one definition, and nothing is defined that is not told."""

import re
from itertools import chain as joined
from pathlib import Path

import pytest

from experiments import run
from experiments.measures.definitions import (
    COMPARED,
    HEADLINE,
    METRICS,
    is_share,
    markdown,
    short_name,
    unit,
)
from experiments.measures.metrics import COUNTS, LEVELS, RATIOS, by_site_product, metrics
from experiments.measures.planning import PLANNING
from policies.catalogue import named
from twin.chain.network import build

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def done(scenario):
    network = build(scenario)
    return run(network, named("base-stock", network), seed=1)


def test_every_metric_of_a_run_is_defined_and_every_defined_one_is_told(done):
    assert metrics(done).keys() == METRICS.keys() - set(PLANNING)


def test_every_metric_of_a_site_is_defined(done):
    told = set(joined.from_iterable(by_site_product(done))) - {"site", "product"}

    assert told <= METRICS.keys()


def test_what_is_shown_first_and_what_is_compared_is_defined():
    assert set(HEADLINE) | set(COMPARED) | set(COUNTS) | set(LEVELS) | set(RATIOS) <= METRICS.keys()
    assert set(COMPARED) <= set(HEADLINE)


@pytest.mark.parametrize("name", METRICS)
def test_a_definition_is_a_sentence_and_its_unit_goes_with_the_name(name):
    metric = METRICS[name]

    assert metric.label[0].isupper()
    assert metric.definition[0].isupper()
    assert metric.definition.endswith(".")
    assert is_share(name) == name.endswith("_share")
    assert (metric.unit == "currency") == name.startswith("cost_")
    assert (metric.unit == "days") == ("_days" in name and "unit_days" not in name)


def test_no_two_metrics_have_one_name():
    assert len({metric.label for metric in METRICS.values()}) == len(METRICS)
    assert len({short_name(name) for name in HEADLINE}) == len(HEADLINE)


def test_the_first_column_of_a_terminal_stays_narrow():
    for name in HEADLINE:
        assert len(f"{short_name(name)} ({unit(name, 'USD')})") <= 30, name


def test_definitions_stand_in_one_place():
    for metric in METRICS.values():
        words = re.sub(r"\W+", " ", metric.definition)
        if len(words) < 40:
            continue
        for path in (ROOT / "experiments").rglob("*.py"):
            text = re.sub(r"\W+", " ", path.read_text(encoding="utf-8"))
            assert words not in text or path.name == "definitions.py", (path, metric.label)


def test_the_page_of_metrics_is_what_the_definitions_say():
    assert (ROOT / "METRICS.md").read_text(encoding="utf-8") == markdown()
