"""What the reader makes of a scenario's files, with toy models in the place of the real ones."""

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from twin.chain.document import Document
from twin.chain.faults import validate
from twin.chain.reader import read_document
from twin.errors import Fault, ScenarioError


def read(tmp_path: Path, *changes: str, **files: str) -> Document:
    """Write the files (`scenario` is the first) and read them."""
    for name, text in files.items():
        suffix = ".csv" if name.startswith("table") else ".yaml"
        (tmp_path / (name + suffix)).write_text(text, "utf-8")
    return read_document(tmp_path / "scenario.yaml", changes=changes)


def faults(tmp_path: Path, *changes: str, **files: str) -> list[str]:
    """Return what the files are told, each without its folder."""
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, *changes, **files)
    return [str(fault).replace(f"{tmp_path}/", "") for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("NO", "NO"), ("yes", "yes"), ("on", "on"), ("017", 17), ("0o17", 15), ("0x1f", 31),
        ("1e5", 100_000.0), (".5", 0.5), ("+3", 3), ("-3.", -3.0), ("12:30:00", "12:30:00"),
        ("2026-02-30", "2026-02-30"), ("~", None), ("", None), ("true", True), ("'1'", "1"),
        ('"null"', "null"), ("1_000", "1_000"), ("nan", "nan"), ("0b11", "0b11"), ("=", "="),
        ("1e15", 1e15), ("-1e15", -1e15), ("99999999999999.5", 99999999999999.5),
    ],
)  # fmt: skip
def test_a_bare_word_means_what_yaml_1_2_says(tmp_path: Path, text: str, meant: Any) -> None:
    document = read(tmp_path, scenario=f"hub: {{value: {text}}}\n")

    assert document.data == {"hub": {"value": meant}}
    assert type(document.data["hub"]["value"]) is type(meant)


def test_every_value_key_and_item_knows_its_line_and_column(tmp_path: Path) -> None:
    document = read(tmp_path, scenario="# ours\nsites:\n  hub:\n    lines: [1, {a: 2}]\n")

    at = {place: (spot.line, spot.column) for place, spot in document.positions.items()}
    assert at[("sites",)] == (2, 1)
    assert at[("sites", "hub")] == (3, 3)
    assert at[("sites", "hub", "lines", 0)] == (4, 13)
    assert at[("sites", "hub", "lines", 1, "a")] == (4, 20)
    assert document.keys[("sites", "hub", "lines", 1, "a")][1:] == (4, 17)


def test_a_county_code_stays_the_text_it_was_as_a_key(tmp_path: Path) -> None:
    assert list(read(tmp_path, scenario="sites: {06037: 1, 38001: 2}").data["sites"]) == [
        "06037",
        "38001",
    ]


def test_all_that_is_wrong_in_a_file_is_told_at_once(tmp_path: Path) -> None:
    said = faults(tmp_path, scenario="a: .nan\nb: 1\nb: 2\nc: !x y\n1.5: z\nd: 1e99\n")

    assert [line.split(": ")[0] for line in said] == [
        f"scenario.yaml:{line}:{column}"
        for line, column in [(1, 4), (3, 1), (4, 4), (5, 1), (6, 4)]
    ]


def test_an_alias_is_a_copy_that_a_change_leaves_alone(tmp_path: Path) -> None:
    document = read(tmp_path, "a.x=2", scenario="a: &a {x: 1}\nb: *a\n")

    assert document.data == {"a": {"x": 2}, "b": {"x": 1}}


def test_an_overlay_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        scenario="base: usual.yaml\nsites: {hub: {room: 5}, east: null}\nlist: [3]\n",
        usual="sites:\n  hub: {kind: dc, room: 9}\n  east: {kind: clinic}\nlist: [1, 2]\n",
    )

    assert document.data == {"sites": {"hub": {"kind": "dc", "room": 5}}, "list": [3]}
    assert Path(document.nearest(("sites", "hub", "room")).file).name == "scenario.yaml"
    assert Path(document.nearest(("sites", "hub", "kind")).file).name == "usual.yaml"
    assert document.nearest(("sites", "hub", "kind")).line == 2


def test_a_null_that_removes_nothing_stays_to_be_found(tmp_path: Path) -> None:
    document = read(
        tmp_path, scenario="base: usual.yaml\nsites: {esat: null}\n", usual="sites: {east: 1}\n"
    )

    assert document.data["sites"] == {"east": 1, "esat": None}


def test_five_bases_in_a_chain_are_read_and_six_are_too_many(tmp_path: Path) -> None:
    chain = {f"b{k}": f"base: b{k + 1}.yaml\nx{k}: 1\n" for k in range(1, 5)} | {"b5": "x5: 1\n"}

    assert len(read(tmp_path, scenario="base: b1.yaml\n", **chain).data) == 5

    chain |= {"b5": "base: b6.yaml\n", "b6": "x: 1\n"}
    assert faults(tmp_path, scenario="base: b1.yaml\n", **chain) == [
        "b5.yaml:1:7: base: too many bases (at most 5 in a chain)"
    ]


def test_bases_in_a_ring_are_told_where_the_ring_closes(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, scenario="base: b1.yaml\n", b1="base: scenario.yaml\n")

    assert said.startswith("b1.yaml:1:7: base: a base that leads back to itself")


def test_a_broken_base_does_not_hide_the_faults_of_the_file_above(tmp_path: Path) -> None:
    said = faults(tmp_path, scenario="base: b1.yaml\nx: .nan\n", b1="y: [\n")

    assert [line.split(": ")[0] for line in said] == ["b1.yaml:2:1", "scenario.yaml:2:4"]


def test_a_table_gives_entries_and_what_is_written_inline_wins(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        scenario="sites:\n  table: [table1.csv, table2.csv]\n  east: {place: {lat: 3}}\n",
        table1="name,kind,place.lat,place.lon\neast,clinic,1,2\n01001,,,\n",
        table2='name,kind\n"a ""b"", c",dc\n',
    )

    assert document.data["sites"] == {
        "east": {"kind": "clinic", "place": {"lat": 3, "lon": 2}},
        "01001": {},
        'a "b", c': {"kind": "dc"},
    }
    assert document.nearest(("sites", "east", "place", "lon"))[1:] == (2, 15)
    assert document.nearest(("sites", "east", "place", "lat"))[1:] == (3, 23)


def test_a_code_in_a_cell_keeps_its_zero_and_a_number_is_a_number(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        scenario="sites: {table: table.csv}\n",
        table="name,a,b,c,d\nx,01001,1e3,NO,true\n",
    )

    assert document.data["sites"]["x"] == {"a": "01001", "b": 1000.0, "c": "NO", "d": True}


def test_a_name_in_two_tables_is_told_both_places(tmp_path: Path) -> None:
    (said,) = faults(
        tmp_path,
        scenario="sites: {table: [table1.csv, table2.csv]}\n",
        table1="name,kind\neast,clinic\n",
        table2="name,kind\nwest,clinic\neast,dc\n",
    )

    assert said.startswith("table2.csv:3:1: sites.east: the name stands twice, first in table1.csv")


def test_a_quoted_cell_of_two_lines_keeps_the_line_count_right(tmp_path: Path) -> None:
    (said,) = faults(
        tmp_path,
        scenario="sites: {table: table.csv}\n",
        table='name,about\neast,"one\ntwo"\nwest,.inf\n',
    )

    assert said.startswith("table.csv:4:6: sites.west.about: .inf is not a finite number")


@pytest.mark.parametrize("table", ["name,a\n" + "x," + "," * 2000, "name" + ",a" * 2000])
def test_a_row_that_never_ends_is_stopped(tmp_path: Path, table: str) -> None:
    (said,) = faults(tmp_path, scenario="sites: {table: table.csv}\n", table=table)

    assert "too many cells in a row" in said


def test_too_many_rows_are_stopped(tmp_path: Path) -> None:
    table = "name\n" + "\n".join(map(str, range(100_001)))

    (said,) = faults(tmp_path, scenario="sites: {table: table.csv}\n", table=table)

    assert said.startswith("table.csv:100002:1: sites: too many rows")


def test_a_million_empty_lines_are_stopped(tmp_path: Path) -> None:
    table = "name\n" + "\n" * 1_000_001

    (said,) = faults(tmp_path, scenario="sites: {table: table.csv}\n", table=table)

    assert "too many rows" in said


def test_a_change_from_the_command_line_comes_last(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "time.days=7",
        "sites.*.room={cold: 2}",
        "list.1=x",
        'sites."St. Louis".kind=dc',
        "gone=null",
        "sites.a.old=null",
        "new=",
        scenario="time: {days: 3}\nsites: {a: {old: 1}, St. Louis: {}}\nlist: [1, 2]\ngone: 1\n",
    )

    assert document.data == {
        "time": {"days": 7},
        "sites": {"a": {"room": {"cold": 2}}, "St. Louis": {"room": {"cold": 2}, "kind": "dc"}},
        "list": [1, "x"],
    }
    assert document.nearest(("sites", "a", "room", "cold")) == ("--set", 2, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("stes.hub.room=1", "stes.hub.room: nothing is called 'stes' in scenario (one of sites"),
        ("sites.hbu.room=1", "sites.hbu.room: nothing is called 'hbu' in sites (one of hub)"),
        ("sites.hub.x.y=1", "sites.hub.x.y: nothing is called 'x' in sites.hub (one of room)"),
        ("list.7=1", "list.7: nothing is called '7' in list"),
        ("list.-1=1", "list.-1: nothing is called '-1' in list"),
        ("sites.hub.room.x=1", "sites.hub.room.x: nothing is called 'x' in sites.hub.room"),
        ("sites.hub", "change: 'sites.hub' is not a change"),
        ("=1", "change: '=1' is not a change"),
        ("sites..hub=1", "change: 'sites..hub=1' is not a change"),
        ("sites.hub.room=.nan", "sites.hub.room: .nan is not a finite number"),
        ("sites.hub.room=[", "sites.hub.room: "),
        ("sites.hub.room=!!int 3", "sites.hub.room: a tag"),
        ("sites.hub.room=\x00", "change: a control character"),
        (".".join("a" * 40) + "=1", "change: a path of too many parts"),
    ],
)
def test_a_change_that_finds_no_place_is_told_what_there_is(
    tmp_path: Path, change: str, said: str
) -> None:
    (told,) = faults(
        tmp_path, "sites.hub.room=2", change, scenario="sites: {hub: {room: 1}}\nlist: [1]\n"
    )[-1:]

    assert told.startswith(f"--set:2:1: {said}")


def test_a_folder_stands_for_the_scenario_in_it(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("a: 1\n")

    assert read_document(tmp_path).data == {"a": 1}


def test_a_scenario_named_by_a_link_is_followed_to_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "s.yaml").write_text("base: usual.yaml\n")
    (tmp_path / "real" / "usual.yaml").write_text("a: 1\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real" / "s.yaml")

    assert read_document(tmp_path / "link.yaml").data == {"a": 1}


class Toy(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Normal(Toy):
    law: Literal["normal"]
    mean_units: Annotated[float, Field(ge=0)]


class Steady(Toy):
    law: Literal["steady"]
    units: int


class Clinic(Toy):
    kind: Literal["clinic", "hub"]
    demand: Annotated[Normal | Steady, Field(discriminator="law")] | None = None
    lead_time: float | list[float] = 1.0


class Chain(Toy):
    sites: dict[str, Clinic]


@pytest.mark.parametrize(
    ("site", "place", "column", "said"),
    [
        ("{kind: shop}", "kind", 21, "'shop' is not known (one of clinic, hub)"),
        ("{}", "kind", 14, "is missing (add it)"),
        ("{kind: hub, leadtime: 1}", "leadtime", 26,
         "unknown field 'leadtime' (remove it, or did you mean 'lead_time'?)"),
        ("{kind: hub, demand: {law: normal, mean_units: -1}}", "demand.mean_units", 60,
         "-1 is too small (a number of at least 0)"),
        ("{kind: hub, demand: {law: norml}}", "demand.law", 40,
         "'norml' is not known (one of normal, steady)"),
        ("{kind: hub, demand: {mean_units: 1}}", "demand", 34,
         "a mapping does not say its law (law: one of normal, steady)"),
        ("{kind: hub, demand: {law: normal}}", "demand.mean_units", 34, "is missing (add it)"),
        ("{kind: hub, demand: {law: normal, mean_units: 1, normal: 2}}", "demand.normal", 63,
         "unknown field 'normal' (remove it; known are law, mean_units)"),
        ("{kind: hub, lead_time: soon}", "lead_time", 37,
         "'soon' stands here (a number or a list)"),
        ("3", "", 14, "3 stands here (fields below it, such as `key: value`)"),
    ],
)  # fmt: skip
def test_what_a_model_refuses_is_told_in_a_planners_words(
    tmp_path: Path, site: str, place: str, column: int, said: str
) -> None:
    document = read(tmp_path, scenario=f"sites: {{hub: {site}}}\n")

    with pytest.raises(ScenarioError) as caught:
        validate(Chain, document)

    full = f"sites.hub.{place}".rstrip(".")
    text = f"{tmp_path}/scenario.yaml:1:{column}: {full}: {said}"
    assert [str(fault) for fault in caught.value.faults] == [text]


def test_a_long_value_is_shortened_in_its_fault(tmp_path: Path) -> None:
    document = read(tmp_path, scenario="sites: {hub: {kind: " + "x" * 5000 + "}}\n")

    with pytest.raises(ScenarioError) as caught:
        validate(Chain, document)

    assert len(caught.value.faults[0].what) < 70


def test_a_fault_is_never_more_than_one_line() -> None:
    fault = Fault("a\nb.yaml", 1, 2, "sites.\x1b[31m", "what", "right")

    assert str(fault) == "a\\nb.yaml:1:2: sites.\\x1b[31m: what (right)"
