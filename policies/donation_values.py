"""What a unit is worth to who decides on ship-back: all countries together, or one provider."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.donation_routes import Maker, Route, makers, replacement_cost
from policies.surplus import Fates
from twin.chain.donation import Contract, DonationValue
from twin.chain.network import Network
from twin.chain.plans import RequestPlan


@dataclass(frozen=True, kw_only=True, eq=False)
class Judge:
    """Values units by the scenario's money, never by payments that only change hands.

    Under a contract it looks at what the provider is paid and charged instead, and at nothing
    after the next replenishment.
    """

    network: Network
    mode: str
    """`planner`, `none`, or the name of a contract."""

    contract: Contract | None
    makers: Sequence[Maker]

    @classmethod
    def of(cls, network: Network, mode: str) -> "Judge":
        """Return the judge of a mode.

        Raises:
            ValueError: there is no such mode.
        """
        given = network.scenario.donations
        contracts = given.contracts if given else {}
        if mode not in ("planner", "none", *contracts):
            known = ", ".join(("planner", "none", *contracts))
            raise ValueError(f"mode {mode!r} must be one of {known}")
        contract = contracts.get(mode)
        return cls(network=network, mode=mode, contract=contract, makers=makers(network))

    @property
    def ships_back(self) -> bool:
        """Return whether anything is ever shipped back."""
        return self.mode != "none"

    def fates(self, cell: int, cover_days: int) -> Fates | None:
        """Return what becomes of a kept unit is worth; none for a product without a value.

        For all countries [u] is v + pi, [h] the holding until the next replenishment, and a unit
        used later saves its replacement. What it costs to bring a unit from the place to its
        patients is left out.
        """
        product = cell % self.network.product_count
        destruction = self.network.products[product].disposal_cost_per_unit
        if self.contract is not None:
            terms = self.contract
            return Fates(
                short_cost_per_unit=terms.shortage_penalty_per_unit + terms.served_reward_per_unit,
                left_cost_per_unit=0.0,
                expired_cost_per_unit=destruction,
            )
        value = self._value(product)
        if value is None:
            return None
        return Fates(
            short_cost_per_unit=value.served_value_per_unit + value.shortage_cost_per_unit,
            left_cost_per_unit=self._holding_cost(cell) * cover_days,
            expired_cost_per_unit=destruction,
            later_value_per_unit=replacement_cost(self.network, cell),
        )

    def value_per_unit(self, plan: RequestPlan, way: Route) -> float | None:
        """Return what one unit is worth that goes this way to a request, less the costs.

        A unit for an announced donation saves a new one and its way, if somebody makes it; if
        nobody does, it is worth what the secondary country has of it.
        """
        secondary = plan.terms.country == "secondary"
        if self.contract is not None:
            terms = self.contract
            more = terms.donation_reward_per_unit if secondary else terms.tertiary_reward_per_unit
            return terms.collection_reward_per_unit + more
        value = self._value(plan.cell % self.network.product_count)
        if value is None:
            return None
        worth = value.donated_value_per_unit if secondary else value.tertiary_value_per_unit
        maker = self.maker(plan) if secondary else None
        return (worth if maker is None else maker.cost_per_unit) - way.cost_per_unit

    def maker(self, plan: RequestPlan) -> Maker | None:
        """Return the cheapest maker whose lots are young enough for a request on arrival."""
        recipient, product = divmod(plan.cell, self.network.product_count)
        able = [
            maker
            for maker in self.makers
            if (maker.recipient, maker.product) == (recipient, product)
            and maker.life_on_arrival_days >= plan.min_life_days
        ]
        return min(able, key=lambda maker: (maker.cost_per_unit, maker.lane), default=None)

    def _value(self, product: int) -> DonationValue | None:
        given = self.network.scenario.donations
        return given.values.get(self.network.product_names[product]) if given else None

    def _holding_cost(self, cell: int) -> float:
        site, product = divmod(cell, self.network.product_count)
        own = self.network.sites[site].costs.get(self.network.product_names[product])
        rate = own.holding_cost_per_unit_day if own is not None else None
        return self.network.products[product].holding_cost_per_unit_day if rate is None else rate
