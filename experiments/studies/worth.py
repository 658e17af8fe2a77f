"""What a run was worth to all countries together, and who of the chain gained by it."""

from experiments.monte_carlo.found import Study
from experiments.papers.lahjouji_2024.payments import Movement
from twin.chain.donation import DonationValue

UNITS = ("served_units", "donated_secondary_units", "donated_tertiary_units")


def worths(found: Study, arm: tuple[str, str], value: DonationValue) -> list[float]:
    """Return by replication what units served and given are worth, less all costs.

    Args:
        found: a study of a chain that is asked for donations.
        arm: scenario and policy.
        value: of a unit of any product.
    """
    each = (
        value.served_value_per_unit, value.donated_value_per_unit, value.tertiary_value_per_unit
    )  # fmt: skip
    columns = [found.values(arm, name) for name in (*UNITS, "cost_total")]
    return [
        sum(v * (n or 0) for v, n in zip(each, row, strict=False)) - (row[-1] or 0.0)
        for row in zip(*columns, strict=True)
    ]


def gains(found: Study, policy: str, against: str, scenario: str | None = None) -> list[float]:
    """Return by replication how much more a policy was worth than another on one scenario."""
    name, chain = next(
        (name, chain) for name, chain in found.scenarios.items() if scenario in (None, name)
    )
    given = chain.donations
    assert given is not None
    value = next(iter(given.values.values()))
    pair = (worths(found, (name, text), value) for text in (policy, against))
    return [a - b for a, b in zip(*pair, strict=True)]


def movement(found: Study, arm: tuple[str, str]) -> Movement:
    """Return the mean units of an arm as the payments of a contract see them.

    What patients did not get is short, what expired or was refused is left over; of what the
    secondary country got, what was not shipped back was made afresh.
    """

    def mean(name: str) -> float:
        values = [value or 0.0 for value in found.values(arm, name)]
        return float(sum(values) / len(values))

    given, beyond = mean("donated_secondary_units"), mean("donated_tertiary_units")
    fed = max(0.0, min(given, mean("shipped_back_units") - beyond))
    return Movement(
        ordered_units=mean("bought_units") - (given - fed),
        served_units=mean("served_units"),
        left_units=mean("expired_units") + mean("destroyed_units"),
        short_units=mean("lost_units"),
        to_donation_units=fed,
        to_tertiary_units=beyond,
        replaced_units=given - fed,
    )
