import sys
from dataclasses import dataclass

import pytest

from experiments import check_policy
from policies.catalogue import POLICIES, named
from twin.chain.network import build
from twin.control.decision import Order, Ship
from twin.errors import DecisionError


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_our_own_policies_keep_the_border(scenario, name):
    quick = ":watch=0;lps=3;horizon_periods=2" if name == "rolling-milp" else ""

    check_policy(named(name + quick, build(scenario)), scenario)


def test_doing_nothing_is_a_decision(scenario):
    class Nothing:
        def decide(self, _):
            return ()

    check_policy(Nothing(), scenario)


def broken(scenario, decide):
    """Return what the check says of a policy with this way to decide."""
    kind = type("Mine", (), {"decide": lambda _, observation: decide(observation)})
    with pytest.raises(DecisionError) as found:
        check_policy(kind(), scenario)
    return str(found.value)


def test_an_unknown_name_is_told_with_its_day(scenario):
    told = broken(scenario, lambda seen: [Order("inbund", "vaccine", 3)] if seen.day > 4 else [])

    assert told.startswith("policy Mine, day 5: ")
    assert "inbund" in told


def test_what_is_no_command_is_refused(scenario):
    assert "returns ('order', 3), which is no command" in broken(scenario, lambda _: [("order", 3)])
    assert "returns NoneType, not a sequence" in broken(scenario, lambda _: None)


def test_what_it_raises_is_told_and_not_thrown(scenario):
    told = broken(scenario, lambda _: 1 // 0)

    assert "policy Mine, day 0: raises ZeroDivisionError" in told


def test_the_observation_cannot_be_written_to(scenario):
    def scribble(seen):
        seen.on_hand_units[0, 0] = 99
        return ()

    assert "read-only" in broken(scenario, scribble)


def test_a_policy_that_forces_the_lock_is_found_out(scenario):
    def force(seen):
        seen.backlog_units.flags.writeable = True
        seen.backlog_units[0, 0] += 1
        return ()

    assert "changes the observation" in broken(scenario, force)


COIN = iter(range(10**9))


def test_a_policy_that_decides_by_a_coin_of_its_own_is_found_out(scenario):
    told = broken(scenario, lambda _: [Ship("inbound", "vaccine", next(COIN) + 1)])

    assert "decides otherwise when all is the same, on day 0" in told


class Oracle:
    """Climbs up to whoever asks it, and reads tomorrow's demand there."""

    def decide(self, observation):
        frame = sys._getframe()
        while "world" not in frame.f_locals:
            frame = frame.f_back
        rows = frame.f_locals["world"]._market.path.daily_rows(0)
        tomorrow = int(sum(rows[int(observation.day) + 1]))
        return [Ship("inbound", "vaccine", tomorrow)]


def test_a_policy_that_sees_the_future_is_found_out(scenario):
    with pytest.raises(DecisionError, match=r"sees the future: .*on day 29 because of demand from"):
        check_policy(Oracle(), scenario)


def test_an_object_without_decide_is_no_policy(scenario):
    with pytest.raises(DecisionError, match="has no method decide"):
        check_policy(object(), scenario)


def test_the_policy_itself_is_left_as_it_was(scenario):
    @dataclass
    class Counting:
        asked: int = 0

        def decide(self, _):
            self.asked += 1
            return ()

    policy = Counting()
    check_policy(policy, scenario)

    assert policy.asked == 0


def test_a_policy_may_be_given_as_text(scenario):
    check_policy("base-stock:service_share=0.98", scenario)

    with pytest.raises(DecisionError, match="unknown policy 'base-stok'"):
        check_policy("base-stok", scenario)
