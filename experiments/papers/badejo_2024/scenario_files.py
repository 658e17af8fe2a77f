"""Writes Case III as the built-in scenario `tactical`: `python -m` this module, after a change.

Lanes and demands go into tables, the rest into the YAML file.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from experiments.catalogue import FOLDER
from experiments.papers.badejo_2024.case import CASE_3
from experiments.papers.badejo_2024.instance import instance
from experiments.papers.badejo_2024.scenario import DATED, data

HEAD = """\
# Case III of Badejo and Ierapetritou (2024) as a world to be played: 3 suppliers, 4 plants, 4
# warehouses with lateral lanes, 10 consumers, 2 products of 2 raw materials, two modes a pair.
# All figures are made up (the paper's data are not public). Do not edit: it is written by
# `python -m experiments.papers.badejo_2024.scenario_files`, which says what each figure is.

"""
LINES = {"products", "sites", "vehicles", "disruptions"}
"""Sections that have a line for each entry."""


def texts() -> dict[str, str]:
    """Return the scenario's files by name."""
    whole = data(instance(CASE_3), DATED)
    tables = {name: _table(whole[name]) for name in ("lanes", "demand")}
    lines = [HEAD.rstrip("\n"), ""]
    for section, value in whole.items():
        if section in tables:
            lines += [f"{section}:", f"  table: {section}.csv"]
        elif section in LINES:
            lines += [f"{section}:", *(line for name in value for line in _entry(name, value))]
        else:
            lines.append(f"{section}: {_flow(value)}")
    found = {"scenario.yaml": "\n".join(lines) + "\n"}
    return found | {f"{name}.csv": table for name, table in tables.items()}


def _entry(name: str, section: dict[str, Any]) -> Iterator[str]:
    yield f"  {name}:"
    for key, value in section[name].items():
        yield f"    {key}: {_flow(value)}"


def _flow(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str() if ":" in value or ";" in value or "," in value:
            return f'"{value}"'
        case _:
            return str(value)


def _table(section: dict[str, Any]) -> str:
    rows = {name: dict(_cells(entry)) for name, entry in section.items()}
    heads = list(dict.fromkeys(head for row in rows.values() for head in row))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", *heads])
    writer.writerows([name, *(row.get(head, "") for head in heads)] for name, row in rows.items())
    return text.getvalue()


def _cells(entry: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in entry.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def write(folder: Path) -> None:
    """Write the files into a folder."""
    folder.mkdir(exist_ok=True)
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER / "tactical")
