"""Where to draw a chain that has no coordinates: by echelon, from the source to the patients."""

from twin.chain.network import Network

COLUMN_DEG = 10.0
HEIGHT_DEG = 10.0


def places(network: Network) -> dict[int, tuple[float, float]]:
    """Return (height, column) by the number of the site, in the place of coordinates.

    A site stands one column right of the farthest of its sources; a ring of lanes
    (lateral transshipment) stops at as many columns as there are sites.
    """
    depth = [0] * network.site_count
    for _ in range(min(network.site_count, 50)):
        changed = False
        for lane in network.lanes:
            least = depth[lane.origin] + 1
            if not lane.terms.reverse and depth[lane.destination] < least < network.site_count:
                depth[lane.destination] = least
                changed = True
        if not changed:
            break
    columns: dict[int, list[int]] = {}
    for site, column in enumerate(depth):
        columns.setdefault(column, []).append(site)
    return {
        site: (HEIGHT_DEG * (0.5 - (row + 0.5) / len(members)), COLUMN_DEG * column)
        for column, members in columns.items()
        for row, site in enumerate(members)
    }
