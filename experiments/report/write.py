"""The report of a study: one page that needs neither network nor scripts."""

import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from experiments.report import pictures as report_pictures
from experiments.report import points as report_points
from experiments.report import stress as report_stress
from experiments.report import tables as report_tables
from experiments.report import words as report_words
from experiments.storage import store
from experiments.storage.files import put

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

TEMPLATE = "template.html.j2"
LONGEST_WORD = 12
"""A longer one may break at its hyphens, or its column would be too wide for a telephone."""


def write_report(folder: Path) -> Path:
    """Write `report.html` into the folder of a finished study and return its path.

    Replication 0 of the first arms is played again, to show stock and service day by day. A
    stress test in `stress/` of the folder is shown.

    Raises:
        OtherStudy: the folder holds no finished study.
        DamagedFile: a part of it is not what was written.
    """
    path = folder / "report.html"
    study = store.open_study(folder)
    text = page(study, folder)
    put(path, text.encode())
    return path


def page(study: "Study", folder: Path | None = None) -> str:
    """Return the page of a study.

    Names are escaped, whatever they hold.

    Args:
        study: the study.
        folder: where its parts and its stress test are; without one the page has neither the
            curve around outages nor the critical places.

    Raises:
        DamagedFile: a part in the folder is not what was written.
    """
    played, failures = report_pictures.examples(study)
    currency = next(iter(study.scenarios.values())).currency
    figures = report_pictures.figures(study, currency)
    around = None if folder is None else report_pictures.outages(study, folder)
    stress, odd = (None, "") if folder is None else report_stress.stress_test(study, folder)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"tied": tied, "whole": whole}
    text = resources.files("experiments.report").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return environment.from_string(text).render(
        title=report_words.title(study),
        question=report_words.question(study),
        brief=report_words.in_brief(study, currency),
        warnings=[*report_words.warnings(study), *failures],
        design=report_words.design(study),
        chance=report_words.chance,
        scenarios=study.scenarios,
        points=report_points.points(study, currency),
        headline=report_tables.headline(study, currency),
        differences=report_tables.differences(study, currency),
        resilience=report_tables.resilience(study, currency),
        equity=report_tables.equity(study, currency),
        worst=report_tables.worst_places(study),
        everything=report_tables.everything(study, currency),
        figures=figures,
        around=around,
        stored=folder is not None,
        stress=stress,
        stress_odd=odd,
        stress_command=report_stress.command(study, folder or Path("DIR")),
        ranking=None if stress is None else report_pictures.critical(stress.ranking),
        histories=report_pictures.histories(study, played),
        maps=report_pictures.maps(study, played),
        definitions=report_tables.definitions(study),
        provenance=report_words.provenance(study),
        command=study.command,
    )


def whole(text: str) -> Markup:
    """Return a name that breaks between its words only, not at a hyphen; escaped.

    A path of many words breaks after its dots and low lines.

    >>> whole("s-S minus <b>")
    Markup('<span>s-S</span> minus &lt;b&gt;')
    >>> whole("lanes.lead_time.days")
    Markup('lanes.<wbr>lead_<wbr>time.<wbr>days')
    """
    return Markup(" ").join(map(_word, text.split()))


def _word(word: str) -> Markup:
    if len(word.strip("(),")) <= LONGEST_WORD:
        return Markup("<span>{}</span>").format(word) if "-" in word else escape(word)
    return Markup("<wbr>").join(escape(part) for part in re.findall(r"[^._]+[._]*|[._]+", word))


def tied(text: str) -> str:
    r"""Return the text with percent signs that no line break parts from their numbers.

    >>> tied("81.9 to 90.6 %")
    '81.9 to 90.6\xa0%'
    """
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
