import json
import math
from collections import Counter

import pytest

from experiments.figures import panels
from experiments.papers.catalogue import PAPERS, asked
from experiments.papers.lahjouji_2024.drawn import pages, pictures
from experiments.papers.lahjouji_2024.reproduce import CASES, reproduce, rows
from experiments.papers.lahjouji_2024.sensitivity import Sweep, above, trend
from experiments.papers.lahjouji_2024.sweeps import sweeps
from experiments.papers.paper import reproduction_json


@pytest.fixture(scope="module")
def drawn() -> tuple[Sweep, ...]:
    return sweeps()


def test_every_number_of_the_tables_has_a_row_and_44_of_45_of_the_first_third_agree() -> None:
    found = reproduce("tables").rows

    assert len(found) == 3 * 45
    first = Counter(row.status for row in found if row.where.endswith("T1"))
    assert first == {"reproduced": 41, "not derivable": 3, "differs": 1}
    for row in found:
        if row.status == "not derivable":
            assert "fitted" in row.reason


def test_rows_that_repeat_the_first_for_another_a_are_told_so() -> None:
    found = [row for row in reproduce("tables").rows if row.where.endswith(("T2", "T3"))]

    differing = [row for row in found if row.status == "differs"]
    assert len(differing) == 68
    assert all("repeats T1" in row.reason for row in differing)
    gifts = [row.ours for row in found if row.where.startswith("Table 3, decentralised")
             and row.quantity.startswith("G")]  # fmt: skip
    assert gifts == pytest.approx([13.06, 14.31], abs=0.006)


def test_each_percentage_has_its_basis_and_the_right_change() -> None:
    found = {(row.where, row.quantity): row for row in reproduce("percentages").rows}

    given = {key[1]: row.ours for key, row in found.items() if not key[0].endswith("exact")}
    exact = [-8.8, 19.5, 15.9, 36.1, 26.1, 58.4, -21.5, 35.4]
    assert list(given.values()) == pytest.approx(exact, abs=0.06)
    statuses = Counter(row.status for row in found.values())
    assert statuses == {"reproduced": 7, "differs": 9}
    assert found["Section 5.1, percent, exact", "Q"].ours == pytest.approx(7.4, abs=0.05)


def test_the_contract_holds_for_all_members_but_not_by_the_papers_own_decisions() -> None:
    found = reproduce("contract").rows

    assert Counter(row.status for row in found) == {
        "holds": 12, "differs": 2, "not derivable": 6,
    }  # fmt: skip
    least = [row.ours for row in found if row.status == "not derivable"]
    assert least[:3] == pytest.approx([19582.2, 18587.5, 18226.2], abs=0.1)
    assert least[3:] == pytest.approx([18488.8, 17493.2, 17038.0], abs=0.1)


def test_the_directions_of_the_figures_are_tried(drawn: tuple[Sweep, ...]) -> None:
    verdicts = {sweep.figure.removeprefix("Figure "): sweep.holds for sweep in drawn}

    assert verdicts == {
        "6": True, "7a": True, "7b": True, "8": False, "9": True, "10": None, "11a": False,
        "11b": False, "12": True, "13": True, "14": True, "15": True, "16": True, "17": True,
        "18a": None, "18b": None, "19a": True, "19b": True,
    }  # fmt: skip


def test_a_trend_and_an_order_of_curves_are_read_with_no_noise() -> None:
    assert trend([1.0, 1.0 + 1e-9, 1.0]) == "is flat"
    assert trend([1.0, 0.5, 0.6]) == "turns"
    assert above([2.0, 3.0], [1.0, 2.0])
    assert not above([2.0, 2.0], [1.0, 2.0])


def test_each_panel_is_named_by_its_figure_and_says_whether_the_paper_is_right(
    drawn: tuple[Sweep, ...],
) -> None:
    made = pages(drawn)

    figure = panels.draw(made[0])
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[:2] == ["Figure 6: Donation G", "Figure 7a: Chain's profit, t = 0"]
    notes = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert any("Does not hold." in note.replace("\n", " ") for note in notes)
    lines = figure.axes[0].lines
    assert [tuple(line.get_ydata()) for line in lines] == [c.values for c in drawn[0].curves]
    assert len({line.get_marker() for line in lines}) == len(lines)


def test_pictures_are_told_in_words(drawn: tuple[Sweep, ...]) -> None:
    made = pictures(drawn)

    assert [one.stem for one in made] == [f"figures-6-to-19-{n}" for n in (1, 2, 3)]
    assert "Figure 12: Ship-back q and donation G over U_t, units" in made[1].alt


def test_an_odd_number_of_panels_leaves_an_empty_place(drawn: tuple[Sweep, ...]) -> None:
    page = pages(drawn[:3])[0]

    figure = panels.draw(page)

    assert [axes.axison for axes in figure.axes] == [True, True, True, False]


def test_the_paper_is_in_the_catalogue_with_its_cases_and_its_json_has_no_nan() -> None:
    paper, case = asked("lahjouji-2024/exact")

    assert case == "exact"
    assert paper.cases == CASES
    assert paper in PAPERS
    told = json.dumps(reproduction_json(paper.name, paper.reproduce("exact")), allow_nan=False)
    assert json.loads(told)["rows"]


def test_every_row_says_why() -> None:
    for row in rows():
        assert row.reason or row.status in ("holds", "reproduced"), row
        assert not isinstance(row.ours, float) or math.isfinite(row.ours)
