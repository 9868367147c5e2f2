import re
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from household import reminder
from hypothesis import given
from hypothesis import strategies as st

from loading.written import refused, written
from supine.core.reminders.model import Reminder, Source
from supine.data import shipped
from supine.loading.config import check_config, load_config
from supine.loading.configreminders import (
    Changes,
    check_reminders,
    merge_config_reminders,
    reminders_of,
)
from supine.loading.document import Document
from supine.loading.library import load_library

NOW = datetime(2026, 6, 15, 7, 0, tzinfo=UTC)
EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "supine.yaml"


@pytest.fixture
def load(tmp_path):
    def load_text(text, **environ):
        path = written(tmp_path, "supine.yaml", text)
        return load_config(path, environ)

    return load_text


@pytest.fixture(scope="module")
def library():
    return load_library([shipped("routines")], shipped("intents"), ["en"])


def reminders(load, text):
    return reminders_of(load(text), NOW)


# ---- what an entry becomes ------------------------------------------------------------------


def test_an_entry_becomes_a_reminder_that_is_marked_as_the_configs(load):
    [one] = reminders(
        load,
        "reminders:\n"
        "  - {at: 09:00, site: study, days: weekdays, routine: poise-pause, minutes: 3,\n"
        "     text: Time for a pause?, every: 1h, until: '17:00', zone: Europe/Berlin}\n",
    )

    assert one == Reminder(
        id=one.id,
        site_id="study",
        at=time(9),
        zone="Europe/Berlin",
        source=Source.CONFIG,
        created_at=NOW,
        since=NOW,
        days=frozenset(range(5)),
        routine_id="poise-pause",
        minutes=3,
        text="Time for a pause?",
        every_s=3600,
        until=time(17),
    )
    assert re.fullmatch(r"config-[0-9a-f]{10}", one.id)


def test_without_a_zone_of_its_own_it_has_the_households(load):
    [one] = reminders(load, "zone: Pacific/Apia\nreminders: [{at: 08:00}]\n")

    assert one.zone == "Pacific/Apia"


@pytest.mark.parametrize(
    ("sites", "expected"), [("[]", "default"), ("[den]", "den"), ("{den: {}}", "den")]
)
def test_without_a_site_it_is_the_only_one_or_rhasspys_default(load, sites, expected):
    [one] = reminders(load, f"sites: {sites}\nreminders: [{{at: 08:00}}]\n")

    assert one.site_id == expected


def test_an_id_does_not_depend_on_place_or_spelling_or_moment(load):
    first = reminders(load, "reminders: [{at: 08:00}, {at: '9:00', days: [wed, mon]}]\n")
    config = load("reminders: [{days: 'mon wed', at: 9 am, site: default}, {at: 8:00 am}]\n")

    second = reminders_of(config, datetime(2027, 1, 1, tzinfo=UTC))

    assert [one.id for one in first] == [one.id for one in reversed(second)]


ENTRIES = [
    "{at: 08:00}",
    "{at: 08:01}",
    "{at: 08:00, site: study}",
    "{at: 08:00, days: weekdays}",
    "{at: 08:00, routine: back-release}",
    "{at: 08:00, routine: back-release, minutes: 10}",
    "{at: 08:00, text: Now?}",
    "{at: 08:00, zone: Europe/Paris}",
    "{at: 08:00, every: 1h, until: '12:00'}",
    "{at: 08:00, every: 2h, until: '12:00'}",
    "{at: 08:00, every: 1h, until: '13:00'}",
]


def test_whatever_is_changed_about_an_entry_makes_it_another_reminder(load):
    found = reminders(load, f"zone: Europe/London\nreminders: [{', '.join(ENTRIES)}]\n")

    assert len({one.id for one in found}) == len(ENTRIES)


# ---- merging --------------------------------------------------------------------------------


def configured(id_, at="08:00", **options):
    return reminder(at, id_=id_, source=Source.CONFIG, **options)


def test_at_first_everything_in_the_config_is_new():
    wanted = [configured("a"), configured("b")]

    assert merge_config_reminders([], wanted) == Changes(tuple(wanted), ())


def test_where_nothing_has_changed_nothing_is_done():
    wanted = [configured("a"), configured("b")]

    assert merge_config_reminders(reversed(wanted), wanted) == Changes((), ())


def test_what_a_voice_has_changed_is_kept_until_the_entry_changes():
    moved = configured("a", "10:00", enabled=False)

    assert merge_config_reminders([moved], [configured("a")]) == Changes((), ())
    changed = configured("a2", "09:00")
    assert merge_config_reminders([moved], [changed]) == Changes((changed,), ("a",))


def test_an_entry_that_left_the_config_is_removed():
    assert merge_config_reminders([configured("a"), configured("b")], [configured("b")]) == (
        Changes((), ("a",))
    )


@pytest.mark.parametrize("source", [Source.VOICE, Source.COMMAND])
def test_reminders_that_did_not_come_from_the_config_are_left_alone(source):
    assert merge_config_reminders([reminder(source=source)], []) == Changes((), ())


IDS = st.lists(st.sampled_from("abcdef"), unique=True).map(
    lambda ids: [configured(id_) for id_ in ids]
)


@given(IDS, IDS, st.booleans())
def test_after_a_merge_there_is_what_the_config_says_and_nothing_more_is_to_do(
    stored, wanted, spoken
):
    others = [reminder(id_="by-voice")] if spoken else []

    changes = merge_config_reminders([*stored, *others], wanted)
    after = [one for one in [*stored, *others] if one.id not in changes.remove] + [*changes.put]

    assert {one.id for one in after} == {one.id for one in [*wanted, *others]}
    assert len(after) == len({one.id for one in after})
    assert merge_config_reminders(after, wanted) == Changes((), ())


# ---- what does not fit ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("zone: Europe/Londn\n", (1, 7, "wrong-value"), "did you mean `Europe/London`?"),
        ("reminders: [{at: 8:60}]\n", (1, 18, "wrong-value"), "a day goes from 00:00 to 23:59"),
        ("reminders: [{at: 7}]\n", (1, 18, "wrong-value"), "is written 07:30 or 7:30 pm"),
        ("reminders:\n  - at: 08:00\n    days: [mon, tu]\n", (3, 17, "wrong-value"), "`tue`"),
        ("reminders: [{at: 08:00, days: dayly}]\n", (1, 31, "wrong-value"), "`daily`"),
        (
            "reminders:\n  - at: 08:00\n    every: 1h\n    until: 07:00\n",
            (4, 12, "wrong-value"),
            "later on the same day than `at`",
        ),
        ("reminders: [{at: 08:00, every: 1h}]\n", (1, 32, "missing-key"), "needs an `until`"),
        ("reminders: [{site: den}]\n", (1, 13, "missing-key"), "a reminder needs the key `at`"),
        ("reminders: [{at: 08:00, sit: a}]\n", (1, 25, "unknown-key"), "did you mean `site`?"),
        ("reminders: {at: 08:00}\n", (1, 12, "wrong-type"), "has to be a list"),
        ("reminders: [08:00]\n", (1, 13, "wrong-type"), "has to be made of keys"),
        (
            "sites: [den, study]\nreminders: [{at: 08:00, site: dn}]\n",
            (2, 31, "unknown-site"),
            "`dn` is none of the `sites`; did you mean `den`?",
        ),
        (
            "sites: [den, study]\nreminders: [{at: 08:00}]\n",
            (2, 13, "missing-key"),
            "needs the key `site`: one of den, study",
        ),
        (
            "reminders:\n  - {at: 08:00}\n  - {at: 09:00}\n  - {at: 8 am, days: daily}\n",
            (4, 5, "wrong-value"),
            "stands here twice",
        ),
        ("quiet: [{from: 25:00, until: 07:00}]\n", (1, 16, "wrong-value"), "a day goes from"),
        ("quiet: [{from: 22:00}]\n", (1, 9, "missing-key"), "a quiet time needs the key `until`"),
        ("quiet: {den: {from: 22:00}}\n", (1, 14, "wrong-type"), "has to be a list"),
        (
            "sites: [den]\nquiet:\n  bedroom: []\n",
            (3, 3, "unknown-site"),
            "`bedroom` is none of the `sites`: there is den",
        ),
        ("reminder_rules: {late_windw: 1h}\n", (1, 18, "unknown-key"), "`late_window`?"),
        ("reminder_rules: {late_window: 0s}\n", (1, 31, "wrong-value"), "more than 0"),
        ("reminder_rules: {after_lunch: lunch}\n", (1, 31, "wrong-value"), "07:30 or 7:30 pm"),
    ],
)
def test_a_wrong_reminder_is_told_at_its_place(load, text, place, part):
    [fault] = refused(lambda: load(text))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem


def test_every_wrong_reminder_is_told_at_once(load):
    text = "reminders:\n  - {at: soon}\n  - {at: 08:00, days: never}\n  - {at: 09:00}\nzone: Bree\n"

    assert [fault.line for fault in refused(lambda: load(text))] == [2, 3, 5]


@pytest.mark.parametrize(
    ("entry", "column", "rule", "part"),
    [
        ("routine: bak-release", 26, "unknown-routine", "did you mean `back-release`?"),
        ("routine: juggling", 26, "unknown-routine", "no routine `juggling`: there are back-"),
        ("routine: back-release, minutes: 99", 49, "wrong-value", "between 5 and 45 minutes"),
    ],
)
def test_a_reminder_of_a_routine_that_is_not_there_is_told_at_its_place(
    load, library, tmp_path, entry, column, rule, part
):
    config = load(f"reminders:\n  - {{at: 08:00, {entry}}}\n")

    [fault] = refused(lambda: check_reminders(config, library, tmp_path / "supine.yaml"))

    assert (Path(fault.source).name, fault.line, fault.rule) == ("supine.yaml", 2, rule)
    assert fault.column == column
    assert part in fault.problem


def test_reminders_of_routines_that_are_there_are_taken(load, library):
    config = load(
        "reminders: [{at: 08:00, routine: back-release, minutes: 5}, {at: 09:00, minutes: 99}]\n"
    )

    assert refused(lambda: check_reminders(config, library, None)) == []


def test_without_a_file_a_wrong_routine_is_still_told(load, library):
    config = load("reminders: [{at: 08:00, routine: juggling}]\n")

    [fault] = refused(lambda: check_reminders(config, library, None))

    assert "no routine `juggling`" in fault.problem


# ---- the environment, the example, anything -------------------------------------------------


def test_the_environment_may_set_the_rules(load):
    config = load(
        "",
        SUPINE_ZONE="Asia/Tokyo",
        SUPINE_REMINDER_RULES__LATE_WINDOW="1h",
        SUPINE_REMINDER_RULES__QUIET_WHEN_DONE="false",
        SUPINE_REMINDER_RULES__AFTER_LUNCH="2 pm",
    )

    assert config.zone == "Asia/Tokyo"
    assert (config.rules.late_window_s, config.rules.quiet_when_done) == (3600.0, False)
    assert config.after_lunch == time(14)


def test_what_the_example_shows_in_its_comments_works(load, tmp_path, library):
    text = EXAMPLE.read_text("utf-8")
    blocks = re.findall(r"^# (reminders|quiet):(.*\n(?:#   .*\n)*)", text, re.MULTILINE)
    assert [key for key, _ in blocks] == ["reminders", "quiet", "quiet"]

    for key, block in blocks:
        config = load(f"{key}:{block.replace(chr(10) + '#', chr(10))}")
        check_reminders(config, library, tmp_path / "supine.yaml")
        assert getattr(config, key)


KEYS = st.sampled_from(
    ["reminders", "quiet", "zone", "reminder_rules", "sites", "at", "days", "every", "until", "den"]
)
WORDS = st.sampled_from(["08:00", "7 pm", "mon", "daily", "1h", "den", "Europe/London", "\0", ""])
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES))
def test_any_reminders_are_taken_or_refused_in_sentences(settings):
    document = Document("supine.yaml", settings)

    refused(lambda: reminders_of(check_config(document, Path()), NOW))
