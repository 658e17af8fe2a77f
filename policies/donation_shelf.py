"""One place's shelf of one product at a review: its lots, its demand, and whether to ship now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from policies.donation_routes import cover_days
from policies.donation_values import Judge
from policies.outlook import Memory, Outlook, outlook
from policies.ship_back_time import Cycle, stopping
from policies.surplus import Fates, ShelfLot, outcomes, without, worth_of_keeping
from twin.chain.fields import LONGEST_DAYS
from twin.control.observation import Observation

Floats = NDArray[np.float64]

WHEN = ("reviews", "last-date", "both", "stopping")
MOST_DATES = 5
MOST_PACKS = 60
"""Optimal stopping counts a large stock in packs, so that no more of them are enumerated."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """When stock may be shipped back."""

    when: str
    """`reviews`: every so many days; `last-date`: a lot at the last review at which it is young
    enough; `both`; `stopping`: at the first of these after which waiting is worth no more."""

    every_days: int
    first_day: int
    period_days: int
    """From one review of the scenario to the next."""

    def __post_init__(self) -> None:
        if self.when not in WHEN:
            raise ValueError(f"when {self.when!r} must be one of {', '.join(WHEN)}")
        if self.every_days < 1 or self.first_day < 0:
            raise ValueError("every_days must be at least 1, first_day at least 0")

    def oldest_days(self, today: int, life_days: int) -> int:
        """Return the life up to which lots may go today that must have so much life."""
        since = today - self.first_day
        if self.when != "last-date" and since >= 0 and since % self.every_days < self.period_days:
            return LONGEST_DAYS
        return life_days + self.period_days - 1 if self.when != "reviews" else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, as a shelf sees it that may ship to it."""

    life_days: int
    """That a lot must have left to go."""

    most: int
    """Units that are lacking."""

    value_per_unit: float
    """Of a unit that goes."""

    patience_days: int
    """So long units can wait and still come in time, before others are made instead."""


class Shelf:
    """What a place and the sites it supplies have of a product, and the demand they will meet."""

    def __init__(
        self,
        seen: Observation,
        memory: Memory,
        site: int,
        product: int,
        members: NDArray[np.int64],
        prior_cv_share: float,
        judge: Judge,
    ) -> None:
        """Look at the lots.

        Args:
            seen: what is seen now.
            memory: all that was seen of demand.
            site: the place.
            product: the product.
            members: the cells that draw on the place's, itself among them.
            prior_cv_share: how far demand is believed to lie from what the laws say.
            judge: what units are worth.
        """
        self.seen, self.memory, self.network, self.judge = seen, memory, seen.network, judge
        self.today = int(seen.day)
        self.cell = site * self.network.product_count + product
        self.members, self.prior_cv_share = members, prior_cv_share
        self.own = self._lots(self.cell)
        downstream = [cell for cell in members.tolist() if cell != self.cell]
        self.others = [lot for cell in downstream for lot in self._lots(cell)]
        coming = int(seen.in_transit_units.ravel()[members].sum())
        life = self.network.products[product].shelf_life_days or LONGEST_DAYS
        self.others.append((life, coming))

    def _lots(self, cell: int) -> list[tuple[int, int]]:
        """Return days left and units of each lot."""
        site, product = divmod(cell, self.network.product_count)
        if not self.network.products[product].in_lots:
            return [(LONGEST_DAYS, int(self.seen.on_hand_units[site, product]))]
        names = self.network.site_names[site], self.network.product_names[product]
        return [(lot.expiry_day - self.today, lot.units) for lot in self.seen.lots(*names)]

    def young(self, life_days: int) -> int:
        """Return the units of the place itself that have so much life left."""
        return sum(units for left, units in self.own if left >= life_days)

    def take(self, units: int, life_days: int) -> None:
        """Take shipped units off, soonest expiry first among those with so much life."""
        lots = [ShelfLot(left, n, left >= life_days) for left, n in self.own]
        self.own = [(lot.days_left, lot.units) for lot in without(lots, units)]

    @cached_property
    def outlook(self) -> Outlook:
        """Return what demand is foreseen."""
        return outlook(self.seen, self.memory, self.cell, self.members, self.prior_cv_share)

    def worths(self, asked: Asked, timing: Timing, service_floor_share: float) -> Floats:
        """Return what keeping each unit is worth that may go now, first to go first.

        Args:
            asked: who wants units, and what they are worth there.
            timing: when units may go.
            service_floor_share: what is kept covers demand with at least that chance.
        """
        life_days = asked.life_days
        oldest = timing.oldest_days(self.today, life_days)
        lots = [ShelfLot(left, n, life_days <= left <= oldest) for left, n in self.own if n]
        lots += [ShelfLot(left, n, eligible=False) for left, n in self.others if n]
        cover = cover_days(self.network, self.cell, self.today)
        fates = self.judge.fates(self.cell, cover)
        if fates is None or not any(lot.eligible for lot in lots):
            return np.zeros(0)
        if timing.when == "stopping" and self._waits(lots, asked, cover, fates, timing):
            return np.zeros(0)
        needs = self.outlook.needs
        worths = worth_of_keeping(lots, needs=needs, cover_days=cover, fates=fates)
        if service_floor_share:
            enough = float(np.quantile(needs(cover), service_floor_share, method="inverted_cdf"))
            worths = worths[: max(0, int(sum(lot.units for lot in lots) - enough))]
        return worths

    def _waits(
        self,
        lots: Sequence[ShelfLot],
        asked: Asked,
        cover: int,
        fates: Fates,
        timing: Timing,
    ) -> bool:
        """Return whether a later review, at which all lots are still young, is worth more."""
        last = min(lot.days_left for lot in lots if lot.eligible) - asked.life_days
        last = max(0, min(last, asked.patience_days, cover - 1))
        last -= last % timing.period_days
        dates = np.unique([*range(0, last + 1, timing.every_days), last])
        if len(dates) < 2:
            return False
        if len(dates) > MOST_DATES:
            dates = dates[np.linspace(0, len(dates) - 1, MOST_DATES).round().astype(int)]
        now = outcomes(lots, self.outlook.needs, cover, 0)
        stock = sum(lot.units for lot in lots) - round(float(now.gone.mean()))
        stock -= self.outlook.waiting_units
        left = float(now.left.mean())
        if stock <= 0 or left <= 0:
            return False
        unused = float((now.expired - now.gone).mean()) / left
        over = fates.left_cost_per_unit + fates.expired_cost_per_unit * unused
        pack = -(-stock // MOST_PACKS)
        cycle = Cycle(
            stock_units=stock // pack,
            eligible_units=sum(lot.units for lot in lots if lot.eligible) // pack,
            announced_units=asked.most // pack,
            consented_units=0,
            shape=self.outlook.shape,
            mean_units=max(self.outlook.mean_units(cover) / pack, 1e-6),
            length=cover,
            short_cost_per_unit=fates.short_cost_per_unit,
            over_cost_per_unit=over - fates.later_value_per_unit * (1 - unused),
            donation_value_per_unit=asked.value_per_unit,
            tertiary_value_per_unit=asked.value_per_unit,
            holding_cost_per_unit=fates.left_cost_per_unit,
        )
        return not stopping(cycle, [float(date) for date in dates]).acts_at_once
