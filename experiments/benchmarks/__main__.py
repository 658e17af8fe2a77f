"""Speed against other programs, measured in one interleaved run: `make bench`.

Prints a table and, for each figure, one JSON line. Ratios are medians over rounds of
CPU seconds within the same round; the full product is measured, with its ledger off
and its policy through the border.
"""

import json
import sys
from collections.abc import Callable

from experiments.benchmarks import models
from experiments.benchmarks.memory import horizon_figures
from experiments.benchmarks.start import help_figures
from experiments.benchmarks.timing import Contestant, best_seconds, race, ratios, report

ROUNDS = 3


def serial() -> None:
    """Race chain M1(a): four sites in a row, ten years."""
    chain = models.serial()
    _race("serial", chain, _m1(chain), chain.days_count * len(chain.sites))


def tree() -> None:
    """Race chain M1(b): 30 sites, five products, a year."""
    chain = models.tree()
    _race("tree", chain, _m1(chain), chain.days_count * len(chain.sites))


def full() -> None:
    """Race model M2: the tree with lots, trucks, chance and outages."""
    from experiments.benchmarks import ours, textbook

    plain = models.tree()
    demand = models.draw_demand(plain, models.SEED)
    plain_scenario = ours.plain(plain, demand)
    chain, extra = models.full_tree()
    scenario = ours.full(chain, extra)
    path = ours.path_of(chain, extra, scenario, 1)
    contestants: dict[str, Contestant] = {
        "pharmatwin": lambda: ours.play(scenario, 1),
        "pharmatwin tree": lambda: ours.play(plain_scenario, 1),
        "textbook SimPy": lambda: textbook.run_m2(chain, extra, path),
    }
    _race("full", chain, contestants, chain.days_count * len(chain.sites))


def horizon() -> None:
    """Measure time per simulated day and memory over one and ten years."""
    for figure in horizon_figures():
        _say(**figure)


def start() -> None:
    """Measure how long the command line takes to say its help."""
    for figure in help_figures():
        _say(**figure)


def milp() -> None:
    """Race the fast planning model against the paper's own on Cases I, II and III."""
    from experiments.benchmarks.milp import milp_figures

    for figure in milp_figures():
        _say(**figure)


def _m1(chain: models.Chain) -> dict[str, Contestant]:
    from experiments.benchmarks import ours, peer_stockpyl, peer_supplynetpy, textbook

    demand = models.draw_demand(chain, models.SEED)
    scenario = ours.plain(chain, demand)
    contestants: dict[str, Contestant] = {
        "pharmatwin": lambda: ours.play(scenario, 1),
        "textbook SimPy": lambda: textbook.run_m1(chain, demand),
        "SupplyNetPy": lambda: peer_supplynetpy.run_m1(chain, demand),
        "stockpyl": lambda: peer_stockpyl.run_m1(chain, demand),
    }
    if chain.products_count > 1:
        contestants["stockpyl, products in one network"] = lambda: peer_stockpyl.run_m1_together(
            chain, demand
        )
    return contestants


def _race(
    name: str, chain: models.Chain, contestants: dict[str, Contestant], site_days: int
) -> None:
    rounds = race(contestants, ROUNDS)
    sys.stdout.write(report(chain.name, rounds, "pharmatwin", site_days))
    against, seconds = ratios(rounds, "pharmatwin"), best_seconds(rounds)
    last = rounds[-1]
    for other in contestants:
        value, unit = seconds[other], "CPU s, best round"
        _say(bench=name, against=other, ratio=round(against[other], 2), value=value, unit=unit)
        for figure in ("mean_stock_units", "fill_share"):
            mine, theirs = getattr(last["pharmatwin"], figure), getattr(last[other], figure)
            _say(bench=f"{name}/{figure}", against=other, ratio=round(theirs / mine, 6),
                 value=theirs, unit=figure)  # fmt: skip
    events = last["pharmatwin"].events_count / site_days
    _say(bench=f"{name}/kernel events", against="site-days", ratio=events, value=events, unit="")


def _say(**figure: object) -> None:
    sys.stdout.write(json.dumps(figure) + "\n")
    sys.stdout.flush()


BENCHES: dict[str, Callable[[], None]] = {
    "serial": serial,
    "tree": tree,
    "full": full,
    "horizon": horizon,
    "start": start,
    "milp": milp,
}

if __name__ == "__main__":
    wanted = sys.argv[1:] or ["all"]
    unknown = [name for name in wanted if name not in (*BENCHES, "all")]
    if unknown:
        sys.stderr.write(f"no benchmark {unknown[0]!r} (one of {', '.join(BENCHES)})\n")
        sys.exit(2)
    for name, bench in BENCHES.items():
        if "all" in wanted or name in wanted:
            bench()
