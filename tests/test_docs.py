"""What the documents say works: commands named there exist, scenarios there run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    """Return the pharmatwin commands of the README's shell blocks."""
    lines = [line for kind, text in BLOCKS if kind in ("sh", "bash") for line in text.splitlines()]
    return [line.strip() for line in lines if line.strip().startswith("pharmatwin ")]


def test_the_readme_names_the_two_commands_that_do_all_the_set_up() -> None:
    assert "make demo" in README
    assert "make test" in README


@pytest.mark.parametrize("command", sorted({line.split()[1] for line in commands()}))
def test_each_command_of_the_readme_exists(command: str) -> None:
    from typer.testing import CliRunner

    from experiments.cli import app

    result = CliRunner().invoke(app, [command, "--help"])

    assert result.exit_code == 0


@pytest.mark.parametrize("number", [i for i, (kind, _) in enumerate(BLOCKS) if kind == "python"])
def test_each_python_example_of_the_readme_runs(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    exec(compile(BLOCKS[number][1], f"README block {number}", "exec"), {"__name__": "readme"})


def test_every_make_target_of_the_documents_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in set(re.findall(r"`make (\w+)", text)):
            assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), f"{name}: {target}"
