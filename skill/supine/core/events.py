"""What goes into the core and what comes out of it.

An event is a fact, named in the past tense; a command is an order to a port, named in
the imperative.  The voice is a port with two verbs: `Say` (with `Answer`, the same
inside somebody's own dialogue, and `Play`, the same with a sound) and `Ask`.  Every
`Say`, `Play` and `Answer` ends in exactly one `LineHeard`; every `Ask`, and every
`Answer` with a question, ends in one `IntentHeard` that carries its token or in one
`QuestionClosed`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from supine.core.reminders.model import Firing, Key, Reminder, RemindersDue
from supine.core.snapshot import Snapshot
from supine.core.states import Ending as Ending  # noqa: PLC0414 - a word like the others here
from supine.core.words import Consult, Consulted, GiveUp, Happened
from supine.model import Sound


class Outcome(Enum):
    """What became of a line."""

    HEARD = auto()
    """Heard to its end."""

    LOST = auto()
    """Sent, but nothing confirmed its end in time: it may or may not have been heard."""

    DROPPED = auto()
    """Never sent: hushed, or its patience ran out while the site was busy."""


# ---- events ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineHeard:
    """The line ``line_id`` is over."""

    line_id: int
    outcome: Outcome = Outcome.HEARD
    spoke_s: float | None = None
    """How long the voice really spoke, in seconds, waiting not counted; None: not known.  Of a
    line that was lost, how long ago it was begun."""


@dataclass(frozen=True, slots=True)
class IntentHeard:
    """Somebody asked for something."""

    intent: str
    slots: Mapping[str, str | int | float] = field(default_factory=dict)
    confidence: float = 1.0
    dialogue: str | None = None
    """Handle of the dialogue it was said in, to be given back in `Answer`; None when there
    is none to answer in (then an `Answer` is spoken like a `Say`)."""

    token: str | None = None
    """Our question's token when it was said in answer to one."""


@dataclass(frozen=True, slots=True)
class NothingUnderstood:
    """Somebody spoke in a dialogue of ours and no intent was recognised."""

    dialogue: str
    token: str


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """The question ``token`` got no answer, and the ear is closed."""

    token: str


@dataclass(frozen=True, slots=True)
class TimeUp:
    """The deadline has come."""


@dataclass(frozen=True, slots=True)
class SiteFree:
    """Nobody is talking or listening at the site, as `TellWhenFree` asked to be told."""


@dataclass(frozen=True, slots=True)
class FiringsSaved:
    """What became of these reminders is on disk: now it may be said."""

    firings: tuple[Firing, ...]
    """As they were written; meanwhile they may have changed again."""


@dataclass(frozen=True, slots=True)
class RemindersRead:
    """These are the site's reminders from now on; they were changed elsewhere."""

    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class PracticeFound:
    """A practice was cut off here, by a crash or a power cut."""

    snapshot: Snapshot
    kept_at: datetime
    """When it was saved last; aware."""


Event = (
    LineHeard
    | IntentHeard
    | NothingUnderstood
    | QuestionClosed
    | TimeUp
    | SiteFree
    | RemindersDue
    | FiringsSaved
    | RemindersRead
    | PracticeFound
    | Consulted
)


# ---- commands -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Say:
    """Speak one sentence at the site as soon as nobody is talking there."""

    line_id: int
    text: str
    volume: float = 1.0
    """0 to 1, where the voice can."""

    rate: float = 1.0
    """1 is the voice's own speed, where it can do another."""

    patience_s: float | None = None
    """Drop the line when it could not begin within this time; None waits for ever."""


@dataclass(frozen=True, slots=True)
class Play:
    """Play a sound at the site as soon as nobody is talking there.

    Only for voices that `can` do ``sound``.
    """

    line_id: int
    sound: Sound
    from_s: float = 0.0
    """Where in a track to begin: of it, `Sound.lasts_s` are played from there."""

    patience_s: float | None = None
    """As in `Say`."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which answers are listened for."""

    token: str
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer in the dialogue ``dialogue`` and end it, or keep it open for a question."""

    line_id: int
    dialogue: str | None
    text: str
    """May be empty: then the dialogue just ends."""

    question: Question | None = None
    volume: float = 1.0
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Ask:
    """Open the ear at the site, without a wake word, as soon as nobody is talking there."""

    question: Question


@dataclass(frozen=True, slots=True)
class CloseEar:
    """Stop listening for the question ``token``; `QuestionClosed` follows."""

    token: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Drop every line that has not been sent yet; each is reported as DROPPED."""


@dataclass(frozen=True, slots=True)
class TellWhenFree:
    """Report `SiteFree` once, as soon as nobody is talking or listening at the site."""


@dataclass(frozen=True, slots=True)
class SaveFirings:
    """Write down what becomes of reminders; `FiringsSaved` follows when it is on disk."""

    firings: tuple[Firing, ...]


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Tell of this firing again at a moment; None: not any more."""

    key: Key
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SaveReminder:
    """Keep a new or changed reminder."""

    reminder: Reminder


@dataclass(frozen=True, slots=True)
class RemoveReminder:
    """Forget a reminder."""

    reminder_id: str


@dataclass(frozen=True, slots=True)
class TellUnfit:
    """Tell the householder that nothing can be decided about a reminder; the others go on."""

    reminder_id: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Alert:
    """Tell the contact that the household has opted in."""

    kind: str


@dataclass(frozen=True, slots=True)
class RecordPractice:
    """A practice is over: write it into the history."""

    routine_id: str
    ending: Ending
    practised_s: float
    """Seconds from "I'm down" to the end, pauses not counted."""

    ended_at: datetime | None = None
    """Aware; None: now."""


@dataclass(frozen=True, slots=True)
class SavePractice:
    """Keep where the practice stands, in the place of what was kept before."""

    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class ForgetPractice:
    """Nothing is practised here any more.  `RecordPractice` means this as well."""


@dataclass(frozen=True, slots=True)
class RememberPreference:
    """Somebody prefers something from now on, at this site."""

    key: str
    """``volume``, ``gap`` or ``guidance:<routine>``."""

    value: str


VoiceCommand = Say | Play | Answer | Ask | CloseEar | Hush | TellWhenFree
ReminderCommand = SaveFirings | WakeAt | SaveReminder | RemoveReminder | TellUnfit
PracticeCommand = RecordPractice | SavePractice | ForgetPractice
PluginCommand = Consult | GiveUp | Happened
Command = (
    VoiceCommand | ReminderCommand | PracticeCommand | PluginCommand | Alert | RememberPreference
)
