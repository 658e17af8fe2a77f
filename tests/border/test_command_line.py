"""The command line, end to end: in this process where a process of its own proves no more."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from experiments.cli import app

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "init", "scenarios", "validate", "schema", "run", "study", "compare", "report", "query",
    "stress", "sensitivity",
]  # fmt: skip
LEAD = "lanes.road.lead_time.days"
SCENARIO = """
pharmatwin: 1
name: two sites
time: {horizon_days: 40}
products: {vaccine: {shelf_life_days: 20, holding_cost_per_unit_day: 0.1}}
sites:
  maker: {kind: supplier, supplies: {vaccine: {}}}
  clinic: {kind: clinic, opening_stock: {vaccine: 20}}
lanes:
  road: {origin: maker, destination: clinic, lead_time: {law: constant, days: 2}}
demand:
  patients:
    {site: clinic, product: vaccine, law: {law: poisson, mean_units_per_day: 4}}
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with one scenario, from which commands are given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path[:])
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "two.yaml").write_text(SCENARIO)
    return tmp_path


@pytest.fixture
def mine(here, request):
    """Return a maker of a user's own module, under a name that no other test has used."""

    def write(text):
        name = "mine_" + "".join(c if c.isalnum() else "_" for c in request.node.name)
        (here / f"{name}.py").write_text(text)
        return name

    return write


def call(*arguments):
    """Give a command in this process."""
    done = CliRunner().invoke(app, arguments, prog_name="pharmatwin")
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def environment(**more):
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def process(folder, *arguments, **more):
    """Give a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "experiments", *arguments],
        cwd=folder, env=environment(**more), capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_help_names_every_command_and_gives_an_example(tmp_path):
    done = process(tmp_path, "--help")

    assert done.returncode == 0
    assert all(f"\n  {name} " in done.stdout for name in COMMANDS)
    assert "Example: pharmatwin " in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    done = call(name, "--help")

    assert done.exit_code == 0
    assert f"Example: pharmatwin {name}" in done.stdout


def test_help_does_not_load_what_computes(tmp_path):
    code = (
        "import sys, experiments.cli\n"
        "heavy = {'numpy', 'scipy', 'pyarrow', 'pydantic', 'matplotlib', 'simpy', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert done.stdout == "[]\n"


@pytest.mark.usefixtures("here")
def test_run_prints_a_table_for_people_and_loads_no_drawing():
    code = (
        "import sys\nfrom experiments.cli import app\n"
        "sys.argv = ['pharmatwin', 'run', 'two.yaml']\n"
        "try:\n    app()\nexcept SystemExit as end:\n"
        "    print('drawing' if 'matplotlib' in sys.modules else 'no drawing', end.code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True
    )

    assert done.stdout.startswith("two sites, base-stock, seed 1, replication 0, 40 days\n")
    assert "\nfill rate " in done.stdout
    assert done.stdout.endswith("no drawing 0\n")
    assert done.stderr == ""


@pytest.mark.usefixtures("here")
def test_run_json_is_one_document_with_the_contracts_names():
    done = call("run", "two.yaml", "--seed", "7", "--replication", "3", "--json")

    told = json.loads(done.stdout)
    assert set(told) >= {
        "scenario", "scenario_sha256", "policy", "seed", "replication", "days", "order_of_play",
        "metrics", "by_site_product", "solver", "ledger_sha256", "versions",
    }  # fmt: skip
    assert (told["seed"], told["replication"], told["days"]) == (7, 3, 40)
    assert told["by_site_product"][0]["site"] == "clinic"


def test_the_same_run_is_the_same_to_the_last_fact_in_any_process(here):
    (here / "elsewhere").mkdir()
    first = process(here, "run", "two.yaml", "--json", PYTHONHASHSEED="1", LC_ALL="C")
    again = process(here / "elsewhere", "run", "../two.yaml", "--json", PYTHONHASHSEED="2",
                    LC_ALL="C.UTF-8", TZ="Asia/Tokyo")  # fmt: skip

    one, other = json.loads(first.stdout), json.loads(again.stdout)
    del one["command"], other["command"]
    assert one == other


@pytest.mark.usefixtures("here")
def test_changes_and_days_reach_the_scenario():
    more = ("--days", "20", "--set", "demand.patients.law.mean_units_per_day=0", "--json")

    told = json.loads(call("run", "two.yaml", *more).stdout)

    assert told["days"] == 20
    assert told["metrics"]["demand_units"] == 0
    assert told["metrics"]["fill_rate_share"] is None


def test_run_out_writes_json_levels_facts_and_figures_and_says_where(here):
    done = call("run", "two.yaml", "--out", "r")

    assert done.exit_code == 0
    told = json.loads((here / "r" / "run.json").read_text())
    dispensed = pq.read_table(here / "r" / "ledger" / "dispensed.parquet").to_pydict()
    levels = pq.read_table(here / "r" / "daily_levels.parquet").to_pydict()
    assert sum(dispensed["units"]) == told["metrics"]["served_units"]
    assert set(dispensed["site"]) == {"clinic"}
    at_clinic = [
        n for n, s in zip(levels["on_hand_units"], levels["site"], strict=True) if s == "clinic"
    ]
    assert len(at_clinic) == 40
    assert sum(at_clinic) / 40 == pytest.approx(told["metrics"]["on_hand_units_mean"])
    last = done.stdout.splitlines()[-1]
    folder, names = last.removeprefix("written to ").split(": ")
    assert folder == "r"
    assert {one.name for one in (here / "r").iterdir()} == {
        name.rstrip("/") for name in names.split(", ")
    }
    assert (here / "r" / "stock_and_service.svg").read_bytes().startswith(b"<?xml")
    assert told["command"].endswith(" --out r")


WRONG_INPUT = [
    ("run", "nowhere"),
    ("run", "two.yaml", "--policy", "base-stok"),
    ("run", "two.yaml", "--policy", "base-stock:service_shar=0.9"),
    ("run", "two.yaml", "--policy", "no_such_module:Policy"),
    ("run", "two.yaml", "--set", "sites.clinik.kind=clinic"),
    ("validate", "two.yaml", "--set", "time.horizon_days=0"),
    ("study", "two.yaml", "--policies", "base-stock,base-stock", "--out", "o"),
    ("study", "two.yaml", "--policies", ",", "--out", "o"),
    ("compare", "nowhere"),
    ("report", "nowhere"),
    ("query", "nowhere", "SELECT 1"),
    ("study", "two.yaml", "--range", f"{LEAD}=1,5", "--out", "o"),
    ("study", "two.yaml", "--sobol", "4", "--out", "o"),
    ("study", "two.yaml", "--range", f"{LEAD}=1,5", "--sobol", "3", "--out", "o"),
    ("study", "two.yaml", "--range", f"{LEAD}=5,1", "--sobol", "4", "--out", "o"),
    ("study", "two.yaml", "--range", f"{LEAD}=1", "--sobol", "4", "--out", "o"),
    ("study", "two.yaml", "--range", f"{LEAD}=one,two", "--sobol", "4", "--out", "o"),
    ("study", "two.yaml", "--range", "lanes.rood.distance_km=1,2", "--sobol", "2", "--out", "o"),
    ("study", "two.yaml", "--grid", f"{LEAD}=1,2", "--range", "a=1,2", "--sobol", "2"),
    ("study", "two.yaml", "--range", f"{LEAD}=1,5", "--latin-hypercube", "2", "--sobol", "2"),
    ("stress", "nowhere"),
    ("stress", "two.yaml", "--from-day", "40", "--out", "o"),
    ("stress", "two.yaml", "--days", "0", "--out", "o"),
    ("stress", "two.yaml", "--capacity-left", "1", "--out", "o"),
    ("stress", "two.yaml", "--places", "rood", "--out", "o"),
    ("stress", "two.yaml", "--places", ",", "--out", "o"),
    ("stress", "two.yaml", "--policy", "base-stok", "--out", "o"),
    ("sensitivity", "two.yaml", "--range", f"{LEAD}=5,1", "--out", "o"),
    ("sensitivity", "two.yaml", "--range", "lanes.rood.distance_km=1,2", "--out", "o"),
    ("sensitivity", "two.yaml", "--range", f"{LEAD}=1,5", "--method", "sobol", "--base", "3"),
]


@pytest.mark.parametrize("arguments", WRONG_INPUT)
def test_wrong_input_is_one_line_exit_2_and_nothing_written(here, arguments):
    done = call(*arguments)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert [one.name for one in here.iterdir()] == ["two.yaml"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("run",),
        ("run", "two.yaml", "--seed", "-1"),
        ("run", "two.yaml", "--seed", "one"),
        ("study", "two.yaml", "--replications", "0"),
        ("study", "two.yaml", "--workers", "0"),
        ("study", "two.yaml", "--cluster", "here"),
        ("study", "two.yaml", "--cluster", "tcp://127.0.0.1:9", "--workers", "2"),
        ("study", "two.yaml", "--precision", "0.1", "--replications", "20"),
        ("study", "two.yaml", "--precision", "0"),
        ("study", "two.yaml", "--precision", "0.1", "--at-most", "9"),
        ("study", "two.yaml", "--precision", "0.1", "--precision-of", "fil_rate"),
        ("compare", "o", "--confidence", "1"),
        ("query", "o"),
        ("stress", "two.yaml", "--cluster", "here"),
        ("sensitivity", "two.yaml"),
        ("sensitivity", "two.yaml", "--range", "a=1,2", "--method", "guess"),
        ("sensitivity", "two.yaml", "--range", "a=1,2", "--metric", "fil_rate"),
    ],
)
def test_wrong_usage_is_exit_2(arguments):
    done = call(*arguments)

    assert done.exit_code == 2
    assert "Traceback" not in done.stderr


def test_a_process_ends_with_the_code_and_the_line_that_the_command_gave(here):
    wrong = process(here, "run", "two.yaml", "--policy", "base-stok")
    usage = process(here, "run", "two.yaml", "--seed", "-1")
    (here / "bad.py").write_text("class P:\n    def decide(self, seen):\n        return 1 / 0\n")
    failed = process(here, "run", "two.yaml", "--policy", "bad:P")

    assert [wrong.returncode, usage.returncode, failed.returncode] == [2, 2, 1]
    assert wrong.stderr.startswith("unknown policy 'base-stok' (one of base-stock")
    assert failed.stderr == "policy 'bad:P': day 0: ZeroDivisionError: division by zero\n"
    assert wrong.stdout == usage.stdout == failed.stdout == ""


def test_every_fault_is_told_with_its_place(here):
    (here / "bad.yaml").write_text(SCENARIO.replace("kind: clinic", "kind: clinik"))

    done = call("validate", "bad.yaml")

    assert done.exit_code == 2
    assert done.stderr.startswith("bad.yaml:")
    assert done.stdout == ""


@pytest.mark.usefixtures("here")
def test_a_name_that_would_steer_the_terminal_is_written_out():
    done = call("compare", "\x1b[31mred")

    assert "\x1b" not in done.stderr
    assert "\\x1b[31mred" in done.stderr


FAILING = (
    "class P:\n    def decide(self, seen):\n        if seen.day == 3:\n"
    "            raise RuntimeError('two\\nlines')\n        return ()\n"
)


def test_a_policy_that_fails_ends_a_run_with_exit_1_and_one_line(here, mine):
    module = mine(FAILING)

    done = call("run", "two.yaml", "--policy", f"{module}:P", "--out", "o")

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert f"{module}:P" in done.stderr
    assert "day 3: RuntimeError: two\\nlines\n" in done.stderr
    assert not (here / "o").exists()


def test_a_policy_that_fails_leaves_the_others_of_a_study_and_ends_with_exit_1(here, mine):
    module = mine(FAILING)
    study = ("study", "two.yaml", "--policies", f"base-stock,{module}:P", "--replications", "2")

    done = call(*study, "--out", "o")
    document = json.loads(call(*study, "--json").stdout)

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"2 of 4 replications failed; policy '{module}:P' on")
    assert done.stderr.endswith("day 3: RuntimeError: two\\nlines\n")
    assert f"{module}:P: 2 of 2 replications failed" in done.stdout.replace(": P", ":P")
    assert [one["replication"] for one in document["failures"]] == [0, 1]
    assert document["policies"]["base-stock"]["metrics"]["cost_total"]["n"] == 2
    assert document["policies"][f"{module}:P"]["metrics"]["cost_total"]["n"] == 0
    assert call("compare", "o").exit_code == call("report", "o").exit_code == 0
    assert "2 of 4 replications failed" in (here / "o" / "report.html").read_text()


@pytest.mark.parametrize(
    "text",
    [
        "class P(:\n",
        "raise RuntimeError('two\\nlines')\n",
        "import sys\nsys.exit(0)\n",
        "class Q: pass\n",
        "P = 3\n",
        "class P:\n    def __init__(self):\n        1 / 0\n",
        "class P: pass\n",
    ],
    ids=["syntax", "raises", "exits", "no class", "a number", "constructor", "no decide"],
)
@pytest.mark.parametrize("command", [("run", "--policy"), ("study", "--policies")])
def test_a_policy_that_cannot_be_loaded_is_one_line_exit_2(mine, text, command):
    name, option = command
    module = mine(text)

    done = call(name, "two.yaml", option, f"{module}:P")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"policy {module}:P")


def test_study_resumes_and_gives_what_one_go_gives(here):
    study = ("study", "two.yaml", "--policies", "base-stock,s-S", "--seed", "5", "--json")
    call(*study, "--replications", "2", "--out", "o")

    resumed = call(*study, "--replications", "4", "--out", "o")
    at_once = call(*study, "--replications", "4", "--out", "p")

    one, other = json.loads(resumed.stdout), json.loads(at_once.stdout)
    assert json.loads((here / "o" / "result.json").read_text()) == one
    assert one.pop("document_sha256") != other.pop("document_sha256")  # other commands
    assert (one.pop("command"), other.pop("command")) == tuple(
        "pharmatwin study two.yaml --policies base-stock,s-S --replications 4 --seed 5 --out " + o
        for o in "op"
    )
    assert one == other


def test_another_study_in_the_same_folder_is_refused_and_left_alone(here):
    call("study", "two.yaml", "--replications", "2", "--seed", "5", "--out", "o")
    files = {path: path.read_bytes() for path in (here / "o").rglob("*") if path.is_file()}

    done = call("study", "two.yaml", "--replications", "2", "--seed", "6", "--out", "o")

    assert done.exit_code == 2
    assert "seed there 5, here 6" in done.stderr
    assert {path: path.read_bytes() for path in files} == files


def test_the_command_in_the_results_makes_them_again_as_pasted(here):
    (here / "two.yaml").rename(here / "our two.yaml")
    (here / "more.yaml").write_text(SCENARIO.replace("name: two sites", "name: more"))
    first = json.loads(
        call("study", "our two.yaml", "--against", "more.yaml", "--policies",
             "s-S:review=periodic", "--replications", "2", "--days", "30", "--workers", "1",
             "--out", "our results", "--json").stdout
    )  # fmt: skip
    kept = (here / "our results").rename(here / "kept")

    program, *arguments = shlex.split(first["command"])
    done = call(*arguments)

    assert program == "pharmatwin"
    assert done.exit_code == 0
    assert "--workers" not in arguments
    again = here / "our results" / "result.json"
    assert json.loads(again.read_text()) == first == json.loads((kept / "result.json").read_text())


@pytest.mark.usefixtures("here")
def test_compare_reads_what_study_wrote():
    call("study", "two.yaml", "--policies", "base-stock,s-S", "--replications", "3", "--out", "o")

    table, document = call("compare", "o"), call("compare", "o", "--json")

    assert "two sites: s-S minus base-stock" in table.stdout
    (difference,) = json.loads(document.stdout)["differences"]
    assert difference["minus_policy"] == "base-stock"
    assert "variance_reduction_factor" in difference["metrics"]["cost_total"]


@pytest.mark.usefixtures("here")
def test_the_table_of_a_study_is_as_wide_as_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "72")

    policies = "base-stock,s-S,base-stock:service_share=0.9,r-Q"

    done = call("study", "two.yaml", "--policies", policies, "--replications", "2")

    assert "fill rate of" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 72


def test_against_another_scenario(here):
    (here / "more.yaml").write_text(
        SCENARIO.replace("name: two sites", "name: more").replace("vaccine: 20}}", "vaccine: 90}}")
    )

    done = call("study", "two.yaml", "--against", "more.yaml", "--replications", "2", "--json")

    assert list(json.loads(done.stdout)["scenarios"]) == ["two sites", "more"]


@pytest.mark.usefixtures("here")
def test_init_writes_a_scenario_that_is_sound_and_runs_and_is_not_overwritten():
    assert call("init", "mine").exit_code == 0
    assert call("validate", "mine").exit_code == 0
    assert call("run", "mine").exit_code == 0

    again = call("init", "mine")

    assert again.exit_code == 2
    assert "is already there" in again.stderr


def test_scenarios_gives_one_line_each():
    done = call("scenarios")

    assert done.exit_code == 0
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert {"north-dakota", "north-dakota/micro-hubs", "serial", "tiny"} <= set(names)
    assert "starter" not in names


def test_schema_is_a_json_schema_that_the_example_meets():
    jsonschema = pytest.importorskip("jsonschema")

    schema = json.loads(call("schema").stdout)

    assert schema["properties"]["sites"]
    jsonschema.Draft202012Validator.check_schema(schema)


def test_a_reader_that_leaves_early_is_no_error(here):
    command = f"{sys.executable} -m experiments schema | head -1; exit ${{PIPESTATUS[1]}}"

    done = subprocess.run(
        ["bash", "-c", command], cwd=here, env=environment(), capture_output=True, text=True
    )

    assert done.stdout == "{\n"
    assert done.stderr == ""


def parts(folder):
    return list((folder / "parts").glob("*.parquet"))


LONG = ("study", "two.yaml", "--days", "400", "--replications", "20000", "--out", "o")


@pytest.mark.parametrize(
    ("sent", "workers", "after"),
    [(signal.SIGINT, 2, 1), (signal.SIGTERM, 2, 1), (signal.SIGTERM, 1, 1), (signal.SIGINT, 1, 0)],
)
def test_an_interrupt_ends_a_study_within_5_seconds_and_keeps_what_is_done(
    here, sent, workers, after
):
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *LONG, "--workers", str(workers)],
        cwd=here, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for _ in range(600):
        if (here / "o" / "study.json").exists() and len(parts(here / "o")) >= after:
            break
        time.sleep(0.05)

    process.send_signal(sent)
    start = time.monotonic()
    _, errors = process.communicate(timeout=60)

    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)  # how many share our processor
    assert time.monotonic() - start < 5 * max(1.0, waiting)
    assert process.returncode == 130
    assert errors == "interrupted\n"
    assert len(parts(here / "o")) >= after
    assert not (here / "o" / "result.json").exists()
    assert not list((here / "o").rglob(".*"))
    assert goes(process.pid)
    # what is there is sound: as many replications as are there are a study
    again = call("study", "two.yaml", "--days", "400", "--replications", "2", "--out", "o")
    assert again.exit_code == 0


def test_an_interrupt_does_not_wait_for_a_long_replication(here):
    (here / "slow.py").write_text(
        "import time\nfrom pathlib import Path\nclass P:\n    def decide(self, seen):\n"
        "        Path('begun').touch()\n        time.sleep(100)\n        return ()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *LONG, "--policies", "slow:P", "--workers", "2"],
        cwd=here, env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    for _ in range(600):
        if (here / "begun").exists():
            break
        time.sleep(0.05)

    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)

    assert (process.returncode, errors) == (130, "interrupted\n")
    assert goes(process.pid)


def goes(session):
    """Return whether every process of a session ends soon."""
    for _ in range(100):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_workers_go_when_their_parent_is_killed(here):
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *LONG, "--workers", "2"],
        cwd=here, env=environment(), start_new_session=True,
    )  # fmt: skip
    for _ in range(600):
        if len(parts(here / "o")) >= 1:
            break
        time.sleep(0.05)

    process.kill()
    process.wait()

    assert goes(process.pid)
    assert call("study", "two.yaml", "--days", "400", "--replications", "2",
                "--out", "o").exit_code == 0  # fmt: skip


INTERRUPTED_WHILE_WRITING = """
import os, signal, sys
from experiments.storage import files
from experiments.cli import main

class Disk:
    left = int(sys.argv.pop())
    def __getattr__(self, name):
        return getattr(os, name)
    def write(self, file, content):
        Disk.left -= 1
        if Disk.left:
            return os.write(file, content)
        os.write(file, memoryview(content)[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

files.os = Disk()
main()
"""


@pytest.mark.parametrize(("k", "kept"), [(2, 0), (4, 1), (5, 1)], ids=["header", "part", "result"])
def test_an_interrupt_in_the_middle_of_a_write_leaves_no_half_file(here, k, kept):
    study = ("study", "two.yaml", "--replications", "3", "--out", "o", "--json")

    stopped = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE_WRITING, *study, str(k)],
        env=environment(), cwd=here, capture_output=True, text=True,
    )  # fmt: skip

    assert (stopped.returncode, stopped.stderr, stopped.stdout) == (130, "interrupted\n", "")
    assert not list((here / "o").rglob(".*"))
    assert len(parts(here / "o")) == kept
    again, at_once = (json.loads(call(*study[:4], *more).stdout)["result_sha256"] for more in (
        study[4:], ("--json",),
    ))  # fmt: skip
    assert again == at_once


def test_a_full_disk_is_one_line_exit_1_and_the_study_goes_on_once_there_is_room(here):
    study = ("study", "two.yaml", "--policies", "base-stock,s-S", "--replications", "2")
    command = shlex.join([sys.executable, "-m", "experiments", *study, "--out", "o"])

    full = subprocess.run(
        ["bash", "-c", f"ulimit -f 12; exec {command}"],  # room for a part, not for the result
        env=environment(), cwd=here, capture_output=True, text=True,
    )  # fmt: skip

    assert (full.returncode, full.stdout) == (1, "")
    assert full.stderr == "o/result.json: File too large\n"
    kept = parts(here / "o")
    assert kept
    assert not list((here / "o").rglob(".*"))
    again = json.loads(call(*study, "--out", "o", "--json").stdout)
    assert again["result_sha256"] == json.loads(call(*study, "--json").stdout)["result_sha256"]
    assert set(kept) <= set(parts(here / "o"))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["compare", "report", "study"])
@pytest.mark.parametrize("name", ["study.json", "part"])  # the others: test_store
def test_a_damaged_study_is_named_in_one_line_exit_2(command, name):
    study = ("study", "two.yaml", "--replications", "2", "--out", "o")
    call(*study)
    path = parts(Path("o"))[0] if name == "part" else Path("o", name)
    path.write_text("{\n")

    done = call(*(study if command == "study" else (command, "o")))

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"{path}: is damaged: ")
    assert "remove it and start the study again" in done.stderr


def test_a_second_study_in_the_same_folder_at_the_same_time_is_refused(here):
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments", *LONG], cwd=here, env=environment()
    )
    for _ in range(600):
        if len(parts(here / "o")) >= 1:
            break
        time.sleep(0.05)

    done = call(*LONG)
    process.kill()
    process.wait()

    assert done.exit_code == 2
    assert done.stderr == f"o: process {process.pid} is writing into it (wait, or stop it)\n"


@pytest.mark.usefixtures("here")
def test_bonferroni_widens_every_interval_and_says_by_how_much():
    policies = "base-stock,s-S,r-Q"
    call("study", "two.yaml", "--policies", policies, "--replications", "4", "--out", "o")

    plain, wide = (
        json.loads(call("compare", "o", "--json", *more).stdout) for more in ((), ("--bonferroni",))
    )

    assert plain["confidence"] == 0.95
    assert wide["confidence"] == pytest.approx(1 - 0.05 / 3)
    for one, other in zip(plain["differences"], wide["differences"], strict=True):
        (low, high), (wider, higher) = (
            one["metrics"]["cost_total"]["ci95"], other["metrics"]["cost_total"]["ci"]
        )  # fmt: skip
        assert wider < low <= high < higher
    assert "98.3333 % interval" in call("compare", "o", "--bonferroni").stdout


@pytest.mark.usefixtures("here")
def test_a_study_is_asked_in_sql_and_nothing_else_is_read():
    call("study", "two.yaml", "--policies", "base-stock,s-S", "--replications", "3", "--out", "o")
    question = "SELECT policy, count(*) AS n FROM metrics WHERE metric = 'cost_total' GROUP BY 1"

    told = json.loads(call("query", "o", question, "--json").stdout)

    assert sorted(told, key=lambda row: row["policy"]) == [
        {"policy": "base-stock", "n": 3},
        {"policy": "s-S", "n": 3},
    ]
    assert call("query", "o", "SELECT 1.5 AS x").stdout.split() == ["x", "1.5"]
    nothing = call(
        "query", "o", "SELECT NULL AS a, 'nan'::DOUBLE AS b, [1.5, 'inf'::DOUBLE] AS c", "--json"
    )
    assert json.loads(nothing.stdout) == [{"a": None, "b": None, "c": [1.5, None]}]


NO_QUESTIONS = [
    "",
    ";",
    "SELEC",
    "SELECT 1; SELECT 2",
    "CREATE TABLE x (a INT)",
    "SELECT * FROM read_text('two.yaml')",
    "SELECT * FROM 'two.yaml'",
    "SELECT * FROM read_parquet('PART')",
    "COPY metrics TO 'x.csv'",
    "COPY (SELECT 1 AS a) TO 'PART' (FORMAT parquet, USE_TMP_FILE false)",
    "ATTACH 'x.db'",
    "SET enable_external_access = true",
    "SELECT error('two\nlines')",
]


def test_what_is_no_question_is_one_line_exit_2_and_changes_nothing(here):
    call("study", "two.yaml", "--replications", "2", "--out", "o")
    files = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    part = str(parts(Path("o"))[0])

    for wrong in NO_QUESTIONS:
        done = call("query", "o", wrong.replace("PART", part))
        assert (done.exit_code, done.stdout) == (2, ""), wrong
        assert len(done.stderr.splitlines()) == 1
    same_name = call("query", "o", "SELECT 1 AS a, 2 AS a", "--json")

    assert (same_name.exit_code, same_name.stdout) == (2, "")
    assert {path: path.read_bytes() for path in here.rglob("*") if path.is_file()} == files


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_a_long_question(here, sent):
    call("study", "two.yaml", "--replications", "2", "--out", "o")
    long = "SELECT sum(a.i * b.i) FROM range(3000000) a(i), range(300000) b(i)"
    code = (
        "from experiments.storage import questions\n"
        "from experiments.cli import main\n"
        "check = questions._check_question\n"
        "questions._check_question = lambda *given: (check(*given), print('asked', flush=True))\n"
        "main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "query", "o", long], cwd=here, env=environment(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "asked\n"
    time.sleep(0.5)

    process.send_signal(sent)
    try:
        _, errors = process.communicate(timeout=30)
    finally:
        process.kill()

    assert (process.returncode, errors) == (130, "interrupted\n")


def test_a_stress_test_ranks_and_is_the_same_with_two_workers(here):
    stress = ("stress", "two.yaml", "--from-day", "15", "--days", "6", "--replications", "2")

    table = call(*stress, "--out", "o").stdout
    alone, together = (call(*stress, "--json", "--workers", n).stdout for n in "12")

    told = json.loads(alone)
    assert told == json.loads(together)
    assert [row["name"] for row in told["places"]] == ["clinic", "maker", "road"]
    assert json.loads((here / "o" / "stress.json").read_text()) == told
    assert table.splitlines()[0] == (
        "two sites, base-stock: each place out alone for 6 days from day 15,"
    )
    assert "Graph measures: too few sites (2) to compare rankings." in table


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_sensitivity_ranks_the_factors_and_keeps_its_study(here, method):
    asked = ("sensitivity", "two.yaml", "--method", method, "--base", "4", "--replications", "2",
             "--range", f"{LEAD}=1,5", "--range", "demand.patients.law.mean_units_per_day=3.0,6.0",
             "--metric", "on_hand_units_mean,demand_units", "--out", "o")  # fmt: skip

    told = json.loads(call(*asked, "--json").stdout)
    again = call(*shlex.split(told["command"])[1:])

    demand = told["metrics"]["demand_units"]
    assert demand[0]["factor"] == "demand.patients.law.mean_units_per_day"
    assert demand[1]["mu_star" if method == "morris" else "total"] == pytest.approx(0, abs=1e-9)
    assert told["points"] == 4 * (3 if method == "morris" else 4)
    assert (here / "o" / "result.json").exists()
    assert json.loads((here / "o" / "sensitivity.json").read_text()) == told
    assert again.exit_code == 0
    assert again.stdout.startswith(f"two sites, base-stock: {told['points']} points of 2")


def test_a_sensitivity_of_means_over_other_chance_is_refused(mine):
    module = mine(
        "class P:\n    def decide(self, seen):\n"
        "        if seen.day == 5 and seen.on_hand_units.sum() % 2:\n"
        "            raise RuntimeError('odd')\n        return ()\n"
    )

    done = call("sensitivity", "two.yaml", "--policy", f"{module}:P", "--base", "4",
                "--range", "sites.clinic.opening_stock.vaccine=20,60",
                "--replications", "6", "--metric", "on_hand_units_mean", "--json")  # fmt: skip

    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert " of 48 replications failed; policy " in done.stderr


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("kind", ["--sobol", "--latin-hypercube"])
def test_points_within_ranges_are_played_and_the_command_makes_them_again(kind):
    study = ("study", "two.yaml", "--replications", "2", "--range", f"{LEAD}=1,5", kind, "4")

    first = json.loads(call(*study, "--json").stdout)
    again = json.loads(call(*shlex.split(first["command"])[1:], "--json").stdout)

    days = [one["settings"][LEAD] for one in first["scenarios"].values()]
    assert len(days) == 4
    assert all(1 <= day <= 5 and day == int(day) for day in days)
    assert again == first


@pytest.mark.usefixtures("here")
def test_a_grid_is_every_combination_and_its_command_makes_it_again():
    study = ("study", "two.yaml", "--replications", "2", "--out", "o",
             "--grid", "demand.patients.law.mean_units_per_day=2,4",
             "--grid", "lanes.road.lead_time.days=1,2.5")  # fmt: skip

    first = json.loads(call(*study, "--json").stdout)
    again = call(*shlex.split(first["command"])[1:], "--json")

    settings = [tuple(one["settings"].values()) for one in first["scenarios"].values()]
    assert settings == [(2, 1), (2, 2.5), (4, 1), (4, 2.5)]
    assert list(first["scenarios"])[1] == "#1 mean_units_per_day=2, days=2.5"
    assert json.loads(again.stdout) == first
    table = call(*study).stdout
    assert table.startswith("two sites at 4 points: 2 replications")
    assert call("compare", "o").exit_code == call("report", "o").exit_code == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("text", ["x", "a.b=", "=1", "sites.clinik.kind=clinic,clinic"])
def test_a_grid_of_nothing_is_wrong_input(text):
    done = call("study", "two.yaml", "--grid", text)

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("here")
def test_a_study_stops_once_it_is_precise_or_says_that_it_is_not():
    study = ("study", "two.yaml", "--days", "15", "--json", "--precision-of", "demand_units")

    coarse = call(*study, "--precision", "0.5")
    capped = call(*study, "--precision", "0.001", "--at-most", "11", "--out", "o")

    told = json.loads(coarse.stdout)
    assert (told["replications"], told["precision"]["reached"]) == (10, True)
    assert "stopped" not in coarse.stderr
    told = json.loads(capped.stdout)
    assert told["precision"] == {
        "relative_half_width": 0.001, "at_most": 11, "metrics": ["demand_units"],
        "reached": False,
    }  # fmt: skip
    assert (capped.exit_code, told["replications"]) == (0, 11)
    assert capped.stderr.endswith(
        "stopped at 11 replications, the cap, before every mean was as precise as asked\n"
    )
    assert json.loads(call(*shlex.split(told["command"])[1:], "--json").stdout) == told
    call("report", "o")
    assert "its cap of 11 replications" in Path("o", "report.html").read_text()


def test_another_run_in_the_same_folder_is_refused_and_left_alone(here):
    call("run", "two.yaml", "--out", "r")
    before = (here / "r" / "run.json").read_bytes()

    again = call("run", "two.yaml", "--out", "r")
    others = [call("run", "two.yaml", "--out", "r", *more) for more in (
        ("--seed", "2"), ("--replication", "1"), ("--policy", "s-S"), ("--days", "30"),
    )]  # fmt: skip

    assert again.exit_code == 0
    assert [one.exit_code for one in others] == [2] * 4
    assert others[0].stderr == (
        "r: holds another run: seed there 1, here 2 (take another folder)\n"
    )
    assert all(len(one.stderr.splitlines()) == 1 for one in others)
    assert (here / "r" / "run.json").read_bytes() == before


@pytest.mark.parametrize("folder", ["", "two.yaml", "two.yaml/mine"])
def test_init_where_no_folder_can_be_is_one_line_exit_2(here, folder):
    done = call("init", folder)

    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert [one.name for one in here.iterdir()] == ["two.yaml"]
