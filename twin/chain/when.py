"""When something happens: on given days, or at random times."""

from typing import Annotated

from pydantic import Field, model_validator

from twin.chain.chance import DurationLaw
from twin.chain.fields import Days, Frozen

SHORTEST_DAYS = 1 / 24


class Window(Frozen):
    """A time with a known start and length."""

    from_day: Days
    days: Annotated[float, Field(gt=0, le=36_525)]


class RandomTimes(Frozen):
    """An alternating renewal process that starts in the good state."""

    time_to_failure: DurationLaw
    time_to_repair: DurationLaw

    @model_validator(mode="after")
    def _not_without_end(self) -> "RandomTimes":
        if self.time_to_failure.mean_days() < SHORTEST_DAYS:
            raise ValueError("time_to_failure must have a mean of an hour at least")
        return self


class When(Frozen):
    """Either dated windows or a random law."""

    dated: list[Window] = []
    random: RandomTimes | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "When":
        if bool(self.dated) == (self.random is not None):
            raise ValueError("give either dated windows or a random law")
        return self
