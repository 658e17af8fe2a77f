"""What one cycle of ordering, serving, shipping back and donating is worth to all together."""

from dataclasses import dataclass, fields

import numpy as np

from policies.remaining_demand import (
    Amount,
    RemainingDemand,
    expected_min,
    expected_under,
)


@dataclass(frozen=True, kw_only=True)
class SystemValues:
    """What units are worth and what is paid outside the chain: transfers are not in it.

    Source: Lahjouji et al. (2024) names the costs; which of them are real and which pass
    from one member to another is our reading (ARCHITECTURE.md, "Two layers of a donation").
    """

    served_value_per_unit: float
    """[v] of a unit used by a patient in the primary country."""

    donated_value_per_unit: float
    """[v2] of a unit given to the secondary country."""

    tertiary_value_per_unit: float
    """[v3] of a unit given to a tertiary country."""

    shortage_cost_per_unit: float
    """[pi] of demand that is not served."""

    production_cost_per_unit: float
    """[c]."""

    regional_cost_per_unit: float
    """[r_r] of bringing a unit to the country."""

    local_cost_per_unit: float
    """[r_l] of bringing a unit to a patient."""

    collection_cost_per_unit: float
    """[beta] of taking a unit back."""

    rework_cost_per_unit: float
    """[eps] of making a returned unit fit for the secondary country."""

    donation_transport_cost_per_unit: float
    """[l] to the secondary country."""

    tertiary_transport_cost_per_unit: float
    """[tau] to a tertiary country."""

    holding_cost_per_unit: float
    """[h] of a unit left over."""

    destruction_cost_per_unit: float
    """[theta] of a unit that expires."""

    def __post_init__(self) -> None:
        for field in fields(self):
            amount = getattr(self, field.name)
            if field.name.endswith("_cost_per_unit") and not amount >= 0:
                raise ValueError(f"{field.name} {amount} must not be below 0")
        if not self.under_cost_per_unit + self.over_cost_per_unit > 0:
            raise ValueError(
                f"a unit short costs {self.under_cost_per_unit} and a unit left over "
                f"{self.over_cost_per_unit}: together they must be above 0"
            )

    @property
    def under_cost_per_unit(self) -> float:
        """Return [u] = v + pi - r_l: what a unit short costs."""
        return self.served_value_per_unit + self.shortage_cost_per_unit - self.local_cost_per_unit

    @property
    def over_cost_per_unit(self) -> float:
        """Return [o] = h + theta: what a unit left over costs."""
        return self.holding_cost_per_unit + self.destruction_cost_per_unit


def system_value(
    stock_units: Amount,
    shipped_units: Amount,
    announced_units: Amount,
    demand: RemainingDemand,
    values: SystemValues,
) -> Amount:
    """Return the expected worth [W] of a cycle with stock Q of which q are shipped back.

    With K = Q - q kept:

        W = (v - r_l) E min(K, D) - (c + r_r) Q - beta q - (eps + l) min(q, G)
            - (c + l) (G - q)+ + v2 G + (v3 - tau) (q - G)+ - (h + theta) E(K - D)+
            - pi E(D - K)+

    What of the announced donation [G] is not shipped back is produced. At the time of
    the ship-back the costs of Q are spent, and only differences of W count.
    """
    kept = stock_units - shipped_units
    fed = np.minimum(shipped_units, announced_units)
    beyond = shipped_units - fed
    produced = announced_units - fed
    return (
        (values.served_value_per_unit - values.local_cost_per_unit) * expected_min(demand, kept)
        - (values.production_cost_per_unit + values.regional_cost_per_unit) * stock_units
        - values.collection_cost_per_unit * shipped_units
        - (values.rework_cost_per_unit + values.donation_transport_cost_per_unit) * fed
        - (values.production_cost_per_unit + values.donation_transport_cost_per_unit) * produced
        + values.donated_value_per_unit * announced_units
        + (values.tertiary_value_per_unit - values.tertiary_transport_cost_per_unit) * beyond
        - values.over_cost_per_unit * demand.expected_over(kept)
        - values.shortage_cost_per_unit * expected_under(demand, kept)
    )
