"""The studies of ship-back answer, and book what happened as the payments of a contract see it."""

from pathlib import Path

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
