import pytest
from hypothesis import given
from hypothesis import strategies as st

from loading.written import DESK_BREAK, refused, wav, written
from supine.loading.routines import (
    ENGLISH_SIDES,
    check_routine,
    load_routine,
    own_time_s,
    read_routine,
)
from supine.loading.yamlfile import parse_yaml
from supine.model import Cue, Minutes, Position, Reps, Side, Words

GERMAN = {Side.LEFT: "linke", Side.RIGHT: "rechte"}


@pytest.fixture
def load(tmp_path):
    def load_changed(*change, **options):
        text = DESK_BREAK.replace(*change) if change else DESK_BREAK
        return load_routine(written(tmp_path, "desk-break.yaml", text), **options)

    return load_changed


def test_a_file_becomes_a_routine(load):
    routine = load()

    assert (routine.id, routine.name, routine.aliases) == (
        "desk-break",
        "desk break",
        ("neck break",),
    )
    assert routine.position is Position.LYING
    assert routine.minutes == Minutes(default=3, min=2, max=6)
    assert routine.about == ("A short break.",)
    assert routine.needs == ("A chair.",)
    assert routine.rules == ("Move slowly.",)
    assert [step.id for step in routine.steps] == ["pause", "turn", "rest"]
    assert [step.id for step in routine.close] == ["close-1"]


def test_a_step_without_sides_is_said_once(load):
    pause = load().steps[0]

    assert pause.words == {None: Words(("Stop for a moment.", "Leave the screen where it is."))}
    assert (pause.hold_s, pause.settle_s) == (10.0, 0.0)


def test_a_step_with_sides_has_its_own_words_for_each(load):
    turn = load().steps[1]

    assert turn.words == {
        Side.LEFT: Words(("Look slowly over your left shoulder.",), ("Over the left shoulder.",)),
        Side.RIGHT: Words(
            ("Look slowly over your right shoulder.",), ("Over the right shoulder.",)
        ),
    }
    assert turn.name[Side.RIGHT] == "the right shoulder"
    assert turn.posture[Side.LEFT] == "Looking over your left shoulder."
    assert turn.gentler == "pause"


def test_the_sides_are_practised_in_the_order_of_the_file(load):
    turn = load("[left, right]", "[right, left]").steps[1]

    assert turn.sides == (Side.RIGHT, Side.LEFT)


def test_words_for_the_sides_are_the_languages(load):
    turn = load("name: the {side} shoulder", "name: die {side} Schulter", sides=GERMAN).steps[1]

    assert turn.name == {Side.LEFT: "die linke Schulter", Side.RIGHT: "die rechte Schulter"}


def test_texts_may_be_written_by_side(load):
    by_side = "say: {left: [Over there., Slowly.], right: Now to {side}.}"
    turn = load(
        'say: ["Look slowly over your {side} shoulder."]', by_side.replace("{side}", "here")
    )

    assert turn.steps[1].words[Side.LEFT].full == ("Over there.", "Slowly.")
    assert turn.steps[1].words[Side.RIGHT].full == ("Now to here.",)


def test_time_to_get_into_place_is_five_seconds_a_side_unless_it_is_given(load):
    assert load().steps[1].settle_s == 5.0
    assert load("hold: 15s", "hold: 15s\n    settle: 0").steps[1].settle_s == 0.0
    assert load("hold: 10s", "hold: 10s\n    settle: 8s").steps[0].settle_s == 8.0


def test_a_rest_takes_what_is_left(load):
    rest = load().steps[2]

    assert rest.rest
    assert rest.hold_s == 0.0
    assert rest.words == {None: Words(())}
    assert rest.cues == (Cue(say=("Nothing to do.",), every_s=60.0),)
    assert rest.gentler == ("Let it go.",)


def test_movements_are_counted_in_their_pace(load):
    step = load("    hold: 10s", "    reps: {count: 8, pace: 4s}").steps[0]

    assert step.reps == Reps(count=8, pace_s=4.0)
    assert step.hold_s == 32.0


def test_a_step_can_wait_for_the_person(load):
    assert load("    hold: 10s", "    until: ready").steps[0].until_ready


def test_a_single_number_of_minutes_is_the_only_one(load):
    routine = load("{default: 3, min: 2, max: 6}", "3")

    assert routine.minutes == Minutes(default=3, min=3, max=3)


def test_a_sentence_is_measured_with_its_side_put_in(load):
    long = "x" * 83 + " {side}."
    change = ("Look slowly over your {side} shoulder.", long)

    assert load(*change)
    (fault,) = refused(lambda: load(*change, sides=GERMAN))
    assert (fault.line, fault.column, fault.rule) == (17, 11, "sentence-too-long")
    assert "has 91 characters" in fault.problem


def test_the_shortest_practice_has_room_for_the_steps(load):
    (fault,) = refused(lambda: load("hold: 10s", "hold: 100s"))

    assert (fault.line, fault.column, fault.rule) == (6, 28, "minutes-too-few")
    assert "the steps take 2min 3" in fault.problem
    assert "shortest practice is 2min" in fault.problem


def test_optional_steps_and_getting_ready_do_not_count(load):
    assert load("hold: 10s", "hold: 100s\n    optional: true")
    assert load(
        "  - id: turn", "  - id: ready\n    say: Say ready.\n    until: ready\n  - id: turn"
    )
    assert load(
        "    hold: 10s\n",
        "    hold: 100s\n  - id: ready\n    say: Say ready.\n    until: ready\n",
    )


def test_the_own_time_is_words_gaps_settling_and_holds(load):
    routine = load()
    spoken = (18 + 29 + 36 + 37 + 10) / 14

    assert own_time_s(routine) == pytest.approx(spoken + 0.6 + 10 + 2 * (5 + 15) + 5)


def test_counted_minutes_too_few_are_found_in_the_single_number_as_well(load):
    (fault,) = refused(lambda: load("{default: 3, min: 2, max: 6}", "1"))

    assert (fault.line, fault.column, fault.rule) == (6, 10, "minutes-too-few")


def test_a_routine_in_another_language_says_so():
    document = parse_yaml(DESK_BREAK.replace("id:", "lang: de\nid:", 1).encode(), "a.yaml")

    draft = read_routine(document, "desk-break", {"de": GERMAN})

    assert draft.file.lang == "de"
    assert draft.routine.steps[1].name[Side.LEFT] == "the linke shoulder"


TOKENS = st.sampled_from(
    [
        "",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "  ",
        "~",
        "5",
        "rest",
        "left",
        "{side}",
        "x" * 99,
        "'",
    ]
)


@given(st.integers(0, len(DESK_BREAK)), st.integers(0, 40), TOKENS)
def test_a_file_damaged_anywhere_is_a_routine_or_some_sentences(start, length, token):
    text = DESK_BREAK[:start] + token + DESK_BREAK[start + length :]

    routine_or_faults(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)
LINES = DESK_BREAK.splitlines()


@given(st.integers(0, len(LINES) - 1), VALUES)
def test_any_value_in_the_place_of_another_is_a_routine_or_some_sentences(number, value):
    line = LINES[number]
    key = line.rpartition(": ")[0] or line.rstrip(":")
    changed = [*LINES[:number], f"{key}: {flow(value)}", *LINES[number + 1 :]]

    routine_or_faults("\n".join(changed))


def flow(value):
    """Return a value as it would be written in one line."""
    match value:
        case dict():
            return (
                "{" + ", ".join(f"{flow(key)}: {flow(each)}" for key, each in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case None:
            return "~"
        case _:
            return str(value).lower()


def routine_or_faults(text):
    document_text = text.encode("utf-8", "replace")

    faults = refused(
        lambda: check_routine(
            parse_yaml(document_text, "desk-break.yaml"), ENGLISH_SIDES, "desk-break"
        )
    )

    assert all(fault.line >= 1 for fault in faults)


# ---- cues and gentler texts of a step with sides ---------------------------------------------

SIDED = DESK_BREAK.replace(
    "    gentler: pause\n",
    """\
    cues:
      - {at: 5s, say: "Your {side} shoulder rests."}
      - {left: 3s, say: {left: Soon the other one., right: Soon both rest.}}
      - {at: 7s, say: Nothing to do.}
    gentler: ["Only think of your {side} shoulder."]
""",
)


def test_cues_and_gentler_texts_name_the_side(load):
    turn = load(DESK_BREAK, SIDED).steps[1]

    assert [cue.lines(Side.LEFT) for cue in turn.cues] == [
        ("Your left shoulder rests.",),
        ("Soon the other one.",),
        ("Nothing to do.",),
    ]
    assert turn.cues[1].lines(Side.RIGHT) == ("Soon both rest.",)
    assert turn.cues[2].say == ("Nothing to do.",), "the same on both sides"
    assert turn.gentler == {
        Side.LEFT: ("Only think of your left shoulder.",),
        Side.RIGHT: ("Only think of your right shoulder.",),
    }


def test_a_gentler_text_may_differ_by_side_in_more_than_a_word(load):
    gentler = '["Only think of your {side} shoulder."]'
    by_side = "{left: [Only look ahead.], right: [Only look up.]}"

    turn = load(DESK_BREAK, SIDED.replace(gentler, by_side)).steps[1]

    assert turn.gentler == {Side.LEFT: ("Only look ahead.",), Side.RIGHT: ("Only look up.",)}


def test_a_sound_belongs_to_its_step_in_every_language(tmp_path):
    german = """\
name: Pause
about: Kurz.
needs: Ein Stuhl.
rules: Langsam.
steps:
  pause: {say: Halt an.}
  turn:
    {name: die Schulter, posture: Schauend., say: "Schau nach {side}.", brief: "{side}.",
    cues: ["Die Seite {side}.", {left: Gleich., right: Fertig.}, Nichts.], gentler: ["Nur {side}."]}
  rest: {cues: [Nichts zu tun.], gentler: [Lass los.]}
close:
  close-1: {say: Gut.}
"""
    wav(tmp_path / "bowl.wav", 2.0)
    source = SIDED.replace("    hold: 10s\n", "    hold: 10s\n    sound: bowl.wav\n")
    own = written(tmp_path, "desk-break.yaml", source)
    translation = written(tmp_path, "desk-break.de.yaml", german)
    sides = {Side.LEFT: "links", Side.RIGHT: "rechts"}

    routine = load_routine(own, sides=sides, translation=translation)

    assert routine.steps[0].sound == load_routine(own).steps[0].sound
    assert routine.steps[0].sound.lasts_s == 2.0
    assert routine.steps[1].cues[0].lines(Side.RIGHT) == ("Die Seite rechts.",)
    assert routine.steps[1].gentler[Side.LEFT] == ("Nur links.",)


def test_a_sound_counts_in_the_shortest_time(tmp_path):
    written(tmp_path, "desk-break.yaml", DESK_BREAK)
    without = own_time_s(load_routine(tmp_path / "desk-break.yaml"))
    wav(tmp_path / "bowl.wav", 20.0)
    source = DESK_BREAK.replace("    hold: 10s\n", "    hold: 10s\n    sound: bowl.wav\n")

    written(tmp_path, "desk-break.yaml", source)

    longer = own_time_s(load_routine(tmp_path / "desk-break.yaml"))
    assert longer == pytest.approx(without + 20.0 + 0.6)
