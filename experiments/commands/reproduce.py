"""What `pharmatwin reproduce` does: a paper's numbers beside ours."""

import json
from collections.abc import Sequence
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap

from experiments.commands.parts import say, warn
from experiments.papers.catalogue import PAPERS, asked
from experiments.papers.paper import Paper, Reproduction, reproduction_json
from experiments.papers.row import CLAIMED, Row, Value
from experiments.plain_table import table

ROWS = "reproduction.json"

SHARES = (": minRatio", ": service level", "there is no plan")
"""How quantities end that are shares."""


def papers(*, as_json: bool) -> None:
    """Print what can be reproduced."""
    if as_json:
        told = [{"paper": p.name, "source": p.source, "cases": list(p.cases)} for p in PAPERS]
        say(json.dumps(told, ensure_ascii=False))
        return
    rows = []
    for paper in PAPERS:
        rows.append(f"{paper.name:<24}  {paper.about}\n{'':<24}  {paper.source}")
        rows += [f"{paper.name}/{case}" for case in paper.cases]
    say("\n".join(rows))


def reproduce(text: str, out: Path | None, *, as_json: bool) -> None:
    """Work a paper or one of its cases again and print it; with a folder also its figures."""
    paper, case = asked(text)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    done = paper.reproduce(case)
    if as_json:
        say(json.dumps(reproduction_json(text, done), ensure_ascii=False, allow_nan=False))
    else:
        say(_told(paper, done.rows))
    if out is not None:
        written = _write(out, text, done)
        warn(f"written to {out}: {', '.join(path.name for path in written)}")


def _write(out: Path, text: str, done: Reproduction) -> list[Path]:
    """Write the rows and every figure; return the files."""
    from experiments.report.files import INDEX, put_figure  # drawing is slow to load
    from experiments.storage.files import put_json

    put_json(out / ROWS, reproduction_json(text, done))
    told = {one.stem: {"caption": one.caption, "alt": one.alt} for one in done.pictures}
    put_json(out / INDEX, told)
    figures = [path for one in done.pictures for path in put_figure(out, one.stem, one.draw())]
    return [out / ROWS, out / INDEX, *figures]


def _told(paper: Paper, rows: Sequence[Row]) -> str:
    """Return the rows by the place they stand in the paper, with each reason once."""
    width = get_terminal_size((100, 24)).columns
    reasons = list(dict.fromkeys(row.reason for row in rows if row.reason))
    lines = [paper.source, ""]
    for where in dict.fromkeys(row.where for row in rows):
        there = [row for row in rows if row.where == where]
        numbers = [_cells(row, reasons) for row in there if not _is_claim(row)]
        lines.append(where)
        lines += [table([["", "paper", "ours", ""], *numbers])] if numbers else []
        for row in there:
            if _is_claim(row):
                text = f"{row.quantity}: {row.ours}: {_status(row, reasons)}"
                lines += wrap(text, width, initial_indent="- ", subsequent_indent="  ")
        lines.append("")
    for number, reason in enumerate(reasons, 1):
        lines += wrap(f"[{number}] {reason}", width, subsequent_indent="    ")
    found = [row.status for row in rows]
    counts = ", ".join(f"{found.count(status)} {status}" for status in dict.fromkeys(found))
    return "\n".join([*lines, "", counts])


def _is_claim(row: Row) -> bool:
    return row.paper == CLAIMED


def _status(row: Row, reasons: list[str]) -> str:
    return row.status + (f" [{reasons.index(row.reason) + 1}]" if row.reason else "")


def _cells(row: Row, reasons: list[str]) -> list[str]:
    paper, ours = (_value(value, row.quantity) for value in (row.paper, row.ours))
    return [row.quantity, paper, ours, _status(row, reasons)]


def _value(value: Value, quantity: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if quantity.endswith(SHARES):
        return f"{100 * value:.1f} %"
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
