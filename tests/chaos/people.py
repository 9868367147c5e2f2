"""Those who live in the house: some practise all day, others are reminded."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from chaos.account import CLOSE, Account, Plan, account
from chaos.house import House
from supine.demo.satellite import Kind

PATIENCE_S = 45.0
"""How long somebody waits for an answer before they say it again."""

OVERTIME_S = 90.0
"""How long after its end by the plan a practice may still talk before somebody says stop."""

ASKS_EVERY_S = 150.0
"""How often somebody wants to know how long it still takes, on average."""

WAITS_S = 10.0

CALLS_AGAIN_S = 15.0
"""When somebody whom nobody heard says the wake word again."""


@dataclass(frozen=True)
class Run:
    """A practice that somebody has begun and seen to its end."""

    site: str
    began_at: float
    ended_at: float
    account: Account
    asked_at: tuple[float, ...]
    """When it was asked for: again, if it seemed that nobody had heard it."""

    @property
    def total_off_s(self) -> float | None:
        """By how much the whole was off, counted from that of the askings which fits best."""
        off_s = self.account.total_off_s
        if off_s is None:
            return None
        return min((off_s + self.began_at - at for at in self.asked_at), key=abs)


Leave = Callable[[str, float, float], tuple[float, float]]
"""By site and two moments: how much shorter and longer a silence may be."""


@dataclass
class Practiser:
    """Begins a practice as soon as the one before is over.

    Attributes:
        runs: What became of each.
        deaf_s: How long their words had to wait at most until anybody listened, not counting
            while supine was cut off and could do nothing about it.
        unanswered: How often "beats" began nothing.
    """

    house: House
    plan: Plan
    site: str
    luck: random.Random
    leave: Leave
    cut_off: Callable[[float], bool]
    runs: list[Run] = field(default_factory=list)
    deaf_s: float = 0.0
    unanswered: int = 0
    _began_at: float | None = None
    _idle_since: float = 0.0
    _called_at: float = -1e9
    _asks_at: float = 0.0
    _holds_since: float | None = None
    _woke_at: float = 0.0

    def live(self, now: float) -> None:
        """Do what is to be done now."""
        if self.house.rhasspy.holds(self.site):
            self._holds_since = self._holds_since or now
            if self.cut_off(now):
                self._holds_since = now
            self.deaf_s = max(self.deaf_s, now - self._holds_since)
            if now - self._woke_at > CALLS_AGAIN_S:
                self._woke_at = now
                self.house.satellite.wake(site=self.site)
            return
        self._holds_since = None
        if self._began_at is None:
            self._begin(now)
        elif self._is_over(now):
            self._look_back(now)
        elif now >= self._asks_at:
            self._asks_at = now + self.luck.expovariate(1 / ASKS_EVERY_S)
            self.house.satellite.utter("how long", site=self.site)

    def _begin(self, now: float) -> None:
        first = [s.at_s for s in self.house.heard(self.site, self._called_at)]
        asked = [at for at in self._asked_at() if at >= self._called_at]
        if asked and first:
            self._began_at = asked[-1]
            self._asks_at = now + self.luck.expovariate(1 / ASKS_EVERY_S)
        elif now - self._called_at > PATIENCE_S:
            self.unanswered += self._called_at > 0
            self._called_at = now
            self.house.satellite.utter("beats", site=self.site)

    def _asked_at(self) -> list[float]:
        """Return when this practice was asked for."""
        said = list(self.house.satellite.said)
        mine = [
            s.at_s for s in said if (s.site, s.kind) == (self.site, Kind.YOU) and s.text == "beats"
        ]
        return [at for at in mine if at >= self._idle_since]

    def _is_over(self, now: float) -> bool:
        assert self._began_at is not None
        said = [s for s in self.house.heard(self.site, self._began_at) if s.text == CLOSE[-1]]
        if said:
            return now > said[-1].at_s + said[-1].lasts_s + WAITS_S
        return now > self._began_at + self.plan.total_s + OVERTIME_S

    def _look_back(self, now: float) -> None:
        began_at, self._began_at = self._began_at, None
        assert began_at is not None
        self._account(self.plan, began_at, now)
        self._called_at, self._idle_since = now - PATIENCE_S, now

    def look_back(self, now: float) -> None:
        """Account for what was heard of the practice that still runs."""
        if self._began_at is not None:
            sounds = self.house.sounds(self.site, self._began_at)
            self._account(self.plan.until(sounds[-1].text if sounds else ""), self._began_at, now)

    def _account(self, plan: Plan, began_at: float, now: float) -> None:
        sounds = self.house.sounds(self.site, began_at)
        found = account(
            plan, sounds, began_at, now, lambda since, to: self.leave(self.site, since, to)
        )
        asked_at = tuple(at for at in self._asked_at() if at <= began_at)
        self.runs.append(Run(self.site, began_at, now, found, asked_at or (began_at,)))


@dataclass
class Reminded:
    """Answers "not today" to every reminder, and says it again when it was not understood.

    Attributes:
        due: The texts of the reminders here, with when each is due.
        settled: When an answer of theirs was confirmed, by text.
    """

    house: House
    site: str
    due: dict[str, float] = field(default_factory=dict)
    settled: dict[str, float] = field(default_factory=dict)
    _seen: int = 0
    _open: str | None = None
    _answer_at: float | None = None

    def live(self, now: float) -> None:
        """Do what is to be done now."""
        said = list(self.house.satellite.said)
        for spoken in said[self._seen :]:
            if spoken.site != self.site or spoken.kind in (Kind.NOT_UNDERSTOOD, Kind.SOUND):
                continue
            if spoken.kind is Kind.YOU:
                self._answer_at = None
            elif asked := next((text for text in self.due if text in spoken.text), None):
                self._open, self._answer_at = asked, spoken.at_s + spoken.lasts_s + 1.5
            elif spoken.kind is Kind.ANSWERED and self._open:
                self.settled.setdefault(self._open, spoken.at_s)
                self._open = None
        self._seen = len(said)
        if self._answer_at is not None and now >= self._answer_at:
            self._answer_at = None
            if self.house.rhasspy.holds(self.site):
                self.house.satellite.wake(site=self.site)
            else:
                self.house.satellite.utter("not today", site=self.site)

    def asked(self, text: str) -> list[float]:
        """Return when a reminder was heard."""
        said = list(self.house.satellite.said)
        return [s.at_s for s in said if s.site == self.site and text in s.text]
