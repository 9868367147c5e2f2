"""The power fails around the moments at which reminders are due, again and again.

Whatever is on disk when it fails is looked at; nothing that was settled there may change or be
asked about again, and in the end nothing may be missing.
"""

import math
import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from kept import ON_AIR, Kept, read
from soak.house import QUESTIONS, House

pytestmark = pytest.mark.broker

EVERY_S = 0.7
STARTS_IN_S = 1.5
"""About as long as it takes until reminders are looked at."""

LONG_LIVES = 0.3
"""How many lives are long enough to ask and to find that nobody answers."""

LIFE_S = 2.5
"""The average time from a start to the kill that follows."""

LAST_LIFE_S = 4.0
"""At least: what the last kill left wants to be looked at."""

AT_A_SITE = 2
"""Reminders, where there is time for one to wait until another is given up."""

SETTLES_WITHIN_S = 20.0
ANSWER_S = 180.0
RETRY_S = 60.0
"""As in the rules: from asking to looking again, and from there to another attempt."""

CLOCKS_DIFFER_S = 0.1

LONG = 50
"""With this many kills or more, what was on the air when the power failed is waited for."""

Disk = dict[str, list[Kept]]
"""The records by reminder."""


class Killed(NamedTuple):
    """What a kill left on disk."""

    at_s: float
    """When, on the clock by which it is noted when a question sounds."""

    at: datetime
    disk: Disk

    def record(self, id_: str) -> Kept | None:
        """Return the record of a reminder, if it had one already."""
        return next(iter(self.disk.get(id_, [])), None)

    def not_before_s(self, kept: Kept) -> float:
        """Return before when what it left of a reminder must not sound."""
        if not kept.open or kept.unanswered >= QUESTIONS:
            return math.inf
        if kept.look_at is None or kept.reason == "busy":
            return self.at_s
        if kept.state == "asking" and not kept.unanswered:
            return self.at_s  # nobody has confirmed that it was heard
        return self.at_s + (kept.look_at - self.at).total_seconds() - CLOCKS_DIFFER_S


def life_s(luck: random.Random) -> float:
    """Return how long it lives, in seconds: as a rule just long enough to ask.

    Half of the lives end within a fifth of a second of a whole one, when reminders are due.
    """
    lives_s = luck.uniform(3.5, 5.0) if luck.random() < LONG_LIVES else luck.uniform(1.0, 2.2)
    if luck.random() < 0.5:
        lives_s += -((time.time() + lives_s) % 1) + luck.uniform(-0.02, 0.2)
    return lives_s


def left_open(disk: Disk, sites: int, in_doubt: Disk) -> list[int]:
    """Return the reminders that are open at the end without a good reason.

    Args:
        disk: What is on disk.
        sites: Over how many the reminders are spread.
        in_doubt: What the last kill left.  What was on the air then is given up by its time
            only, and others of its site wait for it.
    """
    known = {id_: records for id_, records in disk.items() if in_doubt.get(id_) == records}
    on_air = {number_of(id_) % sites for id_, [kept] in known.items() if kept.state in ON_AIR}
    still = {number_of(id_) for id_, records in disk.items() if any(kept.open for kept in records)}
    return sorted(number for number in still if number % sites not in on_air)


def number_of(id_: str) -> int:
    """Return which reminder an id belongs to."""
    return int(id_.rpartition("-")[2])


def settle(house: House, in_doubt: Disk, within_s: float) -> Disk:
    """Wait until every reminder has its record and nothing is open without a good reason."""
    end = time.monotonic() + within_s
    while True:
        house.live(0.5)
        disk = read(house.database)
        done = len(disk) == house.reminders and not left_open(disk, house.sites, in_doubt)
        if done or time.monotonic() > end:
            return disk


def test_every_reminder_comes_to_exactly_one_end_however_often_the_power_fails(
    tmp_path: Path, kills: int
):
    luck = random.Random(kills)
    reminders = round((kills + 1) * LIFE_S / EVERY_S)
    long = kills >= LONG
    house = House(tmp_path, reminders, reminders // (AT_A_SITE if long else 1), luck)
    killed: list[Killed] = []
    with house:
        house.make_reminders(STARTS_IN_S, EVERY_S)
        for _ in range(kills):
            house.power_on()
            house.live(life_s(luck))
            disk = house.power_off()
            killed.append(Killed(time.monotonic(), datetime.now(UTC), disk))
        house.power_on()
        house.live(max(LAST_LIFE_S, house.last_due_at - time.monotonic()))
        # The long one waits until even that is settled which was on the air at the last kill.
        in_doubt = {} if long else killed[-1].disk
        disk = settle(house, in_doubt, SETTLES_WITHIN_S + long * (ANSWER_S + RETRY_S))
        exit_code = house.shut_down()
    questions = house.questions()
    print(summary(killed, disk, questions, house.answers()))

    assert exit_code == 0, house.log
    assert "Traceback" not in house.log, house.log
    assert sorted(disk) == sorted(f"soak-{number}" for number in range(reminders))
    assert {len(records) for records in disk.values()} == {1}, "one record for a date"
    assert {records[0].local_date for records in disk.values()} == {house.day}
    assert left_open(disk, house.sites, in_doubt) == []
    for number in range(reminders):
        sounded = [at_s for at_s, asked in questions if asked == number]
        check_history(number, killed, disk[f"soak-{number}"][0], sounded)


def check_history(number: int, kills: list[Killed], last: Kept, sounded: list[float]) -> None:
    """Hold against each other what kills left of a reminder and when its question sounded."""
    left = [(kill, kept) for kill in kills if (kept := kill.record(f"soak-{number}"))]
    following = [*(kept for _, kept in left), last][1:]
    for (kill, before), after in zip(left, following, strict=True):
        told = f"reminder {number}, killed at {kill.at:%H:%M:%S}: {before}, then {after}"
        assert after.asked[: len(before.asked)] == before.asked, told
        assert before.open or after == before, f"it was settled. {told}"
        early = [at_s for at_s in sounded if kill.at_s < at_s < kill.not_before_s(before)]
        assert early == [], f"it is asked although the record forbids it. {told}"
    assert len(last.asked) <= min(QUESTIONS, len(sounded)), (number, last, sounded)
    # Only a question of which nobody knows whether it was heard is asked beyond the rule.
    in_doubt = sum(kept.state == "asking" for _, kept in left)
    assert len(sounded) <= QUESTIONS + in_doubt, (number, last, sounded)


def summary(
    kills: list[Killed], disk: Disk, questions: list[tuple[float, int]], answers: int
) -> str:
    """Return one line that says what has happened."""
    ends = Counter(kept.state for records in disk.values() for kept in records)
    left = Counter(
        f"{kept.state} ({kept.reason})" if kept.reason else kept.state
        for kill in kills
        for records in kill.disk.values()
        for kept in records
        if kept.open
    )
    return (
        f"soak: {len(kills)} kills, {len(disk)} reminders ({counted(ends)}), {len(questions)} "
        f"questions, {answers} answers; kills left open: {counted(left)}"
    )


def counted(what: Counter[str]) -> str:
    """Return "3 asked, 4 skipped"."""
    return ", ".join(f"{count} {name}" for name, count in sorted(what.items())) or "none"
