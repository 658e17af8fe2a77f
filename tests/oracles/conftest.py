"""Lets the oracles of this folder find their theory, however pytest was started."""

import sys
from pathlib import Path

import pytest

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show theory beside simulation when pytest is asked to be verbose."""
    support = sys.modules.get("oracle_support")
    if terminalreporter.verbosity <= 0 or support is None:
        return
    for what, exact, found, tolerance in support.CHECKED:
        terminalreporter.write_line(
            f"{what}: theory {exact:.5g}, "
            f"world {found.mean:.5g} +- {found.standard_error:.2g}, tolerance {tolerance:.2g}"
        )
