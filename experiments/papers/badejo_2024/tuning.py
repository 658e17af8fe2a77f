"""Each rule's best service target, found by simulation on seeds that the stress test does not use.

`python -m` this module prints the mean cost of every target on the grid; the best of each
rule stand as constants in `arms`. The cost has what lost patients cost in it.
"""

from collections.abc import Sequence

from experiments import study
from experiments.papers.badejo_2024.arms import milp
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.scenario import RANDOM, UNCERTAIN, scenario
from experiments.plain_table import table
from experiments.studies.common import options, tell
from twin import Scenario

NAME = "badejo_2024_tuning"
SEED = 101
GRID = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


def texts() -> dict[str, dict[float, str]]:
    """Return the policies of the grid, by rule and target."""
    return {
        "base-stock": {share: f"base-stock:service_share={share}" for share in GRID},
        "s-S": {share: f"s-S:service_share={share}" for share in GRID},
        "rolling-milp": {share: milp(service_share=share) for share in GRID},
    }


def mean_costs(
    worlds: Sequence[Scenario], rule: dict[float, str], *, replications: int, workers: int = 1
) -> dict[float, float]:
    """Return the mean cost of each target, over worlds and replications of the tuning seed."""
    found = study(
        worlds, list(rule.values()), replications=replications, seed=SEED, workers=workers
    )
    summary = found.summary()
    costs = {}
    for share, text in rule.items():
        of_arm = [summary[world.name, text]["cost_total"].mean for world in worlds]
        costs[share] = sum(cost for cost in of_arm if cost is not None) / len(of_arm)
    return costs


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the grid."""
    asked = options(NAME, __doc__ or "", replications=4, arguments=arguments)
    case = instance(CASE_3)
    worlds = [scenario(case, setting) for setting in (UNCERTAIN, RANDOM)]
    rows = [["mean cost", *(f"{share:g}" for share in GRID)]]
    for name, rule in texts().items():
        costs = mean_costs(worlds, rule, replications=asked.replications, workers=asked.workers)
        rows.append([name, *(f"{costs[share]:,.0f}" for share in GRID)])
        tell(table(rows))


if __name__ == "__main__":
    main()
