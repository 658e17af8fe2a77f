"""Demand and service of a run day by day: of the chain, its sites, products, or both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from experiments.replication import Run

Level = Literal["chain", "site", "product", "site-product"]

CHAIN = "chain"


@dataclass(frozen=True, kw_only=True)
class PlaceSeries:
    """What was asked for and served at once at a place, day by day after the warm-up."""

    site: str
    """Empty where the place is not one site."""

    product: str
    """Empty where all products are taken together."""

    demand_units: tuple[int, ...]
    at_once_units: tuple[int, ...]


def series_by(run: "Run", level: Level) -> list[PlaceSeries]:
    """Return the series of the places where patients ask, in the order of their names.

    Raises:
        ValueError: no such level; or one below the chain, and the run kept no daily rows.
    """
    if level == CHAIN:
        tally = run.tally
        return [
            PlaceSeries(
                site="",
                product="",
                demand_units=tuple(tally.demand_by_day),
                at_once_units=tuple(tally.at_once_by_day),
            )
        ]
    if level not in _PLACE_OF:
        raise ValueError(f"level {level!r} (one of {', '.join((CHAIN, *_PLACE_OF))})")
    if run.daily is None:
        raise ValueError(f"level {level!r} needs a run with keep_daily=True")
    network, first = run.network, run.network.scenario.time.warm_up_days
    columns: dict[tuple[str, str], list[int]] = {}
    for column, cell in enumerate(run.daily.cells):
        site, product = divmod(cell, network.product_count)
        names = network.site_names[site], network.product_names[product]
        columns.setdefault(_PLACE_OF[level](*names), []).append(column)
    rows = run.daily.demand_units[first:], run.daily.at_once_units[first:]
    found = []
    for (site_name, product_name), chosen in sorted(columns.items()):
        asked, given = (part[:, chosen].sum(axis=1, dtype="int64").tolist() for part in rows)
        found.append(
            PlaceSeries(
                site=site_name,
                product=product_name,
                demand_units=tuple(asked),
                at_once_units=tuple(given),
            )
        )
    return found


_PLACE_OF: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "site": lambda site, _: (site, ""),
    "product": lambda _, product: ("", product),
    "site-product": lambda site, product: (site, product),
}
