"""A place of the chain: what it stores, handles, makes and supplies."""

from typing import Annotated, Literal

from pydantic import Field

from twin.chain.chance import DurationLaw, ShareLaw
from twin.chain.fields import (
    Count,
    Day,
    Days,
    Frozen,
    Latitude,
    Longitude,
    Name,
    PositiveQuantity,
    Quantity,
    Rate,
    Share,
    SomeCount,
    SomeDays,
    SomeUnits,
    Text,
    Units,
)
from twin.chain.when import Window

SiteKind = Literal[
    "supplier",
    "primary-plant",
    "plant",
    "modular-unit",
    "warehouse",
    "main-dc",
    "local-dc",
    "micro-hub",
    "clinic",
    "regional-humanitarian-provider",
    "local-humanitarian-provider",
]


class Position(Frozen):
    """Where on Earth a site stands."""

    latitude_deg: Latitude
    longitude_deg: Longitude


class Storage(Frozen):
    """Room under one storage condition; a load that does not fit waits at the door."""

    capacity_units: Units | None = None
    capacity_litres: PositiveQuantity | None = None


class Dock(Frozen):
    """Waiting line at the receiving door: each load needs one of the servers for a while."""

    servers_count: SomeCount
    service_time: DurationLaw


class Handling(Frozen):
    """What the staff can do: units moved in a day, and the receiving dock."""

    dispatch_units_per_day: SomeUnits | None = None
    receive_units_per_day: SomeUnits | None = None
    dock: Dock | None = None


class OpeningStock(Frozen):
    """Stock on hand when the clock starts; its lot is new unless an age is given."""

    units: Units
    age_days: Day = 0


class Supply(Frozen):
    """An outside source of a product, without limit unless a capacity is given."""

    capacity_units_per_day: Units | None = None
    capacity_by_period_units_per_day: list[Units] = []
    """In place of one capacity: one for each period; the last one stays."""

    capacity_period_days: SomeDays = 7
    age_days: Day = 0
    """Age of the lots it sends."""

    @property
    def is_capped(self) -> bool:
        """Return whether there is any capacity at all."""
        return self.capacity_units_per_day is not None or bool(
            self.capacity_by_period_units_per_day
        )

    def capacity_units(self, day: int) -> int | None:
        """Return what it can send on a day; none: without limit."""
        by_period = self.capacity_by_period_units_per_day
        if by_period:
            return by_period[min(day // self.capacity_period_days, len(by_period) - 1)]
        return self.capacity_units_per_day


class Recipe(Frozen):
    """How a plant makes one product: one product a batch, on any line that is set up for it."""

    batch_units: SomeUnits
    batch_days: DurationLaw
    inputs: dict[Name, Annotated[float, Field(gt=0, le=1e6)]] = {}
    """Bill of materials: units of each input for one unit of the batch, taken at its start."""

    changeover_days: Days = 0.0
    """Before a batch of another product than the line's last."""

    yield_law: ShareLaw = ShareLaw(mean_share=1.0)
    release_days: Days = 0.0
    """Quarantine for quality release; a lot's life runs from the end of its batch."""

    reject_share: Share = 0.0
    """Chance that quality rejects the whole batch at its release."""

    cost_per_batch: Rate = 0.0
    cost_per_unit: Rate = 0.0
    changeover_cost: Rate = 0.0

    def units_of(self, material: str) -> int:
        """Return the whole units of an input that one batch takes, rounded up."""
        millionths = round(self.batch_units * self.inputs[material] * 1_000_000)
        return -(-millionths // 1_000_000)


class Line(Frozen):
    """A production line or a modular unit, with the days on which it stands."""

    makes: list[Name] = []
    """The products it can make; empty: all of the plant's recipes."""

    opens_on_day: Day = 0
    closes_on_day: Day | None = None
    closed: list[Window] = []
    """Times in between when no batch starts on it (holidays, maintenance)."""


class SiteCosts(Frozen):
    """Cost rates of one product at one site, in place of the product's own."""

    holding_cost_per_unit_day: Rate | None = None
    backlog_cost_per_unit_day: Rate | None = None
    lost_sale_cost_per_unit: Rate | None = None


class Site(Frozen):
    """A supplier, plant, warehouse, distribution centre, micro-hub, clinic or provider."""

    kind: SiteKind
    about: Text = ""
    position: Position | None = None
    region: Name | None = None
    population_count: Count | None = None
    facts: dict[str, str | int | float] = {}
    """Anything else that is known of the place (codes, indices), for studies to group by."""

    storage: dict[Name, Storage] = {}
    """Room by storage condition; empty: every condition, without limit."""

    handling: Handling = Handling()
    issue: Literal["fefo", "fifo", "lifo"] = "fefo"
    """Which lot leaves first: soonest expiry, oldest, or youngest."""

    rationing: Literal["in-order", "fair-share"] = "in-order"
    """Who gets short stock: lanes by priority and name, or each in proportion to its claim."""

    opening_stock: dict[Name, Units | OpeningStock] = {}
    supplies: dict[Name, Supply] = {}
    makes: dict[Name, Recipe] = {}
    lines: dict[Name, Line] = {}
    min_life_on_receipt_days: dict[Name, Day] = {}
    """A lot with less remaining life than this is refused at the door and destroyed."""

    costs: dict[Name, SiteCosts] = {}
    fixed_cost_per_day: Rate = 0.0
    energy_co2e_kg_per_day: Quantity = 0.0
