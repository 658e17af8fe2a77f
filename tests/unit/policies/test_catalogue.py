"""Policies by name, as the command line says them."""

import sys
from typing import Any

import pytest

from policies.base_stock import BaseStock, EchelonBaseStock
from policies.catalogue import named
from policies.reorder_point import ReorderQuantity, ReorderUpTo
from tests.unit.world.chains import chain, each_day, lane, patients
from twin.chain.network import Network, build
from twin.chain.scenario import Scenario
from twin.errors import DecisionError


def network() -> Network:
    data = chain(lanes={"road": lane("maker", "shop", 2)}, demand={"d": patients(each_day(4))})
    return build(Scenario.of(data))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("base-stock", BaseStock),
        ("echelon-base-stock", EchelonBaseStock),
        ("s-S", ReorderUpTo),
        ("r-Q", ReorderQuantity),
    ],
)
def test_every_rule_has_its_name(name: str, kind: type) -> None:
    assert isinstance(named(name, network()), kind)


def test_parameters_follow_the_name() -> None:
    rule = named("base-stock:service_share=0.5;history_days=28;review=continuous", network())

    assert isinstance(rule, BaseStock)
    assert rule.review == "continuous"
    assert rule.levels.history_days == 28
    assert rule.levels.service_share == 0.5


@pytest.mark.parametrize("text", ["base-stock:", "base-stock:;", "base-stock:;service_share=0.9;"])
def test_empty_parameters_are_none(text: str) -> None:
    assert isinstance(named(text, network()), BaseStock)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("basestock", "unknown policy 'basestock' .one of base-stock"),
        ("", "unknown policy ''"),
        ("nowhere:x=1", "unknown policy"),
        ("base-stock:service_share", "'service_share' is not key=value"),
        ("base-stock:0=1", "'0=1' is not key=value"),
        ("base-stock:=1", "'=1' is not key=value"),
        ("base-stock:colour=red", "colour"),
        ("base-stock:service_share=1.5", "1.5 must lie between 0 and 1"),
        ("base-stock:service_share=0", "0 must lie between 0 and 1"),
        ("base-stock:service_share=nan", "must lie between 0 and 1"),
        ("base-stock:service_share=high", "policy base-stock"),
        ("base-stock:history_days=57", "history_days 57 must be 0 to 56"),
        ("base-stock:history_days=-1", "history_days -1 must be 0 to 56"),
        ("base-stock:history_days=2.5", "history_days"),
        ("base-stock:review=weekly", "review 'weekly' must be periodic or continuous"),
        ("s-S:review=weekly", "review 'weekly'"),
        ("r-Q:history_days=3", "history_days"),
        ("no_such_module:Rule", "cannot be loaded"),
        ("policies.base_stock:NoSuchRule", "has no class"),
        ("twin.units:ticks", "policy twin.units:ticks"),
    ],
)
def test_what_is_wrong_with_a_policy_is_said(text: str, said: str) -> None:
    with pytest.raises(DecisionError, match=said):
        named(text, network())


@pytest.mark.parametrize("name", ["base-stock", "echelon-base-stock", "s-S", "r-Q"])
@pytest.mark.parametrize("share", ["0", "1", "1.5", "-0.2", "nan"])
def test_no_rule_takes_a_service_share_that_is_none(name: str, share: str) -> None:
    with pytest.raises(DecisionError, match="service_share"):
        named(f"{name}:service_share={share}", network())


OWN_RULE = """
class Own:
    def __init__(self, stock=0, share=0.0, word=""):
        self.stock, self.share, self.word = stock, share, word

    def decide(self, observation):
        return ()


class ForNetwork(Own):
    @classmethod
    def for_network(cls, network, *, stock=0):
        made = cls(stock=stock)
        made.sites = network.site_names
        return made


class NoDecide:
    pass
"""


@pytest.fixture
def own_module(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "house_rule.py").write_text(OWN_RULE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "house_rule", raising=False)
    return "house_rule"


def test_a_user_s_own_class_is_found_in_the_working_folder(own_module: str) -> None:
    rule: Any = named(f"{own_module}:Own:stock=7;share=0.5;word=red", network())

    assert (rule.stock, rule.share, rule.word) == (7, 0.5, "red")
    assert rule.decide(None) == ()


def test_a_user_s_own_class_may_ask_for_the_network(own_module: str) -> None:
    rule: Any = named(f"{own_module}:ForNetwork:stock=3", network())

    assert (rule.stock, rule.sites) == (3, ("maker", "shop"))


def test_a_class_that_cannot_decide_is_no_policy(own_module: str) -> None:
    with pytest.raises(DecisionError, match="has no method decide"):
        named(f"{own_module}:NoDecide", network())


def test_a_parameter_that_a_user_s_class_does_not_know_is_named(own_module: str) -> None:
    with pytest.raises(DecisionError, match="colour"):
        named(f"{own_module}:Own:colour=red", network())
