"""Numbers that the paper prints."""

from dataclasses import dataclass

from policies.milp.event.event_model import Size


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A row of Table 1 or 2."""

    cost: float
    impact: float
    ratio_share: float
    seconds: float | None = None
    """To solve it, of CPLEX on a 2.3 GHz laptop."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A row of Table 3."""

    cost: float
    impact: float
    ratio_share: float
    service_share: float
    seconds: float


SIZES = {
    "case-1": Size(variables=4911, discrete=560, constraints=2450),
    "case-2": Size(variables=21951, discrete=2160, constraints=10390),
    "case-3": Size(variables=5431, discrete=800, constraints=3550),
    "rolling": Size(variables=23351, discrete=2480, constraints=16350),
}

TABLE_1 = {
    "cost": Anchor(cost=71201.1, impact=70502.6, ratio_share=0.786),
    "impact": Anchor(cost=94506.5, impact=51979.3, ratio_share=0.75),
    "ratio": Anchor(cost=91001.2, impact=73336.4, ratio_share=1.0),
}

TABLE_2 = {
    "cost": Anchor(cost=83739.5, impact=128415.0, ratio_share=0.40, seconds=400),
    "impact": Anchor(cost=190578.0, impact=51567.4, ratio_share=0.40, seconds=320),
    "ratio": Anchor(cost=141894.0, impact=105093.0, ratio_share=0.794, seconds=800),
}

CASE_2_SERVICE = {"cost": 0.975, "ratio": 0.812}
FRONT_SECONDS = 4516

TABLE_3 = {
    "baseline, social relaxed": Model(
        cost=90369.3, impact=67511.9, ratio_share=0.0, service_share=0.76, seconds=5
    ),
    "disruption": Model(
        cost=87963.3, impact=73652.1, ratio_share=0.75, service_share=0.86, seconds=12
    ),
    "disruption, social relaxed": Model(
        cost=81426.2, impact=77041.3, ratio_share=0.31, service_share=0.93, seconds=8
    ),
}

INFEASIBLE_RATIO_SHARE = 0.6
WINDOW_SECONDS = 1000
ROLLING_SECONDS = {0.0: 4200, 0.3: 5050, 0.5: 6000}
"""Of five iterations, by the least ratio."""
