"""Whose turn it is, and when: the only place that touches SimPy's insides.

Everything that is to happen is plain data in a due list; a SimPy event only points
at one (tick, turn) of it. So there is one kernel event for each turn of a day in
the whole world, however many sites and trips there are.
"""

from collections.abc import Callable
from typing import Any, cast

from simpy import Environment, Event
from simpy.events import EventPriority

Item = tuple[Any, ...]
"""What is due: a kind, then its plain data."""


class At(Event):
    """An event at an absolute tick that waits for its turn within the tick."""

    def __init__(
        self, env: Environment, tick: int, rank: int, act: Callable[[Event], None]
    ) -> None:
        if tick < env.now:
            raise ValueError(f"tick {tick} is in the past; it is now tick {env.now}")
        # What Event.__init__ does, and triggered from the start, as Timeout is.
        self.env, self.callbacks, self._ok, self._value = env, [act], True, rank
        self._defused = False
        env.schedule(self, cast("EventPriority", rank), tick - env.now)


class Agenda:
    """What is due, by tick and turn; each turn's handler is called with its items."""

    def __init__(self, env: Environment, handlers: tuple[Callable[[int, list[Item]], None], ...]):
        """Take the handlers in the order of play."""
        self.due: dict[int, list[Item]] = {}
        self.kernel_events_count = 0
        self._env = env
        self._handlers = handlers
        self._turns = len(handlers)

    def add(self, tick: int, rank: int, item: Item) -> None:
        """Put an item on the due list of a turn."""
        key = self.key(tick, rank)
        items = self.due.get(key)
        if items is None:
            self.due[key] = [item]
            At(self._env, tick, rank, self._ring)
        else:
            items.append(item)

    def add_all(self, tick: int, rank: int, items: list[Item]) -> None:
        """Put many items on the due list of a turn."""
        key = self.key(tick, rank)
        known = self.due.get(key)
        if known is None:
            self.due[key] = items
            At(self._env, tick, rank, self._ring)
        else:
            known += items

    def key(self, tick: int, rank: int) -> int:
        """Return the key of a turn in `due`; keys rise with time and turn."""
        return tick * self._turns + rank

    def entries(self) -> list[tuple[int, int, list[Item]]]:
        """Return (tick, rank, items) of all that is due, soonest first."""
        return [(*divmod(key, self._turns), self.due[key]) for key in sorted(self.due)]

    def _ring(self, event: Event) -> None:
        tick, rank = int(self._env.now), cast(int, event.value)
        self.kernel_events_count += 1
        items = self.due.pop(tick * self._turns + rank)
        self._handlers[rank](tick, items)
