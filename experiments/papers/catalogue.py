"""The papers that can be worked again, each a value in one tuple."""

from experiments.papers.paper import Paper, Reproduction
from twin.errors import TwinError


class UnknownPaper(TwinError):
    """A paper or case was asked for that is not here; its name puts it right."""


def _badejo_2024(case: str) -> Reproduction:
    from experiments.papers.badejo_2024.reproduce import reproduce  # loads the solver

    return reproduce(case)


def _lahjouji_2024(case: str) -> Reproduction:
    from experiments.papers.lahjouji_2024.reproduce import reproduce

    return reproduce(case)


PAPERS: tuple[Paper, ...] = (
    Paper(
        name="badejo-2024",
        about="tactical plans of a supply chain: cost, impact, equity, disruption",
        source="Badejo and Ierapetritou 2024, doi 10.1016/j.compchemeng.2024.108769",
        cases=("case-1", "case-2", "case-3", "rolling"),
        work=_badejo_2024,
    ),
    Paper(
        name="lahjouji-2024",
        about="a game of ordering, shipping back and donating, with its contract",
        source="Lahjouji, Hlyal, Ait Bassou and el Alami 2024, two-tier donation",
        cases=("tables", "percentages", "exact", "contract", "figures"),
        work=_lahjouji_2024,
    ),
)


def asked(text: str) -> tuple[Paper, str | None]:
    """Return the paper, and the case if one is named, of a text `paper` or `paper/case`.

    Raises:
        UnknownPaper: there is none of that name.
    """
    name, slash, case = text.partition("/")
    paper = next((each for each in PAPERS if each.name == name), None)
    if paper is None:
        known = ", ".join(each.name for each in PAPERS)
        raise UnknownPaper(f"no paper {name!r} (one of {known})")
    if slash and case not in paper.cases:
        raise UnknownPaper(f"{name} has no case {case!r} (one of {', '.join(paper.cases)})")
    return paper, case if slash else None
