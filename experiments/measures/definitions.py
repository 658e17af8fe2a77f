"""What every metric is: its name, unit and definition, said once for tables, report and figures.

All are over the horizon after the warm-up. A share is a ratio of sums, and has no value
where nothing was asked for. Service of a day is the share of the whole chain's demand of
that day that was served at once; a day without demand is fully served. Outages that overlap
or touch are one *episode*, from the day it begins to the day it ends.

Sources of the times to survive and to recover: Simchi-Levi et al., Interfaces 45(5) (2015),
375-390; of the service lost: the resilience triangle of Bruneau et al., Earthquake Spectra
19(4) (2003), 733-752; of the conditional value at risk: Rockafellar and Uryasev, Journal of
Banking & Finance 26(7) (2002), 1443-1471, for samples (proposition 8).
"""

from dataclasses import dataclass
from inspect import cleandoc

SHARE, CURRENCY = "%", "currency"


@dataclass(frozen=True, slots=True)
class Metric:
    """One quantity that a run tells."""

    label: str
    unit: str
    """A word for it; `%` for a share of 1, `currency` for money, empty for a plain number."""

    definition: str
    short: str = ""
    """Its name on a terminal, where the full one is too long for the first column."""


def _cost(of: str, definition: str) -> Metric:
    return Metric(f"Cost of {of}", CURRENCY, definition)


METRICS = {
    "demand_units": Metric("Demand", "units", "Units that patients asked for."),
    "served_units": Metric("Served", "units", "Units that patients were given, at once or later."),
    "served_at_once_units": Metric(
        "Served at once", "units", "Units given from stock in the very turn they were asked for."
    ),
    "lost_units": Metric("Lost demand", "units", "Demand of patients who did not wait."),
    "fill_rate_share": Metric("Fill rate", SHARE, "Demand served at once from stock, over demand."),
    "min_site_fill_rate_share": Metric(
        "Fill rate of the worst site",
        SHARE,
        "The lowest fill rate of any demand site, all its products together; over several "
        "replications the mean of each one's worst site.",
        short="  of worst site",
    ),
    "min_fill_rate_share": Metric(
        "Fill rate of the worst site and product",
        SHARE,
        "The lowest fill rate of any demand site and product; over several replications the "
        "mean of each one's worst.",
        short="  of worst site, product",
    ),
    "served_share": Metric(
        "Served at once or later",
        SHARE,
        "Demand served at once or later, over demand; what waited from before the warm-up's end "
        "counts when it is served.",
    ),
    "gini_fill_rate": Metric(
        "Inequality of fill rate (Gini)",
        "",
        "Gini coefficient of the fill rate over demand sites, weighted by demand: 0 is equal "
        "service everywhere.",
        short="inequality (Gini)",
    ),
    "cycle_service_share": Metric(
        "Days without backlog or lost demand",
        SHARE,
        "Share of days that close without backlog and without lost demand, over demand sites "
        "and products.",
        short="days without shortage",
    ),
    "on_hand_units_mean": Metric(
        "Mean stock on hand", "units", "Time average of the stock on hand at all sites.",
        short="stock on hand",
    ),
    "backlog_units_mean": Metric(
        "Mean backlog", "units", "Time average of the demand that waits.", short="patients waiting"
    ),
    "in_transit_units_mean": Metric(
        "Mean stock in transit", "units", "Time average of what is on the road."
    ),
    "expired_units": Metric("Expired", "units", "Units whose shelf life ended in the chain."),
    "spoiled_units": Metric("Spoiled", "units", "Units that warmth made useless."),
    "rejected_units": Metric("Rejected", "units", "Units that quality release did not pass."),
    "destroyed_units": Metric("Destroyed", "units", "Units that an outage or a policy destroyed."),
    "donated_units": Metric("Donated", "units", "Units given away."),
    "donated_secondary_units": Metric(
        "Donated to secondary countries",
        "units",
        "Units handed over at the door of a secondary country's recipient: with consent, in "
        "authorised quality and with the life that was asked for; none where nobody asks.",
        short="given, secondary",
    ),
    "donated_tertiary_units": Metric(
        "Donated to tertiary countries", "units", "The same in tertiary countries.",
        short="given, tertiary",
    ),
    "donation_requested_units": Metric(
        "Donations asked for",
        "units",
        "Units of the requests with consent and authorised quality whose due day has passed.",
        short="donations asked for",
    ),
    "donation_unmet_units": Metric(
        "Donations not met in time", "units", "Of these, what had not come by the due day's end.",
        short="  not met in time",
    ),
    "shipped_back_units": Metric("Shipped back", "units", "Units sent over reverse lanes."),
    "consumed_units": Metric("Consumed", "units", "Units that production used as inputs."),
    "produced_units": Metric(
        "Produced", "units", "Units that left a production line, before quality release."
    ),
    "bought_units": Metric("Bought", "units", "Units that suppliers sent into the chain."),
    "waste_share": Metric(
        "Waste",
        SHARE,
        "Of the units that left the chain, those expired, spoiled, rejected or destroyed: over "
        "these with the units served, donated and used in production.",
    ),
    "orders_count": Metric("Orders", "orders", "Orders placed on lanes."),
    "trips_count": Metric("Trips", "trips", "Departures of a vehicle or load on any lane."),
    "vehicles_sent_count": Metric(
        "Vehicles with a capacity sent", "trips", "Trips on lanes whose vehicle has a capacity."
    ),
    "full_vehicles_count": Metric(
        "Full vehicles",
        "vehicles",
        "Sum over those trips of the used share of the vehicle, by its scarcest room; loads that "
        "are refused or lost count as they left.",
    ),
    "vehicle_fill_share": Metric(
        "Mean fill of a vehicle", SHARE, "Full vehicles over vehicles with a capacity sent."
    ),
    "warm_loads_count": Metric("Loads that came warm", "loads", "Loads that left their range."),
    "dock_loads_count": Metric("Loads unloaded", "loads", "Loads whose unloading began."),
    "dock_wait_days": Metric(
        "Waiting of loads at docks", "days", "Sum of what those loads waited for a free server."
    ),
    "dock_wait_days_mean": Metric(
        "Mean waiting of a load", "days", "Waiting of loads at docks over loads unloaded."
    ),
    "cost_total": Metric("Total cost", CURRENCY, "Sum of the costs by kind.", short="cost"),
    "cost_holding": _cost(
        "holding",
        "Unit-days on hand at sites times the rate (the site's own, else the product's); goods "
        "on the road are not charged.",
    ),
    "cost_backlog": _cost("backlog", "Unit-days that patients waited times the rate."),
    "cost_lost_sales": _cost("lost sales", "Units of patients who went away times the rate."),
    "cost_purchase": _cost("purchase", "Units that suppliers sent times the product's price."),
    "cost_ordering": _cost("ordering", "Orders placed on a lane times its cost of an order."),
    "cost_transport": _cost(
        "transport",
        "Trips times (fixed + km out x cost of a km) of the vehicle, and units sent times the "
        "lane's cost of a unit.",
    ),
    "cost_production": _cost(
        "production", "Batches, units made and changeovers times the recipe's costs."
    ),
    "cost_disposal": _cost(
        "disposal", "Units expired, spoiled, rejected or destroyed times the product's cost."
    ),
    "cost_sites": _cost("sites", "Fixed cost of the sites by day."),
    "cost_co2e": _cost("emissions", "Emissions times the scenario's price of a kg CO2e."),
    "co2e_kg": Metric(
        "Emissions",
        "kg CO2e",
        "Trips (the way out), units made here and the sites' energy, by the scenario's factors; "
        "units bought emit nothing here.",
    ),
    "impact_points": Metric(
        "Life-cycle impact", "points", "Impact of trips and units made; none without factors."
    ),
    "time_to_survive_days": Metric(
        "Time to survive an outage",
        "days",
        "Shortest time from the begin of an episode of outages to the first day, before the next "
        "episode, on which service is below the scenario's failure level; over the replications "
        "in which it failed.",
        short="survived an outage",
    ),
    "time_to_recover_days": Metric(
        "Time to recover from an outage",
        "days",
        "Longest time from that day to the first later one that is at the scenario's recovery "
        "level, itself and together with the days of the recovery window (cut at the horizon's "
        "end); the horizon's end if there is none; 0 if service never failed.",
        short="recovered in",
    ),
    "service_loss_unit_days": Metric(
        "Service lost to outages",
        "unit-days",
        "Units not served at once, from the first day of each episode to the later of its end "
        "and its recovery.",
    ),
    "lowest_service_share": Metric(
        "Lowest service after an outage", SHARE, "The worst day of those spans.",
        short="lowest service, outage",
    ),
    "breaches_count": Metric(
        "Breaches of service",
        "breaches",
        "Runs of days in a row on which service is below the scenario's failure level, with or "
        "without an outage; each as long as it can be, cut at the ends of the days counted.",
    ),
    "breach_days": Metric("Days of breach", "days", "Days below the failure level, in all."),
    "breach_days_mean": Metric(
        "Mean length of a breach", "days", "Days of breach over breaches of service."
    ),
    "longest_breach_days": Metric(
        "Longest breach", "days", "Length of the longest breach of service; 0 without one."
    ),
    "unmet_units_cvar": Metric(
        "Unmet demand of the worst days (CVaR)",
        "units/day",
        "Conditional value at risk of the units not served at once on a day: their mean over the "
        "worst 1 - tail level of the days (5 % unless the scenario says otherwise), the day at "
        "the edge taken in part.",
    ),
    "plan_decisions_count": Metric(
        "Decisions of a planner",
        "decisions",
        "Decisions of a policy that plans, warm-up and all; other policies have none.",
        short="planned decisions",
    ),
    "plan_fallbacks_count": Metric(
        "Decisions by fallback",
        "decisions",
        "Decisions for which there was no plan, so that the fallback policy decided.",
        short="  by fallback",
    ),
    "plan_gaps_count": Metric(
        "Plans with a bound", "plans", "Plans of which the solver proved how good they are."
    ),
    "plan_gaps_sum_share": Metric(
        "Sum of gaps", SHARE, "Sum over these plans of (cost - bound) / cost."
    ),
    "plan_gap_share": Metric(
        "Mean gap of a plan",
        SHARE,
        "Sum of gaps over plans with a bound: at most so much of its cost a plan could be "
        "cheaper, by the solver's proof.",
        short="  gap of plans",
    ),
    "plan_lps_count": Metric(
        "Linear programmes", "programmes", "Linear programmes solved for the plans."
    ),
    "plan_nodes_count": Metric("Nodes", "nodes", "Nodes of branch and bound of the plans."),
}  # fmt: skip
"""By name in the contract and in the data files, in the order in which they are told."""

HEADLINE = (
    "fill_rate_share",
    "min_site_fill_rate_share",
    "min_fill_rate_share",
    "waste_share",
    "cost_total",
    "served_share",
    "gini_fill_rate",
    "cycle_service_share",
    "on_hand_units_mean",
    "backlog_units_mean",
    "trips_count",
    "vehicle_fill_share",
    "co2e_kg",
    "time_to_survive_days",
    "time_to_recover_days",
    "lowest_service_share",
)
"""What the first table shows, on the terminal and in the report; all are in the files."""

DONATION_HEADLINE = (
    "served_units",
    "donated_secondary_units",
    "donated_tertiary_units",
    "shipped_back_units",
    "donation_unmet_units",
)
"""What it shows besides of chains that are asked for donations: patients served by country."""

COMPARED = ("fill_rate_share", "min_site_fill_rate_share", "waste_share", "cost_total")
"""What arms are compared by in figures and in the report's first sentences."""


def told_first(*, donations: bool) -> tuple[str, ...]:
    """Return the headline, of chains that are asked for donations with theirs."""
    return (*HEADLINE, *(DONATION_HEADLINE if donations else ()))


def markdown() -> str:
    """Return the definitions as the text of `METRICS.md`."""
    from experiments.measures import resilience

    about = cleandoc(__doc__ or "").partition("\n\n")[2]
    terms = cleandoc(resilience.__doc__ or "").partition("\n\n")[2]
    rows = [
        f"| `{name}` | {metric.label} | {_unit_word(metric)} | {metric.definition} |"
        for name, metric in METRICS.items()
    ]
    parts = [
        "# Metrics",
        "Written by `experiments.measures.definitions.markdown()`; change the definitions there.",
        about,
        "\n".join(["| name | metric | unit | definition |", "| --- | --- | --- | --- |", *rows]),
        "## Outages: what the words of the resilience metrics mean",
        terms,
    ]
    return "\n\n".join(parts) + "\n"


def _unit_word(metric: Metric) -> str:
    if metric.unit == SHARE:
        return "share of 1, shown in %"
    return "the scenario's currency" if metric.unit == CURRENCY else metric.unit or "-"


def short_name(metric: str) -> str:
    """Return what a metric is called on a terminal.

    >>> short_name("fill_rate_share"), short_name("cost_total")
    ('fill rate', 'cost')
    """
    found = METRICS[metric]
    return found.short or found.label[0].lower() + found.label[1:]


def unit(metric: str, currency: str) -> str:
    """Return the unit of a metric; empty for a plain number.

    >>> unit("cost_total", "USD"), unit("trips_count", "USD"), unit("gini_fill_rate", "USD")
    ('USD', 'trips', '')
    """
    word = METRICS[metric].unit
    return currency if word == CURRENCY else word


def is_share(metric: str) -> bool:
    """Return whether the metric is written as a percentage."""
    return METRICS[metric].unit == SHARE
