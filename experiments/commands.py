"""What the commands do: load, play, print."""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import get_terminal_size
from textwrap import shorten

from experiments import catalogue, store
from experiments.catalogue import load
from experiments.compare import compare_table
from experiments.definitions import HEADLINE, short_name
from experiments.files import sealed
from experiments.plain_table import number, table
from experiments.play import told
from experiments.points import full_grid
from experiments.replicate import Progress
from experiments.replication import ReplicationFailed, run
from experiments.simulate import study
from experiments.single_run import check_folder, run_json, save_run
from experiments.study_json import differences_json
from experiments.study_table import study_table
from policies.catalogue import named
from twin.chain.network import build
from twin.chain.reader import read_document
from twin.chain.scenario import Scenario
from twin.errors import Fault, ScenarioError


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
    _print(f"{folder} has {', '.join(texts)}; next: pharmatwin run {shlex.quote(str(folder))}")


def scenarios() -> None:
    """Print name and purpose of every built-in scenario."""
    rows = []
    for name, path in catalogue.built_in().items():
        about = " ".join(str(read_document(path).data.get("about", "")).split())
        rows.append(
            f"{name:<28}  {shorten(about.partition('. ')[0].rstrip('.'), 110, placeholder=' ...')}"
        )
    _print("\n".join(rows))


def validate(text: str, changes: Sequence[str]) -> None:
    """Load a scenario, which finds every fault, and say what it has."""
    scenario = load(text, changes)
    parts = ("sites", "products", "lanes", "demand", "disruptions")
    counts = ", ".join(f"{len(getattr(scenario, part))} {part}" for part in parts)
    _print(f"{scenario.name}: no fault ({counts}; {scenario.time.horizon_days} days)")


def schema() -> None:
    """Print the JSON Schema of a scenario."""
    _print(json.dumps(Scenario.model_json_schema(), indent=2, ensure_ascii=False))


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
    command = _command("run", text, *options, *_sets(changes), *_out(out))
    result = run_json(done, policy, command)
    written = [] if out is None else save_run(out, done, result)
    if as_json:
        _print(json.dumps(result, ensure_ascii=False, allow_nan=False))
        return
    found = result["metrics"]
    head = f"{result['scenario']}, {policy}, seed {seed}, replication {replication}"
    rows = [[short_name(name), number(found[name], name)] for name in HEADLINE]
    _print(f"{head}, {result['days']} days\n\n{table(rows)}")
    if out is not None:
        _print(f"\nwritten to {out}: {', '.join(written)}")


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
    grid: tuple[str, ...]
    out: Path | None

    def command(self) -> str:
        """Return the command line that makes the study again."""
        if self.precision is None:
            often = ["--replications", str(self.replications)]
        else:
            often = ["--precision", repr(self.precision), "--at-most", str(self.at_most)]
            often += ["--precision-of", self.precision_of]
        return _command(
            "study", self.scenarios[0],
            *(part for other in self.scenarios[1:] for part in ("--against", other)),
            "--policies", self.policies, *often, "--seed", str(self.seed),
            *_sets(self.changes), *(part for text in self.grid for part in ("--grid", text)),
            *_out(self.out),
        )  # fmt: skip


def study_all(asked: Asked, workers: int, cluster: str | None, *, as_json: bool) -> None:
    """Play a study, or what is missing of it; what is finished is kept whatever happens."""
    chosen = [load(text, asked.changes) for text in asked.scenarios]
    policies = _parts(asked.policies)
    points = full_grid(asked.grid) if asked.grid else None
    with _progress() as progress, _executor(cluster) as (executor, count):
        done = study(
            chosen, policies,
            replications=asked.replications, precision=asked.precision, at_most=asked.at_most,
            precision_of=_parts(asked.precision_of), seed=asked.seed, points=points,
            workers=workers if executor is None else count, executor=executor,
            out=asked.out, command=asked.command(), progress=progress,
        )  # fmt: skip
    if as_json:
        _print(json.dumps(sealed(done.to_json()), ensure_ascii=False, allow_nan=False))
    else:
        width = get_terminal_size((100, 24)).columns
        where = f"\n\nwritten to {asked.out}" if asked.out is not None else ""
        _print(study_table(done, width) + where)
    if not done.is_precise:
        n = done.plan.replications
        _warn(f"stopped at {n} replications, the cap, before every mean was as precise as asked")
    if failed := done.failures:
        n = done.plan.replications * len(done.arms)
        raise ReplicationFailed(f"{len(failed)} of {n} replications failed; {failed[0].why}")


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


@contextmanager
def _executor(cluster: str | None) -> Iterator[tuple[Executor | None, int]]:
    """Lend a cluster's executor and how many it has at work; none where none was asked for."""
    if cluster is None:
        yield None, 1
        return
    from experiments.cluster import executor_of  # an extra, and slow to load

    with executor_of(cluster) as lent:
        yield lent


def compare(folder: Path, *, as_json: bool) -> None:
    """Print the paired differences of a stored study."""
    done = store.open_study(folder)
    if as_json:
        _print(json.dumps(differences_json(done), ensure_ascii=False, allow_nan=False))
    else:
        _print(compare_table(done))


def _out(folder: Path | None) -> list[str]:
    return [] if folder is None else ["--out", str(folder)]


def _sets(changes: Sequence[str]) -> list[str]:
    return [part for change in changes for part in ("--set", change)]


def _command(*parts: str) -> str:
    return shlex.join(["pharmatwin", *parts])


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _warn(text: str) -> None:
    sys.stderr.write(text + "\n")


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Lend a progress bar on standard error, if a person looks at it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("replications", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
