"""Numbers as a planner reads them: few digits, thousands apart, shares as percentages."""

from math import floor, isfinite, log10

MISSING = "n/a"
MINUS = "\N{MINUS SIGN}"


def share(value: float | None) -> str:
    """Return a share in per cent; more digits near 0 and 100 %, where they matter.

    >>> [share(x) for x in (0.98314, 0.99914, 0.0042, 0.000171, 0.0, 1.0, None)]
    ['98.3 %', '99.914 %', '0.42 %', '0.017 %', '0 %', '100 %', 'n/a']
    """
    if value is None or not isfinite(value):
        return MISSING
    percent = 100 * value
    if percent in {0.0, 100.0}:
        return f"{percent:.0f} %"
    from_an_end = min(abs(percent), abs(100 - percent))
    digits = 1 if from_an_end >= 1 else min(4, 1 - floor(log10(from_an_end)))
    return f"{percent:.{digits}f} %".replace("-", MINUS)


def number(value: float | None) -> str:
    """Return a number with four significant digits, three below 1,000; thousands by commas.

    >>> [number(x) for x in (1234567.0, 1234.5, 12.3456, 0.01234, 0, 999.96, 45.0)]
    ['1,235,000', '1,234', '12.3', '0.0123', '0', '1,000', '45']
    """
    if value is None or not isfinite(value):
        return MISSING
    return "0" if value == 0 else _rounded(value, 4 if abs(value) >= 1000 else 3)


def _rounded(value: float, significant: int) -> str:
    digits = significant - 1 - floor(log10(abs(value)))
    text = f"{round(value, digits):,.{max(0, digits)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def span(low: str, high: str) -> str:
    """Return an interval in words, a unit common to both ends said once.

    >>> span("81.9 %", "90.6 %"), span("100", "1,200")
    ('81.9 to 90.6 %', '100 to 1,200')
    """
    for unit in (" %", " points"):
        if low.endswith(unit) and high.endswith(unit):
            return f"{low.removesuffix(unit)} to {high}"
    return f"{low} to {high}"


def short(value: float) -> str:
    """Return a number short enough for an axis.

    >>> [short(x) for x in (0, 250, 1500, 2_500_000, 3e9, 0.25)]
    ['0', '250', '1.5 k', '2.5 M', '3 G', '0.25']
    """
    for size, letter in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}".replace("-", MINUS)
    return f"{value:.4g}".replace("-", MINUS)


def percent(value: float) -> str:
    """Return a share as an axis writes it.

    >>> percent(0.975), percent(1.0)
    ('97.5 %', '100 %')
    """
    return f"{100 * value:.4g} %".replace("-", MINUS)


def points(value: float | None) -> str:
    """Return a difference of shares, in percentage points with its sign.

    >>> points(0.0123), points(0.0)
    ('+1.23 points', '0 points')
    """
    if value is None or not isfinite(value):
        return MISSING
    return f"{signed(100 * value)} points"


def signed(value: float | None) -> str:
    """Return a difference with its sign, in three significant digits.

    >>> signed(12345.6), signed(-3.0) == MINUS + "3", signed(0.0)
    ('+12,300', True, '0')
    """
    if value is None or not isfinite(value):
        return MISSING
    if value == 0:
        return "0"
    return ("+" if value > 0 else "") + _rounded(value, 3)
