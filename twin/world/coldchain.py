"""What warmth does to a lot: it spoils, or loses life, once its allowance is used up.

The full thermal model will take the place of `warm_ticks`; what becomes of a lot
that was out of range for so long stays here.
"""

from twin.chain.product import Product
from twin.units import TICKS_PER_HOUR
from twin.world.stock import Piece
from twin.world.trips import Trip


def warm_ticks(trip: Trip, now: int) -> int:
    """Return how long a trip's load was out of range, in ticks.

    The load leaves the range the moment the cooling fails and comes back at the
    receiving dock; how fast the air warms is ignored, which errs towards waste.
    """
    if trip.cooling_fails_at_share >= 1.0:
        return 0
    whole = now - trip.left_tick
    return whole - int(trip.cooling_fails_at_share * (trip.due_tick - trip.left_tick))


def after_warmth(product: Product, piece: Piece, ticks: int, day: int) -> Piece | None:
    """Return the piece after so many ticks out of range, or none if it is spoiled.

    A lot that `loses-life` keeps `life_left_share` of its remaining whole days, rounded
    down, and its allowance starts anew; the caller gives it the number of a child lot.
    """
    excursion = product.excursion
    if excursion is None or ticks <= 0:
        return piece
    expiry, lot, units, warm = piece
    warm += ticks
    if warm <= excursion.allowance_hours * TICKS_PER_HOUR:
        return expiry, lot, units, warm
    if excursion.beyond == "spoils":
        return None
    left = max(0, expiry - day)
    return day + int(left * excursion.life_left_share), lot, units, 0
