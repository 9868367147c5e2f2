"""Sounds beside words: where they come, and that they cost no second of the promised time."""

from dataclasses import replace

import pytest
from examples import CLOSE, DESK, REST, step

from supine.core.events import Play
from supine.core.sounds import CHIME, LONG_S, Sounds, with_sounds
from supine.core.timetable import Part, parts_of
from supine.model import Routine, Sound

BOWL = Sound("bowl.wav", 6.5, b"a whole WAV")
CAN = frozenset({"volume", "sound"})
CHIMING = Sounds(chime=True)


def with_bowl(routine: Routine, step_id: str, sound=BOWL) -> Routine:
    def put(steps):
        return tuple(replace(s, sound=sound) if s.id == step_id else s for s in steps)

    return replace(routine, steps=put(routine.steps), close=put(routine.close))


@pytest.fixture
def practising(bench, language):
    """Somebody who has begun a routine that may have sounds."""

    def make(routine=REST, minutes=15, can=CAN, sounds=CHIMING, **options):
        known = language.routines | {routine.id: routine}
        b = bench(can=can, sounds=sounds, **options)
        b.site.scene.settings = replace(
            b.site.scene.settings, language=replace(language, routines=known)
        )
        b.say("SupineStartRoutine", routine=routine.id, minutes=minutes)
        if routine.position == "lying":
            b.get_down()
        return b

    return make


def test_a_sound_is_played_before_the_words_of_its_step_and_with_their_gap(practising):
    b = practising(with_bowl(REST, "breath"))
    b.finish()

    bowl, words = b.heard("(bowl.wav)"), b.heard("Let your breath come and go.")
    assert bowl.to_s - bowl.from_s == pytest.approx(6.5)
    assert words.from_s - bowl.to_s == pytest.approx(0.6)


def test_the_voice_is_given_the_whole_file(practising):
    b = practising(with_bowl(REST, "breath"))
    b.finish()

    [bowl] = [c for c in b.done if isinstance(c, Play) and c.sound == BOWL]
    assert bowl.sound.wav == b"a whole WAV"
    assert bowl.patience_s is None


@pytest.mark.parametrize("step_id", ["breath", "rest", "stand", "end"])
@pytest.mark.parametrize("voice", [8, 14, 22])
@pytest.mark.parametrize("overhead_s", [0.0, 0.4])
def test_a_practice_with_sounds_takes_its_minutes_all_the_same(
    practising, step_id, voice, overhead_s
):
    b = practising(with_bowl(REST, step_id), voice=voice, overhead_s=overhead_s)

    assert b.finish() == pytest.approx(900, abs=2)
    assert "(bowl.wav)" in b.texts


def test_a_voice_that_cannot_play_leaves_the_sounds_out_and_keeps_the_time(practising):
    b = practising(with_bowl(REST, "breath"), can=frozenset(), sounds=Sounds(chime=True))

    assert b.finish() == pytest.approx(900, abs=2)
    assert [c for c in b.done if isinstance(c, Play)] == []


def test_without_being_asked_for_there_is_no_chime(practising):
    b = practising(sounds=Sounds())
    b.finish()

    assert [c for c in b.done if isinstance(c, Play)] == []


def test_the_chime_ends_the_long_rest_and_the_practice(practising):
    b = practising()
    b.finish()

    chimes = [n for n, text in enumerate(b.texts) if text == "(chime)"]
    first, last = chimes
    assert b.texts[first + 1] == "Before you move, think of rolling over."
    assert last == len(b.texts) - 1


def test_a_routine_that_ends_in_silence_is_rung_out_of_it(practising):
    quiet = replace(DESK, id="quiet", steps=(*DESK.steps, step("still", "Sit still.", rest=True)))
    b = practising(quiet, minutes=1)
    b.finish()

    assert b.texts[-2:] == ["Sit still.", "(chime)"]
    assert b.now - b.began == pytest.approx(60, abs=2)


@pytest.mark.parametrize(("hold_s", "rung"), [(LONG_S, False), (LONG_S + 1, True)])
def test_only_a_long_hold_is_ended_by_a_chime(hold_s, rung):
    parts = parts_of([step("one", "Be still.", hold_s=hold_s), step("two", "Move on.", hold_s=5)])

    furnished = with_sounds(parts, CHIMING, plays=True)

    assert (furnished[1].sounds == (CHIME,)) is rung
    assert furnished[0].sounds == ()


def test_each_side_has_its_sound():
    sided = replace(step("turn", "Turn {side}.", sides=("left", "right"), hold_s=5), sound=BOWL)

    furnished = with_sounds(parts_of([sided]), Sounds(), plays=True)

    assert [part.sounds for part in furnished] == [(BOWL,), (BOWL,)]
    assert furnished[0].step is furnished[1].step


def test_next_on_the_last_step_does_not_speak_of_a_close_that_is_only_a_chime(practising):
    b = practising(DESK, minutes=1)
    b.wait(16)
    said = len(b.texts)
    b.say("SupineNext")
    b.finish()

    assert b.since(said) == ["(chime)"]


def test_what_comes_next_is_no_chime(practising):
    b = practising(DESK, minutes=1)
    b.wait(16)

    [answer, *_] = b.say("SupineHowLong")

    assert "Next" not in answer.text


def test_what_was_that_repeats_the_words_and_not_the_sound(practising):
    b = practising(with_bowl(REST, "breath"))
    while "Let your breath come and go." not in b.texts:
        b.wait(1)
    b.say("SupineRepeat")
    b.wait(5)

    assert b.texts.count("Let your breath come and go.") == 2
    assert b.texts.count("(bowl.wav)") == 1


def test_stop_while_a_sound_plays_is_the_last_that_is_played(practising):
    b = practising(with_bowl(REST, "breath"))
    while not (b.playing and b.playing[3] == "(bowl.wav)"):
        b.wait(0.5)
    said = len(b.texts)
    b.say("SupineStop")
    b.ears.clear()
    b.finish()

    assert b.since(said)[0] == "(bowl.wav)"
    assert len(b.since(said)) == 2, "and the one line that answers"


def test_a_sound_whose_end_nobody_confirms_counts_by_its_length(practising):
    b = practising(with_bowl(REST, "rest"))
    b.lose = frozenset({"(bowl.wav)"})

    b.finish()

    assert b.texts[-1] == "(chime)"
    assert b.now - b.ready_at == pytest.approx(900, abs=2)


def test_a_gentler_version_comes_without_the_sound_of_what_hurt(practising):
    b = practising(with_bowl(REST, "rest"))
    while "Nothing to do now." not in b.texts:
        b.wait(1)
    b.say("SupinePain")
    b.ears.clear()
    b.say("SupineGentler")
    b.wait(10)

    assert b.texts[-1] == "Let your calves rest on a chair."
    assert b.texts.count("(bowl.wav)") == 1


def test_help_up_has_the_sounds_of_the_close_and_no_chime(practising):
    b = practising(with_bowl(REST, "stand"))
    b.say("SupineStop")
    b.ears.clear()
    b.wait(5)
    b.say("SupineHelpUp")
    b.finish()

    assert "(bowl.wav)" in b.texts
    assert b.texts[-1] == "That is all."


def test_the_close_is_next_only_while_it_has_words_left():
    rung = with_sounds(parts_of(CLOSE, closing=True), CHIMING, plays=True)

    assert isinstance(rung[-1], Part)
    assert rung[-1].closing
    assert rung[-1].step.words[None].full == ()
