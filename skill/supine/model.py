"""What a routine and a language are, once their files have been read and checked.

Durations are seconds and carry the suffix ``_s``.  Objects here are frozen; whatever a
person can get wrong in a file is refused by `supine.loading`, at its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

SENTENCE_MAX = 90
"""Characters of the longest sentence a routine may say: about five seconds of speech, the
longest that anybody has to wait after "stop", since audio once sent cannot be recalled."""

ANSWER_MAX = 150
"""Characters of the longest text that may be given to a dialogue manager: Rhasspy's opens
the microphone after ten seconds, whether its own voice has finished or not."""

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
WEEKEND = EVERY_DAY - WEEKDAYS


class Side(StrEnum):
    """Which half of the body a step works on."""

    LEFT = "left"
    RIGHT = "right"


class Position(StrEnum):
    """How a routine is practised."""

    LYING = "lying"
    SITTING = "sitting"
    STANDING = "standing"
    BED = "bed"


@dataclass(frozen=True, slots=True)
class Words:
    """What a step says on one side."""

    full: tuple[str, ...]
    """Sentences for somebody who does not know the routine yet."""

    brief: tuple[str, ...] = ()
    """Said instead once the routine is known; empty when there is no shorter form."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Something to be played.  Its length is known beforehand, as the timetable needs it."""

    name: str
    """Its file's name, or what a built-in sound is called."""

    lasts_s: float
    wav: bytes | None = field(default=None, repr=False, compare=False)
    """The whole file; None for a built-in sound, which the voice makes by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words inside a hold, which goes on meanwhile.  Exactly one of the times is set."""

    say: tuple[str, ...] | Mapping[Side | None, tuple[str, ...]]
    """With `every_s` one of these each time, in turn; otherwise all of them.  By side where
    the words name it."""

    every_s: float | None = None
    at_s: float | None = None
    """Counted from the beginning of the hold."""

    left_s: float | None = None
    """Counted back from the end of the hold."""

    def lines(self, side: Side | None = None) -> tuple[str, ...]:
        """Return the sentences for a side."""
        return self.say if isinstance(self.say, tuple) else self.say[side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reps:
    """Movements counted aloud."""

    count: int
    pace_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One instruction and the stillness that follows it, on one side or on both in turn."""

    id: str
    words: Mapping[Side | None, Words]
    """By side, in the order they are practised; the key None for a step without sides."""

    name: Mapping[Side | None, str] = field(default_factory=dict)
    """How the step is spoken of ("the left knee"), by side; empty when it has no name."""

    posture: Mapping[Side | None, str] = field(default_factory=dict)
    """The posture that "go on" is answered with, by side; empty means that of the step before."""

    hold_s: float = 0.0
    """Silence after the words were heard, in seconds; for reps, their count times their pace."""

    settle_s: float = 0.0
    """Time to get into place after the words, before the hold is counted."""

    rest: bool = False
    """The hold takes whatever is left of the asked minutes."""

    until_ready: bool = False
    """Wait for the person instead of a hold."""

    reps: Reps | None = None
    cues: tuple[Cue, ...] = ()
    optional: bool = False
    """Left out when the asked minutes have no room for it."""

    gentler: str | tuple[str, ...] | Mapping[Side | None, tuple[str, ...]] | None = None
    """What pain leads to: the id of a step, or sentences to say in place of this one, by side
    where they name it."""

    sound: Sound | None = None
    """Played before the words."""

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """The sides in order; ``(None,)`` for a step without sides."""
        return tuple(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """How long a routine takes: the usual, the shortest and the longest."""

    default: int
    min: int
    max: int

    def nearest(self, minutes: float) -> int:
        """Return the allowed whole number of minutes nearest to ``minutes``."""
        return max(self.min, min(self.max, round(minutes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """A named sequence of steps with its close, in one language."""

    id: str
    name: str
    position: Position
    minutes: Minutes
    steps: tuple[Step, ...]
    close: tuple[Step, ...] = ()
    aliases: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """What it is, for somebody who asks: two sentences at most."""

    why: tuple[str, ...] = ()
    """Why it helps, for somebody who asks: two sentences at most."""

    aims: tuple[str, ...] = ()
    """What it is meant for, the first thing first: ``back``, ``sleep`` and so on."""

    needs: tuple[str, ...] = ()
    """What to have at hand; spoken before the first time."""

    rules: tuple[str, ...] = ()
    """How to practise; spoken before the first time."""

    @property
    def lying(self) -> bool:
        """Whether somebody who stops lies on the floor and may want help up."""
        return self.position is Position.LYING

    @property
    def sided(self) -> bool:
        """Whether any step is practised on two sides."""
        return any(len(step.words) > 1 for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockWords:
    """How a time of day is said, in one language."""

    hours: tuple[str, ...]
    """The words for the 24 hours."""

    minutes: tuple[str, ...]
    """For each of the 60 minutes, a text with ``{hour}``, ``{next_hour}``, ``{minute}`` (the
    minutes past the hour) or ``{left}`` (those to the next)."""

    dayparts: tuple[str, ...]
    """For each of the 24 hours, a text with ``{time}``."""

    names: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Times with a name of their own, such as noon, by hour and minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """How days of the week are said, in one language; Monday comes first."""

    daily: str
    weekdays: str
    weekend: str
    several: str
    """For any other days, a text with ``{days}``."""

    names: tuple[str, ...]
    """What each day of every week is called in `several`."""

    single: tuple[str, ...]
    """What is said of something that happened on one such day: "on Monday"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseBook:
    """What supine says of itself, by key, in one language.

    `supine.loading` checks that every key the core uses is there and that each variant's
    slots are those of the contract.
    """

    phrases: Mapping[str, tuple[str, ...]]
    """Variants by key; slots in braces."""

    numbers: tuple[str, ...]
    """The words for 0, 1, 2 and so on, as they are counted aloud."""

    units: Mapping[str, tuple[str, str]]
    """Singular and plural by unit, with the slot ``{n}``: ``("one minute", "{n} minutes")``."""

    sides: Mapping[Side, str]
    clock_words: ClockWords
    day_words: DayWords

    def say(self, key: str, turn: int = 0, **slots: str) -> str:
        """Return a phrase; successive turns go through its variants."""
        variants = self.phrases[key]
        return variants[turn % len(variants)].format(**slots)

    def number(self, n: int) -> str:
        """Return the word for ``n``, or its digits beyond the known words."""
        return self.numbers[n] if 0 <= n < len(self.numbers) else str(n)

    def amount(self, n: int, unit: str) -> str:
        """Return "six minutes" or "one minute"."""
        one, other = self.units[unit]
        return one if n == 1 else other.format(n=self.number(n))

    def clock(self, hour: int, minute: int) -> str:
        """Return a time of day: "half past six in the morning".

        Args:
            hour: From 0 to 23.
            minute: From 0 to 59.
        """
        words = self.clock_words
        if name := words.names.get((hour, minute)):
            return name
        time = words.minutes[minute].format(
            hour=words.hours[hour],
            next_hour=words.hours[(hour + 1) % len(words.hours)],
            minute=self.number(minute),
            left=self.number(60 - minute),
        )
        return words.dayparts[hour].format(time=time)

    def days_words(self, days: frozenset[int]) -> str:
        """Return days of the week: "every day", "on weekdays", "on Mondays and Thursdays".

        Args:
            days: At least one; 0 is Monday.
        """
        words = self.day_words
        known = {EVERY_DAY: words.daily, WEEKDAYS: words.weekdays, WEEKEND: words.weekend}
        return known.get(days) or words.several.format(
            days=self.listed([words.names[day] for day in sorted(days)])
        )

    def single_day(self, day: int) -> str:
        """Return "on Monday", as it is said of one; 0 is Monday."""
        return self.day_words.single[day]

    def listed(self, names: Sequence[str], key: str = "list_and") -> str:
        """Return "one", "one and two" or "one, two and three"; with ``list_or``, "one or two"."""
        *rest, last = names
        return self.say(key, rest=", ".join(rest), last=last) if rest else last


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Everything supine can say in one language."""

    code: str
    phrases: PhraseBook
    routines: Mapping[str, Routine]
    safety: tuple[str, ...]
    """The fixed words for a red flag; they are never shortened or varied."""
