"""How metrics are named in figures and reports, and how their values are written."""

from collections.abc import Callable

from experiments.figures import numbers
from experiments.measures.definitions import METRICS, is_share, unit


def name(metric: str) -> str:
    """Return what a metric is called.

    >>> name("fill_rate_share"), name("cost_holding")
    ('Fill rate', 'Cost of holding')
    """
    return METRICS[metric].label


def kind_of_cost(metric: str) -> str:
    """Return what the money of a cost metric goes to.

    >>> kind_of_cost("cost_lost_sales"), kind_of_cost("cost_co2e")
    ('lost sales', 'emissions')
    """
    return name(metric).removeprefix("Cost of ")


def axis(metric: str, currency: str) -> str:
    """Return the label of an axis that shows the metric: what it is, and its unit.

    >>> axis("waste_share", "USD")
    'Waste (%)'
    """
    word = unit(metric, currency)
    return f"{name(metric)} ({word or 'no unit'})"


def difference_axis(metric: str, currency: str) -> str:
    """Return the label of an axis that shows differences of the metric: their unit.

    >>> difference_axis("waste_share", "USD"), difference_axis("cost_total", "USD")
    ('Percentage points', 'USD')
    """
    return "Percentage points" if is_share(metric) else unit(metric, currency) or "No unit"


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
