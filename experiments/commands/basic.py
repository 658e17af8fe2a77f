"""What the commands do: load, play, print."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill, shorten

from experiments import catalogue
from experiments.catalogue import load
from experiments.commands.parts import (
    command_line,
    executor_at,
    out_option,
    parts,
    progress_bar,
    say,
    sets,
    warn,
)
from experiments.design.ranges import AskedDesign
from experiments.measures.definitions import short_name, told_first
from experiments.monte_carlo.compare import compare_table
from experiments.monte_carlo.play import told
from experiments.monte_carlo.study_checks import told_warnings, warm_up_note
from experiments.monte_carlo.study_json import differences_json
from experiments.monte_carlo.study_table import study_table
from experiments.plain_table import number, table
from experiments.replication import ReplicationFailed, run
from experiments.simulate import study
from experiments.single_run import check_folder, run_json, save_run
from experiments.statistics.precision import bonferroni as shared_confidence
from experiments.storage import store
from experiments.storage.files import sealed
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.reader import read_document
from twin.chain.scenario import Scenario
from twin.errors import Fault, ScenarioError

MOST_WARNINGS = 4
"""On a terminal."""


def init(text: str) -> None:
    """Copy the starter scenario into a folder that has none of its files."""
    folder = Path(text)
    if not text.strip():
        raise ScenarioError([Fault("''", 1, 1, "folder", "has no name", "a new folder")])
    for one in (folder, *folder.parents):
        if one.exists() and not one.is_dir():
            raise ScenarioError([Fault(str(one), 1, 1, "folder", "is a file", "a new folder")])
    texts = {one.name: one.read_bytes() for one in sorted(catalogue.starter().iterdir())}
    for name in texts:
        if (folder / name).exists():
            fault = Fault(str(folder / name), 1, 1, "file", "is already there", "a new folder")
            raise ScenarioError([fault])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    say(f"{folder} has {', '.join(texts)}; next: pharmatwin run {shlex.quote(str(folder))}")


def scenarios() -> None:
    """Print name and purpose of every built-in scenario."""
    rows = []
    for name, path in catalogue.built_in().items():
        about = " ".join(str(read_document(path).data.get("about", "")).split())
        rows.append(
            f"{name:<28}  {shorten(about.partition('. ')[0].rstrip('.'), 110, placeholder=' ...')}"
        )
    say("\n".join(rows))


def validate(text: str, changes: Sequence[str]) -> None:
    """Load a scenario, which finds every fault, and say what it has."""
    scenario = load(text, changes)
    parts = ("sites", "products", "lanes", "demand", "disruptions")
    counts = ", ".join(f"{len(getattr(scenario, part))} {part}" for part in parts)
    say(f"{scenario.name}: no fault ({counts}; {scenario.time.horizon_days} days)")


def schema() -> None:
    """Print the JSON Schema of a scenario."""
    say(json.dumps(Scenario.model_json_schema(), indent=2, ensure_ascii=False))


def run_once(
    text: str,
    policy: str,
    seed: int,
    replication: int,
    changes: Sequence[str],
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Play one replication, and print or write it."""
    network = build(load(text, changes))
    chosen = named(policy, network)
    if out is not None:
        check_folder(out, network.scenario, policy, seed, replication)
    with told(f"policy {policy!r}"):
        done = run(network, chosen, seed=seed, replication=replication)
    options = ["--policy", policy, "--seed", str(seed), "--replication", str(replication)]
    command = command_line("run", text, *options, *sets(changes), *out_option(out))
    result = run_json(done, policy, command)
    written = [] if out is None else save_run(out, done, result)
    if as_json:
        say(json.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    found = result["metrics"]
    head = f"{result['scenario']}, {policy}, seed {seed}, replication {replication}"
    first = told_first(donations=network.scenario.donations is not None)
    rows = [[short_name(name), number(found[name], name)] for name in first]
    say(f"{head}, {result['days']} days\n\n{table(rows)}")
    if out is not None:
        say(f"\nwritten to {out}: {', '.join(written)}")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A study as the command line asks for it."""

    scenarios: tuple[str, ...]
    policies: str
    replications: int | None
    precision: float | None
    at_most: int
    precision_of: str
    seed: int
    changes: tuple[str, ...]
    design: AskedDesign
    out: Path | None

    def command(self) -> str:
        """Return the command line that makes the study again."""
        if self.precision is None:
            often = ["--replications", str(self.replications)]
        else:
            often = ["--precision", repr(self.precision), "--at-most", str(self.at_most)]
            often += ["--precision-of", self.precision_of]
        return command_line(
            "study", self.scenarios[0],
            *(part for other in self.scenarios[1:] for part in ("--against", other)),
            "--policies", self.policies, *often, "--seed", str(self.seed),
            *sets(self.changes), *self.design.command(), *out_option(self.out),
        )  # fmt: skip


def study_all(asked: Asked, workers: int, cluster: str | None, *, as_json: bool) -> None:
    """Play a study, or what is missing of it; what is finished is kept whatever happens."""
    chosen = [load(text, asked.changes) for text in asked.scenarios]
    policies = parts(asked.policies)
    points = asked.design.points(asked.seed)
    with progress_bar() as progress, executor_at(cluster) as (executor, count):
        done = study(
            chosen, policies,
            replications=asked.replications, precision=asked.precision, at_most=asked.at_most,
            precision_of=parts(asked.precision_of), seed=asked.seed, points=points,
            workers=workers if executor is None else count, executor=executor,
            out=asked.out, command=asked.command(), progress=progress,
        )  # fmt: skip
    if as_json:
        say(json.dumps(sealed(done.to_json()), ensure_ascii=False, allow_nan=False))
    else:
        width = get_terminal_size((100, 24)).columns
        where = f"\n\nwritten to {asked.out}" if asked.out is not None else ""
        note = warm_up_note(done)
        said = "" if note is None else "\n\n" + fill(note, width)
        say(study_table(done, width) + said + where)
    warnings = told_warnings(done)
    for warning in warnings[:MOST_WARNINGS]:
        warn(warning)
    if (more := len(warnings) - MOST_WARNINGS) > 0:
        warn(f"... and {more} more warnings (all are in --json)")
    if not done.is_precise:
        n = done.plan.replications
        warn(f"stopped at {n} replications, the cap, before every mean was as precise as asked")
    if failed := done.failures:
        n = done.plan.replications * len(done.arms)
        raise ReplicationFailed(f"{len(failed)} of {n} replications failed; {failed[0].why}")


def compare(folder: Path, confidence: float, *, bonferroni: bool, as_json: bool) -> None:
    """Print the paired differences of a stored study."""
    done = store.open_study(folder)
    count = len(done.differences())
    each, why = confidence, ""
    if bonferroni and count:
        each = shared_confidence(confidence, count)
        why = f",\nBonferroni: {count} differences of a metric hold at once with {confidence:.6g}"
    if as_json:
        say(json.dumps(differences_json(done, each), ensure_ascii=False, allow_nan=False))
    else:
        say(compare_table(done, each, why))


def query(folder: Path, question: str, *, as_json: bool) -> None:
    """Print the answer of a stored study to a question in SQL."""
    from experiments.storage.questions import WrongQuestion, answer  # DuckDB is slow to load

    names, rows = answer(folder, question)
    if as_json:
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise WrongQuestion(f"two columns are called {twice!r} (name them with AS)")
        told_rows = [dict(zip(names, map(_sayable, row), strict=True)) for row in rows]
        say(json.dumps(told_rows, ensure_ascii=False, allow_nan=False, default=str))
    else:
        say(table([names, *([_cell(value) for value in row] for row in rows)]))


def _sayable(value: object) -> object:
    """Return a value as JSON has it: what is no finite number is null, also inside a list."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {str(name): _sayable(one) for name, one in value.items()}
    return [_sayable(one) for one in value] if isinstance(value, list | tuple) else value


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
