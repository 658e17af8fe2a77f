"""One lane, one demand, one source of supply, numbered and with its references looked up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.chain.chance import DurationLaw
from twin.chain.demand import Demand
from twin.chain.donation import DonationRequest
from twin.chain.lane import Lane, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlan:
    """One lane, numbered, with its vehicle and distance looked up."""

    name: str
    rule: str
    origin: int
    destination: int
    lead_time: DurationLaw
    distance_km: float
    vehicle: Vehicle | None
    fleet: int
    """Number of the finite fleet, or -1."""
    terms: Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPlan:
    """The demand of one cell."""

    site: int
    product: int
    cell: int
    name: str
    factor: float
    """Thousands of inhabitants where the law is for 1,000 people, else 1."""
    terms: Demand
    table: NDArray[np.int64] | None
    """Units day by day of a scheduled law that nothing changes; none for all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a cell is replenished from: an inbound lane, or its own production."""

    lane: int
    """Number of the lane, or -1 where the site makes the product itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPlan:
    """One request for a donation, with the cell it asks for and the life it asks of a lot."""

    name: str
    cell: int
    min_life_days: int
    terms: DonationRequest
