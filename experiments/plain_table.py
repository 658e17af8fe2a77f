"""Tables of plain text for a terminal, a pipe or a log: no colour, no markup, no wrapping."""

from collections.abc import Sequence
from math import floor, log10

from experiments.measures.definitions import is_share
from experiments.statistics.precision import Estimate
from twin.errors import one_line


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned columns, the first to the left and the others to the right.

    >>> print(table([["", "cost"], ["hub", "12"]]))
         cost
    hub    12
    """
    clean = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*clean, strict=True)]
    lines = []
    for row in clean:
        first = row[0].ljust(widths[0])
        rest = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join([first, *rest]).rstrip())
    return "\n".join(lines)


def number(value: float | None, name: str) -> str:
    """Return a metric's value as one reads it; shares in percent.

    >>> number(0.98765, "fill_rate_share"), number(1234567.8, "cost_total")
    ('98.8 %', '1,234,568')
    >>> number(None, "cost_total")
    '-'
    """
    if value is not None and is_share(name):
        return f"{100 * value:.1f} %"
    return plain(value)


def plain(value: float | None) -> str:
    """Return a number that is no metric of its own.

    >>> plain(12345.6), plain(0.1234), plain(None)
    ('12,346', '0.123', '-')
    """
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def interval(known: Estimate, name: str, share_unit: str = "%") -> str:
    """Return a mean with the half-width of its 95 % interval.

    Differences of shares are percentage points: `share_unit` is `pp` there.

    >>> interval(Estimate(mean=0.9, se=0.01, low=0.88, high=0.92, n=30), "fill_rate_share")
    '90.0 +/- 2.0 %'
    """
    if known.mean is None or not is_share(name):
        return mean_and_half(known)
    return f"{mean_and_half(known, 0.01)} {share_unit}"


def mean_and_half(found: Estimate, scale: float = 1.0) -> str:
    """Return a mean with the half-width of its interval, to two digits of that.

    >>> mean_and_half(Estimate(mean=0.97654, se=0.001, low=0.97442, high=0.97866, n=9), 0.01)
    '97.65 +/- 0.21'
    >>> mean_and_half(Estimate(mean=1234.5, se=None, low=None, high=None, n=1), 1.0)
    '1,234'
    """
    if found.mean is None:
        return "-"
    mean = found.mean / scale
    if found.low is None:
        return f"{mean:,.{_digits(mean, 4)}f}"
    half = (found.mean - found.low) / scale
    digits = _digits(half, 2) if half else _digits(mean, 4)
    return f"{mean:,.{digits}f} +/- {half:,.{digits}f}"


def _digits(value: float, significant: int) -> int:
    """Return the decimals that show so many significant digits, three at most."""
    return min(3, max(0, significant - 1 - floor(log10(abs(value))))) if value else 0
