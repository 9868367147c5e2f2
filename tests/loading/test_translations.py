import pytest

from loading.written import DESK_BREAK, refused, told, written
from supine.errors import FaultsError
from supine.loading.routines import load_routine
from supine.model import Side

GERMAN = {Side.LEFT: "linke", Side.RIGHT: "rechte"}

SCHREIBTISCH = """\
name: Pause am Schreibtisch
aliases: [Nackenpause, kurze Pause]
about: [Eine kurze Pause.]
needs: [Ein Stuhl.]
rules: [Langsam bewegen.]
steps:
  pause:
    say: [Halte kurz inne.]
  turn:
    name: die {side} Schulter
    posture: {left: Blick nach links., right: Blick nach rechts.}
    say: ["Schau langsam über die {side} Schulter."]
    brief: Über die {side} Schulter.
  rest:
    cues: [[Nichts zu tun.]]
    gentler: [Lass es los.]
close:
  close-1:
    say: Das war's.
"""


@pytest.fixture
def translate(tmp_path):
    def translate_changed(*change, original=DESK_BREAK):
        text = SCHREIBTISCH.replace(*change) if change else SCHREIBTISCH
        assert not change or text != SCHREIBTISCH
        return load_routine(
            written(tmp_path, "desk-break.yaml", original),
            translation=written(tmp_path, "desk-break.de.yaml", text),
            sides=GERMAN,
        )

    return translate_changed


def test_a_translation_brings_every_text(translate):
    routine = translate()

    assert routine.name == "Pause am Schreibtisch"
    assert routine.aliases == ("Nackenpause", "kurze Pause")
    assert routine.about == ("Eine kurze Pause.",)
    assert routine.steps[0].words[None].full == ("Halte kurz inne.",)
    turn = routine.steps[1]
    assert turn.name[Side.RIGHT] == "die rechte Schulter"
    assert turn.posture == {Side.LEFT: "Blick nach links.", Side.RIGHT: "Blick nach rechts."}
    assert turn.words[Side.LEFT].full == ("Schau langsam über die linke Schulter.",)
    assert turn.words[Side.LEFT].brief == ("Über die linke Schulter.",)
    assert routine.steps[2].cues[0].say == ("Nichts zu tun.",)
    assert routine.steps[2].gentler == ("Lass es los.",)
    assert routine.close[0].words[None].full == ("Das war's.",)


WITH_WHY = DESK_BREAK.replace("about:", "why: It helps to stop.\nabout:")


def test_why_it_helps_is_told_in_every_language(translate, tmp_path):
    german = translate("about:", "why: [Innehalten hilft.]\nabout:", original=WITH_WHY)

    assert german.why == ("Innehalten hilft.",)
    assert load_routine(tmp_path / "desk-break.yaml").why == ("It helps to stop.",)


def test_a_translation_must_say_why_where_the_routine_does(translate):
    with pytest.raises(FaultsError) as caught:
        translate(original=WITH_WHY)

    [fault] = caught.value.faults
    assert (fault.rule, fault.problem) == ("text-missing", "`why` is not translated")


def test_a_translation_keeps_every_time(translate):
    routine = translate()

    assert (routine.id, routine.minutes.max) == ("desk-break", 6)
    assert [step.hold_s for step in routine.steps] == [10.0, 15.0, 0.0]
    assert routine.steps[1].gentler == "pause"
    assert routine.steps[2].cues[0].every_s == 60.0


MISFITS = {
    "a missing answer": ("about: [Eine kurze Pause.]\n", "", (1, 1, "text-missing"), "`about`"),
    "missing needs": ("needs: [Ein Stuhl.]\n", "", (1, 1, "text-missing"), "`needs`"),
    "a missing sentence": (
        "    brief: Über die {side} Schulter.\n",
        "",
        (9, 3, "text-missing"),
        "`brief` of the step `turn`",
    ),
    "a missing step": (
        "  pause:\n    say: [Halte kurz inne.]\n",
        "",
        (6, 1, "text-missing"),
        "`say` of the step `pause`",
    ),
    "a missing close": (
        "close:\n  close-1:\n    say: Das war's.\n",
        "",
        (1, 1, "text-missing"),
        "`say` of the step `close-1`",
    ),
    "a missing gentler way": (
        "    gentler: [Lass es los.]\n",
        "",
        (14, 3, "text-missing"),
        "`gentler` of the step `rest`",
    ),
    "missing cues": (
        "    cues: [[Nichts zu tun.]]\n",
        "",
        (14, 3, "text-missing"),
        "`cues` of the step `rest`",
    ),
    "one cue too many": (
        "[[Nichts zu tun.]]",
        "[[Nichts zu tun.], Gut.]",
        (15, 11, "text-missing"),
        "1 cues in this step, here are 2",
    ),
    "gentler sentences for a step's id": (
        "    brief: Über",
        "    gentler: [Weniger.]\n    brief: Über",
        (13, 5, "unknown-key"),
        "none to translate",
    ),
    "a side where there is none": (
        "Halte kurz inne.",
        '"Halte die {side} Hand."',
        (8, 10, "sides-unequal"),
        "has no sides in the routine",
    ),
    "texts by side where there is none": (
        "say: [Halte kurz inne.]",
        "say: {left: Halt., right: Los.}",
        (8, 10, "sides-unequal"),
        "has no sides in the routine",
    ),
    "only one side": (
        "{left: Blick nach links., right: Blick nach rechts.}",
        "{left: Blick nach links.}",
        (11, 5, "sides-unequal"),
        "needs the key `right`",
    ),
    "a time": (
        "  pause:\n",
        "  pause:\n    hold: 5s\n",
        (8, 5, "unknown-key"),
        "`hold` is not a key of a step's translation",
    ),
    "a long sentence": ("Halte kurz inne.", "x" * 91, (8, 11, "sentence-too-long"), "91"),
}


@pytest.mark.parametrize(("old", "new", "place", "part"), MISFITS.values(), ids=MISFITS.keys())
def test_a_translation_and_its_routine_go_together(translate, old, new, place, part):
    (fault,) = refused(lambda: translate(old, new))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem
    assert fault.source.endswith("desk-break.de.yaml")


def test_a_misspelt_step_is_told_with_the_one_that_was_meant(translate):
    found = refused(lambda: translate("  pause:", "  puase:"))

    assert [(fault.line, fault.rule) for fault in found] == [
        (6, "text-missing"),
        (7, "unknown-key"),
    ]
    assert "did you mean `pause`?" in found[1].problem


def test_a_translation_that_takes_too_long_is_refused(translate):
    long = DESK_BREAK.replace("hold: 10s", "hold: 50s")

    translate(original=long)
    (fault,) = refused(
        lambda: translate(
            "[Halte kurz inne.]", "[" + ", ".join(["x" * 85] * 4) + "]", original=long
        )
    )

    assert fault.rule == "minutes-too-few"
    assert fault.source.endswith("desk-break.de.yaml")


def test_whatever_is_in_the_file_is_told_and_not_stumbled_over(translate):
    assert told(lambda: translate("pause:\n    say: [Halte kurz inne.]", "pause: [5]")) == [
        (7, 10, "wrong-type")
    ]
    assert (6, 8, "wrong-type") in told(
        lambda: translate(SCHREIBTISCH, "name: a\n\n\n\n\nsteps: 5\n")
    )
