"""Reading YAML that may be hostile into nodes that know their positions.

The parser's events are checked one by one, before anything is built: no tags, no
merge keys, no deep nesting, and aliases only as far as they stay small.
"""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from twin.chain.compose import Composer
from twin.chain.document import Node, Position
from twin.errors import Fault

_LONG_WORD = re.compile(r"\S{1000,}")


def nodes_of(text: str, file: str) -> tuple[Node, list[Fault]]:
    """Return the tree of a YAML text, with the faults that did not stop the reading.

    Raises:
        ScenarioError: what stopped it (syntax, a bound, a merge key), and all before.
    """
    composer = Composer(file=file)
    _refuse_long_tags(text, composer)
    for event in _events(text, composer):
        composer.take(event)
    if composer.top is None:
        raise composer.stop("nothing is written here", "at least one `key: value`")
    return composer.top, composer.faults


def _refuse_long_tags(text: str, composer: Composer) -> None:
    """Refuse what could be a huge tag, which the scanner would read in square time."""
    for word in _LONG_WORD.finditer(text):
        if "!" in word.group():
            line_start = text.rfind("\n", 0, word.start()) + 1
            line = text.count("\n", 0, word.start()) + 1
            composer.at = Position(composer.file, line, word.start() - line_start + 1)
            raise composer.stop("a tag or word of over 1000 characters", "shorter words")


def _events(text: str, composer: Composer) -> Iterator[Any]:
    """Yield the parser's events; whatever it stumbles over becomes a fault."""
    events = YAML(typ="safe", pure=True).parse(text)
    while True:
        try:
            event = next(events, None)
        except MarkedYAMLError as error:
            unclosed = "stream" in str(error.problem)  # its start is what one looks for
            mark = (unclosed and error.context_mark) or error.problem_mark
            if mark is not None:
                composer.at = Position(composer.file, mark.line + 1, mark.column + 1)
            what = error.problem or error.context or "not YAML"
            raise composer.stop(what, "valid YAML; check indentation, quotes, brackets") from error
        except (YAMLError, ValueError, ArithmeticError, AssertionError, LookupError) as error:
            # ruamel.yaml lets int(), chr() and its own asserts through on odd escapes
            raise composer.stop("not YAML after this point", "valid YAML 1.2") from error
        if event is None:
            return
        yield event
