"""What the commands do: load, play, print."""

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from textwrap import shorten

from experiments import catalogue, store
from experiments.catalogue import load
from experiments.compare import compare_table
from experiments.definitions import HEADLINE, short_name
from experiments.monte_carlo import study
from experiments.outcome import told
from experiments.plain_table import number, table
from experiments.plan import plan_of
from experiments.replicate import Progress
from experiments.replication import run
from experiments.results import Results
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


def study_all(
    texts: Sequence[str],
    policies: str,
    replications: int,
    seed: int,
    workers: int,
    changes: Sequence[str],
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Play a study, or what is missing of it; what is finished is kept on an interrupt."""
    chosen = [load(text, changes) for text in texts]
    names = [name.strip() for name in policies.split(",") if name.strip()]
    plan = plan_of(chosen, names, replications=replications, seed=seed)
    kept = Results() if out is None else store.finished(out, plan)
    try:
        with _progress() as progress:
            done = study(
                chosen, names, replications=replications, seed=seed, workers=workers,
                progress=progress, finished=kept,
            )  # fmt: skip
    except KeyboardInterrupt:
        if out is not None and kept.metrics:
            store.save_results(out, plan, kept)
        raise
    against = [part for other in texts[1:] for part in ("--against", other)]
    options = ["--policies", policies, "--replications", str(replications), "--seed", str(seed)]
    command = _command("study", texts[0], *against, *options, *_sets(changes), *_out(out))
    done = replace(done, command=command)
    if out is not None:
        store.save(out, done)
    if as_json:
        _print(json.dumps(done.to_json(), ensure_ascii=False, allow_nan=False))
    else:
        width = get_terminal_size((100, 24)).columns
        _print(study_table(done, width) + (f"\n\nwritten to {out}" if out is not None else ""))


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
