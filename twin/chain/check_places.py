"""What contradicts at a site: unknown products, missing rooms, stock out of date."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from twin.chain.references import Contradiction, known_names

if TYPE_CHECKING:
    from twin.chain.scenario import Scenario


def sites(scenario: "Scenario") -> Iterator[Contradiction]:
    """Yield what is wrong with the sites."""
    for name, site in scenario.sites.items():
        at = ("sites", name)
        for field in ("opening_stock", "supplies", "makes", "min_life_on_receipt_days", "costs"):
            for product in getattr(site, field):
                if product not in scenario.products:
                    yield (
                        (*at, field, product),
                        f"unknown product {product!r}",
                        known_names(scenario.products, product),
                    )
        for product, recipe in site.makes.items():
            for material in recipe.inputs:
                if material not in scenario.products:
                    yield (
                        (*at, "makes", product, "inputs", material),
                        f"unknown product {material!r}",
                        known_names(scenario.products, material),
                    )
                elif material == product:
                    yield (
                        (*at, "makes", product, "inputs", material),
                        "a product that is its own input",
                        "name the materials it is made of",
                    )
        for line_name, line in site.lines.items():
            for product in line.makes:
                if product not in site.makes:
                    yield (
                        (*at, "lines", line_name, "makes"),
                        f"no recipe for {product!r} at this site",
                        known_names(site.makes, product),
                    )
        yield from _old_stock(scenario, name)
        yield from _never_received(scenario, name)
        yield from _too_much_stock(scenario, name)
        if site.lines and not site.makes:
            yield ((*at, "lines"), "lines without any recipe", "give `makes`, or remove the lines")
        yield from _rooms(scenario, name)


def _never_received(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    """Yield products of which no lot is ever young enough to be let in."""
    for product, least in scenario.sites[name].min_life_on_receipt_days.items():
        known = scenario.products.get(product)
        life = known.shelf_life_days if known else None
        if life is not None and least > life:
            yield (
                ("sites", name, "min_life_on_receipt_days", product),
                f"{least} days are asked of a product that lives {life}",
                "at most its shelf life, less the time it is under way",
            )


def _too_much_stock(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    """Yield storage conditions that the opening stock does not fit into."""
    site = scenario.sites[name]
    for condition, storage in site.storage.items():
        units, litres = 0, 0.0
        for product, stock in site.opening_stock.items():
            known = scenario.products.get(product)
            if known is not None and known.storage == condition:
                count = stock if isinstance(stock, int) else stock.units
                units, litres = units + count, litres + count * known.unit_volume_litres
        too_many = storage.capacity_units is not None and units > storage.capacity_units
        too_large = storage.capacity_litres is not None and litres > storage.capacity_litres
        if too_many or too_large:
            yield (
                ("sites", name, "storage", condition),
                f"the opening stock ({units} units, {litres:g} litres) does not fit in",
                "more room, or less opening stock",
            )


def _old_stock(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    """Yield opening stock and supplies that would be out of date from the start."""
    site = scenario.sites[name]
    ages = {
        ("opening_stock", product): stock.age_days
        for product, stock in site.opening_stock.items()
        if not isinstance(stock, int)
    }
    ages |= {("supplies", product): supply.age_days for product, supply in site.supplies.items()}
    for (field, product), age in ages.items():
        known = scenario.products.get(product)
        life = known.shelf_life_days if known else None
        if life is not None and age >= life:
            yield (
                ("sites", name, field, product, "age_days"),
                f"{age} days old, with a shelf life of {life} days",
                "an age below the shelf life",
            )


def _rooms(scenario: "Scenario", name: str) -> Iterator[Contradiction]:
    site = scenario.sites[name]
    if not site.storage:
        return
    for field in ("opening_stock", "makes"):
        for product in getattr(site, field):
            known = scenario.products.get(product)
            if known and known.storage not in site.storage:
                yield (
                    ("sites", name, field, product),
                    f"{product!r} needs {known.storage!r} storage, which the site lacks",
                    f"add {known.storage!r} to its storage",
                )
