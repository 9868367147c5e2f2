"""A routine's sounds: what is played, and every way in which one cannot be."""

import os

import pytest

from loading.written import DESK_BREAK, refused, told, wav, written
from supine.loading import sounds
from supine.loading.config import load_config
from supine.loading.routines import load_routine
from supine.loading.sounds import SoundError, measure_track

LINE, COLUMN = 12, 12
"""Where the file names its sound."""


def with_sound(name):
    return DESK_BREAK.replace("    hold: 10s\n", f"    sound: {name}\n    hold: 10s\n")


@pytest.fixture
def routine(tmp_path):
    """Write a routine with a sound in a folder of its own; return its path."""

    def make(name="bowl.wav"):
        return written(tmp_path / "mine", "desk-break.yaml", with_sound(name))

    return make


@pytest.mark.parametrize("name", ["bowl.wav", "sounds/bowl.wav", "./sounds/deep/er/bowl.wav"])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_lies_beside_its_routine_or_below(routine, tmp_path, name, channels):
    path = wav(tmp_path / "mine" / name, 1.5, rate_hz=22_050, channels=channels)

    [sound, *_] = [step.sound for step in load_routine(routine(name)).steps]

    assert sound.lasts_s == pytest.approx(1.5, abs=0.001)
    assert sound.wav == path.read_bytes()
    assert "wav=" not in repr(sound), "two megabytes in a log"


def test_one_sound_of_several_steps_is_kept_once(tmp_path):
    wav(tmp_path / "bowl.wav")
    text = with_sound("bowl.wav").replace("    hold: 15s\n", "    sound: bowl.wav\n    hold: 15s\n")

    first, second, _ = load_routine(written(tmp_path, "desk-break.yaml", text)).steps

    assert first.sound is second.sound


def test_a_step_of_the_close_may_have_a_sound_and_no_words(tmp_path):
    wav(tmp_path / "bowl.wav")
    text = DESK_BREAK + "  - sound: bowl.wav\n"

    routine = load_routine(written(tmp_path, "desk-break.yaml", text))

    assert routine.close[-1].sound.name == "bowl.wav"


@pytest.mark.parametrize("name", ["../bowl.wav", "sounds/../../bowl.wav", "/etc/bowl.wav"])
def test_a_sound_elsewhere_is_refused_without_looking(routine, tmp_path, name):
    wav(tmp_path / "bowl.wav")

    [fault] = refused(lambda: load_routine(routine(name)))

    assert (fault.line, fault.column, fault.rule) == (LINE, COLUMN, "sound-outside")
    assert "copy it there" in fault.problem


def test_a_link_that_leads_out_of_the_folder_is_refused(routine, tmp_path):
    path = routine()
    wav(tmp_path / "elsewhere.wav")
    (path.parent / "bowl.wav").symlink_to(tmp_path / "elsewhere.wav")

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-outside")]


def test_a_folder_that_is_a_link_is_no_way_out_either(routine, tmp_path):
    path = routine("sounds/bowl.wav")
    wav(tmp_path / "elsewhere" / "bowl.wav")
    (path.parent / "sounds").symlink_to(tmp_path / "elsewhere")

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-outside")]


def test_links_that_lead_to_each_other_are_refused(routine):
    path = routine()
    (path.parent / "bowl.wav").symlink_to("other.wav")
    (path.parent / "other.wav").symlink_to("bowl.wav")

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-missing")]


def test_a_link_within_the_folder_is_followed(routine):
    path = routine()
    wav(path.parent / "sounds" / "real.wav")
    (path.parent / "bowl.wav").symlink_to("sounds/real.wav")

    assert load_routine(path).steps[0].sound.lasts_s == 1.0


def test_a_sound_that_is_not_there_is_refused(routine):
    [fault] = refused(lambda: load_routine(routine()))

    assert (fault.line, fault.column, fault.rule) == (LINE, COLUMN, "sound-missing")
    assert fault.problem == "there is no file `bowl.wav` in the routine's folder"


def test_a_pipe_is_no_sound_and_nobody_waits_at_it(routine):
    path = routine()
    os.mkfifo(path.parent / "bowl.wav")

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-missing")]


@pytest.mark.parametrize(
    "content", [b"", b"ID3 an mp3 of course", b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"]
)
def test_what_is_no_wav_is_refused_with_how_to_make_one(routine, content):
    path = routine()
    (path.parent / "bowl.wav").write_bytes(content)

    [fault] = refused(lambda: load_routine(path))

    assert (fault.line, fault.column, fault.rule) == (LINE, COLUMN, "sound-format")
    assert "ffmpeg" in fault.problem


@pytest.mark.parametrize(
    "form",
    [
        {"width": 1},
        {"width": 3},
        {"channels": 6},
        {"rate_hz": 96_000},
        {"rate_hz": 4_000},
    ],
)
def test_a_form_that_not_every_loudspeaker_plays_is_refused(routine, form):
    path = routine()
    wav(path.parent / "bowl.wav", 0.5, **form)

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-format")]


def test_a_sound_of_no_length_is_refused(routine):
    path = routine()
    wav(path.parent / "bowl.wav", 0.0)

    assert told(lambda: load_routine(path)) == [(LINE, COLUMN, "sound-format")]


@pytest.mark.parametrize(
    ("lasts_s", "rate_hz", "channels", "told_of"),
    [(30.5, 8_000, 1, "lasts 30.5 s"), (12.0, 48_000, 2, "larger than 2 MB")],
)
def test_a_sound_that_is_too_long_is_refused(routine, lasts_s, rate_hz, channels, told_of):
    path = routine()
    wav(path.parent / "bowl.wav", lasts_s, rate_hz=rate_hz, channels=channels)

    [fault] = refused(lambda: load_routine(path))

    assert (fault.line, fault.rule) == (LINE, "sound-too-long")
    assert told_of in fault.problem


def test_thirty_seconds_are_not_too_long(routine):
    path = routine()
    wav(path.parent / "bowl.wav", 30.0)

    assert load_routine(path).steps[0].sound.lasts_s == 30.0


def test_all_sounds_of_a_routine_have_a_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(sounds, "ALL_MAX_BYTES", 30_000)
    wav(tmp_path / "one.wav")
    wav(tmp_path / "two.wav")
    text = with_sound("one.wav").replace("    hold: 15s\n", "    sound: two.wav\n    hold: 15s\n")

    assert told(lambda: load_routine(written(tmp_path, "desk-break.yaml", text))) == [
        (20, 12, "sound-too-long")
    ]


def test_the_sound_is_told_together_with_the_files_other_faults(tmp_path):
    text = with_sound("bowl.wav").replace("position: lying", "position: flying")

    rules = [
        rule for *_, rule in told(lambda: load_routine(written(tmp_path, "desk-break.yaml", text)))
    ]

    assert "sound-missing" in rules
    assert len(rules) == 2


def test_a_header_that_promises_more_than_there_is_does_not_make_a_sound_longer(tmp_path):
    """Programs that record into a pipe cannot know the length beforehand."""
    path = wav(tmp_path / "bowl.wav", 2.0)
    content = bytearray(path.read_bytes())
    content[4:8] = content[40:44] = b"\xf0\xff\xff\x7f"
    path.write_bytes(content)

    assert measure_track(path) == pytest.approx(2.0, abs=0.01)


# ---- the track of the settings ---------------------------------------------------------------


def test_a_track_may_be_as_long_as_it_likes_and_lies_beside_the_settings(tmp_path):
    wav(tmp_path / "sea.wav", 120.0)

    config = load_config(written(tmp_path, "supine.yaml", "sound: {background: sea.wav}"), {})

    assert config.sound.background == tmp_path / "sea.wav"
    assert (config.sound.chime, config.sound.gap_s) == (False, 2.0)


def test_a_track_that_cannot_be_played_is_a_fault_at_its_line(tmp_path):
    (tmp_path / "sea.mp3").write_bytes(b"ID3")

    def load(name):
        text = f"language: en\nsound:\n  background: {name}\n"
        return lambda: load_config(written(tmp_path, "supine.yaml", text), {})

    assert told(load("sea.mp3")) == [(3, 15, "sound-format")]
    assert told(load("sea.wav")) == [(3, 15, "sound-missing")]


@pytest.mark.parametrize("gap", ["0s", "2min", "soon"])
def test_a_gap_that_makes_no_sense_is_refused(tmp_path, gap):
    text = f"sound: {{gap: {gap}}}\n"

    assert len(told(lambda: load_config(written(tmp_path, "supine.yaml", text), {}))) == 1


def test_an_error_says_which_rule_was_broken():
    assert SoundError("sound-format", "no").rule == "sound-format"
