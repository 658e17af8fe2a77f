"""A medicine or a raw material, as the supply chain sees it."""

from typing import Literal

from twin.chain.fields import Days, Frozen, PositiveQuantity, Rate, Share, SomeDays, Text


class Excursion(Frozen):
    """How much warmth a product bears, and what becomes of a lot that had more."""

    allowance_hours: Days = 0.0
    """Hours out of range that a lot bears over its whole life."""

    beyond: Literal["spoils", "loses-life"] = "spoils"

    life_left_share: Share = 0.5
    """Share of the remaining life that is left to a lot which `loses-life`, in whole days."""


class Product(Frozen):
    """A medicine (or a raw material), counted in whole saleable units.

    A product with a shelf life is kept in lots; without one it is only counted.
    """

    about: Text = ""
    kind: Literal["medicine", "material"] = "medicine"
    shelf_life_days: SomeDays | None = None
    """Whole days of use from the day a lot is made; none: it does not expire."""

    storage: str = "ambient"
    """Storage condition: sites that list their conditions must list this one."""

    excursion: Excursion | None = None
    """What warmth does to it; none: it does not mind."""

    unit_volume_litres: PositiveQuantity = 1.0
    unit_mass_kg: PositiveQuantity = 1.0

    purchase_cost_per_unit: Rate = 0.0
    """Paid to a supplier for each unit it sends."""

    holding_cost_per_unit_day: Rate = 0.0
    backlog_cost_per_unit_day: Rate = 0.0
    lost_sale_cost_per_unit: Rate = 0.0
    disposal_cost_per_unit: Rate = 0.0
    """Paid for each unit expired, spoiled, rejected or destroyed."""

    co2e_kg_per_unit_made: Rate = 0.0
    impact_points_per_unit_made: Rate = 0.0

    @property
    def in_lots(self) -> bool:
        """Return whether units are followed lot by lot."""
        return self.shelf_life_days is not None
