"""What a reference may have meant: the names that exist, nearest first."""

from collections.abc import Iterable
from difflib import get_close_matches

Contradiction = tuple[tuple[str | int, ...], str, str]
"""Path, what is wrong, what would be right."""


def known_names(names: Iterable[str], wanted: str) -> str:
    """Return what would be right in place of an unknown name."""
    known = sorted(names)
    near = get_close_matches(wanted, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    if not known:
        return "none is declared; declare it first"
    return "one of " + ", ".join(known[:6]) + (", ..." if len(known) > 6 else "")
