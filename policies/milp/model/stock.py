"""Stock by remaining life, and the balance of every item at every node."""

from collections import defaultdict

import pyomo.environ as pyo

from policies.milp.chain import Cell, PlanningChain


def stock_block(b: pyo.Block, chain: PlanningChain) -> None:
    """Add stock and its balance; the last block, since it gathers the others' terms.

    Goods of an item differ in their last period of use, so stock by good is stock by age,
    and a good's stock is nought from its last period on.

    Variables:
        units (cell, good, t): stock at the end of a period [InvF of (2g), InvW of (3a)].
        issued (place, good, t): units used up by customers and recipes, of items with
            several goods.
        short (cell, t): units below the floor at the end of a period.
    Constraints:
        balance: what comes in and was there is what goes out and stays (2g, 2h, 3a, 4a).
        need: goods issued make up what customers and recipes take.
        room_most: stock within its room (3b, 10b, 11b).
        floor_least: stock and what it lacks reach the floor.
    Expressions:
        cost: holding (5d), and for what is short of a floor, currency.
    """
    periods = range(chain.periods_count)
    model = b.model()
    data = model.data
    places = _places(chain)
    b.units = pyo.Var(
        [
            (c, good, t)
            for c, cell in enumerate(chain.cells)
            if cell.keeps
            for good in chain.goods_of[cell.item]
            for t in periods
            if chain.usable(good, t + 1)
        ],
        domain=pyo.NonNegativeReals,
    )
    several = [
        (n, good, t)
        for n, place in enumerate(places)
        if len(chain.goods_of[place.item]) > 1 and _is_used(chain, place)
        for good in chain.goods_of[place.item]
        for t in periods
        if chain.usable(good, t)
    ]
    b.issued = pyo.Var(several, domain=pyo.NonNegativeReals)

    inward: dict[tuple[int, int], list[int]] = defaultdict(list)
    outward: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, link in enumerate(chain.links):
        for item in link.items:
            inward[link.destination, item].append(number)
            outward[link.origin, item].append(number)
    customers: dict[tuple[int, int], list[int]] = defaultdict(list)
    for d, customer in enumerate(chain.customers):
        customers[customer.node, customer.item].append(d)
    makers: dict[tuple[int, int], list[int]] = defaultdict(list)
    users: dict[tuple[int, int], list[tuple[int, float]]] = defaultdict(list)
    for m, making in enumerate(chain.makings):
        makers[making.node, making.item].append(m)
        for item, each in making.inputs:
            users[making.node, item].append((m, each))
    donations: dict[int, list[int]] = defaultdict(list)
    for n, donation in enumerate(chain.donations):
        donations[donation.cell].append(n)

    def needed(place: Cell, t: int) -> pyo.Expression:
        key = place.node, place.item
        return pyo.quicksum(model.service.served(d, t) for d in customers[key]) + pyo.quicksum(
            each * model.production.made[m, t] for m, each in users[key]
        )

    def arrived(key: tuple[int, int], good: int, t: int) -> pyo.Expression:
        units = model.flow.units
        ways = ((n, good, t - chain.links[n].lead_periods) for n in inward[key])
        made = (
            model.production.made[m, t - chain.makings[m].lead_periods]
            for m in makers[key]
            if t >= chain.makings[m].lead_periods
            and chain.makings[m].goods[t - chain.makings[m].lead_periods] == good
        )
        return pyo.quicksum(units[way] for way in ways if way in units) + pyo.quicksum(made)

    def gone(n: int, place: Cell, good: int, t: int) -> pyo.Expression:
        units = model.flow.units
        ways = ((link, good, t) for link in outward[place.node, place.item])
        left = pyo.quicksum(units[way] for way in ways if way in units)
        if (n, good, t) in b.issued:
            left += b.issued[n, good, t]
        elif len(chain.goods_of[place.item]) == 1:
            left += needed(place, t)
        if n < len(chain.cells):
            if (n, good, t) in model.disposal.destroyed:
                left += model.disposal.destroyed[n, good, t]
            left += pyo.quicksum(
                model.disposal.donated[k, good, t]
                for k in donations[n]
                if (k, good, t) in model.disposal.donated
            )
        return left

    def stock(n: int, good: int, t: int) -> pyo.Expression:
        known = (n, good, t) in b.units
        return b.units[n, good, t] if known else 0.0

    def balanced(_: pyo.Block, n: int, good: int, t: int) -> pyo.Expression:
        place = places[n]
        before = stock(n, good, t - 1)
        if n < len(chain.cells):
            if t == 0:
                before = data.opening[n, good]
            if good == longest[place.item]:
                before += data.due[n, t]
        after = gone(n, place, good, t) + stock(n, good, t)
        return before + arrived((place.node, place.item), good, t) == after

    longest = [
        max(goods, key=lambda good: _last(chain, good)) if goods else -1 for goods in chain.goods_of
    ]
    b.balance = pyo.Constraint(
        [
            (n, good, t)
            for n, place in enumerate(places)
            for good in chain.goods_of[place.item]
            for t in periods
            if chain.usable(good, t)
        ],
        rule=balanced,
    )
    b.need = pyo.Constraint(
        sorted({(n, t) for n, _, t in several}),
        rule=lambda b, n, t: (
            pyo.quicksum(
                b.issued[n, good, t]
                for good in chain.goods_of[places[n].item]
                if (n, good, t) in b.issued
            )
            == needed(places[n], t)
        ),
    )
    added = {
        (room, e): volume
        for e, expansion in enumerate(chain.expansions)
        for room, volume in expansion.volume_per_level
    }

    def filled(_: pyo.Block, r: int, t: int) -> pyo.Expression:
        room = chain.rooms[r]
        more = pyo.quicksum(
            volume * model.expansion.levels_on(e, t) for (n, e), volume in added.items() if n == r
        )
        inside = pyo.quicksum(
            each * stock(c, good, t)
            for c, each in zip(room.cells, room.volume_per_unit, strict=True)
            for good in chain.goods_of[chain.cells[c].item]
        )
        return inside <= room.capacity_volume * data.open[room.node, t] + more

    b.room_most = pyo.Constraint(range(len(chain.rooms)), periods, rule=filled)
    floored = [c for c, cell in enumerate(chain.cells) if cell.floor_cost_per_unit]
    b.short = pyo.Var(floored, periods, domain=pyo.NonNegativeReals)
    b.floor_least = pyo.Constraint(
        floored,
        periods,
        rule=lambda b, c, t: (
            pyo.quicksum(stock(c, good, t) for good in chain.goods_of[chain.cells[c].item])
            + b.short[c, t]
            >= data.floor[c, t]
        ),
    )
    holding = pyo.quicksum(
        chain.cells[c].holding_cost_per_unit * units for (c, _, _), units in b.units.items()
    )
    lacking = pyo.quicksum(
        chain.cells[c].floor_cost_per_unit * short for (c, _), short in b.short.items()
    )
    b.cost = pyo.Expression(expr=holding + lacking)


def _places(chain: PlanningChain) -> list[Cell]:
    """Return the cells, and places without stock for customers who have no cell."""
    known = set(chain.cell_of)
    further = sorted({(each.node, each.item) for each in chain.customers} - known)
    return [*chain.cells, *(Cell(node=n, item=i, keeps=False) for n, i in further)]


def _is_used(chain: PlanningChain, place: Cell) -> bool:
    """Return whether customers or recipes take the item there."""
    asked = any(d.node == place.node and d.item == place.item for d in chain.customers)
    return asked or any(
        making.node == place.node and any(item == place.item for item, _ in making.inputs)
        for making in chain.makings
    )


def _last(chain: PlanningChain, good: int) -> float:
    last = chain.goods[good].last_period
    return float("inf") if last is None else float(last)
