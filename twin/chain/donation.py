"""Medicine donations: who asked for what, the guidelines' rules, what units are worth.

The rules are those of the WHO *Guidelines for medicine donations* (revised 2010, 3rd ed. 2011,
ISBN 978 92 4 150198 9): expressed need and prior consent; at least one year of life on arrival,
but for a named facility that can use a lot before it expires; nothing that was issued to
patients; quality authorised in both countries.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from twin.chain.fields import Day, Frozen, Name, Rate, SomeUnits, Text
from twin.chain.site import SiteKind


class DonationRequest(Frozen):
    """A country's expressed need of one product at one site, and whether it may be met."""

    product: str
    recipient: str
    """The site that takes it; what arrives there is handed over or refused at its door."""

    country: Literal["secondary", "tertiary"]
    """Secondary: the producer has announced it and makes what is not shipped back.
    Tertiary: it takes only what is left over."""

    units: SomeUnits
    announced_day: Day = 0
    """Nobody knows of it before, and nothing is taken before."""

    due_day: Day
    """What has not come by the end of this day counts as unmet; it is still taken later."""

    consented: bool
    """The recipient agreed to this donation beforehand; without, all of it is refused."""

    authorised: bool
    """The product's quality is authorised in both countries; without, all of it is refused."""

    accepts_life_days: Day | None = None
    """The guidelines' exception: a named facility takes lots with as little life as this."""

    about: Text = ""

    @model_validator(mode="after")
    def _in_order(self) -> "DonationRequest":
        if self.due_day <= self.announced_day:
            raise ValueError("due_day must be after announced_day")
        return self

    @property
    def may_be_met(self) -> bool:
        """Return whether anything of it is taken at all."""
        return self.consented and self.authorised


class DonationRules(Frozen):
    """What holds for every donation."""

    min_life_on_arrival_days: Day = 365
    """Remaining life that a lot needs at the recipient's door."""

    ship_back_kinds: Annotated[list[SiteKind], Field(min_length=1)] = [
        "warehouse",
        "main-dc",
        "local-dc",
        "regional-humanitarian-provider",
        "local-humanitarian-provider",
    ]
    """Kinds of site whose unopened stock may be shipped back."""

    @model_validator(mode="after")
    def _nothing_from_patients(self) -> "DonationRules":
        if "clinic" in self.ship_back_kinds:
            raise ValueError("a clinic ships nothing back (kinds of warehouse: unopened stock)")
        return self


class DonationValue(Frozen):
    """What a unit of a product is worth to all countries together."""

    served_value_per_unit: Rate
    """Used by a patient in the primary country [v]."""

    donated_value_per_unit: Rate
    """Given to the secondary country [v2]."""

    tertiary_value_per_unit: Rate = 0.0
    """Given to a tertiary country [v3]."""

    shortage_cost_per_unit: Rate = 0.0
    """Of a patient who is not served [pi], besides the value lost."""


class Contract(Frozen):
    """What the provider that decides on ship-back is paid and charged for a unit."""

    shortage_penalty_per_unit: Rate
    """For each patient not served after the ship-back [b' or B']."""

    served_reward_per_unit: Rate = 0.0
    """Its share of the revenue of a unit served [alpha p / 2]."""

    collection_reward_per_unit: Rate = 0.0
    """For a unit collected [beta]."""

    donation_reward_per_unit: Rate = 0.0
    """For one sent to the secondary country, its rework paid [l - eps]."""

    tertiary_reward_per_unit: Rate = 0.0
    """For one sent to a tertiary country [tau]."""


class Donations(Frozen):
    """Requests, rules, values and contracts."""

    rules: DonationRules = DonationRules()
    requests: Annotated[dict[Name, DonationRequest], Field(min_length=1)]
    values: dict[Name, DonationValue] = {}
    """By product; a product without a value is never shipped back for all countries' good."""

    contracts: dict[Name, Contract] = {}
    """What a provider that decides for itself looks at."""

    def min_life_days(self, request: DonationRequest) -> int:
        """Return the remaining life that a lot needs at this request's door."""
        if request.accepts_life_days is not None:
            return request.accepts_life_days
        return self.rules.min_life_on_arrival_days
