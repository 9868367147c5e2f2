"""Every rule that ties keys of a routine file together, each broken in a small bad file."""

import pytest

from loading.written import DESK_BREAK, refused, told, written
from supine.loading.routines import load_routine

BROKEN = {
    "an id that is not the file's name": (
        ("id: desk-break", "id: desk"),
        (1, 5, "id-mismatch"),
        "the file is called `desk-break`",
    ),
    "a minimum over the default": (
        ("default: 3, min: 2", "default: 3, min: 4"),
        (6, 28, "minutes-order"),
        "`min` is 4, more than the default of 3",
    ),
    "a maximum under the default": (
        ("max: 6", "max: 2"),
        (6, 36, "minutes-order"),
        "`max` is 2, less than the default of 3",
    ),
    "no minutes at all": (
        ("{default: 3, min: 2, max: 6}", "0"),
        (6, 10, "minutes-order"),
        "between 1 and 120, not 0",
    ),
    "more than two hours": (("max: 6", "max: 121"), (6, 36, "minutes-order"), "not 121"),
    "one id for two steps": (
        ("  - id: rest", "  - id: pause"),
        (21, 9, "duplicate-id"),
        "a step `pause` already",
    ),
    "one id for a step and the close": (
        ("  - say: That's it.", "  - id: pause\n    say: That's it."),
        (26, 9, "duplicate-id"),
        "give each its own id",
    ),
    "no close for lying down": (
        (DESK_BREAK[DESK_BREAK.index("close:") :], ""),
        (5, 11, "no-close"),
        "needs a `close`",
    ),
    "several lengths without a rest": (
        ("hold: rest\n    cues: [{every: 60s, say: [Nothing to do.]}]", "hold: 20s"),
        (6, 10, "no-rest"),
        "`hold: rest`",
    ),
    "a step that neither speaks nor waits": (
        ("close:", "  - id: more\n    optional: true\nclose:"),
        (25, 5, "text-missing"),
        "something to `say`, or a `hold`",
    ),
    "a first step without a word": (
        ("    say: [Stop for a moment., Leave the screen where it is.]\n", ""),
        (10, 5, "text-missing"),
        "the first step",
    ),
    "movements nobody explains": (
        ("close:", "  - id: more\n    reps: {count: 3, pace: 4s}\nclose:"),
        (25, 5, "text-missing"),
        "told what to do",
    ),
    "until and hold": (
        ("    hold: 10s", "    hold: 10s\n    until: ready"),
        (12, 5, "until-and-hold"),
        "either `until` or `hold`",
    ),
    "reps and hold": (
        ("    hold: 10s", "    hold: 10s\n    reps: {count: 2, pace: 4s}"),
        (12, 5, "reps-and-hold"),
        "either `reps` or `hold`",
    ),
    "until and reps": (
        ("    hold: 10s", "    until: ready\n    reps: {count: 2, pace: 4s}"),
        (13, 5, "until-and-hold"),
        "either `until` or `reps`",
    ),
    "a rest in the close": (
        ("hold: 5s", "hold: rest"),
        (27, 11, "rest-in-close"),
        "give it a length",
    ),
    "a side where there is none": (
        ("Leave the screen where it is.", '"Leave the {side} screen."'),
        (11, 31, "sentence-unspeakable"),
        "{side} has no meaning",
    ),
    "a side in a cue where there is none": (
        ("say: [Nothing to do.]", 'say: ["Nothing {side}."]'),
        (23, 31, "sentence-unspeakable"),
        "{side} has no meaning",
    ),
    "a side in a gentler text where there is none": (
        ("gentler: [Let it go.]", 'gentler: ["Let {side} go."]'),
        (24, 15, "sentence-unspeakable"),
        "{side} has no meaning",
    ),
    "a gentler text by side without sides": (
        ("gentler: [Let it go.]", "gentler: {left: [Let go.], right: [Let it.]}"),
        (24, 14, "sides-unequal"),
        "`sides: [left, right]`",
    ),
    "texts by side without sides": (
        (
            "say: [Stop for a moment., Leave the screen where it is.]",
            "say: {left: Stop., right: Go.}",
        ),
        (11, 10, "sides-unequal"),
        "`sides: [left, right]`",
    ),
    "a cue without a hold": (
        ("    hold: 10s", "    until: ready\n    cues: [{at: 5s, say: Wait.}]"),
        (13, 5, "wrong-value"),
        "inside a hold",
    ),
    "a cue without a time": (
        ("{every: 60s, say", "{say"),
        (23, 12, "missing-key"),
        "one of `every`, `at` and `left`",
    ),
    "a cue with two times": (
        ("every: 60s", "every: 60s, at: 5s"),
        (23, 12, "wrong-value"),
        "only one",
    ),
    "a cue after the hold": (
        ("    hold: 10s", "    hold: 10s\n    cues: [{at: 10s, say: Wait.}]"),
        (13, 17, "wrong-value"),
        "never be heard",
    ),
    "a gentler version that is not there": (
        ("gentler: pause", "gentler: puase"),
        (20, 14, "gentler-unknown"),
        "did you mean `pause`?",
    ),
    "a gentler sentence that is no list": (
        ("gentler: pause", "gentler: Let it go."),
        (20, 14, "gentler-unknown"),
        "as a list",
    ),
    "a step that is its own gentler version": (
        ("gentler: pause", "gentler: turn"),
        (20, 14, "gentler-unknown"),
        "its own",
    ),
}


@pytest.mark.parametrize(("change", "place", "part"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_is_told_at_its_place(tmp_path, change, place, part):
    text = DESK_BREAK.replace(*change)
    assert text != DESK_BREAK
    path = written(tmp_path, "desk-break.yaml", text)

    (fault,) = refused(lambda: load_routine(path))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem


def test_a_cue_may_come_as_the_hold_begins_and_before_it_ends(tmp_path):
    cues = "    hold: 10s\n    cues: [{at: 0s, say: Wait.}, {left: 10s, say: Go.}]"
    path = written(tmp_path, "desk-break.yaml", DESK_BREAK.replace("    hold: 10s", cues))

    assert refused(lambda: load_routine(path)) == []


def test_a_gentler_version_may_be_a_step_of_the_close(tmp_path):
    path = written(
        tmp_path, "desk-break.yaml", DESK_BREAK.replace("gentler: pause", "gentler: close-1")
    )

    assert load_routine(path).steps[1].gentler == "close-1"


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    text = """\
id: desk
nmae: desk break
name: "-desk"
about: [One., Two., Three.]
position: lyng
minutes: {default: 3, min: 5, max: 2.5}
steps:
  - id: turn
    sides: [left, left]
    say:
      - Stop for a moment, and then go on stopping for as long as you like, which is quite long now.
    hodl: 10s
    until: ready
    hold: 5 seconds
    gentler: tunr
  - id: turn
    say: "{side}!"
    hold: 5s
    hold: 6s
  - say: 5
  - id: rest
    hold: rest
    cues: [{evry: 60s, say: []}]
close:
  - hold: rest
  - brief:
"""
    path = written(tmp_path, "desk-break.yaml", text)

    assert told(lambda: load_routine(path)) == [
        (1, 5, "id-mismatch"),
        (2, 1, "unknown-key"),
        (3, 7, "sentence-unspeakable"),
        (4, 8, "wrong-value"),
        (5, 11, "wrong-value"),
        (6, 28, "minutes-order"),
        (6, 36, "wrong-type"),
        (9, 12, "sides-unequal"),
        (11, 9, "sentence-too-long"),
        (12, 5, "unknown-key"),
        (14, 5, "until-and-hold"),
        (14, 11, "wrong-value"),
        (15, 14, "gentler-unknown"),
        (16, 9, "duplicate-id"),
        (17, 10, "sentence-unspeakable"),
        (19, 5, "duplicate-key"),
        (20, 5, "missing-key"),
        (20, 10, "wrong-type"),
        (23, 12, "missing-key"),
        (23, 13, "unknown-key"),
        (23, 29, "text-missing"),
        (25, 11, "rest-in-close"),
        (26, 5, "text-missing"),
        (26, 11, "text-missing"),
    ]
