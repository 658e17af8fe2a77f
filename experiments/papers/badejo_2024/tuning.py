"""Each rule's best parameters, found by simulation on a seed that the stress test does not use.

`python -m` this module prints the mean cost of every point of the grids, over the worlds with
and without random outages; the best of each rule stand as constants in `arms`. The cost has what
lost patients cost in it.
"""

from collections.abc import Mapping, Sequence

from experiments import study
from experiments.papers.badejo_2024.arms import base_stock, milp, reorder
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.scenario import RANDOM, UNCERTAIN, scenario
from experiments.plain_table import table
from experiments.studies.common import options, tell
from twin import Scenario

NAME = "badejo_2024_tuning"
SEED = 101

GRIDS: Mapping[str, dict[str, str]] = {
    "base-stock: target near patients, behind": {
        f"{near:g}, {behind:g}": base_stock(near_share=near, behind_share=behind)
        for near in (0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
        for behind in (0.005, 0.02, 0.05, 0.1, 0.3, 0.5, 0.9)
    },
    "s-S: target, lot": {
        f"{share:g}, {lot:g}": reorder(service_share=share, lot_factor=lot)
        for share in (0.3, 0.5, 0.7, 0.9)
        for lot in (0.02, 0.1, 0.25, 0.5, 1.0)
    },
    "rolling-milp: target": {
        f"{share:g}": milp(service_share=share) for share in (0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
    },
}


def mean_costs(
    worlds: Sequence[Scenario], grid: Mapping[str, str], *, replications: int, workers: int = 1
) -> dict[str, float]:
    """Return the mean cost of each point, over worlds and replications of the tuning seed."""
    found = study(
        worlds, list(grid.values()), replications=replications, seed=SEED, workers=workers
    )
    summary = found.summary()
    costs = {}
    for point, text in grid.items():
        of_point = [summary[world.name, text]["cost_total"].mean for world in worlds]
        costs[point] = sum(cost for cost in of_point if cost is not None) / len(of_point)
    return costs


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the grids, the best first."""
    asked = options(NAME, __doc__ or "", replications=3, arguments=arguments)
    case = instance(CASE_3)
    worlds = [scenario(case, setting) for setting in (UNCERTAIN, RANDOM)]
    for name, grid in GRIDS.items():
        costs = mean_costs(worlds, grid, replications=asked.replications, workers=asked.workers)
        best = sorted(costs, key=costs.__getitem__)
        tell(table([[name, "mean cost"], *([point, f"{costs[point]:,.0f}"] for point in best)]))


if __name__ == "__main__":
    main()
