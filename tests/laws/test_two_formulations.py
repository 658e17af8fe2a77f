"""The paper's own formulation and the fast one have the same optimal values."""

from dataclasses import replace

import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from policies.milp.event.event_model import event_model
from policies.milp.model.compile import compiled
from policies.milp.model.template import Template
from policies.milp.standard_form import StandardForm
from tests.paper_chains import paper_chain

AIMS = ("cost", "impact", "ratio")
WITHIN = 2e-6
"""Both optima are proved to no gap; what is left is the solver's tolerance of 1e-6 on rows and
whole numbers, of values of about 100."""


@pytest.mark.parametrize(
    "first", [0, *(pytest.param(first, marks=pytest.mark.long) for first in (25, 50, 75))]
)
def test_the_two_formulations_have_the_same_optimum(first: int) -> None:
    for seed in range(first, first + 25):
        chain, window = paper_chain(seed, grows=seed % 4 == 3)
        aim = AIMS[seed % 3]
        event = compiled(event_model(chain, window, aim=aim)).form
        count = Template.of(chain, ratio=True).form(window)

        theirs, ours = optimum(event, aim), optimum(count, aim)

        assert (theirs is None) == (ours is None), seed
        if theirs is not None and ours is not None:
            assert ours == pytest.approx(theirs, rel=WITHIN, abs=WITHIN), (seed, aim)


def test_some_of_the_small_chains_cannot_be_covered_and_some_expand() -> None:
    """Otherwise the law above would say less than it seems to."""
    chain, window = paper_chain(3, grows=True)
    with_levels = optimum(Template.of(chain).form(window), "cost")
    none = replace(window, coverage_share=window.coverage_share + 1.0)
    rigid = Template.of(replace(chain, expansions=()))

    assert with_levels is not None
    assert optimum(rigid.form(none), "cost") is None
    assert any(_gains_by_levels(seed) for seed in range(3, 40, 4)), (
        "no chain's cheapest plan expands"
    )


def _gains_by_levels(seed: int) -> bool:
    chain, window = paper_chain(seed, grows=True)
    rigid = replace(chain, expansions=tuple(replace(e, cost_by_level=()) for e in chain.expansions))
    free = optimum(Template.of(chain).form(window), "cost")
    held = optimum(Template.of(rigid).form(window), "cost")
    return free is not None and (held is None or free < held - 1e-3)


def optimum(form: StandardForm, objective: str) -> float | None:
    """Return the proved optimal value; None: there is no plan."""
    found = milp(
        form.objectives[objective],
        integrality=form.integer.astype(int),
        bounds=Bounds(form.lower, form.upper),
        constraints=LinearConstraint(form.matrix, form.row_lower, form.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    assert found.status in (0, 2), found.message
    return None if found.status == 2 else form.value(objective, found.x)
