"""Centralised or micro-hubs: who in North Dakota is served better from eight regional hubs?

Question: a state depot that supplies the 53 counties itself, or one that fills eight micro-hubs
which do. What changes for the average patient, for the worst county, for money and emissions, and
who gains?

Design: the two layouts of `north-dakota` on the same demand, shortages, storms and delays; one
policy (base-stock that follows the season, service target 95 %); one year after 90 days.
"""

from collections.abc import Sequence

from experiments import load, study
from experiments.figures import comparison, differences, gains, of_study, worst_sites
from experiments.figures.data import Interval
from experiments.monte_carlo.compare import compare_table
from experiments.monte_carlo.study_table import study_table
from experiments.plain_table import mean_and_half, table
from experiments.statistics.precision import Estimate
from experiments.storage.site_differences import fill_differences
from experiments.studies.common import options, save, tell
from twin import Scenario

NAME = "centralised_or_micro_hubs"
LAYOUTS = ("north-dakota", "north-dakota/micro-hubs")
LARGEST_METRO_CODE = 3
"""Of the rural-urban continuum codes; above it a county is nonmetro."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=100, arguments=arguments)
    layouts = [load(name, asked.changes) for name in LAYOUTS]
    found = study(
        layouts,
        ["base-stock"],
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / "study",
    )
    central, hubs = found.arms
    by_county = fill_differences(asked.out / "study", hubs, central)
    gained = gains.Gains(
        title="Micro-hubs minus central depot, by county",
        groups=("metro", "nonmetro"),
        rows=tuple(_gain(layouts[0], name, known) for name, known in by_county.items()),
    )
    tell(study_table(found), compare_table(found), who_gains(gained))
    money = layouts[0].currency
    save(
        asked.out,
        {
            "comparison": comparison.draw(of_study.comparison(found, money)),
            "differences": differences.draw(of_study.differences(found, money)),
            "worst-counties": worst_sites.draw(of_study.worst(found, by_product=False)),
            "who-gains": gains.draw(gained),
        },
    )


def _gain(scenario: Scenario, name: str, known: Estimate) -> gains.Gain:
    county = scenario.sites[name]
    return gains.Gain(
        site=name,
        people_count=county.population_count or 0,
        group=int(int(county.facts["rural_urban_code"]) > LARGEST_METRO_CODE),
        difference=of_study.interval(known) or Interval(mean=0.0),
    )


def who_gains(data: gains.Gains) -> str:
    """Return how many counties gain or lose, and by how much the two ends do."""
    rows = [["who gains (clearly: the 95 % interval leaves zero out)", "gain", "lose", "neither"]]
    for number, group in enumerate(data.groups):
        of_group = [row for row in data.rows if row.group == number]
        up = sum(row.is_clear and row.difference.mean > 0 for row in of_group)
        down = sum(row.is_clear and row.difference.mean < 0 for row in of_group)
        rows.append([f"{group} counties", str(up), str(down), str(len(of_group) - up - down)])
    ranked = sorted(data.rows, key=lambda row: row.difference.mean)
    ends = [["county", "inhabitants", "difference (points)"]]
    for row in [*ranked[:3], *ranked[-3:]]:
        i = row.difference
        known = Estimate(mean=i.mean, se=None, low=i.low, high=i.high, n=0)
        ends.append([row.site, f"{row.people_count:,}", mean_and_half(known, 0.01)])
    return f"{table(rows)}\n\n{table(ends)}"


if __name__ == "__main__":
    main()
