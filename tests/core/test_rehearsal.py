from itertools import pairwise

import pytest

from supine.core.rehearsal import rehearse


def test_the_rehearsal_ends_when_the_minutes_are_over(language):
    rows = rehearse(language, "back-release", 15)

    last = rows[-1]
    assert last.text == "That is all."
    assert last.start_s + last.duration_s == pytest.approx(900, abs=1)


def test_getting_ready_lies_before_zero(language):
    rows = rehearse(language, "back-release")

    assert {row.phase for row in rows if row.start_s < 0} == {"getting ready"}
    assert rows[0].text == "Back release, fifteen minutes."
    assert [row.start_s for row in rows] == sorted(row.start_s for row in rows)


def test_every_hold_has_its_row_and_both_sides_last_alike(language):
    rows = rehearse(language, "hip-stretch", 8)

    holds = {(row.step, row.side): row.duration_s for row in rows if row.kind in {"hold", "rest"}}
    assert holds["hug", "left"] == holds["hug", "right"] == 45
    assert holds["bent", None] == 20
    assert holds["rest", None] > 10
    settles = [row.duration_s for row in rows if row.kind == "settle" and row.step == "quad"]
    assert settles == [8, 8]


def test_rows_follow_one_another_without_holes(language):
    rows = [r for r in rehearse(language, "back-release", 10) if r.kind != "cue"]

    for row, after in pairwise(rows):
        assert after.start_s - (row.start_s + row.duration_s) == pytest.approx(0.3, abs=0.31)


def test_the_first_time_tells_needs_and_rules(language):
    texts = [row.text for row in rehearse(language, "hip-stretch", first_time=True)]

    assert "Never push." in texts
    assert "Never push." not in [row.text for row in rehearse(language, "hip-stretch")]


def test_sounds_have_their_rows_and_the_minutes_hold_with_them(language):
    rows = rehearse(language, "back-release", 15, chime=True)

    assert [(row.text, row.duration_s) for row in rows if row.kind == "sound"] == [
        ("chime", 1.5),
        ("chime", 1.5),
    ]
    assert rows[-1].text == "chime"
    assert rows[-1].start_s + 1.5 == pytest.approx(900, abs=1)
