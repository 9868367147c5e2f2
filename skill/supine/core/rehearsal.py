"""A practice on paper: every sentence and silence with its time, by the real practice.

Nothing is computed a second time here: a `Site` is driven by a voice of a given speed,
and what it does is written down.
"""

from dataclasses import dataclass, replace

from supine.core.events import Answer, IntentHeard, LineHeard, Outcome, Play, Say, TimeUp
from supine.core.habits import Habits
from supine.core.intents import Intent
from supine.core.practice import Practice
from supine.core.scene import Settings
from supine.core.site import Site
from supine.core.sounds import Sounds
from supine.core.starting import PREFACE_TIMES
from supine.core.states import State
from supine.model import Language

_SILENCES = {State.SETTLING: "settle", State.HOLDING: "hold"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence or one silence.  Times are seconds from "I'm down"."""

    start_s: float
    """Negative while getting ready."""

    duration_s: float
    kind: str
    """``say``, ``cue``, ``sound``, ``settle``, ``hold``, ``rest`` or ``wait``."""

    phase: str
    """``getting ready``, ``practice`` or ``close``."""

    step: str
    side: str | None
    text: str


def rehearse(
    language: Language,
    routine_id: str,
    minutes: float | None = None,
    chars_a_second: float = 14.0,
    *,
    first_time: bool = False,
    chime: bool = False,
) -> list[Row]:
    """Return the whole timeline of a routine, in the order of time.

    Args:
        language: Whose texts are spoken.
        routine_id: A routine of that language.
        minutes: The length; None for the routine's own.
        chars_a_second: How fast the voice speaks.
        first_time: Whether needs and rules are told first.
        chime: Whether the household wants one after long silences and at the end.
    """
    done = {} if first_time else {routine_id: PREFACE_TIMES}
    can, sounds = frozenset({"sound"}), Sounds(chime=chime)
    site = Site(Settings(language=language, can=can, sounds=sounds), Habits(times_done=done))
    slots = {"routine": routine_id} | ({} if minutes is None else {"minutes": minutes})
    stage = _Stage(site, chars_a_second)
    stage.send(IntentHeard(Intent.START_ROUTINE, slots))
    while stage.step():
        pass
    zero_s = stage.ready_at
    rows = sorted(stage.rows, key=lambda row: (row.start_s, row.kind != "say"))
    return [replace(row, start_s=round(row.start_s - zero_s, 3)) for row in rows]


class _Stage:
    """Plays the house for one practice and writes down what happens."""

    def __init__(self, site: Site, chars_a_second: float) -> None:
        self.rows: list[Row] = []
        self.ready_at = 0.0
        self._site = site
        self._chars_a_second = chars_a_second
        self._now = 0.0
        self._playing: list[tuple[float, int, float]] = []
        self._silence: tuple[str, float, Row] | None = None

    def send(self, event: IntentHeard | LineHeard | TimeUp) -> None:
        before = self._site.scene.practice
        for command in self._site.handle(event, self._now):
            if isinstance(command, Play):
                self._play(command, before)
            elif isinstance(command, Say | Answer) and command.text:
                self._speak(command, before)
            elif isinstance(command, Answer):
                self._playing.append((self._now, command.line_id, 0.0))
        self._watch(before)

    def step(self) -> bool:
        """Go to the next moment at which anything happens; return False at the end."""
        practice = self._site.scene.practice
        if practice is not None and practice.state is State.WAITING and not self._playing:
            self._wait(practice)
            return True
        moments = [ends_at for ends_at, _, _ in self._playing]
        if self._site.deadline is not None:
            moments.append(self._site.deadline)
        if not moments:
            return False
        self._now = max(self._now, min(moments))
        over = next((line for line in self._playing if line[0] <= self._now), None)
        if over is None:
            self.send(TimeUp())
        else:
            self._playing.remove(over)
            self.send(LineHeard(over[1], Outcome.HEARD, over[2]))
        return True

    def _wait(self, practice: Practice) -> None:
        self.rows.append(self._row(practice, "wait", 0.0, ""))
        first = practice.getting_ready
        self.send(IntentHeard(Intent.READY))
        if first:
            self.ready_at = self._now

    def _speak(self, command: Say | Answer, before: Practice | None) -> None:
        practice = self._site.scene.practice or before
        cue = practice is not None and practice.state is State.HOLDING
        took_s = len(command.text) / self._chars_a_second
        row = self._row(practice, "cue" if cue else "say", took_s, command.text)
        self._hear(command.line_id, took_s, row)

    def _play(self, command: Play, before: Practice | None) -> None:
        practice, sound = self._site.scene.practice or before, command.sound
        row = self._row(practice, "sound", sound.lasts_s, sound.name)
        self._hear(command.line_id, sound.lasts_s, row)

    def _hear(self, line_id: int, took_s: float, row: Row) -> None:
        # Lines follow one another: an answer plays before what comes after it.
        begins = max([self._now, *(ends_at for ends_at, _, _ in self._playing)])
        self._playing.append((begins + took_s, line_id, took_s))
        self.rows.append(replace(row, start_s=begins))

    def _watch(self, before: Practice | None) -> None:
        """Close the silence that is over, open the one that has begun."""
        practice = self._site.scene.practice
        key = ""
        if practice is not None and practice.state in _SILENCES:
            key = f"{practice.timetable.index} {practice.state}"
        if self._silence is not None and self._silence[0] != key:
            _, since, row = self._silence
            self.rows.append(replace(row, duration_s=round(self._now - since, 3)))
            self._silence = None
        if practice is not None and key and self._silence is None:
            rest = practice.state is State.HOLDING and practice.timetable.part.step.rest
            kind = "rest" if rest else _SILENCES[practice.state]
            self._silence = (key, self._now, self._row(practice, kind, 0.0, ""))
        started = practice.started_at if practice is not None else None
        if started is not None and (before is None or before is practice) and not self.ready_at:
            self.ready_at = started

    def _row(self, practice: Practice | None, kind: str, duration_s: float, text: str) -> Row:
        step, side, phase = "", None, "practice"
        if practice is not None and not practice.timetable.at_end:
            part = practice.timetable.part
            step, side = part.step.id, part.side.value if part.side else None
            phase = "close" if part.closing else phase
            phase = "getting ready" if practice.getting_ready else phase
        return Row(
            start_s=self._now,
            duration_s=round(duration_s, 3),
            kind=kind,
            phase=phase,
            step=step,
            side=side,
            text=text,
        )
