"""A site on a bench: a hand-turned clock, a voice of a given speed, everything it said."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from supine.core.events import (
    Answer,
    Ask,
    CloseEar,
    FiringsSaved,
    Hush,
    IntentHeard,
    LineHeard,
    NothingUnderstood,
    Outcome,
    Play,
    QuestionClosed,
    RemoveReminder,
    SaveFirings,
    SaveReminder,
    Say,
    SiteFree,
    TellWhenFree,
    TimeUp,
    WakeAt,
)
from supine.core.reminders.model import Key, RemindersDue
from supine.core.scene import Settings
from supine.core.site import Site


@dataclass
class Spoken:
    """One sentence and when it was heard from and to, in seconds."""

    text: str
    from_s: float
    to_s: float


@dataclass
class Bench:
    """Plays the house: speaks at ``chars_a_second``, listens, turns the clock.

    One sentence plays at a time, answers before announcements, as Rhasspy does it.
    ``lose`` is a list of texts whose end is never reported until the core's own cap.
    """

    settings: Settings
    chars_a_second: float = 14.0
    overhead_s: float = 0.0
    now: float = 1000.0
    spoken: list = field(default_factory=list)
    done: list = field(default_factory=list)
    site: Site = None
    lose: frozenset = frozenset()

    def __post_init__(self):
        self.site = self.site or Site(self.settings)
        self.playing = None  # (ends at, line id, started at, text)
        self.queue = []
        self.ears = []
        self.dialogues = 0
        self.began = self.now
        self.curious = self.talk = self.loudspeaker_dead = False
        self.disk_works = True
        self.kept, self.wakes, self.reminders = {}, {}, {}
        self.noon = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday, at `began`

    @property
    def wall(self):
        return self.noon + timedelta(seconds=self.now - self.began)

    # ---- what reminders see ---------------------------------------------------------------

    def at(self, text):
        """Go to the next moment at which the clock on the wall (UTC) shows ``text``."""
        hour, minute = map(int, text.split(":"))
        shown = self.wall.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if shown < self.wall:
            shown += timedelta(days=1)
        self.wait((shown - self.wall).total_seconds())

    def due(self, *reminders, day=None):
        """The alarm clock tells that these are due today."""
        keys = tuple(Key(r.id, day or self.wall.date(), 0) for r in reminders)
        self.send(RemindersDue("default", keys))

    def ring(self, text, *reminders):
        """Go to a time, let these be due, and wait for as long as a question takes."""
        self.at(text)
        self.due(*reminders)
        self.wait(6)

    def woken(self):
        """The alarm clock tells of what it was asked to look at again, as far as it is time."""
        now = [key for key, at in self.wakes.items() if at is not None and at <= self.wall]
        for key in now:
            del self.wakes[key]
        if now:
            self.send(RemindersDue("default", tuple(now)))

    def silence(self):
        """Nobody answers the open question until its ear closes."""
        self.send(QuestionClosed(self.ears.pop(0).token))
        self._tell_if_free()

    # ---- what a person does -------------------------------------------------------------

    def say(self, intent, confidence=1.0, token=None, **slots):
        """Say something with a wake word; returns the answers and commands."""
        self.dialogues += 1
        return self.send(IntentHeard(intent, slots, confidence, f"d{self.dialogues}", token))

    def reply(self, intent, confidence=1.0, **slots):
        """Answer the open question, or into the open ear."""
        assert self.ears, "no question is open"
        return self.say(intent, confidence, self.ears.pop(0).token, **slots)

    def mumble(self):
        assert self.ears, "no question is open"
        self.dialogues += 1
        return self.send(NothingUnderstood(f"d{self.dialogues}", self.ears.pop(0).token))

    # ---- what the house does -------------------------------------------------------------

    def send(self, event):
        commands = self.site.handle(event, self.now, self.wall)
        self.done += commands
        for command in commands:
            self._perform(command)
        return commands

    def _perform(self, command):
        match command:
            case Answer(question=question):
                self.ears += [question] if question is not None else []
                self.queue.insert(0, command)
                self._play()
            case Say() | Play():
                if command.patience_s == 0 and (self.talk or self.playing):
                    self.send(LineHeard(command.line_id, Outcome.DROPPED))
                else:
                    self.queue.append(command)
                self._play()
            case Ask(question):
                self.ears.append(question)
            case CloseEar(token):
                self.ears = [ear for ear in self.ears if ear.token != token]
                self.send(QuestionClosed(token))
            case Hush():
                dropped = [say for say in self.queue if isinstance(say, Say | Play)]
                self.queue = [say for say in self.queue if say not in dropped]
                for say in dropped:
                    self.send(LineHeard(say.line_id, Outcome.DROPPED))
            case _:
                self._remind(command)

    def _remind(self, command):
        match command:
            case TellWhenFree():
                self.curious = True
                self._tell_if_free()
            case SaveFirings(firings):
                self.kept |= {firing.key: firing for firing in firings}
                if self.disk_works:
                    self.send(FiringsSaved(firings))
            case WakeAt(key, at):
                self.wakes[key] = at
            case SaveReminder(reminder):
                self.reminders[reminder.id] = reminder
            case RemoveReminder(reminder_id):
                self.reminders.pop(reminder_id, None)

    def _tell_if_free(self):
        if self.curious and not self.playing and not self.queue and not self.ears and not self.talk:
            self.curious = False
            self.send(SiteFree())

    def _play(self):
        if self.playing is None and self.queue:
            command = self.queue.pop(0)
            sound = getattr(command, "sound", None)
            text = f"({sound.name})" if sound else command.text
            spoken_s = sound.lasts_s if sound else len(text) / self.chars_a_second
            length = self.overhead_s * bool(text) + spoken_s
            self.playing = (self.now + length, command.line_id, self.now, text)
            if not text:
                self._finish()

    def _finish(self):
        ends_at, line_id, from_s, text = self.playing
        self.playing = None
        if text:
            self.spoken.append(Spoken(text, from_s, ends_at))
        if text not in self.lose:
            lost = self.loudspeaker_dead
            self.send(LineHeard(line_id, Outcome.LOST if lost else Outcome.HEARD, ends_at - from_s))
        self._play()
        self._tell_if_free()

    def wait(self, seconds):
        """Turn the clock, doing everything on the way exactly when due."""
        end = self.now + seconds
        for _ in range(100_000):
            due = [
                at
                for at in (self.site.deadline, self.playing and self.playing[0])
                if at is not None
            ]
            if not due or min(due) > end:
                break
            self.now = max(self.now, min(due))
            if self.playing and self.playing[0] <= self.now:
                self._finish()
            else:
                before = self.site.deadline
                self.send(TimeUp())
                assert self.site.deadline != before, f"deadline {before} survived at {self.now}"
        else:
            raise AssertionError("the clock does not move on")
        self.now = end

    def get_down(self):
        """Wait for the gate and say "I'm down"."""
        for _ in range(6000):
            if self.ears:
                break
            self.wait(0.1)
        self.reply("SupineReady")
        self.ready_at = self.now

    def finish(self, limit_s=4 * 3600):
        """Go from moment to moment until nothing runs; returns how long that took."""
        began = self.now
        while (due := self._due()) is not None:
            self.wait(due - self.now)
            assert self.now - began < limit_s, "the practice does not end"
        return self.now - began

    def _due(self):
        due = [self.site.deadline, self.playing and self.playing[0]]
        return min((at for at in due if at is not None), default=None)

    # ---- what can be seen ----------------------------------------------------------------

    @property
    def practice(self):
        return self.site.scene.practice

    @property
    def texts(self):
        return [line.text for line in self.spoken]

    def heard(self, text):
        """Return the one time that ``text`` was spoken."""
        [line] = [line for line in self.spoken if line.text == text]
        return line

    def since(self, n):
        return self.texts[n:]

    def until_quiet(self, most_s=60.0):
        """Wait until nobody speaks and nothing is due within two seconds."""
        for _ in range(int(most_s / 0.1)):
            if self.playing is None and not self.queue:
                self.wait(2.0)
                if self.playing is None and not self.queue:
                    return
            self.wait(0.1)
        raise AssertionError("it never falls silent")
