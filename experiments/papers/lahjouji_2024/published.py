"""The numbers printed in Tables 3 and 4, which are the same for a = 40, 45 and 50."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Model(StrEnum):
    """The paper's three ways to decide."""

    DECENTRALISED = "decentralised"
    CENTRALISED = "centralised"
    COOPERATIVE = "cooperative"


QUANTITIES = (
    "Q", "q", "G",
    "E(R_L) t=0", "E(R_L) t'", "E(R_r) t=0", "E(R_r) t'", "E(R_p) t=0", "E(R_p) t'",
    "E(R_sc) t=0", "E(R_sc) t'",
    "kept", "% of return", "saving", "cost avoidance",
)  # fmt: skip
"""Of one row of Table 3, then of Table 4; units, $ a cycle and percent."""

UNITS = {"Q": "units", "q": "units", "G": "units", "kept": "units", "% of return": "q / Q"}
"""Of what is not $ a cycle."""

IN_TABLE_4 = frozenset({"kept", "% of return", "saving", "cost avoidance"})

DEMAND_GAINS = {"T1": 40.0, "T2": 45.0, "T3": 50.0}
"""The coefficient [a] that each row claims."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A printed number."""

    value: float
    decimals: int = 0

    def agrees(self, value: float) -> bool:
        """Return whether a value rounds to what is printed."""
        return bool(abs(value - self.value) < 0.5 / 10**self.decimals)


def _row(*values: float) -> Mapping[str, Figure]:
    return {
        name: Figure(value=value, decimals=2 if name == "kept" else 0)
        for name, value in zip(QUANTITIES, values, strict=True)
    }


PRINTED: Mapping[Model, Mapping[str, Figure]] = {
    Model.DECENTRALISED: _row(
        184, 27, 12, 1289, 1183, 1807, 1671, 4363, 4375, 7459, 7229, 157.32, 14, 2267, 45
    ),
    Model.CENTRALISED: _row(
        171, 32, 27, 1146, 1052, 1679, 1575, 3714, 3721, 6539, 6349, 139.36, 18, 2685, 54
    ),
    Model.COOPERATIVE: _row(
        168, 36, 27, 1243, 1307, 1997, 1700, 5809, 5829, 9050, 8836, 131.66, 22, 3069, 61
    ),
}
