"""What can go wrong with the chain, and what then happens to the goods."""

from typing import Literal

from twin.chain.fields import Days, Frozen, Selector, Share, Text
from twin.chain.when import When


class Disruption(Frozen):
    """Outages of sites, lanes, regions, products, suppliers, information or power.

    * `site`, `region`, `supplier`: the place works with `capacity_left_share` of its
      capacity; at 0 it is shut: it neither receives, sends, starts batches nor serves.
    * `lane`: nothing departs (or the given share of what would have).
    * `product`: no plant makes it and no supplier sends it (or the given share).
    * `information`: the policy sees the site as it was when the outage began.
    * `power`: beyond `backup_hours` the cold storage of the place is warm.
    """

    about: Text = ""
    what: Literal["site", "lane", "region", "product", "supplier", "information", "power"]
    of: Selector
    """Names, `*`, `kind:...` or `region:...`, as fits `what`."""

    when: When
    together: bool = False
    """Whether all that `of` names fail at the same times, or each by a draw of its own."""

    capacity_left_share: Share = 0.0
    goods_in_place: Literal["kept", "destroyed"] = "kept"
    """At the start of an outage of sites; `kept` stock is shut in while the place is shut."""

    goods_in_transit: Literal["continue", "held", "returned", "lost"] = "continue"
    """On lanes that are out, or that lead to sites that are out, when the outage begins."""

    backup_hours: Days = 0.0
