"""The studies of ship-back answer, and book what happened as the payments of a contract see it."""

from pathlib import Path
from typing import Any

import pytest

from experiments import load, study
from experiments.papers.lahjouji_2024.payments import payments, settled
from experiments.papers.lahjouji_2024.profits import Moment
from experiments.papers.lahjouji_2024.terms import COOPERATIVE, TABLE_2
from experiments.studies import ship_back_of_surplus, when_to_ship_back
from experiments.studies.worth import gains, movement

NOTHING = "ship-back:mode=none"
DAYS = "time.horizon_days=240"


def test_the_study_of_surplus_says_who_is_served_and_who_gains(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ship_back_of_surplus, "NEEDS", (0.75,))
    arms = dict(list(ship_back_of_surplus.ARMS.items())[:3])
    monkeypatch.setattr(ship_back_of_surplus, "ARMS", arms)

    ship_back_of_surplus.main(["--replications", "2", "--days", "120", "--out", str(tmp_path)])

    told = capsys.readouterr().out
    for word in ("need 75 %", "given, tertiary", "worth to all, gain", "LHLP", "GA"):
        assert word in told


def test_the_study_of_the_date_tells_the_worked_example_and_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(when_to_ship_back, "DAYS", (98,))
    monkeypatch.setattr(when_to_ship_back, "RULES", {"each month": "ship-back"})

    when_to_ship_back.main(["--replications", "2", "--days", "120", "--out", str(tmp_path)])

    told = capsys.readouterr().out
    assert "873  882  904  916  919  917  910  901  889  876      0       949" in told
    assert "each month" in told
    assert {f.name for f in tmp_path.iterdir() if f.is_file()} == {
        "times.png",
        "times.svg",
        "times.pdf",
    }


def test_every_unit_given_is_booked_as_shipped_back_or_made_and_money_only_changes_hands() -> None:
    found = study(load("humanitarian", [DAYS]), [NOTHING, "ship-back"], replications=2, seed=1)

    moved = movement(found, ("humanitarian", "ship-back"))
    without = movement(found, ("humanitarian", NOTHING))

    bill = payments(TABLE_2, COOPERATIVE, moved, Moment.REVIEW)
    outside = sum(one.amount for one in bill if one.payee == "outside")
    assert moved.to_donation_units > 0
    assert moved.to_tertiary_units > 0
    assert without.to_donation_units == without.to_tertiary_units == 0
    left = settled(bill)
    assert left.members + left.alliance == pytest.approx(-outside)
    assert len(gains(found, "ship-back", NOTHING)) == 2


class OneRun:
    """What a study tells of one replication."""

    def __init__(self, **metrics: int) -> None:
        self.metrics = metrics

    def values(self, _: object, name: str) -> tuple[int, ...]:
        return (self.metrics.get(name, 0),)


def test_what_was_given_and_not_shipped_back_was_made_afresh_and_not_ordered() -> None:
    told: Any = OneRun(
        donated_secondary_units=10,
        donated_tertiary_units=4,
        shipped_back_units=9,
        bought_units=100,
        expired_units=3,
        destroyed_units=2,
    )

    moved = movement(told, ("any", "any"))

    assert (moved.to_donation_units, moved.to_tertiary_units, moved.replaced_units) == (5, 4, 5)
    assert (moved.ordered_units, moved.left_units) == (95, 5)
