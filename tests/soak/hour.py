"""A real hour of one site: what the process takes must not grow while it is used.

    make soak-hour ARGS="--minutes 60 --out hour.json"

`supine run` is a process of its own on a real mosquitto, with its database; Rhasspy is played by
`supine.demo` in real time, with the real recogniser.  Somebody practises one routine after
another, says something now and then, and is asked by a reminder every five minutes: whoever
practises then is not asked, so a practice is given up shortly before.  What the process takes is
looked at every ten seconds; the last third must be as the second was.  Its folder, with log and
database, stays.
"""

import argparse
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "skill")]
sys.path.append(str(ROOT / "tests" / "bench"))

# ruff: noqa: E402 - what stands above finds what is imported here
from figures import Result, cpu_s, machine, tell
from subjects import running

import noon
from brokers import LOOPBACK, Broker
from supine.adapters.store import open_store
from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
from supine.clock import SystemClock
from supine.core.reminders.model import Reminder, Source
from supine.demo.satellite import Kind, Spoken, TypedSatellite
from supine.demo.script import DEFAULT_SITE
from supine.understanding.recogniser import Recogniser

EVERY_S = 10.0
"""How often the process is looked at."""

FIRST_IN_S, REMINDS_EVERY_S = 30.0, 300.0
HEARD_AT_LEAST = 0.5
"""Of the reminders that fell due: one every ten minutes.  The rest may meet a practice that a
snoozed one has led into, or be asked together with another."""

HEARD_WITHIN_S = 30.0
"""How long after it was due a reminder counts as one that should have been heard; so long nobody
begins anything, since the question may be on its way."""

GROWTH_MAX_MB = 1.0
"""By how much the last third may take more than the second, on average."""

STARTS = (
    "start the poise pause for one minute",
    "start the poise pause",
    "start the poise pause for three minutes",
    "start before a run",
)
SAYS = (
    *("pause", "repeat that", "next", "go back", "how long is left", "say less", "say more"),
    *("slower", "faster", "louder", "softer", "what can you do", "list the routines"),
    *("why does this help", "stop", "what reminders are set", "how am i doing", "ready"),
    *("turn on the kitchen light", "play some jazz"),
)
ANSWERS = ("yes", "not today", "in ten minutes", "")
"""To a reminder; the last is silence."""

PAUSED_S = 8.0
QUIET_S = 3.0
SAYS_AFTER_S = (8.0, 25.0)
SAYS_IN_A_PRACTICE = 4
"""At most; somebody may also say nothing at all."""

STARTS_AFTER_S = 32.0
"""After so much silence no practice is under way: these routines have no longer one."""

NOT_BEFORE_S = 110.0
"""Whoever practises when a reminder is due is not asked: nobody begins so shortly before it."""

GIVES_UP_BEFORE_S = (80.0, 20.0)
"""A practice that still runs is stopped between these moments before a reminder is due."""

CONFIG = "language: en\nreminder_rules: {quiet_when_done: false}\n"
WITHIN_S = 20.0


@dataclass(frozen=True)
class Sample:
    """What a process takes at one moment."""

    at_s: float
    rss_mb: float
    uss_mb: float
    """What the process has for itself: what would be free without it."""

    heap_mb: float
    """What of it comes from no file: what code has asked for, not the code itself."""

    fds: int
    threads: int
    cpu_s: float


def look(pid: int, began_s: float) -> Sample:
    """Return what a process takes now; Linux tells it."""
    folder = Path("/proc", str(pid))
    fields: Counter[str] = Counter()
    for line in (folder / "smaps_rollup").read_text("utf-8").splitlines()[1:]:
        name, _, rest = line.partition(":")
        fields[name] += int(rest.split()[0])
    return Sample(
        round(time.monotonic() - began_s, 1),
        round(fields["Rss"] / 1024, 2),
        round((fields["Private_Clean"] + fields["Private_Dirty"]) / 1024, 2),
        round(fields["Anonymous"] / 1024, 2),
        len(list((folder / "fd").iterdir())),
        len(list((folder / "task").iterdir())),
        cpu_s(pid),
    )


@dataclass
class Person:
    """Somebody who practises, talks and is asked, all by chance.

    Args:
        satellite: Hears them, and is heard by them.
        luck: Decides what is said.
        dues: When reminders are due, in monotonic seconds; nobody begins shortly before.
    """

    satellite: TypedSatellite
    luck: random.Random
    dues: Sequence[float] = ()
    done: Counter[str] = field(default_factory=Counter)
    _heard: int = 0
    _next_at: float = 0.0
    _left: int = 0
    _paused: bool = False
    _gave_up: float = 0.0

    def turn(self, now: float) -> None:
        """Do what somebody would at this moment; monotonic seconds."""
        for spoken in self.satellite.said[self._heard :]:
            self._heard += 1
            self._hear(spoken)
        since = self.satellite.quiet_since(DEFAULT_SITE)
        if since is None or now - since < QUIET_S:
            return
        coming = (due for due in self.dues if due + HEARD_WITHIN_S > now)
        next_due = min(coming, default=now + 2 * NOT_BEFORE_S)
        before_s = next_due - now
        if self._gave_up != next_due and GIVES_UP_BEFORE_S[1] < before_s < GIVES_UP_BEFORE_S[0]:
            self._gave_up, self._left = next_due, 0
            self._say("stop", now, "commands")
        elif self._paused and now >= self._next_at:
            self._say("go on", now, "commands")
        elif now - since > STARTS_AFTER_S:
            if before_s < NOT_BEFORE_S:
                return
            self._left = self.luck.randint(0, SAYS_IN_A_PRACTICE)
            self._say(self.luck.choice(STARTS), now, "starts")
        elif self._left and now >= self._next_at:
            self._left -= 1
            self._say(self.luck.choice(SAYS), now, "commands")

    def _hear(self, spoken: Spoken) -> None:
        if spoken.kind is Kind.YOU:
            return
        self.done["lines heard"] += 1
        if "ime for the" in spoken.text or "to practise" in spoken.text:
            self.done["reminders heard"] += 1
            answer = self.luck.choice(ANSWERS)
            if answer:
                self.satellite.utter(answer)
                self.done["answers"] += 1

    def _say(self, text: str, now: float, kind: str) -> None:
        self.satellite.utter(text)
        self.done[kind] += 1
        self._paused = text == "pause"
        wait_s = PAUSED_S if self._paused else self.luck.uniform(*SAYS_AFTER_S)
        self._next_at = now + wait_s


def make_reminders(database: Path, minutes: float) -> list[float]:
    """Have one due every few minutes, the first soon; return when, in monotonic seconds."""
    zone, now, now_s = noon.zone(), datetime.now(UTC), time.monotonic()
    count = max(1, int(minutes * 60 / REMINDS_EVERY_S))
    with open_store(str(database), SystemClock().wall) as store:
        for number in range(count):
            store.reminders.put(
                Reminder(
                    id=f"hour-{number}",
                    site_id=DEFAULT_SITE,
                    at=noon.moment(zone, FIRST_IN_S + number * REMINDS_EVERY_S).time(),
                    zone=zone,
                    source=Source.COMMAND,
                    created_at=now,
                    since=now,
                    routine_id="poise-pause" if number % 2 else None,
                    minutes=1 if number % 2 else None,
                )
            )
        if not store.flush(WITHIN_S):
            raise TimeoutError("the reminders were not written in time")
    return [now_s + FIRST_IN_S + number * REMINDS_EVERY_S for number in range(count)]


def live(
    pid: int, person: Person, minutes: float, every_s: float
) -> tuple[list[Sample], Counter[str]]:
    """Let somebody use the service so long; return what it took meanwhile, and what was done."""
    began_s = time.monotonic()
    samples: list[Sample] = []
    while (now := time.monotonic()) < began_s + minutes * 60:
        person.turn(now)
        if now - began_s >= len(samples) * every_s:
            samples.append(look(pid, began_s))
            print(samples[-1], file=sys.stderr, flush=True)
        time.sleep(0.25)
    return samples, person.done


def third(samples: Sequence[Sample], number: int) -> Sequence[Sample]:
    """Return one third of the samples, counted from nought."""
    length = len(samples) // 3
    return samples[number * length : (number + 1) * length]


def mean(samples: Sequence[Sample], of: Callable[[Sample], float]) -> float:
    """Return the average of something over samples."""
    return sum(map(of, samples)) / len(samples)


def judged(samples: Sequence[Sample], done: Counter[str], note: str) -> Result:
    """Return the figures of each third, and whether the last is as the second was."""
    names = ("first third", "second third", "last third")
    figures: dict[str, dict[str, float | int | str]] = {}
    for number, name in enumerate(names):
        some = third(samples, number)
        took_s = some[-1].at_s - some[0].at_s
        figures[name] = {
            "RSS MiB": round(mean(some, lambda s: s.rss_mb), 2),
            "RSS max": max(s.rss_mb for s in some),
            "USS MiB": round(mean(some, lambda s: s.uss_mb), 2),
            "of no file MiB": round(mean(some, lambda s: s.heap_mb), 2),
            "descriptors": f"{min(s.fds for s in some)}-{max(s.fds for s in some)}",
            "threads": f"{min(s.threads for s in some)}-{max(s.threads for s in some)}",
            "CPU %": round(100 * (some[-1].cpu_s - some[0].cpu_s) / took_s, 2),
        }
    second, last = third(samples, 1), third(samples, 2)
    grown = {
        "RSS": mean(last, lambda s: s.rss_mb) - mean(second, lambda s: s.rss_mb),
        "USS": mean(last, lambda s: s.uss_mb) - mean(second, lambda s: s.uss_mb),
    }
    reaches = {
        f"{name} of the last third at most {GROWTH_MAX_MB:g} MiB above the second: {by:+.2f}": by
        <= GROWTH_MAX_MB
        for name, by in grown.items()
    }
    most_fds, most_threads = max(s.fds for s in second), max(s.threads for s in second)
    reaches["no more descriptors in the last third"] = max(s.fds for s in last) <= most_fds
    reaches["no more threads in the last third"] = max(s.threads for s in last) <= most_threads
    told = ", ".join(f"{count} {what}" for what, count in sorted(done.items()))
    minutes = samples[-1].at_s / 60
    note = f"{minutes:.1f} minutes, {len(samples)} samples; {told}. {note}".strip()
    return Result("A real hour", figures, reaches, note)


def practised(database: Path) -> str:
    """Return how the practices ended that stand in the history."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT ending, COUNT(*) FROM history GROUP BY ending").fetchall()
    told = ", ".join(f"{count} {ending}" for ending, count in sorted(rows)) or "none"
    return f"Practices in the history: {told}."


def measure(
    minutes: float, folder: Path, seed: int, every_s: float = EVERY_S
) -> tuple[Result, list[Sample]]:
    """Run everything and return what was found, with the samples."""
    library = read_library(read_config(None), "en")
    templates = read_templates(library, "en")
    recogniser = Recogniser(templates, names_of(language_of(library, "en")))
    database = folder / "supine.db"
    (folder / "supine.yaml").write_text(CONFIG, "utf-8")
    dues = make_reminders(database, minutes)
    with Broker(folder) as broker, running("supine", broker.port, folder) as service:
        clock = SystemClock()
        with TypedSatellite(clock, recogniser.recognise, LOOPBACK, broker.port) as satellite:
            until_answered(satellite)
            person = Person(satellite, random.Random(seed), dues)
            began_s = time.monotonic()
            samples, done = live(service.pid, person, minutes, every_s)
        if service.poll() is not None:
            raise SystemExit(f"supine run ended: {(folder / 'supine.log').read_text('utf-8')}")
        log = (folder / "supine.log").read_text("utf-8")
    result = judged(samples, done, f"{practised(database)} {machine()}.")
    fell_due = sum(due < began_s + minutes * 60 - HEARD_WITHIN_S for due in dues)
    result.reaches[heard_enough(fell_due)] = done["reminders heard"] >= HEARD_AT_LEAST * fell_due
    result.reaches["nothing went wrong in the log"] = "Traceback" not in log
    return result, samples


def heard_enough(fell_due: int) -> str:
    """Return what is wanted of the reminders."""
    return f"at least {HEARD_AT_LEAST * fell_due:g} of the {fell_due} reminders due were heard"


def until_answered(satellite: TypedSatellite) -> None:
    """Return when the service answers.

    Raises:
        TimeoutError: It did not in time.
    """
    for _ in range(10):
        satellite.utter("what can you do")
        try:
            satellite.wait_for(lambda said: said.kind is not Kind.YOU, within_s=WITHIN_S / 10)
        except TimeoutError:
            continue
        return
    raise TimeoutError("the service does not answer")


def main(argv: list[str] | None = None) -> None:
    """Measure, tell, and fail where something grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="where the figures go, as JSON with every sample")
    options = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(prefix="supine-hour-"))
    result, samples = measure(options.minutes, folder, options.seed)
    tell(result)
    print(f"The log and the database are in {folder}.")
    if options.out:
        keep(result, samples, Path(options.out))
    if not all(result.reaches.values()):
        raise SystemExit(1)


def keep(result: Result, samples: Sequence[Sample], path: Path) -> None:
    """Write figures and samples as JSON."""
    data = result.data() | {"note": result.note, "samples": [asdict(s) for s in samples]}
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
