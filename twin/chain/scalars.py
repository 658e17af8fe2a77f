"""What a bare word or number means: the core schema of YAML 1.2, with bounds.

`NO`, `yes` and `on` are text, `017` is seventeen and `12:30:00` is text; YAML 1.1
loaders make them False, True, True, 15 and 45000.
"""

import re

from twin.chain.document import Scalar, shorten

LONGEST_NUMBER = 40
LARGEST_NUMBER = 1e15
"""Above this a float no longer counts single units."""

_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)

_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_PADDED = re.compile(r"0[0-9]+")


class Refused(ValueError):
    """A piece of text that cannot stand; its reader knows where it is written."""

    def __init__(self, what: str, right: str) -> None:
        """Take what is wrong and what would be right."""
        super().__init__(what, right)
        self.what = what
        self.right = right


def scalar(text: str) -> Scalar:
    """Return what an unquoted piece of YAML means.

    Raises:
        Refused: a number that is endless, too long to be read safely, or too large
            to count with; or a control character.

    >>> [scalar(word) for word in ("NO", "017", "0x1F", ".5", "1e5", "12:30:00", "~")]
    ['NO', 17, 31, 0.5, 100000.0, '12:30:00', None]
    """
    if text in _WORDS:
        return _WORDS[text]
    whole = _INTEGER.fullmatch(text) or _BASED.fullmatch(text)
    if not whole and not _FLOAT.fullmatch(text):
        if _ENDLESS.fullmatch(text):
            raise Refused(f"{text} is not a finite number", "a finite number")
        return plain_text(text)
    if len(text) > LONGEST_NUMBER:
        raise Refused(
            f"a number of {len(text)} characters", f"a number of at most {LONGEST_NUMBER}"
        )
    number = _integer(text) if whole else float(text)
    if abs(number) > LARGEST_NUMBER:
        raise Refused(f"{shorten_number(text)} is too large", "a number of at most 1e15")
    return number


def _integer(text: str) -> int:
    if text.startswith(("0o", "0x")):
        return int(text, 0)
    return int(text)


def shorten_number(text: str) -> str:
    """Return a number as it was written, without the quotes that mark text."""
    return shorten(text).strip("'")


def cell(text: str) -> Scalar:
    """Return what the cell of a table means; a code such as 01001 keeps its zero.

    Raises:
        Refused: as `scalar` does.

    >>> cell("01001"), cell("38001"), cell("")
    ('01001', 38001, None)
    """
    return text if _PADDED.fullmatch(text) else scalar(text)


def is_number(text: str) -> bool:
    """Return whether a key such as a county code was written as a whole number."""
    return _INTEGER.fullmatch(text) is not None


def plain_text(text: str) -> str:
    """Return the text, which may hold line breaks and tabs but nothing that moves a cursor.

    Raises:
        Refused: a control character or half a character, which an escape can smuggle in.
    """
    if found := first_control(text):
        raise Refused(f"a control character U+{ord(text[found - 1]):04X}", "remove it")
    return text


def first_control(text: str) -> int:
    """Return the place of the first control character, counted from 1; 0 without any."""
    found = _CONTROL.search(text.replace("\r\n", "\n\n"))
    return found.start() + 1 if found else 0
