"""What plans promise for the periods that are carried out."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.measures.costs import rates
from policies.milp.model.reading import Plan
from policies.rolling_horizon import RollingMilp
from twin.control.decision import Decision
from twin.control.observation import Observation

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Week:
    """What a plan says of its first period, at the scenario's own rates."""

    day: float
    costs: dict[str, float]
    """By the names that the metrics have."""

    expected_units: Floats
    """(customers,), new demand of the period."""

    unmet_units: Floats
    """(customers,)."""


@dataclass(kw_only=True, eq=False)
class Witness:
    """Lets a planner decide, and writes down what each plan promises for its first period."""

    planner: RollingMilp
    weeks: list[Week] = field(default_factory=list)

    def decide(self, observation: Observation) -> Decision:
        """Return what the planner decides."""
        decision = self.planner.decide(observation)
        plan = self.planner.last
        if "review" in observation.causes and plan is not None:
            demand, _ = self.planner.expected.demand(int(observation.day), observation)
            self.weeks.append(
                Week(
                    day=observation.day,
                    costs=first_period_costs(self.planner, plan),
                    expected_units=demand[:, 0],
                    unmet_units=plan.unmet_units[:, 0],
                )
            )
        return decision

    def promised(self, first_day: float) -> dict[str, float]:
        """Return the promises of all plans from a day on, by the names of the metrics.

        The least fill rate is that of the customer to whom least is promised over all weeks.
        """
        weeks = [week for week in self.weeks if week.day >= first_day]
        found = {
            name: sum(week.costs[name] for week in weeks)
            for name in (weeks[0].costs if weeks else {})
        }
        asked = np.sum([week.expected_units for week in weeks], axis=0)
        met = asked - np.sum([week.unmet_units for week in weeks], axis=0)
        found["fill_rate_share"] = float(met.sum() / asked.sum())
        found["min_fill_rate_share"] = float((met / asked).min())
        found["weeks_count"] = len(weeks)
        return found


def first_period_costs(planner: RollingMilp, plan: Plan) -> dict[str, float]:
    """Return what the first period of a plan costs in the world if all goes as planned.

    Stock is charged as it is at the end of the period, as in the plan; the world charges it day
    by day.
    """
    network, mapped = planner.network, planner.planner.compiled.mapped
    chain, money, width = mapped.chain, rates(network), network.product_count
    purchase = transport = 0.0
    for number, (link, lanes) in enumerate(zip(chain.links, mapped.lanes, strict=True)):
        for item in link.items:
            units = float(plan.flow_units[number, list(chain.goods_of[item]), 0].sum())
            if link.origin * width + item in network.supplies:
                purchase += money.purchase[link.origin * width + item] * units
            if len(lanes) == 1:
                transport += money.sent[lanes[0]] * units
        if len(lanes) > 1:  # here every unit is one of load
            transport += float(money.sent[list(lanes)] @ plan.mode_load[number, : len(lanes), 0])
    transport += float(money.trip[mapped.groups] @ plan.trips_count[:, 0])
    made = mapped.makings
    production = (
        money.batch[made] @ plan.batches_count[:, 0] + money.made[made] @ plan.made_units[:, 0]
    )
    stock = plan.stock_units[:, :, 0].sum(axis=1)
    holding = mapped.periods.days * (money.holding[mapped.cells] @ stock)
    lost = money.lost[mapped.customers] @ plan.unmet_units[:, 0]
    costs = {
        "cost_purchase": purchase,
        "cost_transport": transport,
        "cost_production": float(production),
        "cost_holding": float(holding),
        "cost_lost_sales": float(lost),
    }
    return {
        **{name: float(cost) for name, cost in costs.items()},
        "cost_total": sum(costs.values()),
    }
