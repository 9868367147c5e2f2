import configparser
import re
import stat

import pytest

from supine.understanding.rhasspy import (
    BESIDE_OTHERS,
    SENTENCES,
    rhasspy_files,
    write_rhasspy,
)

SMALL = """\
language: en
skip_words: [please, can you, could you, could]
lists:
  ordinal: {values: [{in: (first|1st), out: 1}]}
expansion_rules: {it: "(it|this)"}
intents:
  SupineStop:
    sentences: ["[no] stop [<it>]", I'm done]
  SupineStartRoutine:
    sentences: ["start {routine} for {minutes} (minute|minutes)"]
  SupineChoose:
    sentences: ["the {ordinal} one", "{routine}"]
"""
NAMES = {"Runner's rest": "rest", "lie down": "rest"}


@pytest.fixture
def small(tiny):
    return rhasspy_files(tiny(SMALL), NAMES)


def test_templates_that_begin_apart_become_a_rule_each(small):
    assert "say1 = [no] stop [it | this]" in small[SENTENCES].splitlines()
    assert "say2 = i'm done" in small[SENTENCES].splitlines()


def test_templates_that_begin_alike_become_one_rule(tiny):
    lines = rhasspy_files(tiny(SMALL.replace("I'm done", "stop now")), NAMES)[SENTENCES]

    assert "say1 = stop ([it | this] | now)" in lines.splitlines() or "now" in lines


def test_a_slot_is_a_tag_behind_its_values(small):
    wanted = "say1 = start ($supine/routine){routine} for ($supine/minutes){minutes!int}"

    assert f"{wanted} (minute | minutes)" in small[SENTENCES].splitlines()


def test_fillers_may_stand_around_every_sentence(small):
    lines = small[SENTENCES].splitlines()

    assert "filler = (please | can you | could [you]) : : : :" in lines
    assert r"\[<filler> [<filler> [<filler>]]] (<say1> | <say2>) [<filler> : : : :]" in lines


def test_without_fillers_a_sentence_stands_alone(tiny):
    files = rhasspy_files(tiny(SMALL.replace("[please, can you, could you, could]", "[]")), NAMES)

    assert "(<say1> | <say2>)" in files[SENTENCES].splitlines()
    assert "filler" not in files[SENTENCES]


def test_the_twin_that_comes_later_is_farther_away(small):
    """Rhasspy takes the meaning that it comes to in the fewest steps."""
    ends = [line for line in small[SENTENCES].splitlines() if line.startswith("\\")]

    assert [line.count(":") - ends[0].count(":") for line in ends] == [0, 0, 3]


def test_a_word_that_a_value_may_begin_with_is_rather_the_values(tiny):
    text = SMALL.replace("start {routine} for", "start (long|short) {routine} for")

    lines = rhasspy_files(tiny(text), {"long rest": "rest"})[SENTENCES]

    assert "start (long | short) : : : : ($supine/routine)" in lines


def test_a_value_is_rather_in_a_slot_that_has_to_be_filled(tiny):
    text = SMALL.replace("start {routine} for {minutes}", "start [{routine}] for {minutes}")

    lines = rhasspy_files(tiny(text), NAMES)[SENTENCES]

    assert "start [($supine/routine){routine} : : : :] for" in lines


def test_a_slot_file_says_what_its_values_mean_a_line_for_each(small):
    assert small["slots/supine/routine"] == "(runner's rest | lie down):rest\n"
    assert small["slots/supine/ordinal"] == "(first | 1st):1\n"


def test_numbers_are_written_out_with_what_they_mean(small):
    lines = small["slots/supine/minutes"].splitlines()

    assert "seven:7" in lines
    assert any(line.startswith("twenty: (one:21 | two:22 | ") for line in lines)


def test_no_line_is_taken_for_the_head_of_a_section(templates, names):
    text = rhasspy_files(templates, names)[SENTENCES]
    heads = [line for line in text.splitlines() if line.startswith("[")]

    assert heads == [f"[{intent}]" for intent in templates.sentences]


def test_rhasspys_reader_of_ini_files_finds_every_rule(templates, names):
    parser = configparser.ConfigParser(allow_no_value=True, strict=False, delimiters=["="])
    parser.optionxform = str
    parser.read_string(rhasspy_files(templates, names)[SENTENCES])

    for intent in templates.sentences:
        rules = {key for key, value in parser[intent].items() if value}
        (line,) = (key for key, value in parser[intent].items() if value is None)
        assert set(re.findall(r"<(\w+)>", line)) == rules


def test_the_files_are_the_same_every_time(templates, names):
    once, again = rhasspy_files(templates, names), rhasspy_files(templates, names)

    assert list(once.items()) == list(again.items())


def test_the_files_are_written_where_a_profile_has_them(templates, names, tmp_path):
    written = write_rhasspy(tmp_path / "profile", templates, names)

    paths = {path.relative_to(tmp_path / "profile").as_posix() for path in written}
    assert paths == {
        "sentences.ini",
        *(f"slots/supine/{name}" for name in ("minutes", "number", "ordinal", "routine")),
        *(f"slots/supine/{name}" for name in ("span", "whichever", "interval", "moment", "onward")),
        *(
            f"slots/supine/{name}"
            for name in (
                "time",
                "days",
                "date",
                "this",
                "daypart",
                "half_of_day",
                "hourly",
                "every",
                "ahead",
                "hours",
                "extent",
            )
        ),
        *(f"slots/supine/{name}" for name in ("down", "aim", "sore", "sore_is", "sleepless")),
        *(
            f"slots/supine/{name}"
            for name in ("asleep", "tense", "tired", "sat", "relax", "offtosleep")
        ),
    }
    assert not any(path.stat().st_mode & stat.S_IXUSR for path in written)


def test_in_a_profile_with_sentences_of_its_own_nothing_is_overwritten(templates, names, tmp_path):
    (tmp_path / "sentences.ini").write_text("[TheirIntent]\nhello\n", "utf-8")

    write_rhasspy(tmp_path, templates, names, BESIDE_OTHERS)

    assert (tmp_path / "sentences.ini").read_text("utf-8") == "[TheirIntent]\nhello\n"
    assert (tmp_path / "intents" / "supine.ini").is_file()


def test_what_was_written_before_is_renewed(templates, names, tmp_path):
    write_rhasspy(tmp_path, templates, names)
    write_rhasspy(tmp_path, templates, {"lie down": "rest"})

    assert (tmp_path / "slots/supine/routine").read_text("utf-8") == "(lie down):rest\n"
