"""The window of a map: around the patients, with far-away suppliers moved to its edge."""

from dataclasses import dataclass
from math import cos, radians

from experiments.figures.data import MapSite, NetworkMap
from twin.chain.network import great_circle_km
from twin.chain.site import Position

PAD_SHARE = 0.07
NEAR_SHARE = 0.6
"""Places so far outside the patients' box, in parts of its longer side, still widen the window."""

TOGETHER_SHARE = 0.08
"""Sites of a kind beyond the window share a mark within this part of their distance."""

LEAST_SPAN_DEG = 0.2
LEAST_TURN = 0.04
"""Least distance between two places at the edge, in parts of the way round."""


@dataclass(frozen=True, kw_only=True)
class FarPlace:
    """Sites beyond the window that stand so close together that one mark is theirs."""

    sites: tuple[int, ...]
    km: float
    """Great-circle distance of the first from the window's middle."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where everything is drawn."""

    west: float
    east: float
    south: float
    north: float
    places: tuple[tuple[float, float], ...]
    """Longitude and latitude at which each site of the map is drawn."""

    far: tuple["FarPlace", ...]
    """What is drawn at the edge of the window."""

    @property
    def far_sites(self) -> frozenset[int]:
        """Return the numbers of the sites drawn at the edge."""
        return frozenset(i for one in self.far for i in one.sites)

    @property
    def aspect(self) -> float:
        """Return how much longer a degree of latitude is than one of longitude."""
        return 1 / max(0.05, cos(radians((self.south + self.north) / 2)))


def frame(data: NetworkMap) -> Frame:
    """Return the window of a map and the places in it."""
    asking = [s for s in data.sites if s.fill_rate_share is not None]
    core = asking if len(asking) > 2 and not data.schematic else list(data.sites)
    box = _box(core)
    near = [s for s in data.sites if _inside(s, _widened(box))]
    west, east, south, north = _grown(_box([*core, *near]), PAD_SHARE)
    shape = (west, east, south, north)
    far = _far_places(data.sites, shape)
    at_edge = _spread(
        {k: _to_edge(data.sites[f.sites[0]], shape) for k, f in enumerate(far)}, shape
    )
    moved = {i: at_edge[k] for k, one in enumerate(far) for i in one.sites}
    return Frame(
        west=west,
        east=east,
        south=south,
        north=north,
        places=tuple(
            moved.get(i, (s.longitude_deg, s.latitude_deg)) for i, s in enumerate(data.sites)
        ),
        far=far,
    )


Box = tuple[float, float, float, float]


def _box(sites: list[MapSite]) -> Box:
    lon = [s.longitude_deg for s in sites] or [0.0]
    lat = [s.latitude_deg for s in sites] or [0.0]
    grow_lon = max(0.0, LEAST_SPAN_DEG - (max(lon) - min(lon))) / 2
    grow_lat = max(0.0, LEAST_SPAN_DEG - (max(lat) - min(lat))) / 2
    return min(lon) - grow_lon, max(lon) + grow_lon, min(lat) - grow_lat, max(lat) + grow_lat


def _grown(box: Box, share: float) -> Box:
    west, east, south, north = box
    wide, high = share * (east - west), share * (north - south)
    return west - wide, east + wide, south - high, north + high


def _widened(box: Box) -> Box:
    """Return the box grown on every side by a part of its longer side, the same in km."""
    west, east, south, north = box
    narrowing = max(0.05, cos(radians((south + north) / 2)))
    high = NEAR_SHARE * max((east - west) * narrowing, north - south)
    return west - high / narrowing, east + high / narrowing, south - high, north + high


def _inside(site: MapSite, box: Box) -> bool:
    west, east, south, north = box
    return west <= site.longitude_deg <= east and south <= site.latitude_deg <= north


def _far_places(sites: tuple[MapSite, ...], box: Box) -> tuple[FarPlace, ...]:
    """Return the sites outside the box, neighbours together."""
    middle = Position(latitude_deg=(box[2] + box[3]) / 2, longitude_deg=(box[0] + box[1]) / 2)
    found: list[FarPlace] = []
    for i, site in enumerate(sites):
        if _inside(site, box):
            continue
        here = _position(site)
        for k, one in enumerate(found):
            gap = great_circle_km(here, _position(sites[one.sites[0]]))
            if gap <= TOGETHER_SHARE * one.km and site.kind == sites[one.sites[0]].kind:
                found[k] = FarPlace(sites=(*one.sites, i), km=one.km)
                break
        else:
            found.append(FarPlace(sites=(i,), km=great_circle_km(middle, here)))
    return tuple(found)


def _position(site: MapSite) -> Position:
    return Position(latitude_deg=site.latitude_deg, longitude_deg=site.longitude_deg)


def _to_edge(site: MapSite, box: Box) -> tuple[float, float]:
    """Return where the ray from the middle of the box to the site leaves it."""
    west, east, south, north = box
    lon, lat = (west + east) / 2, (south + north) / 2
    dx = (site.longitude_deg - lon) / (east - west)
    dy = (site.latitude_deg - lat) / (north - south)
    scale = 0.5 / max(abs(dx), abs(dy), 1e-9)
    return lon + scale * dx * (east - west), lat + scale * dy * (north - south)


def _spread(places: dict[int, tuple[float, float]], box: Box) -> dict[int, tuple[float, float]]:
    """Return the places moved along the edge until no two stand on each other."""
    turns = sorted((_turn(place, box), i) for i, place in places.items())
    least = min(LEAST_TURN, 0.9 / max(len(turns), 1))
    found: dict[int, tuple[float, float]] = {}
    last = -1.0
    for turn, i in turns:
        last = max(turn, last + least)
        found[i] = _at(last, box)
    return found


def _turn(place: tuple[float, float], box: Box) -> float:
    """Return how far round the edge a place stands, 0 to 4: south, east, north, west sides."""
    west, east, south, north = box
    u, v = (place[0] - west) / (east - west), (place[1] - south) / (north - south)
    gaps = [v, 1 - u, 1 - v, u]
    side = gaps.index(min(gaps))
    return (u, 1 + v, 2 + (1 - u), 3 + (1 - v))[side] / 4


def _at(turn: float, box: Box) -> tuple[float, float]:
    """Return the place so far round the edge; the inverse of `_turn`."""
    west, east, south, north = box
    side, along = divmod(4 * (turn % 1.0), 1.0)
    u, v = ((along, 0.0), (1.0, along), (1 - along, 1.0), (0.0, 1 - along))[int(side) % 4]
    return west + u * (east - west), south + v * (north - south)
