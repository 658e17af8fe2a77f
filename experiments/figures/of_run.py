"""What one replication shows: its figures, and their data taken from its record."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.figures import look, network_map, over_time, render
from experiments.figures.data import History, Line, MapLane, MapSite, NetworkMap, Shade
from experiments.figures.schematic import places as schematic_places
from experiments.measures.service import WINDOW_DAYS, moving_share
from twin.chain.network import Network
from twin.units import TICKS_PER_DAY

if TYPE_CHECKING:
    from experiments.replication import Run

MOST_ROWS = 10
"""Disruptions by name in the figure; more are drawn by their kind."""

KIND_ROWS = {
    "site": "sites shut",
    "lane": "lanes shut",
    "region": "regions shut",
    "product": "products short",
    "supplier": "suppliers out",
    "information": "information out",
    "power": "power out",
}


def figures_of_run(run: "Run", folder: Path, name: str = "") -> list[Path]:
    """Write the map and, where a ledger was kept, stock and service, as SVG and PNG.

    Args:
        run: the replication.
        folder: where to; made if it is not there.
        name: what the titles call the run; the scenario's name if empty.

    Returns:
        The files written, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = name or run.network.scenario.name
    figures = {"network_map": network_map.draw(map_of(run, name, fill_by_site(run)))}
    if run.ledger is not None:
        figures["stock_and_service"] = over_time.draw(history_of(run, name))
    written = []
    for stem, figure in figures.items():
        for suffix, make in ((".svg", render.svg), (".png", render.png)):
            written.append(folder / f"{stem}{suffix}")
            written[-1].write_bytes(make(figure))
    return written


def main_product(run: "Run") -> int:
    """Return the number of the product that patients asked most of."""
    demand = np.array(run.tally.demand).reshape(run.network.site_count, run.network.product_count)
    return int(demand.sum(axis=0).argmax())


def history_of(run: "Run", name: str, beside: tuple[Line, ...] = ()) -> History:
    """Return stock and service day by day, warm-up and all, of the product most asked for.

    Args:
        run: the replication.
        name: whose history it is.
        beside: further lines of service, such as the mean of a study.

    Raises:
        ValueError: the run kept no ledger.
    """
    if run.ledger is None:
        raise ValueError("stock over time needs a run with keep_ledger=True")
    network, product = run.network, main_product(run)
    asked = [*run.opening.demand_by_day, *run.tally.demand_by_day]
    served = [*run.opening.at_once_by_day, *run.tally.at_once_by_day]
    served_share = moving_share(served, asked)
    return History(
        name=name,
        product=network.product_names[product],
        stock=stock_by_kind(run, product),
        service=(Line(label=f"replication {run.replication}", values=served_share), *beside),
        window_days=WINDOW_DAYS,
        shades=shades_of(run),
        warm_up_days=network.scenario.time.warm_up_days,
    )


def stock_by_kind(run: "Run", product: int) -> tuple[Line, ...]:
    """Return the closing stock on hand of a product, summed over the sites of each kind."""
    assert run.ledger is not None
    network = run.network
    cells = np.arange(network.site_count) * network.product_count + product
    on_hand = np.array([level[0][cells] for level in run.ledger.levels], dtype=float)
    on_hand = on_hand.reshape(-1, network.site_count)
    lines = []
    for kind in look.KIND_MARKERS:
        chosen = [s for s, site in enumerate(network.sites) if site.kind == kind]
        total = on_hand[:, chosen].sum(axis=1)
        if chosen and total.any():
            lines.append(Line(label=look.KIND_WORDS[kind], values=total))
    return tuple(lines)


def shades_of(run: "Run") -> tuple[Shade, ...]:
    """Return the outages; those of one disruption at one time are one shade."""
    found: dict[tuple[int, int, str], list[str]] = {}
    for outage in run.outages:
        key = outage.from_tick, outage.until_tick, outage.name
        found.setdefault(key, []).append(outage.entity)
    scenario = run.network.scenario
    horizon = scenario.time.horizon_days
    many = len({name for _, _, name in found}) > MOST_ROWS
    return tuple(
        Shade(
            from_day=start / TICKS_PER_DAY,
            to_day=min(end / TICKS_PER_DAY, horizon),
            label=f"{name} ({where[0] if len(where) == 1 else f'{len(where)} places'})",
            row=KIND_ROWS[scenario.disruptions[name].what] if many else name,
        )
        for (start, end, name), where in sorted(found.items())
    )


def fill_by_site(run: "Run") -> dict[str, float]:
    """Return the share of demand served at once at every site where patients asked."""
    network = run.network
    shape = network.site_count, network.product_count
    asked = np.array(run.tally.demand).reshape(shape).sum(axis=1)
    served = np.array(run.tally.at_once).reshape(shape).sum(axis=1)
    return {
        network.site_names[s]: float(served[s] / asked[s])
        for s in range(network.site_count)
        if asked[s]
    }


def map_of(
    run: "Run", name: str, fills: Mapping[str, float], scale: tuple[float, float] | None = None
) -> NetworkMap:
    """Return the map of the run's network, its lanes as wide as what they carried.

    Args:
        run: the replication whose flows are shown.
        name: whose map it is.
        fills: fill rate by the name of the site; of this run, or the mean of a study.
        scale: ends of the colours, where several maps compare.
    """
    network = run.network
    placed = _positions(network)
    schematic = not placed
    placed = placed or schematic_places(network)
    missing = (site for s, site in enumerate(network.site_names) if s not in placed)
    return NetworkMap(
        name=name,
        sites=tuple(_map_site(network, s, placed[s], fills) for s in placed),
        lanes=_map_lanes(run, {site: i for i, site in enumerate(placed)}),
        scale=scale,
        left_out=tuple(missing),
        schematic=schematic,
    )


def _map_site(
    network: Network, site: int, place: tuple[float, float], fills: Mapping[str, float]
) -> MapSite:
    return MapSite(
        name=network.site_names[site],
        kind=network.sites[site].kind,
        latitude_deg=place[0],
        longitude_deg=place[1],
        fill_rate_share=fills.get(network.site_names[site]),
    )


def _map_lanes(run: "Run", number: Mapping[int, int]) -> tuple[MapLane, ...]:
    """Return the forward lanes between the places of the map, by their numbers there."""
    return tuple(
        MapLane(
            origin=number[lane.origin],
            destination=number[lane.destination],
            units=float(run.tally.sent[n]),
        )
        for n, lane in enumerate(run.network.lanes)
        if lane.origin in number and lane.destination in number and not lane.terms.reverse
    )


def _positions(network: Network) -> dict[int, tuple[float, float]]:
    """Return latitude and longitude by the number of the site, of those that have them."""
    found = {
        s: (site.position.latitude_deg, site.position.longitude_deg)
        for s, site in enumerate(network.sites)
        if site.position is not None
    }
    return found if len(found) > 1 else {}
