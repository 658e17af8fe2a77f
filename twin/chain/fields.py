"""The kinds of field a scenario is made of, with the bounds that keep an input sane."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

LARGEST_UNITS = 10**12
LONGEST_DAYS = 36_525
"""One hundred years: a longer horizon is a slip of the keyboard."""


class Frozen(BaseModel):
    """Frozen data with named fields; an unknown field is a fault, so is an infinite number."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        coerce_numbers_to_str=True,  # a code such as 38001 may name a site
    )

    @model_validator(mode="before")
    @classmethod
    def _truth_values_are_no_numbers(cls, data: Any) -> Any:
        """Read `true` as a word unless a truth value is asked; Python would take it for 1."""
        if not isinstance(data, dict):
            return data
        fields = cls.model_fields
        flags = {name for name, field in fields.items() if field.annotation is bool}
        return {key: value if key in flags else _as_words(value) for key, value in data.items()}


def _as_words(value: Any) -> Any:
    """Return the value with truth values written out, as far as no model lies in between."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_as_words(item) if isinstance(item, bool) else item for item in value]
    return value


def _plain_name(text: str) -> str:
    odd = set(text) & set("/\\<>=;,:*\"'`|")
    if odd or not text[:1].isalnum() or text != text.strip() or not text.isprintable():
        raise ValueError(
            f"the name {text!r} does not do (it starts with a letter or digit; inside may be "
            "spaces, - _ . + & and brackets)"
        )
    return text


Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_plain_name)]
Text = Annotated[str, Field(max_length=2000)]
Units = Annotated[int, BeforeValidator(_as_words), Field(ge=0, le=LARGEST_UNITS)]
SomeUnits = Annotated[int, Field(ge=1, le=LARGEST_UNITS)]
Count = Annotated[int, Field(ge=0, le=10**9)]
SomeCount = Annotated[int, Field(ge=1, le=10**6)]
Day = Annotated[int, BeforeValidator(_as_words), Field(ge=0, le=LONGEST_DAYS)]
SomeDays = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]
Days = Annotated[float, Field(ge=0, le=LONGEST_DAYS)]
PositiveDays = Annotated[float, Field(gt=0, le=LONGEST_DAYS)]
Share = Annotated[float, Field(ge=0, le=1)]
Factor = Annotated[float, Field(ge=0, le=1000)]
Quantity = Annotated[float, Field(ge=0, le=1e12)]
PositiveQuantity = Annotated[float, Field(gt=0, le=1e12)]
Rate = Annotated[float, Field(ge=0, le=1e9)]
"""Money, kilograms or points for each unit, kilometre, trip or day."""
Real = Annotated[float, Field(ge=-1000, le=1000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]

Selector = str | list[str]
"""Which sites, lanes or products a rule is for.

A name, a list of names, `*` for all, or for sites `kind:clinic` and `region:west`.
"""
