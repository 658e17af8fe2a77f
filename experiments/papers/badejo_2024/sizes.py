"""The size of the paper's own model of a case beside the published one."""

from dataclasses import astuple, fields

from experiments.papers.badejo_2024.instance import Instance
from experiments.papers.badejo_2024.published import SIZES
from experiments.papers.row import Row, exact_row
from policies.milp.event.event_model import Size, event_model, size_of
from policies.milp.model.compile import compiled

WHERE = {
    "case-1": "section 3.2.1",
    "case-2": "section 3.3.1",
    "case-3": "section 3.4.1",
    "rolling": "section 3.4.2",
}

UNEXPLAINED = (
    "the published rows of Case III and of this problem fit no formulation that was tried: "
    "of the choices of printing, summing or dropping equations that give 3,550 there, this problem "
    "has at most 15,630; equation (12d), an error, would add 2,000 of the missing 2,560"
)


def size_rows(case: Instance) -> tuple[Row, ...]:
    """Return variables, discrete variables and constraints of the event-indexed model."""
    ours = size_of(compiled(event_model(case.chain, case.window())).form)
    paper = SIZES[case.case.name]
    return tuple(
        exact_row(WHERE[case.case.name], f"model size: {field.name}", theirs, mine, UNEXPLAINED)
        for field, theirs, mine in zip(fields(Size), astuple(paper), astuple(ours), strict=True)
    )
