"""Who gains and who loses between two arms of a stored study: fill rates by site, paired."""

from pathlib import Path

from experiments.monte_carlo.results import Key
from experiments.statistics.precision import Estimate, estimate, ratio_values
from experiments.storage.questions import connect

ASKED = """
SELECT site, replication,
       sum(value) FILTER (metric = 'demand_units') AS asked,
       sum(value) FILTER (metric = 'served_at_once_units') AS served
FROM by_site
WHERE scenario = ? AND policy = ? AND metric IN ('demand_units', 'served_at_once_units')
GROUP BY site, replication
ORDER BY site, replication
"""


def fill_differences(folder: Path, left: Key, right: Key) -> dict[str, Estimate]:
    """Return the paired difference of every site's fill rate, all its products together.

    The fill rate is a ratio of sums over replications, its values those of the delta method;
    a site that only one of the arms has is left out, a replication that failed in one too.

    Args:
        folder: of the study; it needs not be finished.
        left: scenario and policy of the arm that the other is taken from.
        right: of that other arm.

    Raises:
        OtherStudy: the folder holds no study.
        DamagedFile: naming every file that is not what was written.
    """
    with connect(folder) as connection:
        units: list[dict[str, dict[int, tuple[float, float]]]] = []
        for arm in (left, right):
            by_site: dict[str, dict[int, tuple[float, float]]] = {}
            for site, number, asked, served in connection.execute(ASKED, arm).fetchall():
                by_site.setdefault(site, {})[number] = asked, served
            units.append(by_site)
    return {site: _paired(units[0][site], units[1][site]) for site in units[0] if site in units[1]}


def _paired(
    left: dict[int, tuple[float, float]], right: dict[int, tuple[float, float]]
) -> Estimate:
    both = sorted(left.keys() & right.keys())
    shares = []
    for units in (left, right):
        asked, served = ([units[number][at] for number in both] for at in (0, 1))
        shares.append(ratio_values(served, asked))
    pairs = zip(*shares, strict=True)
    return estimate([a - b for a, b in pairs if a is not None and b is not None])
