"""Studies that stop once they know enough: by what they know, not by who played it when."""

import pytest

from experiments import study
from experiments.monte_carlo.plan import Precision, plan_of
from experiments.statistics.stopping import precise_enough
from experiments.storage import store
from twin.chain.scenario import Scenario

POLICIES = ["base-stock", "s-S"]
G = 0.035
WATCHED = ("demand_units",)


@pytest.fixture
def short(chain):
    """A few days, whose demand varies enough to need more than the first look."""
    chain["time"] = {"horizon_days": 10, "warm_up_days": 0}
    return Scenario.of(chain)


@pytest.fixture
def precise(short):
    """Return a maker of studies that stop by precision."""

    def make(**more):
        told = {"precision": G, "precision_of": WATCHED, "seed": 3} | more
        return study(short, POLICIES, **told)

    return make


def test_a_study_goes_on_until_every_arm_is_precise_and_no_further(precise, short):
    done = precise()

    n = done.plan.replications
    looks = [10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 66, 72, 79, 86, 94, 103, 113, 124]
    assert n in looks[1:]
    assert done.is_precise
    for arm in done.arms:
        assert len(done.values(arm, "demand_units")) == n
        assert None not in done.values(arm, "demand_units")
    for look in looks[: looks.index(n) + 1]:
        enough = [
            precise_enough(done.values(arm, "demand_units")[:look], relative_half_width=G)
            for arm in done.arms
        ]
        assert all(enough) == (look == n)
    fixed = study(short, POLICIES, replications=n, seed=3)
    assert done.result_sha256 == fixed.result_sha256


def test_where_it_stops_hangs_neither_on_workers_nor_on_goes(precise, tmp_path):
    expected = precise().to_json()

    assert precise(workers=2).to_json() == expected
    stopped = []

    def stop(done, _):
        stopped.append(done)
        if len(stopped) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        precise(out=tmp_path, progress=stop)
    assert precise(out=tmp_path).to_json() == expected
    assert store.open_study(tmp_path).to_json() == expected


def test_replications_beyond_its_stop_are_left_out(precise, short, tmp_path):
    study(short, POLICIES, replications=60, seed=3, out=tmp_path)

    done = precise(out=tmp_path)

    expected = precise()
    n = expected.plan.replications
    assert n < 60
    assert done.to_json() == expected.to_json()
    assert done.daily(done.arms[0]).replications == n
    assert done.sites(done.arms[0]).by_cell.n == n
    assert store.open_study(tmp_path).to_json() == expected.to_json()


def test_failures_are_told_also_where_replications_beyond_the_stop_are_there(
    precise, short, tmp_path, monkeypatch
):
    for replications in (1, 60):  # the first has a file of its own
        study(short, POLICIES, replications=replications, seed=3, out=tmp_path)
    held = [path for path in (tmp_path / "parts").iterdir() if path.name[:15] == "000001-00000000"]
    held[0].unlink()  # replication 0 of the second policy

    def fails(network, policy, *, replication, **more):
        del network, policy, more
        raise RuntimeError(f"no luck with {replication}")

    monkeypatch.setattr("experiments.monte_carlo.play.run", fails)

    done = precise(out=tmp_path)

    assert done.plan.replications < 60
    assert [(one.policy, one.replication) for one in done.failures] == [("s-S", 0)]
    assert "no luck with 0" in done.failures[0].why
    assert store.open_study(tmp_path).to_json() == done.to_json()


def test_a_cap_that_is_hit_is_recorded(precise):
    done = precise(at_most=11)

    assert done.plan.replications == 11
    assert not done.is_precise
    assert done.to_json()["precision"] == {
        "relative_half_width": G, "at_most": 11, "metrics": ["demand_units"], "reached": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"relative_half_width": 0.0}, "between 0 and 1"),
        ({"relative_half_width": 1.0}, "between 0 and 1"),
        ({"at_most": 9}, "at least 10"),
        ({"metrics": ("fil_rate",)}, "no metric is called 'fil_rate'"),
        ({"metrics": ()}, "of no metric"),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused(more, told):
    with pytest.raises(ValueError, match=told):
        Precision(**{"relative_half_width": 0.1} | more)


@pytest.mark.parametrize("more", [{}, {"replications": 3, "precision": Precision(
    relative_half_width=0.1)}])  # fmt: skip
def test_a_plan_has_a_number_or_a_precision(short, more):
    with pytest.raises(ValueError, match="one of both"):
        plan_of(short, POLICIES, seed=1, **more)
