"""What metrics are called in figures and reports, and how their values are written."""

from collections.abc import Callable

from experiments.figures import numbers

NAMES = {
    "demand_units": "Demand",
    "served_units": "Served",
    "served_at_once_units": "Served at once",
    "lost_units": "Lost demand",
    "fill_rate_share": "Fill rate",
    "served_share": "Served at once or later",
    "min_fill_rate_share": "Fill rate of the worst site and product",
    "gini_fill_rate": "Inequality of fill rate (Gini)",
    "cycle_service_share": "Days without backlog or lost demand",
    "on_hand_units_mean": "Mean stock on hand",
    "backlog_units_mean": "Mean backlog",
    "in_transit_units_mean": "Mean stock in transit",
    "expired_units": "Expired",
    "spoiled_units": "Spoiled",
    "destroyed_units": "Destroyed",
    "donated_units": "Donated",
    "shipped_back_units": "Shipped back",
    "waste_share": "Waste",
    "orders_count": "Orders",
    "trips_count": "Trips",
    "vehicle_fill_share": "Mean fill of a vehicle",
    "cost_total": "Total cost",
    "co2e_kg": "Emissions",
    "impact_points": "Life-cycle impact",
    "time_to_survive_days": "Time to survive an outage",
    "time_to_recover_days": "Time to recover from an outage",
    "service_loss_unit_days": "Service lost to outages",
    "lowest_service_share": "Lowest service after an outage",
}

DEFINITIONS = {
    "fill_rate_share": "Demand served at once from stock, over all demand (a ratio of sums).",
    "served_share": "Demand served at once or later, over all demand.",
    "min_fill_rate_share": "The fill rate of the worst demand site and product.",
    "gini_fill_rate": "Gini coefficient of the fill rate over demand sites, weighted by demand: "
    "0 is equal service everywhere.",
    "cycle_service_share": "Share of days that close without backlog and without lost demand, "
    "over demand sites and products.",
    "lost_units": "Demand of patients who did not wait.",
    "on_hand_units_mean": "Time average of the stock on hand at all sites.",
    "backlog_units_mean": "Time average of the demand that waits.",
    "in_transit_units_mean": "Time average of what is on the road.",
    "waste_share": "Units expired, spoiled, rejected or destroyed, over these with the units "
    "served, donated and used in production.",
    "trips_count": "Departures of a vehicle or load on any lane.",
    "vehicle_fill_share": "Used part of the vehicles that left, on lanes whose vehicles have "
    "a capacity.",
    "cost_total": "Sum of the costs by kind, from what happened and the scenario's rates.",
    "co2e_kg": "Emissions by the scenario's factors.",
    "time_to_survive_days": "Shortest time from the begin of an outage to the first day on which "
    "service is below the scenario's failure level; over the replications in which it failed.",
    "time_to_recover_days": "Longest time from that day until service is back at the scenario's "
    "recovery level; 0 if it never failed.",
    "lowest_service_share": "The worst day of an outage and of the recovery from it.",
}

HEADLINE = (
    "fill_rate_share",
    "served_share",
    "min_fill_rate_share",
    "gini_fill_rate",
    "cycle_service_share",
    "waste_share",
    "on_hand_units_mean",
    "backlog_units_mean",
    "trips_count",
    "vehicle_fill_share",
    "cost_total",
    "co2e_kg",
    "time_to_survive_days",
    "time_to_recover_days",
    "lowest_service_share",
)

IN_FIGURES = {"min_fill_rate_share": "Lowest fill rate of a site"}
"""Shorter names, where a panel's width bounds them."""

COMPARED = ("fill_rate_share", "min_fill_rate_share", "waste_share", "cost_total")


def name(metric: str) -> str:
    """Return what a metric is called.

    >>> name("fill_rate_share"), name("cost_holding")
    ('Fill rate', 'Cost of holding')
    """
    if metric in NAMES:
        return NAMES[metric]
    if metric.startswith("cost_"):
        return f"Cost of {kind_of_cost(metric)}"
    return metric.replace("_", " ").capitalize()


def kind_of_cost(metric: str) -> str:
    """Return what the money of a cost metric goes to.

    >>> kind_of_cost("cost_lost_sales"), kind_of_cost("cost_co2e")
    ('lost sales', 'emissions')
    """
    kind = metric.removeprefix("cost_").replace("_", " ")
    return "emissions" if kind == "co2e" else kind


def unit(metric: str, currency: str) -> str:
    """Return the unit of a metric; empty for a plain number.

    >>> unit("cost_total", "USD"), unit("trips_count", "USD"), unit("gini_fill_rate", "USD")
    ('USD', 'trips', '')
    """
    if metric.startswith("cost_"):
        return currency
    if metric.endswith("_share"):
        return "%"
    if metric.endswith("_count"):
        return metric.removesuffix("_count").replace("_", " ")
    for ending, word in (
        ("_unit_days", "unit-days"),
        ("_units", "units"),
        ("_units_mean", "units"),
        ("_days", "days"),
        ("co2e_kg", "kg CO2e"),
        ("_points", "points"),
    ):
        if metric.endswith(ending):
            return word
    return ""


def axis(metric: str, currency: str) -> str:
    """Return the label of an axis that shows the metric: what it is, and its unit.

    >>> axis("waste_share", "USD")
    'Waste (%)'
    """
    word = unit(metric, currency)
    return f"{title(metric)} ({word or 'no unit'})"


def title(metric: str) -> str:
    """Return what a metric is called over a panel."""
    return IN_FIGURES.get(metric, name(metric))


def difference_axis(metric: str, currency: str) -> str:
    """Return the label of an axis that shows differences of the metric: their unit.

    >>> difference_axis("waste_share", "USD"), difference_axis("cost_total", "USD")
    ('Percentage points', 'USD')
    """
    return "Percentage points" if is_share(metric) else unit(metric, currency) or "No unit"


def is_share(metric: str) -> bool:
    """Return whether the metric is written as a percentage."""
    return metric.endswith("_share")


def written(metric: str) -> Callable[[float | None], str]:
    """Return how values of a metric are written in a table."""
    return numbers.share if is_share(metric) else numbers.number


def difference_written(metric: str) -> Callable[[float | None], str]:
    """Return how differences of a metric are written in a table."""
    return numbers.points if is_share(metric) else numbers.signed


def tick_written(metric: str) -> Callable[[float], str]:
    """Return how values of a metric are written along an axis that names the unit."""
    return _percent_number if is_share(metric) else numbers.short


def _percent_number(value: float) -> str:
    return f"{100 * value:.4g}".replace("-", numbers.MINUS)


def definitions() -> list[tuple[str, str]]:
    """Return the names of metrics with what they are."""
    return [(name(metric), text) for metric, text in DEFINITIONS.items()]
