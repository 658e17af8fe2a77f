"""What a policy may command, in the imperative.

The world does what is physically possible and records it: a wish larger than the
stock is no fault, an unknown name is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Order:
    """Claim units over a lane; the origin owes them until they are sent."""

    lane: str
    product: str
    units: int


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Many orders at once, by number: `line = lane * products + product` of the network."""

    lines: NDArray[np.int64]
    units: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ship:
    """Send what is there now, up to so many units, over a lane (also a reverse one).

    It leaves at once, whatever the lane's timetable.
    """

    lane: str
    product: str
    units: int
    min_life_days: int = 0
    """Above 0: only lots with at least so much life left go, those that expire first of all."""


@dataclass(frozen=True, slots=True)
class Produce:
    """Queue whole batches for at least so many units at a plant."""

    site: str
    product: str
    units: int


@dataclass(frozen=True, slots=True)
class Donate:
    """Give away up to so many units, the lots that expire last first kept for patients."""

    site: str
    product: str
    units: int


@dataclass(frozen=True, slots=True)
class Destroy:
    """Destroy up to so many units, in the site's issue order."""

    site: str
    product: str
    units: int


Command = Order | Orders | Ship | Produce | Donate | Destroy
Decision = Sequence[Command]
