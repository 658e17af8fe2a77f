"""The first period of a plan as commands."""

import numpy as np
from numpy.typing import NDArray

from policies.milp.model.reading import Plan
from policies.milp.rolling.from_network import Mapped
from policies.milp.rolling.outlook import Outlook
from policies.milp.rolling.rounding import whole_units, within_load
from policies.milp.window import Window
from twin.chain.network import Network
from twin.control.decision import Command, Decision, Orders, Produce, Ship

Ints = NDArray[np.int64]


def first_commands(
    network: Network, mapped: Mapped, window: Window, outlook: Outlook, plan: Plan
) -> Decision:
    """Return what the plan does in its first period, in whole units (see `rounding`).

    What was claimed before and nothing covers yet counts towards what is to be sent.
    """
    chain, width = mapped.chain, network.product_count
    lines, wanted = _ways(network, mapped, plan)
    origins = np.array(
        [network.lanes[line // width].origin * width + line % width for line in lines],
        dtype=np.int64,
    )
    units = whole_units(wanted, origins, _stock(network, mapped, window, plan))
    vehicles = np.array([line // width for line in lines], dtype=np.int64)
    load = np.array([chain.load_per_unit[line % width] for line in lines])
    holds = {
        lane: chain.groups[group].capacity_load * round(float(plan.trips_count[group, 0]))
        for group, lane in enumerate(mapped.groups.tolist())
    }
    units = within_load(units, wanted, load, vehicles, holds)
    commands: list[Command] = []
    kept: list[tuple[int, int]] = []
    for line, n in zip(lines, units.tolist(), strict=True):
        more = n - outlook.owed_units.get(line, 0)
        if more <= 0:
            continue
        lane, product = divmod(line, width)
        if network.lanes[lane].terms.reverse:
            commands.append(Ship(network.lane_names[lane], network.product_names[product], more))
        else:
            kept.append((line, more))
    if kept:
        found = np.array(kept, dtype=np.int64)
        commands.insert(0, Orders(found[:, 0].copy(), found[:, 1].copy()))
    for number, cell in enumerate(mapped.makings.tolist()):
        batches = round(float(plan.batches_count[number, 0]))
        if batches:
            site, product = divmod(cell, width)
            commands.append(
                Produce(
                    network.site_names[site],
                    network.product_names[product],
                    batches * network.recipes[cell].batch_units,
                )
            )
    return tuple(commands)


def _ways(network: Network, mapped: Mapped, plan: Plan) -> tuple[list[int], NDArray[np.float64]]:
    """Return lines (lane and product) and the units that the plan sends on each now.

    On a link of several lanes products go in the order of their numbers, the first lanes
    first, each up to the load that the plan gives it.
    """
    chain, width = mapped.chain, network.product_count
    lines: list[int] = []
    wanted: list[float] = []
    for number, (link, lanes) in enumerate(zip(chain.links, mapped.lanes, strict=True)):
        room = [np.inf] if len(lanes) == 1 else list(plan.mode_load[number, : len(lanes), 0])
        for item in link.items:
            units = float(plan.flow_units[number, list(chain.goods_of[item]), 0].sum())
            for mode, lane in enumerate(lanes):
                last = mode == len(lanes) - 1
                part = units if last else min(units, room[mode] / chain.load_per_unit[item])
                room[mode] -= part * chain.load_per_unit[item]
                units -= part
                if part > 1e-6:
                    lines.append(lane * width + item)
                    wanted.append(part)
    return lines, np.array(wanted, dtype=np.float64)


def _stock(network: Network, mapped: Mapped, window: Window, plan: Plan) -> dict[int, float]:
    """Return what each origin has for the period: stock, what is due, what comes within it."""
    chain, width = mapped.chain, network.product_count
    found: dict[int, float] = {}
    for number, cell in enumerate(mapped.sources.tolist()):
        found[cell] = float(window.source_capacity_units[number, 0])
    for number, cell in enumerate(mapped.cells.tolist()):
        found[cell] = float(window.opening_units[number].sum() + window.due_units[number, 0])
    for number, link in enumerate(chain.links):
        if link.lead_periods == 0:
            for item in link.items:
                goods = list(chain.goods_of[item])
                cell = link.destination * width + item
                found[cell] = found.get(cell, 0.0) + float(plan.flow_units[number, goods, 0].sum())
    return found
