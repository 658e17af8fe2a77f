"""Lets the oracles of this folder find their theory, however pytest was started."""

import sys
from pathlib import Path

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)


def pytest_terminal_summary(terminalreporter) -> None:
    """Show theory beside simulation when pytest is asked to be verbose."""
    support = sys.modules.get("oracle_support")
    if terminalreporter.verbosity <= 0 or support is None:
        return
    for one in support.CHECKED:
        found = f"{one.found.mean:.5g} +- {one.found.standard_error:.2g}"
        terminalreporter.write_line(
            f"{one.what}: theory {one.exact:.5g}, world {found}, tolerance {one.tolerance:.2g}"
        )
