"""Equations of Badejo and Ierapetritou that can be kept as printed, to see what they do."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Printed:
    """Which equations are taken as printed, against their meaning; usually none.

    Not here: the ratio over the backorder (7c) is no linear equation, and the maximum of the
    total cost (5a) has no bound.
    """

    one_batch: bool = False
    """(2c): one batch a plant and week, which leaves nothing of its events (2b)."""

    full_batches: bool = False
    """(12d): every batch as large as can be. It should only be B >= 0 where none starts."""

    level_order: bool = False
    """(8a, 8b): level I only with II and III, and only level I kept off disrupted nodes."""

    recovery: bool = False
    """(13a, 13b): recovery is paid where yDis is 1, which says that a node works."""

    trip_ceiling: bool = False
    """(14b): at most one trip more than needed. It changes no optimum where trips cost."""
