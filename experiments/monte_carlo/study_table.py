"""The main metrics of a study for a terminal: as wide as it is, and no wider.

Metrics are rows and arms columns. Where the names of the arms are too long they are
lettered; where the arms do not fit side by side they are rows, below each other.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from textwrap import wrap
from typing import TYPE_CHECKING

from experiments.measures.definitions import is_share, short_name, told_first, unit
from experiments.monte_carlo.arms import arm_names, scenario_words, spaced
from experiments.monte_carlo.planned import planned_words
from experiments.plain_table import mean_and_half
from twin.errors import one_line

if TYPE_CHECKING:
    from experiments.monte_carlo.found import Study

GAP = "  "
MOST_LINES = 4
"""A head of more lines is replaced by a letter."""


@dataclass(frozen=True)
class Column:
    """A head in several lines over cells."""

    head: list[str]
    cells: list[str]

    @property
    def width(self) -> int:
        """Return the letters of the widest line."""
        return max(map(len, [*self.head, *self.cells]))


def study_table(study: "Study", width: int = 100) -> str:
    """Return the headline metrics of every arm with their 95 % intervals, in so many letters."""
    rows = _rows(study)
    labels, cells = [label for label, _ in rows], [told for _, told in rows]
    names = [one_line(name) for name in arm_names(study)]
    heads = _two_lines(study) or names
    letters = [_letter(number) for number in range(len(names))]
    legend = "\n".join(f"{k}: {name}" for k, name in zip(letters, names, strict=True)) + "\n\n"
    by_arm = [[told[arm] for told in cells] for arm in range(len(names))]
    title = one_line(" and ".join(scenario_words(study)))
    n, seed = study.plan.replications, study.plan.seed
    spread = "mean +/- 95 % interval" if n > 1 else "no intervals"
    about = f"{title}: {n} replication{'s' if n > 1 else ''} of seed {seed}, {spread}\n"
    about += _failed(study) + _planned(study) + "\n"
    for over, key in ((heads, ""), (letters, legend)):
        columns = [_column(head, of_arm) for head, of_arm in zip(over, by_arm, strict=True)]
        if all(len(c.head) <= MOST_LINES for c in columns):
            text = _set(labels, columns)
            if max(map(len, text.splitlines())) <= width:
                return about + key + text
    return about + legend + _in_blocks(letters, [_full(x) for x in labels], cells, width)


def _failed(study: "Study") -> str:
    """Return a line for each arm of which replications failed."""
    counts = Counter((one.scenario, one.policy) for one in study.failures)
    names = dict(zip(study.arms, arm_names(study), strict=True))
    n = study.plan.replications
    return "".join(
        f"{one_line(names[arm])}: {count} of {n} replications failed and are not in its means\n"
        for arm, count in counts.items()
    )


def _planned(study: "Study") -> str:
    """Return a line for each arm whose policy plans: how often it could not, and how well."""
    names = dict(zip(study.arms, arm_names(study), strict=True))
    told = planned_words(study)
    return "".join(f"{one_line(names[arm])}: {words}\n" for arm, words in told.items())


def _two_lines(study: "Study") -> list[str]:
    """Return scenario and policy below each other, where both tell arms apart."""
    if min(len(study.plan.scenarios), len(study.plan.policies)) == 1:
        return []
    return [f"{one_line(scenario)}\n{one_line(spaced(policy))}" for scenario, policy in study.arms]


def _letter(number: int) -> str:
    """Return A to Z, then AA, AB and so on.

    >>> _letter(0), _letter(25), _letter(26)
    ('A', 'Z', 'AA')
    """
    first, last = divmod(number, 26)
    return (ascii_uppercase[first - 1] if first else "") + ascii_uppercase[last]


def _full(label: str) -> str:
    return label.replace("  of worst", "fill rate of worst")


def _column(head: str, cells: Sequence[str]) -> Column:
    """Return a column with its head in lines of about the width of its cells."""
    least = max(map(len, cells), default=0)
    word = max(map(len, head.split()), default=0)
    width = max(least, word, 8)
    lines = [
        part for line in head.split("\n") for part in wrap(line, width, break_on_hyphens=False)
    ]
    return Column(lines, list(cells))


def _set(names: Sequence[str], columns: Sequence[Column]) -> str:
    """Return columns side by side behind the names of the rows."""
    first = max(map(len, names), default=0)
    height = max(len(column.head) for column in columns)
    heads = [[""] * (height - len(c.head)) + c.head for c in columns]
    lines = []
    for i, name in enumerate([""] * height + list(names)):
        pairs = zip(heads, columns, strict=True)
        told = [(h[i] if i < height else c.cells[i - height]).rjust(c.width) for h, c in pairs]
        lines.append(GAP.join([name.ljust(first), *told]).rstrip())
    return "\n".join(lines)


def _in_blocks(
    names: Sequence[str], labels: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> str:
    """Return arms as rows and as many metrics side by side as fit, block below block."""
    blocks: list[list[Column]] = [[]]
    used = first = max(map(len, names))
    for label, cells in zip(labels, rows, strict=True):
        column = _column(label, cells)
        if blocks[-1] and used + len(GAP) + column.width > width:
            blocks.append([])
            used = first
        blocks[-1].append(column)
        used += len(GAP) + column.width
    return "\n\n".join(_set(names, block) for block in blocks if block)


def _rows(study: "Study") -> list[tuple[str, list[str]]]:
    """Return each metric of which any arm has a value, with its unit, and what each arm has."""
    summary = study.summary()
    currency = next(iter(study.scenarios.values())).currency
    asked = any(scenario.donations for scenario in study.scenarios.values())
    rows = []
    for metric in told_first(donations=asked):
        found = [summary[arm][metric] for arm in study.arms if metric in summary[arm]]
        known = [abs(e.mean) for e in found if e.mean is not None]
        if not known:
            continue
        scale, prefix = _scale(metric, max(known))
        word = one_line(prefix + unit(metric, currency)).strip()
        words = short_name(metric)
        label = f"{words} ({word})" if word and word != words else words
        rows.append((label, [mean_and_half(e, scale) for e in found]))
    return rows


def _scale(metric: str, largest: float) -> tuple[float, str]:
    """Return by what values are divided, and its word before the unit.

    >>> _scale("trips_count", 2_500.0), _scale("trips_count", 25_000.0), _scale("cost_total", 2e7)
    ((1.0, ''), (1000.0, '1000 '), (1000000.0, 'million '))
    """
    if is_share(metric):
        return 0.01, ""
    if largest >= 1e6:
        return 1e6, "million "
    return (1e3, "1000 ") if largest >= 1e4 else (1.0, "")
