"""Whoever gives a wrong file learns where it is wrong, and nothing else happens.

Each case edits the good scenario beside this file. The mark § in the new text is
taken out again; it stands where the fault must point to.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from twin.chain.load import load
from twin.errors import ScenarioError

SMALL = Path(__file__).parent / "small"
GOOD = (SMALL / "scenario.yaml").read_text("utf-8")
TABLE = (SMALL / "sites.csv").read_text("utf-8")
HUB = "  hub:\n    kind: main-dc\n"
POISSON = "law: {law: poisson, mean_units_per_day: 8}"
LEVEL = "{site: hub, product: vaccine, base_stock_units: 600}"

# what is wrong, the good text, the bad text with its mark, a piece of the fault
YAML_FAULTS = [
    ("a bracket that never closes", "sources: {sites: assumption}\n", "sources: §{a: 1\n", "'}'"),
    ("a tab as indentation", "  horizon_days", "§\thorizon_days", "'\\t'"),
    ("a colon inside bare text", "name: two clinics", "name: two§: clinics", "mapping values"),
    ("a quote that never closes", ": assumption", ": §'assumption", "end of stream"),
    ("the same key twice", "  warm_up_days: 5", "  §horizon_days: 5", "twice, first in line 4"),
    ("the same site twice", "  hub:\n    kind", "  §plant:\n    kind", "twice, first in line 16"),
    ("the same key twice in a flow", "{amplitude_share: 0.2}", "{a: 1, §a: 2}", "twice"),
    ("a python tag", "name: two", "name: §!!python/object/apply:os.system two", "a tag"),
    ("an include tag", "name: two clinics", "name: §!include /etc/passwd", "a tag"),
    ("a tag on a mapping", "correlation_share: 0.3", "correlation_share: §!!map {a: 1}", "a tag"),
    ("a harmless tag", "warm_up_days: 5", "warm_up_days: §!!int 5", "a tag"),
    ("a merge key", "    kind: main-dc\n", "    §<<: {kind: main-dc}\n", "merge key"),
    ("an alias nobody anchored", "name: two clinics", "name: §*two", "unknown alias"),
    ("an alias of itself", POISSON, "law: &a [§*a]", "unknown alias"),
    ("an alias as a key", "sources: {sites", "sources: {&a x: y, §*a : z, sites", "as a key"),
    ("a list as a key", "sources: {sites", "sources: {? §[a] : b, sites", "as a key"),
    ("nothing as a key", "sources: {sites", "sources: {§~: b, sites", "not text"),
    ("a fraction as a key", "sources: {sites", "sources: {§1.5: b, sites", "not text"),
    ("a truth value as a key", "sources: {sites", "sources: {§true: b, sites", "not text"),
    ("a second document", "resilience:", "§---\nresilience:", "second document"),
    ("nested forty deep", "name: two clinics", "name: " + "[" * 31 + "§[" + "]" * 32, "deep"),
    ("a bare nan", "horizon_days: 60", "horizon_days: §.nan", "not a finite number"),
    ("a bare infinity", "horizon_days: 60", "horizon_days: §-.inf", "not a finite number"),
    ("a float that overflows", "distance_km: 120", "distance_km: §1e400", "too large"),
    ("a float beyond counting", "distance_km: 120", "distance_km: §1e308", "too large"),
    ("an integer beyond counting", "distance_km: 120", f"distance_km: §{10**16}", "too large"),
    ("a number of 100,000 digits", "distance_km: 120", "distance_km: §" + "9" * 10**5, "100000"),
    ("a hexadecimal number too long", "horizon_days: 60", "horizon_days: §0x" + "F" * 50, "52"),
    ("a control character", "name: two", "name: t§\x07wo", "U+0007"),
    ("a NUL", "name: two", "name: t§\x00wo", "U+0000"),
    ("an escaped NUL", "name: two clinics", 'name: §"t\\0wo"', "U+0000"),
    ("an escaped half character", "name: two clinics", 'name: §"t\\ud800o"', "U+D800"),
    ("an escape beyond Unicode", "pharmatwin: 1", 'pharmatwin: "\\UFFFFFFFF"', "not YAML"),
    ("a line separator in a name", "name: two", "name: t§\u2028wo", "U+2028"),
    ("a directive for old YAML", "pharmatwin: 1", "%YAML 1.1\n§---\npharmatwin: 1", "directive"),
    ("a very long tag", "name: two", "name: §!" + "a" * 2000 + " two", "1000 characters"),
]

FIELD_FAULTS = [
    ("no version", "pharmatwin: 1\n", "", "pharmatwin: is missing"),
    ("a version of the future", "pharmatwin: 1", "pharmatwin: §2", "pharmatwin"),
    ("no name", "name: two clinics\n", "", "name: is missing"),
    ("a name of two lines", "name: two clinics", 'name: §"two\\nclinics"', "'two\\nclinics'"),
    ("no horizon", "time:\n  horizon_days: 60", "§time:", "time.horizon_days: is missing"),
    ("an empty horizon", "horizon_days: 60", "horizon_days: §0", "at least 1"),
    ("a negative horizon", "horizon_days: 60", "horizon_days: §-3", "at least 1"),
    ("a horizon of a fraction", "horizon_days: 60", "horizon_days: §6.5", "a whole number"),
    ("a horizon in words", "horizon_days: 60", "horizon_days: §two months", "a whole number"),
    ("a horizon that is true", "horizon_days: 60", "horizon_days: §true", "a whole number"),
    ("a quoted nan", "distance_km: 120", "distance_km: §'nan'", "finite number"),
    ("a bare nan of Python", "distance_km: 120", "distance_km: §nan", "finite number"),
    ("all warm-up", "time:\n  horizon_days: 60", "§time:\n  horizon_days: 5", "warm_up_days must"),
    ("no products", "unit_volume_litres: 0.1", "§unit_volume_liters: 0.1", "unit_volume_litres"),
    ("weightless volume", "unit_volume_litres: 0.1", "unit_volume_litres: §0", "above 0"),
    ("negative life", "shelf_life_days: 90", "shelf_life_days: §-90", "at least 1"),
    ("an unknown fate", "beyond: spoils", "beyond: §melts", "one of spoils, loses-life"),
    ("an unknown kind of site", "kind: main-dc", "kind: §depot", "sites.hub.kind"),
    ("a site without kind", HUB, "  §hub:\n", "sites.hub.kind: is missing"),
    ("a product of 3", "    kind: material", "    kind: material\n  old: §3", "fields below"),
    ("a misspelled field", "    kind: main-dc", "    kind: main-dc\n    §isue: fifo", "'issue'"),
    ("a latitude off the globe", "latitude_deg: 47.1", "latitude_deg: §147.1", "at most 90"),
    ("a share above one", "reject_share: 0.02", "reject_share: §2", "at most 1"),
    ("a negative share", "mean_share: 0.95", "mean_share: §-0.95", "at least 0"),
    ("an empty batch", "batch_units: 500", "batch_units: §0", "at least 1"),
    ("an unknown law", "{law: constant, days", "{law: §konstant, days", "did you mean 'constant'"),
    ("a law without its name", "{law: constant, days: 3}", "§{days: 3}", "law: one of"),
    ("a law without its mean", POISSON, "law: §{law: poisson}", "law.mean_units_per_day: is"),
    ("a law of another's field", POISSON, POISSON[:-1] + ", §sd_units_per_day: 2}", "unknown"),
    ("a negative mean", "mean_units_per_day: 8", "mean_units_per_day: §-8", "law.mean_units_per"),
    ("too few servers", "servers_count: 2", "servers_count: §0", "at least 1"),
    ("an endless repair", "mu_log_days: 1", "mu_log_days: §90", "random.time_to_repair.mu_log"),
    ("a flat law of no shape", "shape_factor: 2,", "shape_factor: §0,", "lateness.shape_factor"),
    ("bounds the wrong way", "lead_time: {law: uniform, min_days: 1", "lead_time: §{law: uniform, "
     "min_days: 9", "max_days is below"),
    ("a list where a name stands", "vehicle: van\n", "vehicle: §[van]\n", "text"),
    ("a name where a list stands", "makes: [vaccine]", "makes: §vaccine", "a list"),
    ("a window of no length", "from_day: 20, days: 10", "from_day: 20, days: §0", "dated.0"),
    ("never at all", "when: {dated: [{from_day: 20, days: 10}]}", "when: §{}", "dated"),
    ("a currency nobody mints", "resilience:", "currency: §euro\nresilience:", "currency"),
    ("a misspelled level", "base_stock_units", "§base_stok_units", "levels.hub.base_stok_units"),
    ("a site called by markup", "  hub:\n    kind", "  §<b>hub:\n    kind", "starts with a letter"),
    ("lane from an unknown site", "origin: plant", "origin: §plnat", "did you mean 'plant'"),
    ("lane to an unknown site", "destination: hub\n", "destination: §hbu\n", "unknown site"),
    ("lane to its own start", "origin: plant\n    destination: hub", "origin: hub\n    destination"
     ": hub", "a lane from a site to itself"),
    ("an unknown vehicle", "vehicle: van\n", "vehicle: §vam\n", "unknown vehicle"),
    ("an unknown fleet", "fleet: vans", "fleet: §navy", "unknown fleet"),
    ("demand of an unknown product", "    product: vaccine\n    law",
     "    product: §vacine\n    law", "unknown product"),
    ("a level at an unknown site", LEVEL, "{site: §hbu, product: vaccine}", "levels.hub.site"),
    ("stock of an unknown product", "opening_stock: {vaccine: 400}", "opening_stock: {vacc: §400}",
     "unknown product"),
    ("a recipe of unknown stuff", "inputs: {antigen: 1.5}", "inputs: {antigon: §1.5}", "antigen"),
    ("an unknown group", "correlation_group: weather", "correlation_group: §wether", "wether"),
    ("an outage of nobody", "    of: hub", "    of: §hubb", "hubb"),
    ("a missing base", "pharmatwin: 1", "base: §none.yaml\npharmatwin: 1", "does not exist"),
    ("a base that is itself", "pharmatwin: 1", "base: §scenario.yaml\npharmatwin: 1", "itself"),
    ("a base above", "pharmatwin: 1", "base: §../canary.yaml\npharmatwin: 1", "outside"),
    ("an absolute base", "pharmatwin: 1", "base: §/etc/passwd\npharmatwin: 1", "outside"),
    ("a base by a link", "pharmatwin: 1", "base: §link.yaml\npharmatwin: 1", "outside"),
    ("a base by such a folder", "pharmatwin: 1", "base: §out/x.yaml\npharmatwin: 1", "outside"),
    ("a base by links in a ring", "pharmatwin: 1", "base: §ring.yaml\npharmatwin: 1", "outside"),
    ("a base that is a number", "pharmatwin: 1", "base: §3\npharmatwin: 1", "name of a file"),
    ("a table above", "table: sites.csv", "table: §../canary.yaml", "outside"),
    ("a table by a link", "table: sites.csv", "table: §link.yaml", "outside"),
    ("a table in a share", "table: sites.csv", "table: §\\\\host\\sites.csv", "outside"),
    ("a missing table", "table: sites.csv", "table: [sites.csv, §more.csv]", "does not exist"),
]  # fmt: skip

TABLE_FAULTS = [
    ("no name column", "name,kind", "§kind,name", "first column"),
    ("semicolons", "name,kind,region", "§name;kind;region", "commas"),
    ("a column without heading", "region,", "§ ,", "without a heading"),
    ("a column twice", "region,", "§kind,", "twice"),
    ("a field and a group", "facts.fips", "§kind.fips", "both a field and a group"),
    ("a short row", "east,clinic,east,47.3", "§east,clinic", "cells"),
    ("a long row", "east,clinic,east", "§east,clinic,east,x,x", "cells"),
    ("a name twice", "east,clinic", "§01001,clinic", "twice"),
    ("a row without name", "east,clinic", "§,clinic", "without a name"),
    ("an open quote", "east,clinic", 'east,§"clinic', "a quote"),
    ("a quote inside a cell", "east,clinic", 'east,§cl"inic', "a quote"),
    ("a nan", "47.3", "§.nan", "sites.east.position.latitude_deg"),
    ("a number too large", "12000", "§1e300", "too large"),
    ("a control character", "east,clinic", "east,cli§\x1bnic", "U+001B"),
    ("a field nobody knows", "population_count", "population", "population_count"),
    ("a value of the wrong kind", "12000", "§many", "a whole number"),
    ("a place off the globe", "8.9", "§890", "at most 180"),
]


def _edited(text: str, old: str, new: str) -> tuple[str, tuple[int, int] | None]:
    """Return the bad text, and line and column of its mark."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the good text"
    marked = text.replace(old, new)
    before, mark, after = marked.partition("§")
    position = (before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else None
    return before + after, position


def _folder(tmp_path: Path, scenario: str = GOOD, table: str = TABLE) -> Path:
    """Write the files, beside a canary that must not be read and links that lead to it."""
    (tmp_path / "canary.yaml").write_text("name,kind\nCANARY,CANARY\n")
    folder = tmp_path / "chain"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "canary.yaml")
    (folder / "out").symlink_to(tmp_path)
    (folder / "ring.yaml").symlink_to(folder / "ring.yaml")
    (folder / "scenario.yaml").write_bytes(scenario.encode("utf-8"))
    (folder / "sites.csv").write_bytes(table.encode("utf-8"))
    return folder


def _fault(folder: Path, position: tuple[int, int] | None, piece: str, file: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(folder)
    said = str(caught.value)
    assert "CANARY" not in said
    hits = [fault for fault in caught.value.faults if piece in str(fault)]
    assert hits, said
    if position is not None:
        assert (Path(hits[0].file).name, hits[0].line, hits[0].column) == (file, *position), said


@pytest.mark.parametrize(
    ("old", "new", "piece"),
    [pytest.param(*case[1:], id=case[0]) for case in YAML_FAULTS + FIELD_FAULTS],
)
def test_a_wrong_scenario_is_told_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, piece: str
) -> None:
    text, position = _edited(GOOD, old, new)

    _fault(_folder(tmp_path, scenario=text), position, piece, "scenario.yaml")


@pytest.mark.parametrize(
    ("old", "new", "piece"), [pytest.param(*case[1:], id=case[0]) for case in TABLE_FAULTS]
)
def test_a_wrong_table_is_told_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, piece: str
) -> None:
    text, position = _edited(TABLE, old, new)

    _fault(_folder(tmp_path, table=text), position, piece, "sites.csv")


def _bomb(levels: int) -> str:
    rows = [f"  x{k}: &x{k} [{', '.join([f'*x{k - 1}'] * 9)}]" for k in range(1, levels)]
    return "sources:\n  x0: &x0 [a, b, c]\n" + "\n".join(rows) + "\n"


WHOLE_FILES: list[tuple[str, bytes, str]] = [
    ("an empty file", b"", "is empty"),
    ("blanks only", b" \n\n", "is empty"),
    ("comments only", b"# nothing yet\n", "nothing is written"),
    ("a list", b"- 1\n", "no fields"),
    ("one word", b"scenario\n", "no fields"),
    ("UTF-16", GOOD.encode("utf-16"), "not UTF-8"),
    ("Latin-1", b"name: Z\xfcrich\n", "1:8: file: is not UTF-8"),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    ("too large", b"a: 1\n" * (1 << 20), "too large"),
    ("an alias bomb", _bomb(9).encode(), "too many values"),
    ("many aliases", b"a: &a 1\nb: [" + b"*a, " * 101 + b"]", "too many aliases"),
    ("aliases nested deep", b"a0: &a0 [1]\n" + b"".join(
        f"a{k}: &a{k} [*a{k - 1}]\n".encode() for k in range(1, 60)), "too deeply"),
    ("a flow depth bomb", b"a: " + b"[" * 100_000, "too deeply"),
    ("a block depth bomb", b"- " * 100_000, "too deeply"),
    ("a bomb of keys", b"? " * 100_000, "as a key"),
    ("too many values", b"a: [" + b"1," * 200_001 + b"]", "too many values"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "piece"), [pytest.param(*case[1:], id=case[0]) for case in WHOLE_FILES]
)
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes, piece: str) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_bytes(content)

    with pytest.raises(ScenarioError, match=piece) as caught:
        load(file)

    assert all(fault.line >= 1 and fault.column >= 1 for fault in caught.value.faults)


def _missing(tmp_path: Path) -> Path:
    return tmp_path / "none.yaml"


def _folder_without_scenario(tmp_path: Path) -> Path:
    return tmp_path


def _folder_as_scenario(tmp_path: Path) -> Path:
    (tmp_path / "scenario.yaml").mkdir()
    return tmp_path


def _pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe.yaml")
    return tmp_path / "pipe.yaml"


def _endless_device(_: Path) -> Path:
    return Path("/dev/zero")


def _linked_out(tmp_path: Path) -> Path:
    (tmp_path / "canary.yaml").write_text(GOOD)
    (tmp_path / "chain").mkdir()
    (tmp_path / "chain" / "scenario.yaml").symlink_to(tmp_path / "canary.yaml")
    return tmp_path / "chain"


def _name_too_long(tmp_path: Path) -> Path:
    return tmp_path / ("x" * 5000)


def _name_with_nul(tmp_path: Path) -> Path:
    return tmp_path / "x\0y"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_missing, "does not exist"),
        (_folder_without_scenario, "'scenario.yaml' does not exist"),
        (_folder_as_scenario, "is a folder"),
        (_pipe, "is not an ordinary file"),
        (_endless_device, "is not an ordinary file"),
        (_linked_out, "is outside the scenario's folder"),
        (_name_too_long, "cannot be"),
        (_name_with_nul, "cannot be"),
    ],
)
def test_a_path_that_holds_no_scenario_is_one_fault(
    tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said) as caught:
        load(make(tmp_path))

    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (1, 1)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("horizon_days: 60", "horizon_days: .nan").replace("kind: plant", "kind: x")
    folder = _folder(tmp_path, scenario=text, table=TABLE.replace("47.3", "470"))

    with pytest.raises(ScenarioError) as caught:
        load(folder)

    places = [fault.place for fault in caught.value.faults]
    assert places == ["time.horizon_days", "sites.plant.kind", "sites.east.position.latitude_deg"]


def test_a_fault_is_one_line_whatever_the_names_hold(tmp_path: Path) -> None:
    text = GOOD.replace("  hub:\n    kind", '  "h\\nub\\u202e":\n    kind')

    with pytest.raises(ScenarioError) as caught:
        load(_folder(tmp_path, scenario=text))

    assert len(str(caught.value).splitlines()) == len(caught.value.faults)
    assert "\u202e" not in str(caught.value)


def test_a_thousand_faults_are_shown_in_part_and_counted(tmp_path: Path) -> None:
    extra = "".join(f"unknown{k}: 1\n" for k in range(1000))

    with pytest.raises(ScenarioError) as caught:
        load(_folder(tmp_path, scenario=GOOD + extra))

    assert len(str(caught.value).splitlines()) == 201
    assert str(caught.value).endswith("... and 800 more")


def _with_site(name: str) -> Callable[[str], str]:
    return lambda text: text.replace(HUB, f"  {name}: {{kind: clinic}}\n{HUB}")


def _with(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


RIGHT = [
    ("as it is", str),
    ("a byte order mark", lambda text: "\ufeff" + text),
    ("line ends of Windows", _with("\n", "\r\n")),
    ("no line end at the end", str.rstrip),
    ("comments", lambda text: "# ours\n" + text.replace("days: 60", "days: 60  # two months")),
    ("document marks", lambda text: "%YAML 1.2\n---\n" + text + "...\n"),
    ("Norway as a site", _with_site("NO")),
    ("a county code as a key", _with_site("06037")),
    ("a quoted number as a name", _with_site("'1e3'")),
    ("a quoted null as a name", _with_site("'null'")),
    ("a name of many letters", _with_site("Zürich 北")),
    ("an empty optional section", _with("resilience: {recovery_window_days: 5}", "resilience:")),
    ("a whole number as 1e3", _with("horizon_days: 60", "horizon_days: 1e3")),
    ("a whole number as 60.0", _with("horizon_days: 60", "horizon_days: 60.0")),
    ("a number with zeros before", _with("horizon_days: 60", "horizon_days: 060")),
    ("a hexadecimal number", _with("horizon_days: 60", "horizon_days: 0x3c")),
    (
        "an anchor used once",
        lambda text: text.replace("mean_share: 0.95", "mean_share: &share 0.95").replace(
            "reject_share: 0.02", "reject_share: *share"
        ),
    ),
    ("text over many lines", lambda text: "about: |\n  one\n  two\n" + text),
    ("text that looks like a time", lambda text: "about: 12:30:00\n" + text),
]


@pytest.mark.parametrize("edit", [pytest.param(edit, id=name) for name, edit in RIGHT])
def test_an_odd_but_right_scenario_is_accepted(tmp_path: Path, edit: Callable[[str], str]) -> None:
    text = edit(GOOD)
    assert edit is str or text != GOOD

    folder = _folder(tmp_path, scenario=text)

    assert load(folder).time.horizon_days in (60, 1000)


def test_a_table_of_an_office_program_is_accepted(tmp_path: Path) -> None:
    quoted = TABLE.replace("east,clinic", '"east" , "clinic"').replace("\n", "\r\n")

    scenario = load(_folder(tmp_path, table="\ufeff" + quoted + "\r\n"))

    assert scenario.sites["east"].kind == "clinic"
    assert scenario.sites["01001"].facts["fips"] == "01001"
