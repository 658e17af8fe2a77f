"""Pydantic's errors in a planner's words."""

from difflib import get_close_matches
from typing import Any

from twin.chain.document import Place, shorten

ASK_SCHEMA = ("extra_forbidden", "union_tag_not_found")
"""Errors whose remedy is a list of names that pydantic does not hand over."""

_KINDS = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "string_type": "text; put a number in quotes",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "fields below it, such as `key: value`",
    "model_type": "fields below it, such as `key: value`",
    "model_attributes_type": "fields below it, such as `key: value`",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "date_type": "a date such as 2026-03-01",
    "date_parsing": "a date such as 2026-03-01",
    "date_from_datetime_parsing": "a date such as 2026-03-01",
    "datetime_parsing": "a time such as 2026-03-01T06:00",
    "datetime_from_date_parsing": "a time such as 2026-03-01T06:00",
}

_BOUNDS = {
    "greater_than": ("is too small", "a number above {gt}"),
    "greater_than_equal": ("is too small", "a number of at least {ge}"),
    "less_than": ("is too large", "a number below {lt}"),
    "less_than_equal": ("is too large", "a number of at most {le}"),
    "multiple_of": ("does not fit", "a multiple of {multiple_of}"),
    "too_short": ("is too short", "at least {min_length} entries"),
    "too_long": ("is too long", "at most {max_length} entries"),
    "string_too_short": ("is too short", "at least {min_length} characters"),
    "string_too_long": ("is too long", "at most {max_length} characters"),
    "string_pattern_mismatch": ("does not fit", "text of the form {pattern}"),
}


def wording(detail: Any, fields: list[str]) -> tuple[str, str]:
    """Return what is wrong and what would be right.

    The fields are those a planner may write at the place, or the tags of a union.
    A model's own check says both when its message ends in brackets: `what (right)`.
    """
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    shown = shorten(given)
    if kind == "missing":
        return "is missing", "add it"
    if kind == "extra_forbidden":
        return _unknown(str(detail["loc"][-1]), fields)
    if kind in _KINDS:
        return f"{shown} stands here", _KINDS[kind]
    if kind in _BOUNDS:
        what, right = _BOUNDS[kind]
        return f"{shown} {what}", right.format(**{k: _number(v) for k, v in context.items()})
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        return _choice(kind, given, context)
    if kind == "union_tag_not_found":
        tag = str(context["discriminator"]).strip("'")
        return f"{shown} does not say its {tag}", f"{tag}: one of {', '.join(fields)}"
    return _own_words(kind, shown, str(detail["msg"]), context)


def _own_words(kind: str, shown: str, message: str, context: Any) -> tuple[str, str]:
    if kind in ("value_error", "assertion_error"):
        message = str(context.get("error", message))
        what, bracket, right = message.removesuffix(")").partition(" (")
        if bracket and message.endswith(")"):
            return what, right
        return f"{shown} does not fit", message
    return f"{shown} does not fit", message[:1].lower() + message[1:]


def _number(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _unknown(name: str, fields: list[str]) -> tuple[str, str]:
    what = f"unknown field {shorten(name)}"
    if near := get_close_matches(name, fields, n=1):
        return what, f"remove it, or did you mean {near[0]!r}?"
    if fields:
        return what, f"remove it; known are {', '.join(fields[:12])}"
    return what, "remove it"


def _choice(kind: str, given: Any, context: Any) -> tuple[str, str]:
    expected = context["expected_tags"] if kind == "union_tag_invalid" else context["expected"]
    names = str(expected).replace("' or '", "', '").replace("'", "")
    tried = context["tag"] if kind == "union_tag_invalid" else given
    right = f"one of {names}" if "," in names else names
    near = get_close_matches(str(tried), names.split(", "), n=1)
    if near and len(names) > 60:
        right = f"did you mean {near[0]!r}? {right}"
    return f"{shorten(tried)} is not known", right


def known_fields(schema: dict[str, Any], loc: Place, kind: str) -> list[str]:
    """Return what may be written at the place of an error, by the model's JSON schema."""
    if not schema or kind not in ASK_SCHEMA:
        return []
    found = _resolved(schema, [schema])
    for part in loc[:-1] if kind == "extra_forbidden" else loc:
        found = _resolved(schema, _step(found, part)) or found
    if kind == "union_tag_not_found":
        return sorted({tag for s in found for tag in s.get("discriminator", {}).get("mapping", {})})
    return sorted({name for s in found for name in s.get("properties", {})})


def _step(found: list[dict[str, Any]], part: str | int) -> list[dict[str, Any]]:
    below: list[dict[str, Any]] = []
    for schema in found:
        mapping = schema.get("discriminator", {}).get("mapping", {})
        if part in mapping:
            return [{"$ref": mapping[part]}]
        if part in schema.get("properties", {}):
            below.append(schema["properties"][part])
        elif isinstance(schema.get("additionalProperties"), dict):
            below.append(schema["additionalProperties"])
        elif isinstance(part, int) and isinstance(schema.get("items"), dict):
            below.append(schema["items"])
    return below


def _resolved(schema: dict[str, Any], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the schemas with their references followed and their alternatives listed."""
    result: list[dict[str, Any]] = []
    waiting = list(found)
    while waiting:
        one = waiting.pop(0)
        if "$ref" in one:
            waiting.append(schema["$defs"][one["$ref"].removeprefix("#/$defs/")])
        elif "discriminator" in one:
            result.append(one)
        else:
            result.append(one)
            waiting += [*one.get("anyOf", []), *one.get("oneOf", []), *one.get("allOf", [])]
    return result
