"""A study in a folder: whole files only, checked when read, taken up again.

| file | holds |
| --- | --- |
| `study.json` | what the study is: scenarios, points, policies, seed, version; never changed |
| `scenarios.json` | the scenarios that were given, by the names the study calls them |
| `parts/ARM-FIRST-SHA256.parquet` | replications of one arm that ended together; see `parts` |
| `failures/SHA256.json` | replications that failed, and why |
| `result.json` | estimates, differences and digest; what `--json` prints |
| `lock` | the process that writes, while it does |

Nothing is written over but `result.json`. A file that is not what was written is named; once
it is removed, the study plays again what only that file held.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Any

import pyarrow as pa

from experiments.monte_carlo.found import Study
from experiments.monte_carlo.outcome import Failure, Outcome
from experiments.monte_carlo.plan import Plan, Precision
from experiments.monte_carlo.results import Key, Results
from experiments.storage import header, parts
from experiments.storage.files import (
    SEAL,
    DamagedFile,
    damaged,
    digest_of,
    locked,
    put,
    put_sealed,
    read_sealed,
    remove_leftovers,
    sealed_bytes,
    table_of,
)
from experiments.storage.header import OtherStudy
from experiments.storage.parts import Layout

AGAIN = "remove it and start the study again; only what it holds is played again"
MOST_NAMED = 20
SECONDS_HELD = 3.0
"""For which replications wait for others to share their file: the most that a power cut loses of
what is finished. Whatever else ends a study writes them first."""
RESULT = "result.json"
FOLDERS = ("parts", "failures")


class Store:
    """The folder of a study, open for its one writer."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Take the folder of this very plan; `opened` makes sure that it is."""
        self.folder = folder
        self.plan = plan
        self.study = header.sealed_header(plan)[SEAL]
        keys: list[Key] = [(arm.scenario, arm.policy) for arm in plan.arms]
        self._numbers = {key: number for number, key in enumerate(keys)}
        self._held: list[Outcome] = []
        self._held_since = 0.0

    def results(self, replications: int, *, failures: bool) -> Results:
        """Return the stored replications below a number; see `read_results`."""
        self.flush()
        return read_results(self.folder, self.plan, replications, failures=failures)

    def add(self, items: Sequence[Outcome | Failure]) -> None:
        """Take the replications of a chunk, to be written with those of the next seconds.

        Raises:
            OSError: with the file's name; what was written before is kept.
        """
        if not self._held:
            self._held_since = monotonic()
        self._held += [item for item in items if isinstance(item, Outcome)]
        for item in items:
            if isinstance(item, Failure):
                content = sealed_bytes(asdict(item) | {"study": self.study})
                put(self.folder / "failures" / f"{digest_of(content)}.json", content)
        if monotonic() - self._held_since >= SECONDS_HELD:
            self.flush()

    def flush(self) -> None:
        """Write what is held; what stops it in between is made good by doing it again.

        Raises:
            OSError: as `add` does.
        """
        self._held.sort(key=lambda one: (self._number(one), one.replication))
        for number, group in groupby(self._held, key=self._number):
            for name, content in parts.parts_of(self.study, number, list(group)):
                put(self.folder / "parts" / name, content)
        self._held.clear()

    def _number(self, outcome: Outcome) -> int:
        return self._numbers[outcome.scenario, outcome.policy]

    def finish(self, told: Mapping[str, Any]) -> None:
        """Write what the study says, and before it all that is held."""
        self.flush()
        put_sealed(self.folder / RESULT, told)


@contextmanager
def opened(folder: Path, plan: Plan) -> Iterator[Store]:
    """Lend the folder of a plan to its one writer; a new one is begun.

    Raises:
        OtherStudy: it holds another study, with what differs.
        DamagedFile: with every file that is not what was written.
        FolderInUse: another process writes into it.
        OSError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise OtherStudy(f"{folder}: is a file (a folder for the study)")
    header.check(folder, plan)
    with locked(folder):
        header.check(folder, plan)
        for name in ("", *FOLDERS):
            (folder / name).mkdir(exist_ok=True)
            remove_leftovers(folder / name)
        header.begin(folder, plan)
        if (folder / RESULT).exists():
            read_sealed(folder / RESULT, AGAIN)
        store = Store(folder, plan)
        try:
            yield store
        finally:
            store.flush()


def read_results(folder: Path, plan: Plan, replications: int, *, failures: bool) -> Results:
    """Return the replications of a study's folder below a number, part by part.

    Args:
        folder: of this very plan.
        plan: the study.
        replications: how many of every arm.
        failures: whether to take the failed ones too; left out, they are tried again.

    Raises:
        DamagedFile: naming every file that is not what was written; nothing of it is merged.
    """
    results = Results()
    found: list[DamagedFile] = []
    reader = Reader(folder, plan)
    for path in reader.paths("parts", "*.parquet"):
        try:
            for outcome in reader.outcomes(path):
                if outcome.replication < replications:
                    results.take([outcome])
        except DamagedFile as error:
            found.append(error)
        except ValueError as error:
            found.append(damaged(path, str(error), AGAIN))
    for path in reader.paths("failures", "*.json"):
        try:
            failed = reader.failure(path)
        except DamagedFile as error:
            found.append(error)
        else:
            if failures and failed.replication < replications:
                results.take([failed])
    raise_all(found)
    return results


def raise_all(errors: Sequence[DamagedFile]) -> None:
    """Raise one error that names every damaged file, a line each; none for none."""
    lines = [str(error) for error in errors[:MOST_NAMED]]
    if (more := len(errors) - MOST_NAMED) > 0:
        lines.append(f"... and {more} more damaged files")
    if lines:
        raise DamagedFile("\n".join(lines))


class Reader:
    """Files of a study's folder, each checked before it is believed."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Take the folder and the plan of its header."""
        self.folder = folder
        self._plan = plan
        self._study = header.sealed_header(plan)[SEAL]

    def paths(self, name: str, pattern: str) -> list[Path]:
        """Return the files of one kind, in the order of their names."""
        found = (self.folder / name).glob(pattern)
        return sorted(path for path in found if not path.name.startswith("."))

    def outcomes(self, path: Path) -> Iterator[Outcome]:
        """Yield the replications of a part.

        Raises:
            DamagedFile: it is not what was written; or of another study.
            ValueError: a replication does not match its digest.
        """
        table, about = self.part(path)
        arm = self._plan.arms[about["arm"]]
        layout = Layout.read(about["layout"])
        yield from parts.outcomes_of(table, arm, self._plan.seed, layout)

    def part(self, path: Path) -> tuple[pa.Table, dict[str, Any]]:
        """Return a part's table and what it is about.

        Raises:
            DamagedFile: it is not what was written, or of another study.
        """
        table, about = table_of(_named_content(path))
        if about.get("study") != self._study:
            raise damaged(path, "it is of another study", AGAIN)
        return table, about

    def failure(self, path: Path) -> Failure:
        """Return a replication that failed.

        Raises:
            DamagedFile: the file is not what was written, or of another study.
        """
        _named_content(path)
        told = read_sealed(path, AGAIN)
        if told.pop("study", None) != self._study:
            raise damaged(path, "it is of another study", AGAIN)
        return Failure(**told)


def _named_content(path: Path) -> bytes:
    """Return the bytes of a file that is called by their digest.

    Raises:
        DamagedFile: they have another digest.
    """
    content = path.read_bytes()
    if digest_of(content) != parts.digest_in(path.name):
        raise damaged(path, "it does not match the digest in its name", AGAIN)
    return content


def open_study(folder: Path) -> Study:
    """Return the study that a folder's `result.json` tells of, its replications checked.

    Raises:
        OtherStudy: there is none that was finished.
        DamagedFile: naming every file that is not what was written.
    """
    header.refuse_older(folder)
    if not (folder / RESULT).exists():
        raise OtherStudy(f"{folder}: holds no finished study ({RESULT} is missing)")
    told = read_sealed(folder / RESULT, AGAIN)
    plan = header.read_plan(folder, told["replications"])
    if asked := told.get("precision"):
        names = ("relative_half_width", "at_most")
        precision = Precision(
            metrics=tuple(asked["metrics"]), **{name: asked[name] for name in names}
        )
        plan = replace(plan, precision=precision)
    results = read_results(folder, plan, plan.replications, failures=True)
    if results.missing(plan, plan.replications) or results.sha256(plan) != told["result_sha256"]:
        raise OtherStudy(f"{folder}: {RESULT} is not of the replications there ({AGAIN})")
    return Study(plan=plan, results=results, command=told["command"], versions=told["versions"])
