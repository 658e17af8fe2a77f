"""The kinds of fact, in the past tense, and the columns of each.

Facts are physical: money, CO2 and service are computed from them and the
scenario's rates afterwards. All columns are whole numbers: ticks, numbers of
sites, products, lanes, lots and trips, and units.
"""

COLUMNS: dict[str, tuple[str, ...]] = {
    "stocked": ("tick", "site", "product", "lot", "expiry_day", "units"),
    "ordered": ("tick", "lane", "product", "units"),
    "departed": ("tick", "trip", "lane", "units", "due_tick"),
    "shipped": ("tick", "trip", "lane", "product", "lot", "units"),
    "arrived": ("tick", "trip", "lane", "product", "lot", "units"),
    "returned": ("tick", "trip", "lane", "product", "lot", "units"),
    "started": ("tick", "site", "product", "line", "units"),
    "consumed": ("tick", "site", "product", "lot", "units"),
    "produced": ("tick", "site", "product", "lot", "expiry_day", "units"),
    "released": ("tick", "site", "product", "lot", "units"),
    "rejected": ("tick", "site", "product", "lot", "units"),
    "relotted": ("tick", "site", "product", "lot", "parent", "expiry_day", "units"),
    "demanded": ("tick", "site", "product", "units"),
    "dispensed": ("tick", "site", "product", "lot", "units"),
    "backordered": ("tick", "site", "product", "units"),
    "lost": ("tick", "site", "product", "units"),
    "expired": ("tick", "site", "product", "lot", "units"),
    "spoiled": ("tick", "site", "product", "lot", "units"),
    "destroyed": ("tick", "site", "product", "lot", "units"),
    "donated": ("tick", "site", "product", "lot", "units"),
    "refused": ("tick", "site", "trip"),
    "went_down": ("tick", "disruption", "entity"),
    "came_up": ("tick", "disruption", "entity"),
    "planned": ("tick", "commands"),
}
"""`lot` is -1 for products that are counted and not kept in lots."""
