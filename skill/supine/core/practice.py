"""One run of a routine at one site, as a state machine that does no I/O.

Tell it what happened by its methods and do what they return.  It owns no timer: after
each call ask `Practice.deadline`, and call `Practice.tick` when that moment has come::

    SPEAKING --> SETTLING --> HOLDING --> the next part ... --> DONE
        |            +------> WAITING (for "I'm down") --^
        +-- pause --> PAUSED --> RESUMING --> where it was
        |                +-----> PARKED (put away until "resume")
        +-- ease ---> EASED (something hurt)

One sentence is on the air at a time, and the next is asked for only when the one before
is over: so "stop" costs at most the sentence that is playing.  What moves when is decided
in `_move`.  What people ask of a running practice is in `supine.core.steering`.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from supine.core.asides import Aside, asides_of
from supine.core.events import Command, Ending, Hush, LineHeard, Outcome, RecordPractice
from supine.core.lines import LINE_CAP_S, Lines, OnAir
from supine.core.states import GATE_ANSWER_S, RUNNING, STILL, Standing, State, Timing
from supine.core.timetable import Timetable
from supine.model import PhraseBook, Routine

_LATE_S = 0.25  # a first sentence that waited longer than this prolonged the hold before it


class Practice:
    """A routine being practised.

    Args:
        routine: What is practised.
        timetable: Its parts, already planned.
        ready_after: How many parts belong to getting ready; the clock starts after them.
        total_s: The asked length in seconds, from the end of getting ready.
        phrases: For the few things a practice says of itself.
        line_ids: Where the ids of lines come from, unique at the site.
        timing: The settable times.
    """

    def __init__(
        self,
        routine: Routine,
        timetable: Timetable,
        ready_after: int,
        total_s: float,
        phrases: PhraseBook,
        line_ids: Iterator[int],
        timing: Timing | None = None,
    ) -> None:
        self.routine = routine
        self.timetable = timetable
        self.total_s = total_s
        self.lines = Lines(line_ids)
        self.state = State.SPEAKING
        self.started_at: float | None = None
        """When the clock started; None while getting ready."""

        self.ends_as: Ending | None = Ending.COMPLETED
        """What history will say when the last part is over; None: nothing."""

        self.phrases = phrases
        self._ready_after = ready_after
        self._timing = timing or Timing()
        self.stand = Standing()
        self._cues: list[Aside] = []
        self._resume_line: int | None = None
        self._resume_sent_at = 0.0

    # ---- what can be asked of it ------------------------------------------------------------

    @property
    def getting_ready(self) -> bool:
        """Whether the clock has not started yet."""
        return self.timetable.index < self._ready_after and self.state is not State.DONE

    @property
    def closing(self) -> bool:
        """Whether the person is being brought up."""
        return self.state is not State.DONE and self.timetable.part.closing

    @property
    def running(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in RUNNING

    @property
    def ready_index(self) -> int:
        """The index of the last part of getting ready; -1 when there is none."""
        return self._ready_after - 1

    @property
    def deadline(self) -> float | None:
        """When `tick` must be called, in monotonic seconds; None while nothing runs."""
        if self.lines.overdue_at is not None and self.state is not State.DONE:
            return self.lines.overdue_at
        due = [self.lines.quiet_until] if self.lines.asides else []
        match self.state:
            case State.SPEAKING:
                due.append(self.lines.quiet_until)
            case State.SETTLING:
                due.append(self.stand.settled_at)
            case State.WAITING:
                due.append(self._gate_at())
            case State.HOLDING:
                due += self._due_in_hold()
            case State.PAUSED:
                due.append(self.stand.since + self._timing.pause_remind_s)
            case State.RESUMING:
                due.append(self._resume_sent_at + LINE_CAP_S)
            case _:
                pass  # nothing goes on by itself
        return min(due, default=None)

    def at(self, now: float) -> float:
        """Return the moment that counts: while time stands still, the last one before."""
        gate = self.state is State.WAITING and self.started_at is not None
        return self.stand.since if gate or self.state in STILL or self.state is State.EASED else now

    def within(self) -> State:
        """Return the state, in a pause the one that it interrupted."""
        return self.stand.within if self.state in STILL else self.state

    def held_s(self, now: float) -> float | None:
        """Return how long the present hold has lasted, pauses not counted; None outside one."""
        return self.at(now) - self.stand.hold_from if self.within() is State.HOLDING else None

    def hold_left_s(self, now: float) -> float | None:
        """Return how long the present hold still lasts; None outside a hold."""
        return None if self.held_s(now) is None else max(0.0, self._hold_ends_at() - self.at(now))

    def left_s(self, now: float) -> float:
        """Return the seconds until the end, pauses not counted; while getting ready, the length."""
        if self.getting_ready:
            return self.total_s
        return self.timetable.left_s(self.at(now), self.part_left_s(now))

    def part_left_s(self, now: float) -> float:
        """Return what this part still takes at least, in seconds; of a rest only its words."""
        table, part = self.timetable, self.timetable.part
        match self.within():
            case State.HOLDING:
                return 0.0 if part.step.rest else self.hold_left_s(now) or 0.0
            case State.SETTLING:
                return self.stand.settled_at - self.at(now) + part.hold_s + table.extra_s
            case _:
                speaking_s = self.lines.takes_s(table.pace, table.gap_s)
                return speaking_s + part.step.settle_s + part.hold_s + table.extra_s

    # ---- what happens to it -----------------------------------------------------------------

    def begin(self, now: float) -> list[Command]:
        """Start with the first part."""
        self.lines.quiet_until = now
        return self.enter(now)

    def tick(self, now: float) -> list[Command]:
        """Do what is due."""
        commands: list[Command] = []
        if (overdue := self.lines.overdue(now)) is not None:
            commands += [Hush(), *self.heard(LineHeard(overdue.line_id, Outcome.LOST), now)]
        if self.state is State.PAUSED and now >= self.stand.since + self._timing.pause_remind_s:
            self.state = State.PARKED
            self.lines.asides.append(Aside(now, self.phrases.say("still_paused")))
        if self.state is State.RESUMING and now >= self._resume_sent_at + LINE_CAP_S:
            commands += self._go_on(now)
        return commands + self._run(now)

    def heard(self, event: LineHeard, now: float) -> list[Command]:
        """Take the report that a line is over; late and repeated ones change nothing."""
        if self.state is State.RESUMING and event.line_id == self._resume_line:
            return self._go_on(now)
        line = self.lines.heard(event, now, self.timetable.gap_s)
        if line is None:
            return []
        over_at = now
        if event.outcome is Outcome.HEARD:
            self._learn(line, event, now)
        elif event.outcome is Outcome.LOST:
            # It counts as over when it should have been: the hold stays where it was planned.
            began_at = line.sent_at if event.spoke_s is None else now - event.spoke_s
            over_at = min(now, began_at + self.timetable.pace.estimate_s(line.text))
        if line.main and self.state is State.SPEAKING and not self.lines.main:
            self._settle(over_at)
        return self._run(now)

    def ready(self, now: float) -> list[Command]:
        """Take "I'm down": skip what is left of getting ready, or of a later gate."""
        if self.getting_ready:
            self.leave(now)
            self.timetable.index = self.ready_index
            return [Hush(), *self.proceed(now)]
        if self.state is State.WAITING:
            self._end_pause(now)
            return self.proceed(now)
        return []

    def pause(self, now: float) -> list[Command]:
        """Stop the clock; nothing more is said until `resume`."""
        if not self.running:
            return []
        self.stand.within, self.state = self.state, State.PAUSED
        if self.stand.within is not State.WAITING or self.getting_ready:
            self.stand.since = now
        self.lines.asides.clear()
        return [Hush()]

    def resume(self, line_id: int, now: float) -> None:
        """Go on where it was as soon as the line ``line_id``, the posture, was heard."""
        if self.state in STILL:
            self.state, self._resume_line, self._resume_sent_at = State.RESUMING, line_id, now

    def stop(self, ending: Ending, now: float) -> list[Command]:
        """End it; nothing more is said."""
        if self.state is State.DONE:
            return []
        self.leave(now)
        self.state = State.DONE
        return [Hush(), *self.record(ending, now)]

    def ease(self, now: float) -> list[Command]:
        """Something hurts: end the hold at once and stand still."""
        if self.state is State.DONE:
            return []
        self.leave(now)
        self.state, self.stand.since = State.EASED, now
        return [Hush()]

    # ---- how it moves; also for supine.core.steering -----------------------------------------

    def leave(self, now: float) -> None:
        """Drop what this part still had to say, and end a pause."""
        if self.state in STILL or self.state is State.EASED:
            self._end_pause(now)
        self.lines.clear()
        self._cues = []

    def proceed(self, now: float) -> list[Command]:
        """Enter the part after this one, or be done."""
        return self._go_further(now) + self._run(now)

    def enter(self, now: float) -> list[Command]:
        """Enter the part that the timetable points to, and do what is due."""
        return self._enter(now) + self._run(now)

    def replan_cues(self, now: float) -> None:
        """Plan the cues of the present hold again, after its length or the guidance changed."""
        if self.within() is State.HOLDING:
            self._plan_cues()
            self._cues = [cue for cue in self._cues if cue.at > self.at(now)]

    def _run(self, now: float) -> list[Command]:
        commands: list[Command] = []
        while self.lines.on_air is None and (moved := self._move(now)) is not None:
            commands += moved
        return commands

    def _move(self, now: float) -> list[Command] | None:
        """Do the one thing that is due next; None when there is nothing to do yet."""
        quiet = now >= self.lines.quiet_until
        if self.lines.asides and quiet and self.state is not State.DONE:
            return [self.lines.say_aside(now)]
        match self.state:
            case State.SPEAKING if quiet:
                return [self.lines.say_main(now)] if self.lines.main else self._go_further(now)
            case State.SETTLING if now >= self.stand.settled_at:
                self._hold(self.stand.settled_at)
            case State.HOLDING if self._cues and now >= self._cues[0].at:
                self._take_cue(now)
            case State.HOLDING if now >= self._moves_on_at():
                self._measure(now)
                return self._go_further(now)
            case State.HOLDING if now >= min(self._due_in_hold()):
                return [self.lines.play_piece()]
            case State.WAITING if now >= self._gate_at():
                return self._at_gate(now)
            case _:
                return None
        return []

    def _go_further(self, now: float) -> list[Command]:
        self.timetable.index += 1
        return self._enter(now)

    def _enter(self, now: float) -> list[Command]:
        table, self.stand.told = self.timetable, False
        self.lines.clear()
        self._cues, table.extra_s = [], 0.0
        if table.at_end:
            self.state = State.DONE
            return self.record(self.ends_as, now)
        if self.started_at is None and table.index >= self._ready_after:
            self.started_at = now
            table.begin(now, self.total_s)
        elif self.started_at is not None:
            table.keep_to_time(now)
        self.lines.main = deque(table.lines(table.part))
        self.state = State.SPEAKING
        if not self.lines.main:
            self._settle(now)
        return []

    def _settle(self, now: float) -> None:
        """The words were heard: go on with what follows them, counted from ``now``."""
        part = self.timetable.part
        if part.step.until_ready:
            self.state, self.stand.since, self.stand.gate_asked = State.WAITING, now, False
        elif part.step.settle_s:
            self.state, self.stand.settled_at = State.SETTLING, now + part.step.settle_s
        elif part.hold_s or part.step.rest or self.timetable.extra_s:
            self._hold(now)
        elif not self.timetable.ahead:
            self.lines.quiet_until = now  # the last word is the end

    def _hold(self, since: float) -> None:
        self.state, self.stand.hold_from = State.HOLDING, since
        self._plan_cues()

    def _plan_cues(self) -> None:
        table, hold_s = self.timetable, self._hold_ends_at() - self.stand.hold_from
        since = self.stand.hold_from
        self._cues = asides_of(table.part, since, hold_s, self.phrases, table.guidance)

    def _take_cue(self, now: float) -> None:
        cue = self._cues.pop(0)
        # A cue that would run into the next words, or that is long overdue, is worth nothing.
        fits = self._hold_ends_at() - now > self.timetable.pace.estimate_s(cue.text)
        if cue.counted or (fits and now - cue.at < cue.patience):
            self.lines.asides.append(cue)

    def _measure(self, now: float) -> None:
        part = self.timetable.part
        if part.side is not None and not part.second_side:
            self.timetable.held_s[part.step.id] = now - self.stand.hold_from
            self.stand.held_step = part.step.id

    def _learn(self, line: OnAir, event: LineHeard, now: float) -> None:
        took_s = now - line.sent_at if event.spoke_s is None else event.spoke_s
        self.timetable.pace.learn(line.text, took_s)
        waited_s = now - line.sent_at - took_s
        if self.stand.held_step is not None and waited_s > _LATE_S:
            # The cue to change sides had to wait: the first side was held longer by that.
            self.timetable.held_s[self.stand.held_step] += waited_s
        self.stand.held_step = None

    def _due_in_hold(self) -> list[float]:
        words_at = min([self._moves_on_at(), *(cue.at for cue in self._cues[:1])])
        piece_at = None if self.started_at is None else self.lines.piece_at(words_at)
        return [words_at] if piece_at is None else [words_at, piece_at]

    def _hold_ends_at(self) -> float:
        return self.stand.hold_from + self.timetable.hold_s(self.stand.hold_from)

    def _moves_on_at(self) -> float:
        return self.lines.said_by(self._hold_ends_at(), waits=self.timetable.can_wait)

    def _gate_at(self) -> float:
        return self.stand.since + self._timing.gate_ask_s + GATE_ANSWER_S * self.stand.gate_asked

    def _at_gate(self, now: float) -> list[Command]:
        if not self.stand.gate_asked:
            self.stand.gate_asked = True
            text = self.phrases.say(f"gate_ask_{self.routine.position.value}")
            self.lines.asides.append(Aside(now, text))
            return []
        if not self.getting_ready:
            self._end_pause(now)
        commands = self._go_further(now)
        if self.state is not State.DONE:
            self.lines.main.appendleft(self.phrases.say("gate_begin"))
            self.state = State.SPEAKING  # also where the part itself has no words
        return commands

    def _go_on(self, now: float) -> list[Command]:
        self._end_pause(now)
        self.stand.told = False
        if self.state is State.SPEAKING and self.lines.silent:
            self._settle(now)
        return self._run(now)

    def _end_pause(self, now: float) -> None:
        """Take the time that stood still, in a pause or at a gate, out of all that counts."""
        paused_s = now - self.stand.since
        self.stand.paused_s += paused_s if self.started_at is not None else 0.0
        self.timetable.shift(paused_s)
        self.stand.hold_from += paused_s
        self.stand.settled_at += paused_s
        self._cues = [replace(cue, at=cue.at + paused_s) for cue in self._cues]
        if self.state in STILL:
            self.state, self.stand.since = self.stand.within, now

    def record(self, ending: Ending | None, now: float) -> list[Command]:
        """Return what history is told; nothing before the clock started, twice, or of help up."""
        if ending is None or self.ends_as is None or self.started_at is None or self.stand.told:
            return []
        practised_s = max(0.0, now - self.started_at - self.stand.paused_s)
        return [RecordPractice(self.routine.id, ending, practised_s)]
