"""Weekly or four-weekly allocation: was Alaska right to take its vaccine once in four weeks?

Question: every other state got its COVID-19 vaccine week by week; Alaska asked for four weeks at a
time, for its distances and its winter. What does each way do to service, to the worst borough, to
stock, waste, flights and emissions?

Design: the scenario `alaska` (first doses of Moderna, January to April 2021, 30 boroughs). Weekly:
a quarter of each real allocation every week. Four-weekly: all of it at once, as it was, sent on
every week. Rounds: at once, and boroughs order only once in four weeks too. The latter two with
vaccine thawed from the distributor on (30 days of life), and frozen until it is given (180 days);
weekly, thawed. Same patients, storms and totals; base-stock, service target 95 %.
"""

from collections.abc import Sequence

from experiments import Study, load, study
from experiments.figures import comparison, differences, of_study, worst_sites
from experiments.measures.definitions import short_name
from experiments.plain_table import interval, table
from experiments.studies.common import is_clear, options, save, tell

NAME = "weekly_or_four_weekly_allocation"
THAWED_DAYS, FROZEN_DAYS = 30, 180
"""Moderna: 30 days at 2-8 C, six months at -20 C."""

ARMS = {
    "weekly": ("alaska/weekly", THAWED_DAYS),
    "four-weekly thawed": ("alaska", THAWED_DAYS),
    "four-weekly frozen": ("alaska", FROZEN_DAYS),
    "rounds thawed": ("alaska/four-weekly-rounds", THAWED_DAYS),
    "rounds frozen": ("alaska/four-weekly-rounds", FROZEN_DAYS),
}

SHOWN = (
    "fill_rate_share",
    "min_site_fill_rate_share",
    "served_share",
    "waste_share",
    "on_hand_units_mean",
    "trips_count",
    "cost_transport",
    "co2e_kg",
    "cost_total",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=100, arguments=arguments)
    arms = [
        load(file, [*asked.changes, f"products.vaccine.shelf_life_days={life}", f"name={name}"])
        for name, (file, life) in ARMS.items()
    ]
    found = study(
        arms,
        ["base-stock"],
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / "study",
    )
    tell(*(_table(found, names) for names in (SHOWN[:5], SHOWN[5:])))
    money = arms[0].currency
    save(
        asked.out,
        {
            "comparison": comparison.draw(of_study.comparison(found, money)),
            "differences": differences.draw(of_study.differences(found, money)),
            "worst-boroughs": worst_sites.draw(of_study.worst(found, by_product=False)),
        },
    )


def _table(found: Study, names: Sequence[str]) -> str:
    """Return metrics by arm; a star where the paired difference from the first is clear."""
    summary, first = found.summary(), found.arms[0]
    clear = {
        (difference.left, name)
        for difference in found.differences()
        for name in names
        if difference.right == first and is_clear(difference.metrics[name].estimate)
    }
    rows = [["* differs from weekly", *(short_name(name).strip() for name in names)]]
    for arm in found.arms:
        told = (interval(summary[arm][n], n) + " *" * ((arm, n) in clear) for n in names)
        rows.append([arm[0], *told])
    return table(rows)


if __name__ == "__main__":
    main()
