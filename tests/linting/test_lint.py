"""What only shows when several files are looked at together."""

import time

import pytest

from householdfiles import routine
from linting.broken import DESK, GERMAN, GOOD, SAID, folders_with
from loading.written import DESK_BREAK, in_plain_words, written
from supine.cli.library import read_library
from supine.linting.lint import lint_folders, lint_paths, stamp_paths


def lint(folder):
    return places(lint_folders([folder / "routines"], folder / "intents"))


def places(faults):
    for fault in faults:
        in_plain_words(fault)
    return [(fault.source.rpartition("/")[2], fault.line, fault.rule) for fault in faults]


@pytest.fixture
def stamped(tmp_path):
    """The good files, one of them translated into German, with fingerprints."""
    folders_with(tmp_path)
    written(tmp_path, "routines/desk-break.de.yaml", GERMAN)
    stamp_paths([tmp_path / "routines"])
    return tmp_path


def test_nothing_is_wrong_in_what_is_shipped_and_that_is_known_soon():
    began = time.perf_counter()

    assert lint_paths() == []
    assert time.perf_counter() - began < 20  # 3 s where nothing else runs


FIVE_MISTAKES = """\
id: evening
name: evening stretch
aliases: [back, relax]
position: lying down
minutes: {default: 5, min: 2, max: 10}
steps:
  - id: down
    say: [Lie down slowly, and let your legs be long.]
    until: ready
  - id: knee
    sides: [left]
    say: ["Hold your {side} knee for 30 seconds."]
    hold: 30s
  - id: rest
    hold: rest
"""


def test_all_mistakes_in_a_file_are_told_at_once(tmp_path):
    """What keeps it from working does not hide what is not good."""
    file = written(tmp_path, "evening.yaml", FIVE_MISTAKES)

    assert places(lint_paths([file])) == [
        ("evening.yaml", 3, "name-collision"),
        ("evening.yaml", 4, "wrong-value"),
        ("evening.yaml", 8, "sentence-cut"),
        ("evening.yaml", 11, "sides-unequal"),
        ("evening.yaml", 12, "digits"),
    ]


SIDED = """\
id: side-sit
name: side sitting
position: sitting
minutes: {minutes}
steps:
  - id: sit
    sides: [left, right]
    say: ["Let your {{side}} hand rest."]
    hold: 48s
    cues:
      - {{at: 20s, say: ["Your {{side}} hand, still."]}}
      - {{at: 30s, say: {{left: [This one.], right: [And this.]}}}}
"""


def test_a_cue_that_speaks_of_the_side_is_heard(tmp_path):
    assert lint_paths([written(tmp_path, "side-sit.yaml", SIDED.format(minutes=2))]) == []


@pytest.mark.parametrize(("minutes", "line"), [("3", [(4, "minutes-too-many")]), ("2", [])])
def test_a_routine_of_one_length_takes_about_that_long(tmp_path, minutes, line):
    file = written(tmp_path, "side-sit.yaml", SIDED.format(minutes=minutes))

    assert [(n, rule) for _, n, rule in places(lint_paths([file]))] == line


def test_a_broken_translation_is_looked_at_in_its_own_language(tmp_path):
    written(tmp_path, "desk-break.yaml", DESK_BREAK)
    text = GERMAN.replace("Lass los.", "Lass 2 los.").replace("aliases:", "alias:")
    file = written(tmp_path, "desk-break.de.yaml", text.replace("name: Pause", "nmae: Pause"))

    assert {rule for _, _, rule in places(lint_paths([file]))} == {
        "unknown-key",
        "missing-key",
        "digits",
    }


@pytest.mark.parametrize(
    "odd",
    ["steps: 3", "steps: [3, [4]]", "steps: {a: 3}", "steps: [{say: {b: [3]}}]", "aliases: 3"],
)
def test_a_file_of_any_shape_is_told_and_nothing_is_raised(tmp_path, odd):
    file = written(tmp_path, "odd.yaml", f"id: odd\nposition: lying\n{odd}\n")

    assert lint_paths([file])


# ---- languages


def test_a_routine_that_is_not_translated_is_told(tmp_path):
    folders_with(tmp_path)
    written(tmp_path, "intents/de/phrases.yaml", GOOD["intents/en/phrases.yaml"])
    written(
        tmp_path, "intents/de/sentences.yaml", GOOD[SAID].replace("language: en", "language: de")
    )
    written(tmp_path, "routines/desk-break.de.yaml", GERMAN)

    assert lint(tmp_path) == [("short-one.yaml", 0, "translation-missing")]


def test_a_translation_of_the_present_texts_is_good(stamped):
    assert lint(stamped) == []


def test_a_translation_of_a_changed_text_is_told_at_its_line(stamped):
    desk = stamped / DESK
    desk.write_text(desk.read_text().replace("Look slowly over", "Look far over"))

    assert lint(stamped) == [("desk-break.de.yaml", 9, "translation-stale")]


def test_a_text_that_came_later_wants_its_fingerprint(stamped):
    desk = stamped / DESK
    desk.write_text(
        desk.read_text().replace("rules: [Move slowly.]", "rules: [Move slowly.]\nwhy: It is calm.")
    )
    german = stamped / "routines/desk-break.de.yaml"
    german.write_text(f"why: Es ist ruhig.\n{german.read_text()}")

    assert [place[2] for place in lint(stamped)] == ["translation-unstamped"]


def test_a_translation_without_fingerprints_is_left_alone(tmp_path):
    folders_with(tmp_path)
    written(tmp_path, "routines/desk-break.de.yaml", GERMAN)

    assert lint(tmp_path) == []


# ---- folders


def test_a_link_out_of_the_folder_is_told_and_not_read(tmp_path):
    secret = written(tmp_path, "secret.yaml", "password: sesame\n")
    folders_with(tmp_path)
    (tmp_path / "routines" / "taken.yaml").symlink_to(secret)

    found = lint_folders([tmp_path / "routines"], tmp_path / "intents")

    assert places(found) == [("taken.yaml", 0, "link-outside")]
    assert "sesame" not in str(found)
    assert places(lint_paths([tmp_path / "routines"])) == [("taken.yaml", 0, "link-outside")]


def test_a_link_within_the_folder_is_as_good_as_a_file(tmp_path):
    folders_with(tmp_path)
    (tmp_path / "routines" / ".kept").mkdir()
    (tmp_path / DESK).rename(tmp_path / "routines" / ".kept" / "desk-break.yaml")
    (tmp_path / DESK).symlink_to(".kept/desk-break.yaml")

    assert lint(tmp_path) == []


def test_a_link_to_itself_is_told(tmp_path):
    folders_with(tmp_path)
    (tmp_path / "routines" / "round.yaml").symlink_to("round.yaml")

    assert lint(tmp_path) == [("round.yaml", 0, "link-outside")]


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert places(lint_paths([tmp_path / "nowhere.yaml"])) == [("nowhere.yaml", 0, "unreadable")]


# ---- single files


def test_a_routine_of_ones_own_is_held_against_our_sentences_and_names(tmp_path):
    good = written(tmp_path, "short-one.yaml", GOOD["routines/short-one.yaml"])
    bad = good.read_text().replace("id: short-one\nname: window break", "id: bad\nname: louder")

    assert lint_paths([good]) == []
    assert places(lint_paths([written(tmp_path, "bad.yaml", bad)])) == [
        ("bad.yaml", 2, "name-overmatch")
    ]


def test_phrases_are_looked_at_with_their_own_language(tmp_path):
    written(tmp_path, "intents.yaml", GOOD["intents/intents.yaml"])
    path = written(tmp_path, "ru/phrases.yaml", GOOD["intents/en/phrases.yaml"])

    assert {fault.rule for fault in lint_paths([path])} == {"script"}


# ---- settings


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ("language: xx\n", (1, "unknown-language")),
        ("mqtt: {}\nsites: {hall: {language: xx}}\n", (2, "unknown-language")),
        ("mqtt: {}\nfavourite: back-relaese\n", (2, "unknown-routine")),
        ("reminders: [{at: '8:00', routine: nothing}]\n", (1, "unknown-routine")),
        ("reminders: [{at: '8:00', routine: back-release, minutes: 2}]\n", (1, "wrong-value")),
        ("routines: [none]\n", (1, "unreadable")),
    ],
)
def test_settings_name_only_what_there_is(tmp_path, settings, place):
    path = written(tmp_path, "supine.yaml", settings)

    assert ("supine.yaml", *place) in places(lint_paths([path], library=read_library))


def test_settings_are_told_what_is_wrong_in_their_own_routines(tmp_path):
    written(tmp_path, "mine/bad.yaml", "id: worse\n")
    path = written(tmp_path, "supine.yaml", "routines: [mine]\nfavourite: back-release\n")

    assert ("bad.yaml", 1, "id-mismatch") in places(lint_paths([path], library=read_library))


def test_a_folder_beside_the_settings_folder_may_be_named(tmp_path):
    written(tmp_path, "mine/short-one.yaml", GOOD["routines/short-one.yaml"])
    path = written(tmp_path, "conf/supine.yaml", "routines: [../mine]\nfavourite: short-one\n")

    assert lint_paths([path], library=read_library) == []


def test_a_routine_with_steps_of_a_plugins_kind_is_looked_at_closer(tmp_path):
    file = tmp_path / "desk-sit.yaml"
    file.write_text(routine(step="hum_it: Hum, hum and hum."), "utf-8")
    kinds = {"hum_it": lambda value, _: [{"say": [value], "hold": "10s"}]}

    assert "unknown-key" not in {fault.rule for fault in lint_paths([file], kinds=kinds)}
