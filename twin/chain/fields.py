"""The kinds of field a scenario is made of, with the bounds that keep an input sane."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

LARGEST_UNITS = 10**12
LONGEST_DAYS = 36_525
"""One hundred years: a longer horizon is a slip of the keyboard."""


class Frozen(BaseModel):
    """Frozen data with named fields; an unknown field is a fault, so is an infinite number."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


def _no_truth_value(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a truth value stands where a number is asked")  # noqa: TRY004
    return value


def _plain_name(text: str) -> str:
    if text != text.strip() or not text.isprintable() or set(text) & set("/\\<>=;,:*\"'`|"):
        raise ValueError("a name has letters, digits, spaces, - _ + and ( ) only, none at its ends")
    return text


_number = BeforeValidator(_no_truth_value)

Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_plain_name)]
Text = Annotated[str, Field(max_length=2000)]
Units = Annotated[int, _number, Field(ge=0, le=LARGEST_UNITS)]
SomeUnits = Annotated[int, _number, Field(ge=1, le=LARGEST_UNITS)]
Count = Annotated[int, _number, Field(ge=0, le=10**9)]
SomeCount = Annotated[int, _number, Field(ge=1, le=10**6)]
Day = Annotated[int, _number, Field(ge=0, le=LONGEST_DAYS)]
SomeDays = Annotated[int, _number, Field(ge=1, le=LONGEST_DAYS)]
Days = Annotated[float, _number, Field(ge=0, le=LONGEST_DAYS)]
PositiveDays = Annotated[float, _number, Field(gt=0, le=LONGEST_DAYS)]
Share = Annotated[float, _number, Field(ge=0, le=1)]
Factor = Annotated[float, _number, Field(ge=0, le=1000)]
Quantity = Annotated[float, _number, Field(ge=0, le=1e12)]
PositiveQuantity = Annotated[float, _number, Field(gt=0, le=1e12)]
Rate = Annotated[float, _number, Field(ge=0, le=1e9)]
"""Money, kilograms or points for each unit, kilometre, trip or day."""
Real = Annotated[float, _number, Field(ge=-1000, le=1000)]
Latitude = Annotated[float, _number, Field(ge=-90, le=90)]
Longitude = Annotated[float, _number, Field(ge=-180, le=180)]

Selector = str | list[str]
"""Which sites, lanes or products a rule is for.

A name, a list of names, `*` for all, or for sites `kind:clinic` and `region:west`.
"""
