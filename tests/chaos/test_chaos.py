"""Everything fails, one thing after another and several at once, for as long as one likes.

Three people practise all the while and two are reminded; what they hear is held against what
they should hear.  Then all is mended, and the house must be as it was, without a restart.
"""

import math
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from chaos.account import Plan, routine
from chaos.faults import Faults
from chaos.house import SIGHT_S, House
from chaos.people import Practiser, Reminded
from chaos.verdict import Verdict
from kept import Kept, read

pytestmark = pytest.mark.broker

SPEED = 20
HOLDS_S = (20.0, 14.0, 25.0, 14.0, 18.0, 30.0, 14.0, 22.0)
MINUTES = 6
PLAN = Plan.of(HOLDS_S, MINUTES)
PRACTISING = ("bedroom", "study", "attic")
REMINDED = ("kitchen", "hall")
REMINDS_EVERY_S = 60.0
FAULT_EVERY_S = 22.0
FAULTS_AT_LEAST = 15
"""A fault begins as often as this, on average; more often where there is little time."""

DEAF_MAX_S = 150.0
"""A dialogue manager that died is noticed after two minutes."""

RECOVERS_WITHIN_S = 300.0
SETTLES_WITHIN_S = 900.0


def live(
    house: House, people: Sequence[Practiser | Reminded], faults: Faults, until: float
) -> None:
    """Let everybody live and everything fail."""
    while (now := house.now) < until:
        faults.live(now)
        for one in people:
            one.live(now)
        time.sleep(SIGHT_S)


def remind(house: House, people: Sequence[Reminded], until_s: float) -> None:
    """Make reminders for as long as things fail, and a little more."""
    for number in range(math.ceil(until_s * 0.6 / REMINDS_EVERY_S)):
        one = people[number % len(people)]
        text = f"Ring {number}."
        due_s = 20.0 + number * REMINDS_EVERY_S
        house.remind(f"ring-{number}", one.site, due_s, text)
        one.due[text] = house.now + due_s


def recover(
    house: House, practising: Sequence[Practiser], reminded: Sequence[Reminded], faults: Faults
) -> list[str]:
    """Live on without faults until a practice is heard in every room; return where none is."""
    mended_at = house.now
    while True:
        live(house, [*practising, *reminded], faults, house.now + 10)
        heard = {
            one.site: {sound.text for sound in house.sounds(one.site, mended_at)}
            for one in practising
        }
        stuck = [site for site, texts in heard.items() if not texts & set(PLAN.texts)]
        if not stuck or house.now > mended_at + RECOVERS_WITHIN_S:
            return stuck


def settle(
    house: House, people: Sequence[Practiser | Reminded], faults: Faults
) -> dict[str, list[Kept]]:
    """Live on without faults until every reminder has come to its end; return the records."""
    wanted = sum(len(one.due) for one in people if isinstance(one, Reminded))
    until = house.now + SETTLES_WITHIN_S
    while True:
        live(house, people, faults, house.now + 10)
        disk = read(house.database)
        closed = [id_ for id_, kept in disk.items() if not any(one.open for one in kept)]
        if len(closed) == wanted or house.now > until:
            return disk


def test_whatever_fails_silences_last_as_planned_and_nothing_is_doubled_or_needs_a_restart(
    tmp_path: Path, minutes: float, seed: int, capsys: pytest.CaptureFixture[str]
):
    seed = seed or random.SystemRandom().randrange(1, 1_000_000)
    print(f"chaos: seed {seed}, {minutes:g} minutes")
    luck = random.Random(seed)
    lasts_s = minutes * 60 * SPEED
    with House(tmp_path, {"beats": routine(HOLDS_S, MINUTES)}, SPEED) as house:
        every_s = min(FAULT_EVERY_S, lasts_s / FAULTS_AT_LEAST)
        faults = Faults(house, PRACTISING + REMINDED, seed, every_s, lasts_s / 4)
        practising = [
            Practiser(house, PLAN, site, luck, faults.leave, faults.cut_off) for site in PRACTISING
        ]
        reminded = [Reminded(house, site) for site in REMINDED]
        remind(house, reminded, lasts_s)
        house.begin()
        everybody = [*practising, *reminded]
        live(house, everybody, faults, house.now + lasts_s)
        faults.mend()
        house.clock.ahead = max(house.clock.ahead, timedelta(0))
        stuck = recover(house, practising, reminded, faults)
        disk = settle(house, everybody, faults)
        faults.close()
        for one in practising:
            one.look_back(house.now)
        runs = list(chain.from_iterable(one.runs for one in practising))
        verdict = Verdict(PLAN, house, faults, runs, reminded, disk)
        with capsys.disabled():
            print("\n" + verdict.report(seed, stuck, max(one.deaf_s for one in practising)))

    assert verdict.off == []
    assert verdict.doubled == []
    assert verdict.lost == []
    assert verdict.totals_off == []
    assert stuck == []
    assert verdict.reminders_lost == []
    assert verdict.reminders_doubled == []
    assert max(one.deaf_s for one in practising) <= DEAF_MAX_S
