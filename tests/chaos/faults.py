"""Everything that can fail, each for a while and then no more, at moments that chance decides."""

import heapq
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from typing import NamedTuple

from chaos.house import House
from chaos.rhasspy import Ailments

SILENT = frozenset({"broker", "cable", "frozen", "speech"})
"""Kinds of faults in which sentences may get lost."""

LINKS = ("broker", "cable", "frozen")
"""Kinds of which one at a time is enough."""

AFTERMATH_S = 15.0
"""Until a link that was cut is there again: it tries every few seconds."""

NOTICED_S = 121.0
"""How long the end of a dialogue of which nobody tells is waited for."""

ILL = (
    Ailments(speech="dead"),
    Ailments(speech="failing"),
    Ailments(speech="slow"),
    Ailments(speech="early"),
    Ailments(said="lost"),
    Ailments(said="doubled"),
    Ailments(said="late"),
    Ailments(played="lost"),
    Ailments(played="doubled"),
    Ailments(played="late"),
    Ailments(said="lost", played="lost"),
)


class Spell(NamedTuple):
    """A fault that was there."""

    kind: str
    since: float
    until: float
    site: str | None
    """None: everywhere."""


class Faults:
    """Lets things fail, one at a time of each kind, and mends them.

    Args:
        house: Where.
        sites: At which sites; at any of the others things go well.
        seed: Decides what fails when, whatever else happens.
        every_s: How often something begins to fail, on average.
        longest_s: How long anything may last.

    Attributes:
        spells: What was wrong, from when to when; the last may not be over yet.
        counts: How often each fault came.
    """

    def __init__(
        self,
        house: House,
        sites: Sequence[str],
        seed: int,
        every_s: float,
        longest_s: float,
    ) -> None:
        self.spells: list[Spell] = []
        self.counts: Counter[str] = Counter()
        self._house, self._sites, self._longest_s = house, sites, longest_s
        self._every_s, self._seed = every_s, seed
        self._luck = random.Random(seed)
        self._turns = count()
        self._next_at = house.now + every_s
        self._ends: list[tuple[float, int, str, Callable[[], object]]] = []
        self._numbers = count()
        self._now = 0.0
        self._stack = ExitStack()
        self._publish = self._stack.enter_context(house.somebody())
        self._begins = {
            self._restart: 2,
            self._away: 2,
            self._freeze: 2,
            self._cut: 3,
            self._cut_for_long: 1,
            self._kill_dialogues: 3,
            self._ail: 12,
            self._set_clock: 2,
            self._lock: 2,
            self._fill: 1,
            self._make_noise: 4,
        }

    def live(self, now: float) -> None:
        """Let happen what is due."""
        self._now = now
        while self._ends and self._ends[0][0] <= now:
            heapq.heappop(self._ends)[3]()
        if now >= self._next_at:
            # Each turn has its own luck: one that is left out changes nothing after it.
            self._luck = random.Random(f"{self._seed} {next(self._turns)}")
            self._next_at += self._luck.expovariate(1 / self._every_s)
            self._luck.choices(list(self._begins), list(self._begins.values()))[0]()

    def mend(self) -> None:
        """Let everything be well again."""
        while self._ends:
            heapq.heappop(self._ends)[3]()
        self._next_at = float("inf")

    def close(self) -> None:
        """Leave the broker."""
        self.mend()
        self._stack.close()

    def cut_off(self, now: float) -> bool:
        """Tell whether supine is without a broker."""
        return any(self.spells_of(kind, now, now) for kind in LINKS)

    def silence(self, site: str, since: float, until: float) -> bool:
        """Tell whether what was said between two moments at a site may have been lost."""
        return any(spell.kind in SILENT for spell in self._during(site, since, until))

    def leave(self, site: str, since: float, until: float) -> tuple[float, float]:
        """Return how much shorter and longer a silence may be because of faults and dialogues.

        A dialogue is waited for; one whose end nobody tells for two minutes at most.  What is
        told late of a sound is taken for its end.  What a broker had taken before it stood
        still is said when it goes on.
        """
        leave_s = sum(
            max(0.0, min(until, to) - max(since, begun)) + 0.5
            for begun, to in self._dialogues(site)
            if begun <= until and to >= since
        )
        late = [s for s in self._during(site, since, until) if s.kind in ("late", "speech")]
        frozen_s = max(
            (s.until - AFTERMATH_S - s.since for s in self.spells_of("frozen", since, until)),
            default=0.0,
        )
        return frozen_s, leave_s + frozen_s + (1.5 if late else 0.0)

    def spells_of(self, kind: str, since: float, until: float) -> list[Spell]:
        """Return the faults of a kind that were there between two moments."""
        return [
            each
            for each in list(self.spells)
            if each.kind == kind and each.since <= until and each.until >= since
        ]

    def _during(self, site: str, since: float, until: float) -> Iterator[Spell]:
        for spell in list(self.spells):
            here = spell.site in (None, site)
            if here and spell.since <= until and spell.until >= since:
                yield spell

    def _dialogues(self, site: str) -> Iterator[tuple[float, float]]:
        """Return from when to when supine has reason to think that somebody talks."""
        missed = [
            s for s in list(self.spells) if s.kind in ("broker", "cable", "frozen", "dialogues")
        ]
        for begun, ended in list(self._house.rhasspy.sessions[site]):
            to = ended if ended is not None else begun + NOTICED_S
            if any(spell.since <= to + 1 and spell.until >= begun for spell in missed):
                to = max(to, begun) + NOTICED_S
            yield begun - 1.0, to

    # ---- what can fail ----------------------------------------------------------------------

    def _for(
        self,
        kind: str,
        name: str,
        seconds: float,
        end: Callable[[], object],
        site: str | None = None,
        after_s: float = 0.0,
        place: str = "",
    ) -> None:
        until = self._now + min(seconds, self._longest_s)
        self.counts[name] += 1
        self.spells.append(Spell(kind, self._now, until + after_s, site))
        heapq.heappush(self._ends, (until, next(self._numbers), place or kind, end))

    def _fails(self, *kinds: str) -> bool:
        return any(kind in kinds for _, _, kind, _ in self._ends)

    def _restart(self) -> None:
        if not self._fails(*LINKS):
            self._house.broker.restart()
            self._for("broker", "broker restarted", 0.0, lambda: None, after_s=AFTERMATH_S)

    def _away(self) -> None:
        if not self._fails(*LINKS):
            self._house.broker.stop()
            self._for(
                "broker", "broker away", 20.0, self._house.broker.start, after_s=2 * AFTERMATH_S
            )

    def _freeze(self) -> None:
        if not self._fails(*LINKS):
            self._house.freeze()
            seconds = self._luck.uniform(2, 40)
            self._for("frozen", "broker frozen", seconds, self._house.thaw, after_s=AFTERMATH_S)

    def _cut(self) -> None:
        if not self._fails(*LINKS):
            self._house.cable.pull()
            self._retain_what_nobody_may_heed()
            self._for("cable", "cable pulled", 20.0, self._plug_in, after_s=2 * AFTERMATH_S)

    def _cut_for_long(self) -> None:
        if not self._fails(*LINKS):
            self._house.cable.pull()
            self._for("cable", "ten minutes cut", 600.0, self._plug_in, after_s=2 * AFTERMATH_S)

    def _plug_in(self) -> None:
        self._house.cable.plug_in()

    def _retain_what_nobody_may_heed(self) -> None:
        for site in self._sites:
            self._publish("hermes/intent/SupineStop", _stop(site, 1.0), retain=True)

    def _kill_dialogues(self) -> None:
        if not self._fails("dialogues"):
            self._house.satellite.kill_dialogues()
            self._for(
                "dialogues",
                "dialogue manager killed",
                self._luck.uniform(1, 15),
                self._house.satellite.revive_dialogues,
            )

    def _ail(self) -> None:
        site, ailments = self._luck.choice(self._sites), self._luck.choice(ILL)
        if self._fails(f"ill {site}"):
            return
        wrong = {"speech": ailments.speech, "said": ailments.said, "played": ailments.played}
        name = ", ".join(f"{what} {how}" for what, how in wrong.items() if how != "well")
        kind = "late" if "late" in name else "speech"
        self._house.satellite.ail(site, ailments)

        def end() -> None:
            self._house.satellite.ail(site, Ailments())

        seconds = self._luck.uniform(5, 60)
        self._for(kind, name, seconds, end, site, 10.0, f"ill {site}")

    def _set_clock(self) -> None:
        self._house.clock.ahead = timedelta(minutes=self._luck.choice([-20, -5, -1, 0, 1, 5, 20]))
        self._for("clock", "clock set", 0.0, lambda: None)

    def _lock(self) -> None:
        if not self._fails("disk"):
            lock = ExitStack()
            lock.enter_context(self._house.locked())
            self._for("disk", "database locked", self._luck.uniform(5, 90), lock.close)

    def _fill(self) -> None:
        if not self._fails("disk"):
            full = ExitStack()
            full.enter_context(self._house.full())
            self._for("disk", "disk full", self._luck.uniform(5, 90), full.close)

    def _make_noise(self) -> None:
        if self._fails("broker", "frozen"):
            return
        site = self._luck.choice(self._sites)
        self._publish("hermes/intent/SupineStop", _stop(site, 0.3))
        self._publish("hermes/intent/SupinePause", '{"siteId": ["cellar"], "intent": null}')
        self._publish("hermes/tts/sayFinished", json.dumps({"siteId": site, "id": "supine-0-1"}))
        self._house.satellite.utter("pause", site="cellar")
        self._for("noise", "noise", 0.0, lambda: None)


def _stop(site: str, confidence: float) -> str:
    intent = {"intentName": "SupineStop", "confidenceScore": confidence}
    said = {"siteId": site, "sessionId": "nobodys", "input": "stop", "slots": []}
    return json.dumps({**said, "intent": intent})


def summed(counts: Counter[str]) -> Iterable[str]:
    """Return how often each came, the commonest first."""
    return (f"{name} {times}" for name, times in counts.most_common())
