"""Chains of a line or two with nothing left to chance, and what a run of them left behind."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.replication import Run, run
from twin.chain.scenario import Scenario
from twin.control.decision import Command, Decision, Order
from twin.control.observation import Observation
from twin.record.facts import COLUMNS
from twin.units import TICKS_PER_DAY

Data = dict[str, Any]


def days(number: float) -> Data:
    return {"law": "constant", "days": number}


def each_day(units: float) -> Data:
    return {"law": "constant", "mean_units_per_day": units}


def by_day(*units: int) -> Data:
    return {"law": "scheduled", "units_by_day": list(units)}


def dated(from_day: float, number: float) -> Data:
    return {"dated": [{"from_day": from_day, "days": number}]}


def lane(origin: str, destination: Any, lead_days: float = 0, **more: Any) -> Data:
    return {"origin": origin, "destination": destination, "lead_time": days(lead_days), **more}


def patients(law: Data, site: Any = "shop", product: Any = "pill", **more: Any) -> Data:
    return {"site": site, "product": product, "law": law, **more}


def chain(horizon_days: int = 10, *, time: Data | None = None, **parts: Any) -> Data:
    """A maker without limit and a shop: one product that does not expire, nobody asks for it.

    Parts replace whole sections of the scenario.
    """
    return {
        "pharmatwin": 1,
        "name": "small",
        "time": {"horizon_days": horizon_days, **(time or {})},
        "products": {"pill": {}},
        "sites": {"maker": maker("pill"), "shop": shop()},
        "lanes": {"road": lane("maker", "shop")},
        **parts,
    }


def maker(*products: str, **terms: Any) -> Data:
    return {"kind": "supplier", "supplies": dict.fromkeys(products, terms)}


def shop(**terms: Any) -> Data:
    return {"kind": "clinic", **terms}


def depot(**terms: Any) -> Data:
    return {"kind": "main-dc", **terms}


class Script:
    """Gives the commands written for a day at its review; remembers what it was shown."""

    def __init__(self, plan: Mapping[int, Sequence[Command]] | None = None) -> None:
        self.plan = plan or {}
        self.seen: list[Observation] = []

    def decide(self, observation: Observation) -> Decision:
        self.seen.append(observation)
        if "review" not in observation.causes:
            return ()
        return tuple(self.plan.get(int(observation.day), ()))

    @property
    def calls(self) -> list[tuple[float, tuple[str, ...]]]:
        return [(seen.day, seen.causes) for seen in self.seen]


class EveryReview:
    """Gives the same commands at every review."""

    def __init__(self, *commands: Command) -> None:
        self.commands = commands

    def decide(self, observation: Observation) -> Decision:
        return self.commands if "review" in observation.causes else ()


def orders(plan: Mapping[int, int], lane: str = "road", product: str = "pill") -> Script:
    """The order of each day over one lane."""
    return Script({day: [Order(lane, product, units)] for day, units in plan.items()})


def play(data: Data, policy: Any = None, *, seed: int = 1) -> Run:
    """One audited run with its ledger."""
    return run(Scenario.of(data), policy or Script(), seed=seed, audit=True)


def facts(record: Run, kind: str, *columns: str) -> list[tuple[Any, ...]]:
    """The facts of a kind, days in place of ticks and names in place of numbers."""
    assert record.ledger is not None
    network = record.network
    names = {
        "site": network.site_names,
        "product": network.product_names,
        "lane": network.lane_names,
    }

    def told(column: str, value: int) -> Any:
        if column in names:
            return names[column][value]
        return value / TICKS_PER_DAY if column == "day" else value

    columns = columns or ("day", "units")
    at = [COLUMNS[kind].index({"day": "tick"}.get(c, c)) for c in columns]
    rows = record.ledger.rows(kind).tolist()
    return [tuple(told(c, row[i]) for c, i in zip(columns, at, strict=True)) for row in rows]


def closing(record: Run, site: str = "shop", product: str = "pill", level: int = 0) -> list[int]:
    """Each day's close: 0 on hand, 1 backlog, 2 in transit."""
    assert record.ledger is not None
    cell = cell_of(record, site, product)
    return [int(rows[level][cell]) for rows in record.ledger.levels]


def backlogs(record: Run, site: str = "shop", product: str = "pill") -> list[int]:
    return closing(record, site, product, 1)


def total(record: Run, kind: str, site: str = "shop", product: str = "pill") -> int:
    return int(getattr(record.tally, kind)[cell_of(record, site, product)])


def of_lane(record: Run, kind: str, lane: str = "road") -> float:
    return getattr(record.tally, kind)[record.network.lane_names.index(lane)]  # type: ignore[no-any-return]


def of_site(record: Run, kind: str, site: str = "shop") -> int:
    return int(getattr(record.tally, kind)[record.network.site_names.index(site)])


def cell_of(record: Run, site: str, product: str) -> int:
    network = record.network
    first = network.site_names.index(site) * network.product_count
    return first + network.product_names.index(product)
