"""`pharmatwin reproduce`: what it prints, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from experiments.cli import app

STATUSES = {"reproduced", "holds", "differs", "not derivable"}


def answer(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["reproduce", *arguments], prog_name="pharmatwin")
    return done.exit_code, done.stdout, done.stderr


def test_without_a_paper_it_lists_papers_and_cases() -> None:
    code, out, _ = answer()
    assert code == 0
    assert "badejo-2024/case-1" in out
    assert json.loads(answer("--json")[1])[0]["paper"] == "badejo-2024"


@pytest.mark.parametrize("name", ["nobody-1999", "badejo-2024/case-9", "badejo-2024/", ""])
def test_an_unknown_paper_or_case_is_one_line_and_code_2(name: str) -> None:
    code, out, err = answer(name)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_rows_as_json_and_figures_as_files(tmp_path: Path) -> None:
    code, out, _ = answer("badejo-2024/case-3", "--json", "--out", str(tmp_path))
    told = json.loads(out)
    assert code == 0
    assert set(told) == {"paper", "rows"}
    for row in told["rows"]:
        assert set(row) == {"where", "quantity", "paper", "ours", "status", "reason"}
        assert row["status"] in STATUSES
        assert row["reason"] or row["status"] != "differs"
    by_name = {row["quantity"]: row for row in told["rows"]}
    assert by_name["model size: constraints"]["status"] == "reproduced"
    assert by_name["the baseline with its coverage has no plan under disruption"]["status"] == (
        "holds"
    )
    assert json.loads((tmp_path / "reproduction.json").read_text()) == told
    for stem in json.loads((tmp_path / "figures.json").read_text()):
        assert (tmp_path / f"{stem}.png").stat().st_size > 5000
