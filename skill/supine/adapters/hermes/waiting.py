"""What is still to be said and asked at a site, and the report of every line.  Pure."""

from collections.abc import Callable, Iterator

from supine.adapters.hermes.lines import Line
from supine.core.events import Event, LineHeard, Outcome, Question, QuestionClosed

Item = Line | Question


class Waiting:
    """Lines and questions that wait for a silence: answers first, then in their order.

    Args:
        report: Takes what becomes of them; each line is reported once.
    """

    def __init__(self, report: Callable[[Event], None]) -> None:
        self._report = report
        self._first: list[Item] = []
        self._later: list[Item] = []

    def __iter__(self) -> Iterator[Item]:
        yield from self._first
        yield from self._later

    def __bool__(self) -> bool:
        return bool(self._first or self._later)

    @property
    def deadline(self) -> float | None:
        """When the patience of the first of them is over."""
        if not self:
            return None
        times = (item.give_up_at for item in self if isinstance(item, Line))
        return min((time for time in times if time is not None), default=None)

    def add(self, item: Item) -> None:
        """Put something behind everything else."""
        self._put(item, self._later)

    def add_answer(self, line: Line) -> None:
        """Put an answer behind other answers only: somebody stands there and waits for it."""
        self._put(line, self._first)

    def _put(self, item: Item, queue: list[Item]) -> None:
        if isinstance(item, Question) or item.parts:
            queue.append(item)
        else:
            self.finish(item)

    def pop(self) -> Item:
        """Take what is next."""
        return (self._first or self._later).pop(0)

    def go_on(self, line: Line, now: float) -> None:
        """A piece of a line is over: let it wait to be said on, or report it."""
        if line.parts:
            self._first.insert(0, line.wait(now))
        else:
            self.finish(line)

    def finish(self, line: Line) -> None:
        """Report a line that is over; what it asks is listened for next.

        Not if perhaps nobody heard the question: the ear would open on somebody who knows of
        none, and take the wake word from them meanwhile.
        """
        self._report(line.report())
        if line.question is not None and line.lost:
            self._report(QuestionClosed(line.question.token))
        elif line.question is not None:
            self._first.insert(0, line.question)

    def unsaid(self, line: Line) -> None:
        """Report a line that will not be said, or not to its end, and so its question."""
        outcome = Outcome.LOST if line.begun else Outcome.DROPPED
        self._report(LineHeard(line.line_id, outcome))
        if line.question is not None:
            self._report(QuestionClosed(line.question.token))

    def drop_stale(self, now: float, *, at_once: bool) -> None:
        """Give up lines whose patience is over; at its very end they may still begin."""
        for item in list(self) if self else ():
            if isinstance(item, Line) and item.give_up_at is not None:
                late = now - item.give_up_at
                if late > 0 or (at_once and late == 0):
                    self._remove(item)
                    self.unsaid(item)

    def hush(self) -> None:
        """Give up all lines; questions stay."""
        for item in list(self):
            if isinstance(item, Line):
                self._remove(item)
                self.unsaid(item)

    def withdraw(self, token: str, *said_now: Line | None) -> None:
        """Forget a question that has not been asked yet.

        Args:
            token: The question's.
            said_now: Lines that wait no more but may have it to be asked after them.
        """
        for item in list(self):
            if isinstance(item, Question) and item.token == token:
                self._remove(item)
                self._report(QuestionClosed(token))
        for line in (*self, *said_now):
            if isinstance(line, Line) and line.question and line.question.token == token:
                line.question = None
                self._report(QuestionClosed(token))

    def _remove(self, item: Item) -> None:
        queue = self._first if any(other is item for other in self._first) else self._later
        queue.remove(item)
