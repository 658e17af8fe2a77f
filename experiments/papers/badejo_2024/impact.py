"""Life-cycle impact by category, put on one scale (equations 6c and 6d).

The paper counts 17 categories of the ReCiPe method without listing them (its supplement is
not public); named here are ReCiPe's midpoints but water use, which later versions added.
"""

from dataclasses import dataclass

import numpy as np

from experiments.papers.draws import Draws, Floats

CATEGORIES = (
    "climate change",
    "ozone depletion",
    "ionising radiation",
    "ozone formation, human health",
    "ozone formation, ecosystems",
    "particulate matter",
    "terrestrial acidification",
    "freshwater eutrophication",
    "marine eutrophication",
    "terrestrial ecotoxicity",
    "freshwater ecotoxicity",
    "marine ecotoxicity",
    "human toxicity, cancer",
    "human toxicity, other",
    "land use",
    "mineral resources",
    "fossil resources",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Impact:
    """Impact of making and moving, by category, with the weight of each category."""

    weights: Floats
    """(17,), normalisation [kappa]: points for one unit of a category."""

    of_making: Floats
    """(products, 17), for one unit made [sI]."""

    of_moving: Floats
    """(modes, 17), for one unit moved by one km [dI]."""

    @property
    def making_points_per_unit(self) -> Floats:
        """Return the points of one unit of each product, all categories together."""
        return np.asarray(self.of_making @ self.weights)

    @property
    def moving_points_per_unit_km(self) -> Floats:
        """Return the points of moving a unit by a km with each mode, all categories together."""
        return np.asarray(self.of_moving @ self.weights)


def drawn_impact(
    draws: Draws, *, products_count: int, making_points: float, moving_points: Floats
) -> Impact:
    """Return made-up impacts.

    Args:
        draws: where chance comes from.
        products_count: number of products.
        making_points: of a unit of every product, about.
        moving_points: (modes,), of a unit by a km, about.
    """
    count = len(CATEGORIES)
    weights = draws.around_one("impact/weights", 1.0, (count,))
    of_product = draws.uniform("impact/products", 0.4, 1.6, (products_count, 1))
    of_making = draws.around_one("impact/making", 0.3, (products_count, count))
    of_moving = draws.around_one("impact/moving", 0.3, (len(moving_points), count))
    mean = weights.sum()
    return Impact(
        weights=weights,
        of_making=making_points * of_product / of_product.mean() * of_making / mean,
        of_moving=moving_points[:, None] * of_moving / mean,
    )
