"""Base units, and the suffix that every numeric field carries.

Inside the world time is whole ticks of one minute, so that ties are exact; at the
border it is days. Quantities are whole saleable units.
"""

TICKS_PER_DAY = 1440
TICKS_PER_HOUR = 60

SUFFIXES = (
    "_units", "_units_per_day", "_units_per_order", "_units_per_donated_unit",
    "_days", "_day", "_hours", "_tick", "_ticks",
    "_km", "_kg", "_litres", "_deg", "_celsius",
    "_share", "_share_per_trip", "_share_per_year", "_factor", "_factors", "_count",
    "_orders_per_day", "_log_days",
    "_cost", "_cost_per_unit", "_cost_per_unit_day", "_cost_per_trip", "_cost_per_km",
    "_cost_per_day", "_cost_per_batch", "_cost_per_kg", "cost_per_unit", "cost_per_km",
    "cost_per_batch", "cost_per_day",
    "_value_per_unit", "_penalty_per_unit", "_reward_per_unit",
    "_kg_per_km", "_kg_per_unit_made", "_kg_per_day", "_points_per_unit_made", "_points_per_km",
)  # fmt: skip


def ticks(days: float) -> int:
    """Return days as whole minutes, rounded half to even.

    >>> ticks(1.5)
    2160
    """
    return round(days * TICKS_PER_DAY)
