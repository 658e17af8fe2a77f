"""Reading the bytes of untrusted files: bounded, regular, UTF-8, inside one folder."""

import stat
from dataclasses import dataclass
from pathlib import Path

from twin.chain.scalars import Refused, first_control
from twin.errors import Fault, ScenarioError


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that may be read, and the name by which its faults call it."""

    path: Path
    shown: str

    def wrong(self, what: str, right: str, line: int = 1, column: int = 1) -> ScenarioError:
        """Return the error that says what is wrong with the file as a whole."""
        return ScenarioError([Fault(self.shown, line, column, "file", what, right)])


@dataclass(frozen=True, kw_only=True)
class Folder:
    """The folder of a scenario; nothing outside it is ever opened."""

    root: Path
    """With every symbolic link resolved."""

    def beside(self, source: Source, name: str) -> Source:
        """Return the file that another one names.

        Raises:
            Refused: the name leads out of the folder, by `..`, a link or an absolute
                path; or there is no such file.
        """
        outside = Refused(f"{name[:40]!r} is outside the scenario's folder", "a file inside it")
        if Path(name).is_absolute() or "\\" in name or ":" in name:
            raise outside
        try:
            path = (source.path.parent / name).resolve()
            exists = path.is_relative_to(self.root) and path.exists()
        except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a ring
            raise outside from error
        if not path.is_relative_to(self.root):
            raise outside
        if not exists:
            raise Refused(f"the file {name[:40]!r} does not exist", "an existing file")
        return Source(path=path, shown=str(Path(source.shown).parent / name))


def opening(path: Path) -> tuple[Folder, Source]:
    """Return a scenario's folder and first file; a folder holds `scenario.yaml`.

    A link that the user names is followed; one that a folder holds may not lead out.

    Raises:
        ScenarioError: the path does not exist, or leads out of its folder.
    """
    shown = Source(path=path, shown=str(path))
    try:
        if path.is_dir():
            folder = Folder(root=path.resolve())
            inside = Source(path=folder.root / "x", shown=str(path / "x"))
            return folder, folder.beside(inside, "scenario.yaml")
        real = path.resolve()
    except Refused as error:
        raise shown.wrong(error.what, error.right) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise shown.wrong("cannot be opened", "the path of a YAML file or a folder") from error
    return Folder(root=real.parent), Source(path=real, shown=str(path))


def read_text(source: Source, *, most_bytes: int) -> str:
    """Return the text of a file, without the byte order mark some programs write.

    Raises:
        ScenarioError: no such file, no ordinary file, not readable, too large, empty,
            not UTF-8, or with control characters.
    """
    raw = _read_bytes(source, most_bytes)
    if len(raw) > most_bytes:
        raise source.wrong("is too large", f"a file of at most {most_bytes >> 20} MiB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        raise source.wrong("is not UTF-8 text", "save it as UTF-8", *_end(before)) from error
    if not text.strip():
        raise source.wrong("is empty", "a file with some content")
    if found := first_control(text):
        what = f"a control character U+{ord(text[found - 1]):04X}"
        raise source.wrong(what, "remove it", *_end(text[: found - 1]))
    return text


def _read_bytes(source: Source, most_bytes: int) -> bytes:
    try:
        mode = source.path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise source.wrong("is a folder", "a file")
        if not stat.S_ISREG(mode):  # a pipe or a device would be read for ever
            raise source.wrong("is not an ordinary file", "an ordinary file")
        with source.path.open("rb") as file:
            return file.read(most_bytes + 1)
    except FileNotFoundError as error:
        raise source.wrong("does not exist", "an existing file") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "bad name"
        raise source.wrong(f"cannot be read: {reason}", "a file that may be read") from error


def _end(text: str) -> tuple[int, int]:
    """Return line and column of the character that follows the text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return len(lines), len(lines[-1]) + 1
