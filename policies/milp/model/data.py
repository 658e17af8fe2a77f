"""The data of a window as columns of the model, so that the model is built only once.

Every right-hand side is written with these columns; `policies.milp.model.template` takes them out
again and multiplies them by a window's values.
"""

import pyomo.environ as pyo

from policies.milp.chain import PlanningChain


def data_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add the data columns.

    Variables (free; T periods):
        demand (customers, T): new demand, units.
        unmet_most (customers, T): (1 - theta) x demand, units (4b).
        backlog (customers): demand still wanted from before, units.
        opening (cells, goods of the cell's item): stock at the start, units.
        due (cells, T): arrivals on the way, units.
        floor (cells, T): stock wanted at the end of a period, units.
        open (nodes, T): share of capacity [delta].
        source (limited sources, T): capacity, units.
        slots (plants, T): batches that can start.
    """
    periods = range(chain.periods_count)
    customers, cells = range(len(chain.customers)), range(len(chain.cells))
    limited = [s for s, source in enumerate(chain.sources) if source.limited]
    held = [(c, g) for c, cell in enumerate(chain.cells) for g in chain.goods_of[cell.item]]
    b.demand = pyo.Var(customers, periods)
    b.unmet_most = pyo.Var(customers, periods)
    b.backlog = pyo.Var(customers)
    b.opening = pyo.Var(held)
    b.due = pyo.Var(cells, periods)
    b.floor = pyo.Var(cells, periods)
    b.open = pyo.Var(range(len(chain.node_names)), periods)
    b.source = pyo.Var(limited, periods)
    b.slots = pyo.Var(chain.plants, periods)
