"""Every number of Tables 3 and 4 beside what its formula gives, and beside the right value."""

from collections.abc import Mapping

from experiments.papers.lahjouji_2024.exact import (
    CONTRACTS,
    optimum,
    quantities,
    with_demand_gain,
)
from experiments.papers.lahjouji_2024.published import (
    DEMAND_GAINS,
    IN_TABLE_4,
    PRINTED,
    QUANTITIES,
    UNITS,
    Model,
)
from experiments.papers.lahjouji_2024.readings import Reading, readings
from experiments.papers.lahjouji_2024.terms import INSTANCES, TABLE_2, Decisions
from experiments.papers.row import Row, Status

FITTED = "fitted: its input was chosen to agree, so the agreement says nothing"
SUM_OFF = "the sum of the three is 8835.47, which rounds to 8835; as printed they add up to 8836"

BEST: Mapping[Model, str] = {
    Model.DECENTRALISED: (
        "Eq 15 has a wrong sign: with b' = 1 below beta + tau the RHLP ships all of Q back; "
        "Eq 2 forgets D(G) in b'' E(D), so Eq 3 has b'' too much; the left-over forgets D(G)"
    ),
    Model.CENTRALISED: (
        "the fractile of Eq 21 is 47/22: no finite order is best; ours has Q at the greatest "
        "demand; Eq 18 is wrong (right: 0.477), and the left-over was kept from another row"
    ),
    Model.COOPERATIVE: (
        "Eq 25 as printed is right (0.624), the table has -B; Eq 27 has a wrong sign (right: "
        "0.354); G is the PC's own best; the left-over was kept from another row"
    ),
}
"""Why the right optimum is another."""

SAME_DECISIONS = (
    "expected at the decisions of the table's own formulas, demand x + D(G) in the left-over too"
)


def reading_rows() -> tuple[Row, ...]:
    """Return the 135 numbers of Tables 3 and 4 beside what the readings give."""
    return tuple(
        _reading_row(label, model, name, read[name])
        for label, gain in DEMAND_GAINS.items()
        for model, read in readings(with_demand_gain(gain)).items()
        for name in QUANTITIES
    )


def _reading_row(label: str, model: Model, name: str, read: Reading) -> Row:
    printed = PRINTED[model][name]
    agrees = printed.agrees(read.value)
    reason = read.formula
    if read.fitted:
        reason += f"; {FITTED}"
    if not agrees and label == "T1":
        reason += f"; {SUM_OFF}"
    elif not agrees:
        reason = f"{label} repeats T1; its own a = {DEMAND_GAINS[label]:g} gives this"
    status: Status = "differs" if not agrees else "not derivable" if read.fitted else "reproduced"
    return Row(
        where=f"{_table(name)}, {model}, {label}",
        quantity=_with_unit(name),
        paper=printed.value,
        ours=read.value,
        status=status,
        reason=reason,
    )


def expectation_rows() -> tuple[Row, ...]:
    """Return the printed profits beside the right expectations of the same decisions."""
    found = []
    for model, read in readings(TABLE_2).items():
        there = Decisions(
            order_units=read["Q"].value,
            shipped_units=read["q"].value,
            announced_units=read["G"].value,
        )
        right = quantities(TABLE_2, CONTRACTS[model], INSTANCES[0], there)
        found += [
            _right_row(f"{_table(name)}, {model}, same decisions", model, name, right[name],
                       SAME_DECISIONS)
            for name in QUANTITIES
            if name.startswith("E(")
        ]  # fmt: skip
    return tuple(found)


def optimum_rows() -> tuple[Row, ...]:
    """Return the printed numbers of T1 beside the exact optimum of the same game."""
    found = []
    for model in Model:
        best = optimum(model, TABLE_2, INSTANCES[0]).decisions
        right = quantities(TABLE_2, CONTRACTS[model], INSTANCES[0], best)
        found += [
            _right_row(f"{_table(name)}, {model}, exact optimum", model, name, right[name],
                       BEST[model])
            for name in QUANTITIES
        ]  # fmt: skip
    return tuple(found)


def other_instances() -> tuple[Row, ...]:
    """Return the exact optima of Instances 2 and 3, which the paper defines and nowhere prints."""
    found = []
    for instance in INSTANCES[1:]:
        for model in Model:
            best = optimum(model, TABLE_2, instance).decisions
            right = quantities(TABLE_2, CONTRACTS[model], instance, best)
            found += [
                Row(
                    where=f"Table 2, {instance.name}, {model}",
                    quantity=_with_unit(name),
                    paper=None,
                    ours=right[name],
                    status="not derivable",
                    reason="an instance of Table 2 whose results the paper does not print",
                )
                for name in ("Q", "q", "G", "E(R_sc) t=0", "E(R_sc) t'")
            ]
    return tuple(found)


def _right_row(where: str, model: Model, name: str, right: float, reason: str) -> Row:
    printed = PRINTED[model][name]
    agrees = printed.agrees(right)
    return Row(
        where=where,
        quantity=_with_unit(name),
        paper=printed.value,
        ours=right,
        status="reproduced" if agrees else "differs",
        reason="" if agrees else reason,
    )


def _table(name: str) -> str:
    return "Table 4" if name in IN_TABLE_4 else "Table 3"


def _with_unit(name: str) -> str:
    return f"{name}, {UNITS[name]}" if name in UNITS else f"{name}, $ a cycle"
