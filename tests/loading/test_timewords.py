import re

import pytest

from loading.written import CONTRACT, PHRASES, refused, written
from supine.data import shipped
from supine.loading.contract import load_contract
from supine.loading.phrases import load_phrases
from supine.model import ANSWER_MAX


@pytest.fixture(scope="module", params=["en", "de"])
def book(request):
    contract = load_contract(shipped("intents") / "intents.yaml")
    return load_phrases(shipped("intents") / request.param / "phrases.yaml", contract).phrases


def test_every_minute_of_the_day_can_be_said_shortly(book):
    for minute in range(24 * 60):
        said = book.clock(*divmod(minute, 60))

        assert 0 < len(said) <= 60
        assert "{" not in said


def test_no_two_minutes_of_the_day_sound_alike(book):
    said = [book.clock(*divmod(minute, 60)) for minute in range(24 * 60)]

    assert len(set(said)) == len(said)


def test_days_are_said_in_one_word_where_there_is_one(book):
    daily, weekdays = book.days_words(frozenset(range(7))), book.days_words(frozenset(range(5)))

    assert daily != weekdays
    several = book.days_words(frozenset({0, 2}))
    assert len({daily, weekdays, several, book.single_day(2)}) == 4


def test_english_times_are_those_of_a_clock():
    contract = load_contract(shipped("intents") / "intents.yaml")
    book = load_phrases(shipped("intents") / "en" / "phrases.yaml", contract).phrases

    assert book.clock(6, 30) == "half past six in the morning"
    assert book.clock(7, 0) == "seven in the morning"
    assert "quarter to nine" in book.clock(20, 45)
    assert book.days_words(frozenset(range(5))) == "on weekdays"


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("at: [0]", "at: [60]", (14, 19, "wrong-value"), "less than 60"),
        (', {say: "{hour} {minute}"}', "", (14, 3, "missing-key"), "nothing says minute 1"),
        ('say: "{hour}"', 'say: "{our}"', (14, 28, "sentence-unspeakable"), "only {hour}"),
        ('say: "{hour}"', "say: sharp", (14, 28, "wrong-value"), "{hour} or {next_hour}"),
        (
            'say: "{hour}"',
            'said: "{hour}"',
            (14, 23, "unknown-key"),
            "not a key of an item of `minutes`",
        ),
        ("zero, five, five, ", "", (13, 10, "wrong-value"), "or 24; these are 21"),
        (
            "  minutes: [",
            "  dayparts: [{from: 12, say: late}]\n  minutes: [",
            (14, 30, "wrong-value"),
            "{time}",
        ),
        (
            "  minutes: [",
            "  dayparts: [{from: 24, say: late}]\n  minutes: [",
            (14, 21, "wrong-value"),
            "less than 24",
        ),
        (
            "  minutes: [",
            '  names: [{at: "24:00", say: late}]\n  minutes: [',
            (14, 16, "wrong-value"),
            '"12:00"',
        ),
        (
            "  minutes: [",
            "  names: [{at: noon, say: noon}]\n  minutes: [",
            (14, 16, "wrong-value"),
            '"12:00"',
        ),
        ('several: "on {days}"', "several: on some days", (19, 12, "wrong-value"), "{days}"),
        ("  weekend: at weekends\n", "", (15, 1, "missing-key"), "`weekend`"),
        ("  names: [one, ", "  names: [", (20, 10, "wrong-value"), "at least 7"),
        (
            "  hour: {one: an hour",
            "  our: {one: an hour",
            (5, 3, "unknown-key"),
            "did you mean `hour`?",
        ),
    ],
)
def test_a_fault_is_told_at_its_place(tmp_path, old, new, place, part):
    assert old in PHRASES
    contract = load_contract(written(tmp_path, "intents.yaml", CONTRACT))
    file = written(tmp_path, "en/phrases.yaml", PHRASES.replace(old, new, 1))

    found = refused(lambda: load_phrases(file, contract))

    assert place in [(fault.line, fault.column, fault.rule) for fault in found]
    assert any(part in fault.problem for fault in found)


def test_a_clock_of_twelve_hours_goes_round_twice(tmp_path):
    hours = "[twelve, one, two, three, four, five, six, seven, eight, nine, ten, eleven]"
    text = re.sub(r"hours: \[.*\]", f"hours: {hours}", PHRASES)
    contract = load_contract(written(tmp_path, "intents.yaml", CONTRACT))

    book = load_phrases(written(tmp_path, "en/phrases.yaml", text), contract).phrases

    assert book.clock(0, 0) == book.clock(12, 0) == "twelve"
    assert book.clock(23, 0) == "eleven"


# What the reminders' phrases are filled with, at their longest.
_LONGEST = {
    "name": "extended back release",
    "late": "fifty-nine minutes",
    "time": "fifty-nine minutes",
    "every": "ninety minutes",
    "count": "three",
    "day": "on Wednesday",
}


@pytest.mark.parametrize("code", ["en", "de"])
def test_what_is_said_of_reminders_fits_an_answer(code):
    contract = load_contract(shipped("intents") / "intents.yaml")
    book = load_phrases(shipped("intents") / code / "phrases.yaml", contract).phrases
    clock = max((book.clock(*divmod(5 * n, 60)) for n in range(288)), key=len)
    days = book.days_words(frozenset({0, 2, 4}))
    reminder = book.say("reminder_named", days=book.days_words(frozenset(range(5))), clock=clock)
    filled = _LONGEST | {"clock": clock, "until": clock, "days": days, "reminder": reminder}
    filled["why"] = max((book.say(key) for key in contract.phrases if key in _WHYS), key=len)
    asked = {"remind_lying", "remind_other", "remind_any", "remind_pause", "reminders_off_confirm"}

    for key, slots in contract.phrases.items():
        if key.startswith(("remind", "later", "missed", "why", "not_today")) and not (
            {"reminders"} & set(slots)
        ):
            for turn in range(len(book.phrases[key])):
                text = book.say(key, turn, **{slot: filled[slot] for slot in slots})
                assert len(text) <= (90 if key in asked else ANSWER_MAX), text


_WHYS = {
    *("why_quiet", "why_busy", "why_no_answer", "why_undelivered", "why_too_late"),
    *("why_practising", "why_done_today", "why_merged", "why_turned_off", "why_skipped"),
    *("why_snoozed", "why_not_that_day", "why_not_running", "why_made_later"),
}
