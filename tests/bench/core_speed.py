"""How much work the core does for one event, without anything around it.

    python tests/bench/core_speed.py --out core-speed.json

Times differ from machine to machine and from run to run; the number of calls that Python makes
does not.  So the calls are what the regression check looks at, and the times are for people.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from figures import Result, tell

from supine.cli.library import read_config, read_library
from supine.core.events import IntentHeard, LineHeard, Say, TimeUp
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site

CHARACTERS_A_SECOND = 14.0
ROUTINE = "back-release"
START = IntentHeard("SupineStartRoutine", {"routine": ROUTINE})


def settings() -> Settings:
    """Return a household that has set nothing, with a voice that can do what Rhasspy's can."""
    language = read_library(read_config(None), "en").languages["en"]
    return Settings(language=language, can=frozenset({"volume", "sound"}))


def of_steps(household: Settings, number: int) -> Settings:
    """Return the same household with so many holds in the routine, one after the other."""
    language = household.language
    routine = language.routines[ROUTINE]
    first = next(step for step in routine.steps if step.hold_s and not step.rest)
    steps = [replace(first, id=f"hold-{n}", hold_s=5.0, cues=(), reps=None) for n in range(number)]
    gates = [step for step in routine.steps if step.until_ready]
    rest = next(step for step in routine.steps if step.rest)
    minutes = replace(routine.minutes, default=120, max=120)
    long = replace(routine, steps=(*gates[:1], *steps, rest), minutes=minutes)
    return replace(household, language=replace(language, routines={ROUTINE: long}))


def practise(household: Settings) -> int:
    """Go through a whole practice with a voice that is always heard; return the events it took."""
    habits = Habits(times_done={ROUTINE: 9})
    site, now, events = Site(household, habits), 0.0, 0
    waiting: list[tuple[float, int]] = []

    def take(event) -> None:
        nonlocal events
        events += 1
        waiting.extend(
            (now + len(command.text) / CHARACTERS_A_SECOND, command.line_id)
            for command in site.handle(event, now)
            if isinstance(command, Say)
        )

    take(START)
    take(IntentHeard("SupineReady"))
    while site.scene.practice is not None:
        due = [at for at, _ in waiting[:1]] + ([site.deadline] if site.deadline is not None else [])
        now = max(now, min(due))
        if waiting and waiting[0][0] <= now:
            take(LineHeard(waiting.pop(0)[1]))
        else:
            take(TimeUp())
    return events


def calls(function: Callable[[], object]) -> int:
    """Return how many calls Python makes in a function, those into C among them."""
    counted = 0

    def count(_frame, event: str, _arg) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return counted


def start_calls(household: Settings) -> tuple[int, int]:
    """Return the calls from an intent to its answer, and with all that follows from it."""
    known = Habits(times_done={ROUTINE: 9})
    Site(household, known).handle(START, 0.0)  # what is made once is there
    first, whole = Site(household, known), Site(household, known)
    return calls(lambda: first.answer(START, 0.0)), calls(lambda: whole.handle(START, 0.0))


def bench(times: int) -> Result:
    """Return events a second and calls an event."""
    household = settings()
    events = practise(household)
    began = time.perf_counter()
    for _ in range(times):
        practise(household)
    took_s = time.perf_counter() - began
    whole = calls(lambda: practise(household))
    answer, start = start_calls(household)
    figures: dict[str, dict[str, float | int | str]] = {
        "a whole practice": {
            "events": events,
            "events a second": round(events * times / took_s),
            "calls": whole,
            "calls an event": round(whole / events, 1),
        },
        "the start": {"events": 1, "calls": start},
        "the start, to the answer": {"events": 1, "calls": answer},
    }
    return Result("Core", figures, {}, "Fifteen minutes of back release; the core alone, no wire.")


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.times), options.out)


if __name__ == "__main__":
    main()
