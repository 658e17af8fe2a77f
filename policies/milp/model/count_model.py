"""The fast planning model: batches are counted, modes do not know goods.

It has the same plans and the same optimal values as the paper's own formulation
(`policies.milp.event.event_model`), with far fewer binaries and rows.

Source: Badejo and Ierapetritou, *Computers & Chemical Engineering* 189 (2024) 108769, with
its errors corrected (listed in `experiments/papers/badejo_2024/README.md`); shelf life, lead
times, carried backlog, floors, donation and disposal are not in the paper.
"""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain
from policies.milp.model.data import data_block
from policies.milp.model.disposal import disposal_block
from policies.milp.model.expansion import expansion_block
from policies.milp.model.flow import flow_block
from policies.milp.model.production import production_block
from policies.milp.model.service import service_block
from policies.milp.model.stock import stock_block
from policies.milp.model.trips import trips_block

ORDER = (("expansion.level", "production.batches"), ("trips.count",))
"""Whole numbers in the order in which a search settles them."""


def count_model(
    chain: PlanningChain, *, elastic: bool = False, ratio: bool = False
) -> pyo.ConcreteModel:
    """Return the model of a chain, its data as columns (see `policies.milp.model.data`).

    Args:
        chain: what is planned.
        elastic: coverage may fall short; the objective `shortfall` counts by how much.
        ratio: the least ratio served is a variable with an objective (`ratio`).
    """
    model = pyo.ConcreteModel()
    model.data = pyo.Block()
    data_block(model.data, chain)
    for name, fill in (
        ("flow", flow_block),
        ("trips", trips_block),
        ("expansion", expansion_block),
        ("production", production_block),
        ("disposal", disposal_block),
    ):
        model.add_component(name, pyo.Block())
        fill(model.component(name), chain)
    model.service = pyo.Block()
    service_block(model.service, chain, elastic=elastic, ratio=ratio)
    model.stock = pyo.Block()
    stock_block(model.stock, chain)

    parts = (
        model.flow, model.trips, model.expansion, model.production,
        model.disposal, model.service, model.stock,
    )  # fmt: skip
    model.objective = pyo.Block()
    model.objective.cost = pyo.Objective(expr=sum(part.cost for part in parts))
    model.objective.impact = pyo.Objective(
        expr=model.flow.impact + model.trips.impact + model.production.impact
    )
    if ratio:
        model.objective.ratio = pyo.Objective(expr=-model.service.ratio)
    if elastic:
        model.objective.shortfall = pyo.Objective(expr=model.service.shortfall)
    return model
