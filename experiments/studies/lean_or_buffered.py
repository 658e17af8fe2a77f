"""Lean or buffered: how much stock of a single-plant medicine pays?

Question: one plant, no substitute, and shortages that last as long as Canada's did. A wholesaler
can hold four weeks of demand or many more. What does each level cost, and whom does it serve?

Design: `single-plant` with the wholesaler's base-stock level from 28 to 672 days of demand, all on
the same demand and the same stops of the plant; ten years after one. A level includes what is on
its way (14 days) and a week's review. Costs are purchase, holding, waste and 40 USD for each
patient who is given another treatment (assumption: without it the least stock is the cheapest).
"""

from collections.abc import Sequence

from experiments import load, study
from experiments.figures import frontier, numbers
from experiments.figures.data import Interval
from experiments.figures.of_study import interval
from experiments.measures.definitions import short_name
from experiments.plain_table import interval as told
from experiments.plain_table import table
from experiments.studies.common import options, save, tell

NAME = "lean_or_buffered"
UNITS_A_DAY = 100
COVER_DAYS = (28, 56, 91, 182, 273, 364, 546, 672)
SHOWN = ("fill_rate_share", "cost_total", "on_hand_units_mean", "waste_share")
COMPARED = ("fill_rate_share", "cost_total")
DAYS_A_YEAR = 365


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the study."""
    asked = options(NAME, __doc__ or "", replications=100, arguments=arguments)
    levels = [
        load("single-plant", [*asked.changes, *_level(days * UNITS_A_DAY), f"name={days} days"])
        for days in COVER_DAYS
    ]
    found = study(
        levels,
        ["base-stock"],
        replications=asked.replications,
        seed=asked.seed,
        workers=asked.workers,
        out=asked.out / "study",
    )
    summary = found.summary()
    rows = [["cover", *map(short_name, SHOWN)]]
    rows += [[arm[0], *(told(summary[arm][name], name) for name in SHOWN)] for arm in found.arms]
    apart = [["paired differences", *map(short_name, COMPARED)]]
    apart += [
        [
            f"{one.left[0]} minus {one.right[0]}",
            *(told(one.metrics[name].estimate, name, "pp") for name in COMPARED),
        ]
        for one in found.differences()
    ]
    time = levels[0].time
    years = (time.horizon_days - time.warm_up_days) / DAYS_A_YEAR
    choices = tuple(
        frontier.Choice(
            name=arm[0],
            cost=_yearly(interval(summary[arm]["cost_total"]), years),
            service=interval(summary[arm]["fill_rate_share"]) or Interval(mean=0.0),
        )
        for arm in found.arms
    )
    best = frontier.efficient(choices)
    efficient = [choice.name for choice, is_best in zip(choices, best, strict=True) if is_best]
    tell(table(rows), table(apart))
    tell(f"no other cover is better in cost and in service: {', '.join(efficient)}")
    picture = frontier.Frontier(
        title="Wholesaler's stock, in days of demand",
        cost_axis=f"Total cost ({levels[0].currency} a year), mean and 95 % interval",
        service_axis="Fill rate (%)",
        cost_written=numbers.short,
        service_written=lambda share: f"{100 * share:.4g}",
        service_ends=(0.0, 1.0),
        choices=choices,
    )
    save(asked.out, {"frontier": frontier.draw(picture)})


def _level(units: int) -> list[str]:
    """Return the changes that give the wholesaler a level, on the shelf from the first day."""
    return [
        f"levels.wholesaler.base_stock_units={units}",
        f"sites.wholesaler.opening_stock.vial.units={units}",
    ]


def _yearly(total: Interval | None, years: float) -> Interval:
    known = total or Interval(mean=0.0)
    low, high = (None if end is None else end / years for end in (known.low, known.high))
    return Interval(mean=known.mean / years, low=low, high=high)


if __name__ == "__main__":
    main()
