"""The policies of the stress test as texts: tuned rules, the planner, one thing of it changed."""

from experiments import run
from experiments.measures.metrics import metrics
from experiments.papers.badejo_2024.forecasts import clairvoyant
from twin import Scenario
from twin.chain.network import build

HERE = "experiments.papers.badejo_2024"

TARGET = 0.8
"""Service target of the planner that costs least (see `tuning`)."""

PLANNER = {"service_share": TARGET, "horizon_periods": 6, "gap_share": 0.05, "lps": 300}
"""How the planner plans if nothing is said: six weeks are the fewest in which what is ordered now
reaches a consumer, since raw materials, batches and trunk traffic take a week each."""


def milp(**changes: float) -> str:
    """Return the rolling horizon with some of its parameters changed."""
    return _text("rolling-milp", {**PLANNER, **changes})


def mistaken(**changes: float) -> str:
    """Return the rolling horizon with a forecast that errs (`forecasts.Mistaken`)."""
    return _text(f"{HERE}.forecasts:Mistaken", {**PLANNER, **changes})


def base_stock(**changes: float) -> str:
    """Return base-stock with its two targets (`rules.TwoTargetBaseStock`)."""
    return _text(f"{HERE}.rules:TwoTargetBaseStock", changes)


def reorder(**changes: float) -> str:
    """Return (s, S) with its target and lot (`rules.LotReorder`)."""
    return _text(f"{HERE}.rules:LotReorder", changes)


def _text(policy: str, parameters: dict[str, float]) -> str:
    return f"{policy}:" + ";".join(f"{name}={value:g}" for name, value in parameters.items())


BEST_BASE_STOCK = {"near_share": 0.99, "behind_share": 0.05}
BEST_REORDER = {"service_share": 0.7, "lot_factor": 0.02}
"""What costs least (see `tuning`)."""

MAIN = {
    "base-stock": base_stock(**BEST_BASE_STOCK),
    "s-S": reorder(**BEST_REORDER),
    "planner": milp(),
}
FACTORS = {
    "window of 8 weeks": milp(horizon_periods=8),
    "window of 12 weeks": milp(horizon_periods=12),
    "gap of 1 %": milp(gap_share=0.01),
    "gap of 20 %": milp(gap_share=0.2),
    "forecast 20 % too high": mistaken(bias_share=0.2),
    "forecast 20 % too low": mistaken(bias_share=-0.2),
    "forecast errs by 30 %": mistaken(noise_share=0.3),
    "base-stock, forecast 20 % too high": base_stock(**BEST_BASE_STOCK, bias_share=0.2),
    "base-stock, forecast 20 % too low": base_stock(**BEST_BASE_STOCK, bias_share=-0.2),
}
REVIEWS = {3: 9, 14: 3}
"""Days, and periods of a window: about the six weeks of the others, but at least what must be."""


def planner_at(periods: int) -> str:
    """Return the planner with so many periods in a window."""
    return milp(horizon_periods=periods)


def clairvoyant_at(of: Scenario, seed: int, replications: int) -> list[dict[str, float | None]]:
    """Return the metrics of each replication for a planner that is told its demand."""
    network, found = build(of), []
    for number in range(replications):
        policy = clairvoyant(
            network,
            seed=seed,
            replication=number,
            service_share=TARGET,
            horizon_periods=int(PLANNER["horizon_periods"]),
            gap_share=PLANNER["gap_share"],
            lps=int(PLANNER["lps"]),
        )
        found.append(metrics(run(network, policy, seed=seed, replication=number)))
    return found
