"""How much work the core does for one event, without anything around it.

    python tests/bench/core_speed.py --out core-speed.json

Times differ from machine to machine and from run to run; the number of calls that Python makes
does not.  So the calls are what the regression check looks at, and the times are for people.
"""

import argparse
import sys
import time
from collections.abc import Callable

from figures import Result, tell

from supine.cli.library import read_config, read_library
from supine.core.events import IntentHeard, LineHeard, Say, TimeUp
from supine.core.habits import Habits
from supine.core.scene import Settings
from supine.core.site import Site

CHARACTERS_A_SECOND = 14.0
ROUTINE = "back-release"


def settings() -> Settings:
    """Return a household that has set nothing."""
    return Settings(language=read_library(read_config(None), "en").languages["en"])


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

    take(IntentHeard("SupineStartRoutine", {"routine": ROUTINE}))
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


def start_calls(household: Settings) -> int:
    """Return the calls from an intent to its answer."""
    site = Site(household, Habits(times_done={ROUTINE: 9}))
    return calls(lambda: site.handle(IntentHeard("SupineStartRoutine", {"routine": ROUTINE}), 0.0))


def bench(times: int) -> Result:
    """Return events a second and calls an event."""
    household = settings()
    events = practise(household)
    began = time.perf_counter()
    for _ in range(times):
        practise(household)
    took_s = time.perf_counter() - began
    whole = calls(lambda: practise(household))
    figures: dict[str, dict[str, float | int | str]] = {
        "a whole practice": {
            "events": events,
            "events a second": round(events * times / took_s),
            "calls": whole,
            "calls an event": round(whole / events, 1),
        },
        "the start": {"events": 1, "calls": start_calls(household)},
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
