import json

import pytest

from loading.written import wav, written


@pytest.mark.parametrize("minutes", [5, 15, 45])
def test_the_total_is_what_was_asked_for(supine, minutes):
    ran = supine("rehearse", "back-release", "--minutes", minutes, "--json")

    timeline = json.loads(ran.out)
    assert timeline["total_s"] == pytest.approx(minutes * 60, abs=2)
    assert timeline["rows"][0]["text"].startswith("Back release")
    assert [row["start_s"] for row in timeline["rows"]] == sorted(
        row["start_s"] for row in timeline["rows"]
    )


def test_both_sides_of_the_hip_stretch_are_held_alike(supine):
    rows = json.loads(supine("rehearse", "hip-stretch", "--json").out)["rows"]

    held = {}
    for row in rows:
        if row["kind"] == "hold" and row["side"]:
            held.setdefault(row["step"], {})[row["side"]] = row["duration_s"]
    assert held
    for sides in held.values():
        assert sides["left"] == pytest.approx(sides["right"], abs=1)


def test_the_table_is_read_in_minutes(supine):
    ran = supine("rehearse", "back-release", "-m", 5)

    end = ran.out.splitlines()[-1].split()[0]
    minutes, seconds = end.split(":")
    assert int(minutes) * 60 + float(seconds) == pytest.approx(300, abs=2)
    assert "... rest" in ran.out


def test_a_length_out_of_range_says_what_is_taken(supine):
    ran = supine("rehearse", "back-release", "-m", 2)

    assert "taking 5" in ran.out


def test_the_first_time_has_needs_and_rules(supine):
    first = supine("rehearse", "back-release", "--first").out
    later = supine("rehearse", "back-release").out

    assert "A few words first" in first
    assert "A few words first" not in later


def test_a_routine_of_ones_own_is_found_through_the_config(supine, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "desk.yaml").write_text(
        "id: desk\nname: desk pause\nposition: sitting\nminutes: 1\n"
        "steps:\n  - id: one\n    say: Stop for a moment.\n    hold: 20s\n",
        "utf-8",
    )
    (tmp_path / "supine.yaml").write_text("routines: [mine]\n", "utf-8")

    ran = supine("rehearse", "desk", "-c", tmp_path / "supine.yaml")

    assert ran.code == 0
    assert "Stop for a moment." in ran.out


def test_a_file_can_be_rehearsed_without_any_settings(supine, tmp_path):
    assert supine("new", "routine", "eigene-pause", "--lang", "de", "--dir", tmp_path).code == 0

    ran = supine("rehearse", tmp_path / "eigene-pause.yaml", "--json")

    timeline = json.loads(ran.out)
    assert (timeline["routine"], timeline["lang"]) == ("eigene-pause", "de")
    assert timeline["total_s"] == pytest.approx(180, abs=2)


def test_a_broken_file_is_told_with_its_line_in_place_of_a_timeline(supine, tmp_path):
    (tmp_path / "desk.yaml").write_text("id: desk\nposition: sitting\nminutes: soon\n", "utf-8")

    ran = supine("rehearse", tmp_path / "desk.yaml")

    assert ran.code == 2
    assert f"{tmp_path}/desk.yaml:3:10: `minutes`" in ran.err


def test_a_sound_and_the_chime_stand_in_the_timeline(supine, household):
    rows = supine("rehearse", "quiet-sitting", "-c", household).out.splitlines()

    assert [row.split("  ")[-1].strip() for row in rows if "(" in row] == ["(bowl.wav)", "(chime)"]
    minutes, seconds = rows[-1].split()[0].split(":")
    assert int(minutes) * 60 + float(seconds) == pytest.approx(60, abs=0.5)


@pytest.fixture
def household(tmp_path):
    """A household with a routine of its own that has a sound."""
    wav(tmp_path / "mine" / "bowl.wav", 3.0)
    written(
        tmp_path,
        "mine/quiet-sitting.yaml",
        """\
id: quiet-sitting
name: quiet sitting
position: sitting
minutes: 1
steps:
  - {id: sit, say: Sit quietly., sound: bowl.wav}
  - {id: rest, hold: rest}
""",
    )
    return written(tmp_path, "supine.yaml", "routines: [mine]\nsound: {chime: true}\n")


def test_a_routine_shows_its_sounds(supine, household):
    assert "(bowl.wav, 3.0 s)" in supine("routines", "quiet-sitting", "-c", household).out


def test_a_sound_that_cannot_be_played_is_a_fault_of_its_routine(supine, household):
    (household.parent / "mine" / "bowl.wav").write_bytes(b"ID3")

    ran = supine("check", household.parent / "mine")

    assert ran.code == 1
    assert "quiet-sitting.yaml:6:41: this is no WAV" in ran.out + ran.err


def test_it_can_go_by_in_time(supine):
    ran = supine("rehearse", "poise-pause", "-m", 1, "--play", "--fast", 600)

    assert ran.code == 0
    assert "0:00.0  Poise pause" in ran.out
    assert ran.out.splitlines()[-1].endswith("the end")


def test_the_json_has_what_every_row_is(supine):
    timeline = json.loads(supine("rehearse", "hip-stretch", "--json").out)

    assert {key: timeline[key] for key in ("routine", "lang", "minutes")} == {
        "routine": "hip-stretch",
        "lang": "en",
        "minutes": 8,
    }
    for row in timeline["rows"]:
        assert set(row) == {"start_s", "duration_s", "kind", "phase", "step", "side", "text"}
        assert bool(row["text"]) == (row["kind"] in {"say", "cue", "sound"})
        assert row["duration_s"] >= 0


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--minutes", "nan"),
        ("--minutes", "inf"),
        ("--minutes", "-inf"),
        ("--voice", "inf"),
        ("--voice", "nan"),
    ],
)
def test_what_is_no_length_and_no_speed_is_one_line(supine, option, value):
    ran = supine("rehearse", "poise-pause", option, value)

    assert ran.code == 2
    assert option in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(("asked", "taken"), [(0, 5), (1440, 45)])
def test_a_length_out_of_range_becomes_the_nearest(supine, asked, taken):
    ran = supine("rehearse", "back-release", "--minutes", asked)

    assert f"{asked} minutes is outside 5 to 45: taking {taken}" in ran.out
