"""When to ship back: what is the date t' of the decision worth?

Question: demand becomes known as it comes, but a lot can be donated only while it has a year of
life left on arrival. Is there a best date, and what is it worth to choose it as one goes along?

Design, first part: one stock of 190 for a year's uncertain demand of 160 (coefficient of variation
0.25), 20 announced, 24 months of life, 3 months on the way; exact, by enumeration. Second part: the
scenario `humanitarian`, one ship-back a cycle on a fixed date for all places and products, against
reviews every four weeks, each lot's last date, and optimal stopping. Worth is that of all units
served and given less all costs (scenario's values); it is told as the gain over no ship-back.
"""

from collections.abc import Sequence
from math import inf

from experiments import load, study
from experiments.figures import ship_back_times
from experiments.figures.data import Interval
from experiments.figures.of_study import interval
from experiments.figures.ship_back_times import Dates, Level, Panel
from experiments.plain_table import plain, table
from experiments.statistics.precision import Estimate, estimate
from experiments.studies.common import options, save, tell
from experiments.studies.worth import gains
from policies.ship_back_time import Cycle, stopping, value_by_date

NAME = "when_to_ship_back"
NOTHING = "ship-back:mode=none"
MONTHS = range(10)
"""After nine months the stock of the first part is too old to give."""

DAYS = (98, 126, 154, 182, 210, 238, 266, 322)
RULES = {
    "reviews every 28 days": "ship-back",
    "each lot's last date": "ship-back:when=last-date",
    "optimal stopping": "ship-back:when=stopping",
}
EXAMPLE = Cycle(
    stock_units=190,
    eligible_units=190,
    announced_units=20,
    consented_units=inf,
    shape=16,
    mean_units=160,
    length=12,
    short_cost_per_unit=85 + 3 - 10,
    over_cost_per_unit=10 + 1.7,
    donation_value_per_unit=60 - 1 - 0.5,
    tertiary_value_per_unit=0 - 1 - 0.5,
    holding_cost_per_unit=10,
)
"""Table 2 of Lahjouji et al. (2024) with v = 85 and nothing for a unit in a tertiary country."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=12, arguments=arguments)
    fixed = value_by_date(EXAMPLE, MONTHS)
    chosen = stopping(EXAMPLE, MONTHS).gain
    rows = [["months after arrival", *map(str, MONTHS), "later", "stopping"]]
    rows.append(["gain (USD)", *(plain(round(x)) for x in fixed), "0", plain(round(chosen))])
    tell(table(rows))

    scenario = load("humanitarian", asked.changes)
    dated = [f"ship-back:every_days=540;first_day={day}" for day in DAYS]
    found = study(
        scenario,
        [NOTHING, *dated, *RULES.values()],
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / "study",
    )
    known = {
        policy: estimate(gains(found, policy, NOTHING)) for policy in [*dated, *RULES.values()]
    }
    names = [*(f"day {day}" for day in DAYS), *RULES]
    told = [["decided on", "gain over no ship-back (USD)"]]
    told += [[name, _told(one)] for name, one in zip(names, known.values(), strict=True)]
    tell(table(told))
    months = tuple(float(month) for month in MONTHS)
    first = Panel(
        title="One stock, exact",
        time_axis="Months after arrival at which the quantity is decided",
        worth_axis="Gain over no\nship-back (USD)",
        dates=(Dates(label="fixed date", at=months, worth=[Interval(mean=x) for x in fixed]),),
        levels=(Level(label="optimal stopping", worth=Interval(mean=chosen)),),
    )
    second = Panel(
        title="The humanitarian chain, simulated (95 % intervals)",
        time_axis="Day of the cycle's one ship-back (stock arrives on day 55)",
        worth_axis="Gain over no\nship-back (USD)",
        dates=(Dates(label="fixed date", at=DAYS, worth=[_ends(known[p]) for p in dated]),),
        levels=tuple(Level(label=n, worth=_ends(known[p])) for n, p in RULES.items()),
    )
    save(asked.out, {"times": ship_back_times.draw([first, second])})


def _ends(known: Estimate) -> Interval:
    return interval(known) or Interval(mean=0.0)


def _told(known: Estimate) -> str:
    ends = _ends(known)
    half = "" if ends.high is None else f" +/- {plain(round(ends.high - ends.mean))}"
    return f"{plain(round(ends.mean))}{half}"


if __name__ == "__main__":
    main()
