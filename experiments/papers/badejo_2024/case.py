"""The paper's four cases: their dimensions, and the numbers that are tuned.

Dimensions are the paper's, said or inferred: with 3 suppliers, 2 of 4 modes an arc and 5
event slots its own model has exactly the published numbers of variables and constraints.
No data of the paper are public. What is marked "tuned" was chosen so that optimal cost,
impact, ratio and service come near Tables 1 to 3; nothing else was fitted.
"""

from dataclasses import dataclass, replace

SUPPLIERS, PLANTS, WAREHOUSES, CONSUMERS = 3, 4, 4, 10
SLOTS, WEEKS = 5, 10
MODES = ("van", "truck", "rail or sea", "air")
BATCH_UNITS = 12.0

Shares = tuple[tuple[float, ...], ...]
"""For each node a row of the weeks: part of its capacity that is there."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What tells the paper's cases apart."""

    name: str
    seed: int
    products_count: int
    raws_count: int
    coverage_share: float
    """Least part of each consumer's demand to be met [theta]."""

    utilisation: float
    """Mean weekly demand in parts of what all slots can make; tuned."""

    plant_share: float
    """A plant's capacity for one product, in parts of its slots' [fCap]; tuned."""

    room_share: float
    """A warehouse's room for one product, in parts of its mean weekly demand [wCap]; tuned."""

    unevenness: float
    """Deviation of the logarithm of the products' shares of demand; tuned."""

    noise: float
    """Deviation of the logarithm of weekly demand; tuned."""

    unmet_cost: float
    """Mean cost of an unmet unit [bCost]; tuned."""

    cost_level: float
    """Factor of all other costs; tuned."""

    making_points: float
    """Impact of making a unit, about; tuned."""

    moving_points: float
    """Factor of all impacts of transport; tuned."""

    gap_share: float = 0.05
    """Optimality gap of the least cost; the paper tells it of its large problems (5 %)."""

    weeks_count: int = WEEKS
    """Weeks of data; a window has 10."""

    levels_count: int = 0
    """Levels of expansion of every plant and warehouse; 0: none."""

    plants_open: Shares = ()
    warehouses_open: Shares = ()
    """Rows of shares; none: always fully open."""


CASE_1 = Case(
    name="case-1",
    seed=30,
    products_count=2,
    raws_count=2,
    coverage_share=0.75,
    utilisation=0.82,
    plant_share=0.75,
    room_share=0.30,
    unevenness=0.4,
    noise=0.15,
    unmet_cost=85.5,
    cost_level=1.022,
    making_points=30.0,
    moving_points=1.14,
    gap_share=0.02,
)
"""Two products of two raw materials (section 3.2)."""

CASE_2 = replace(
    CASE_1,
    name="case-2",
    products_count=10,
    raws_count=4,
    coverage_share=0.40,
    utilisation=0.89,
    plant_share=0.42,
    room_share=0.25,
    noise=0.5,
    unmet_cost=106.0,
    cost_level=1.07,
    making_points=41.5,
    moving_points=1.58,
    gap_share=0.05,
)
"""Ten products of four raw materials, five kinds in two doses (section 3.3)."""

CASE_3 = replace(
    CASE_1,
    name="case-3",
    gap_share=0.03,
    levels_count=3,
    plants_open=(
        (1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.3),
        (0.0, 1.0, 1.0, 1.0, 0.0, 0.3, 0.0, 1.0, 0.3, 1.0),
        (1.0, 0.0, 1.0, 0.0, 0.3, 0.3, 0.3, 0.3, 0.0, 1.0),
        (1.0, 0.3, 1.0, 1.0, 0.3, 1.0, 1.0, 0.0, 1.0, 1.0),
    ),
    warehouses_open=(
        (1.0, 1.0, 1.0, 0.5, 0.3, 0.5, 1.0, 1.0, 1.0, 1.0),
        (1.0, 1.0, 0.5, 0.5, 0.3, 0.0, 1.0, 1.0, 1.0, 1.0),
        (1.0, 1.0, 1.0, 0.5, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0),
        (1.0, 0.5, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.5, 1.0),
    ),
)
"""Case I with plants and warehouses that fail in part or wholly, most in weeks 5 and 6 (3.4.1)."""

ROLLING = replace(
    CASE_2,
    name="rolling",
    utilisation=0.88,
    noise=0.3,
    coverage_share=0.30,
    weeks_count=18,
    levels_count=4,
    plants_open=(
        (0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.3, 1.0, 0.0, 1.0, 1.0, 0.7, *(1.0,) * 5),
        (1.0, 0.3, 1.0, 0.3, 1.0, 1.0, 0.0, 0.0, 0.3, 1.0, 1.0, 1.0, 1.0, 0.5, *(1.0,) * 4),
        (0.3, 0.0, 1.0, 1.0, 0.0, 1.0, 0.3, 1.0, 0.0, 0.3, 0.7, *(1.0,) * 7),
        (0.4, 1.0, 0.3, 1.0, 1.0, 0.3, 1.0, 0.0, 1.0, 1.0, *(1.0,) * 5, 0.3, 1.0, 1.0),
    ),
    warehouses_open=(
        (1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, *(1.0,) * 10),
        (0.5, 1.0, 1.0, 1.0, 0.7, 1.0, 1.0, 0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 0.7, *(1.0,) * 4),
        (1.0, 1.0, 1.0, 0.7, 1.0, 1.0, 1.0, 1.0, 0.3, 0.5, *(1.0,) * 8),
        (1.0, 0.3, 1.0, 1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 0.3, *(1.0,) * 8),
    ),
)
"""Case II with failures over 18 weeks: many in weeks 1, 2 and 7 to 10, few in 3 to 6 (3.4.2).

Four levels: the text says three, but only with four do the large problem's published numbers
of variables (23,351) and binaries (2,480) come out, which stand 1,400 and 320 above Case II's.
"""

CASES = {case.name: case for case in (CASE_1, CASE_2, CASE_3, ROLLING)}
