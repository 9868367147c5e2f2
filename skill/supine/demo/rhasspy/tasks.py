"""Things that take time, written as generators that yield what they publish.

A service that speaks, waits for the end and goes on is told in one piece, as it would be
with a thread, but nothing here waits: a generator that yields a `Wait` is put aside until
its key is called or its time has come, and whoever owns the `Tasks` turns the clock.
"""

from collections.abc import Generator, Hashable
from dataclasses import dataclass

from supine.demo.rhasspy.messages import Output


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when ``key`` is called, with the value of the call, or once ``until`` has come."""

    until: float
    """Monotonic seconds."""

    key: Hashable = None
    """None waits for the time alone."""


Task = Generator[Output | Wait, object, None]


class Tasks:
    """What is under way.

    Attributes:
        now: Monotonic seconds; set by the owner before each call and never turned back.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: dict[int, tuple[Wait, Task]] = {}
        self._count = 0

    def run(self, task: Task) -> list[Output]:
        """Start a task and return what it publishes before it waits or ends."""
        return self._go_on(task, None)

    def call(self, key: Hashable, value: object = None) -> list[Output]:
        """Let go on what waits for ``key``; nothing happens when nobody does."""
        called = [number for number, (wait, _) in self._waiting.items() if wait.key == key]
        return [output for number in called for output in self._wake(number, value)]

    def deadline(self) -> float | None:
        """Return the first moment that somebody waits for; None when nobody does."""
        return min((wait.until for wait, _ in self._waiting.values()), default=None)

    def due(self) -> list[Output]:
        """Let go on the task whose time came first, if it has come by now."""
        due = [(wait.until, number) for number, (wait, _) in self._waiting.items()]
        if not due or min(due)[0] > self.now:
            return []
        return self._wake(min(due)[1], None)

    def _wake(self, number: int, value: object) -> list[Output]:
        _, task = self._waiting.pop(number)
        return self._go_on(task, value)

    def _go_on(self, task: Task, value: object) -> list[Output]:
        published: list[Output] = []
        try:
            output = task.send(value)
            while not isinstance(output, Wait):
                published.append(output)
                output = next(task)
        except StopIteration:
            return published
        self._count += 1
        self._waiting[self._count] = (output, task)
        return published
