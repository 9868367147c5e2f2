"""A small set of good files, and what has to be changed in it to break each rule."""

import wave
from pathlib import Path

from loading.written import CONTRACT, DESK_BREAK, PHRASES, written
from supine.loading.sounds import SOUND_MAX_S

SENTENCES = """\
language: en
skip_words: [please]
lists:
  span: {values: [{in: an hour, out: 60}]}
  ordinal: {values: [{in: first, out: 1}]}
times:
  "half past {hour}": 30
expansion_rules:
  a: (a|the)
intents:
  SupineStartRoutine:
    sentences:
      - start [<a>] {routine}
      - begin {routine} for ({minutes} minutes|{span:minutes})
  SupinePause:
    sentences:
      - pause
      - hang on
      - start waiting
"""

GERMAN = """\
name: Pause am Tisch
about: [Eine kurze Pause.]
needs: [Ein Stuhl.]
rules: [Langsam.]
steps:
  pause:
    say: [Halte kurz inne., "Lass alles, wie es ist."]
  turn:
    name: die Schulter
    posture: Du schaust zur Seite.
    say: [Schau langsam zur Seite.]
    brief: [Zur Seite.]
  rest:
    cues: [[Es gibt nichts zu tun.]]
    gentler: [Lass los.]
close:
  close-1:
    say: Das war es.
"""

SHORT = """\
id: short-one
name: window break
position: sitting
minutes: {default: 2, min: 1, max: 2}
steps:
  - id: sit
    say: Sit.
    hold: 5s
    cues: [{at: 2s, say: Wait.}]
  - id: more
    optional: true
    say: And more.
    hold: 20s
  - id: rest
    hold: rest
    cues: [{at: 10s, say: Rest.}]
"""

GOOD = {
    "routines/desk-break.yaml": DESK_BREAK,
    "routines/short-one.yaml": SHORT,
    "intents/intents.yaml": CONTRACT.replace("when: [idle]", "when: [idle, practice]").replace(
        "slots:\n", "slots:\n  ordinal: {list: ordinal}\n", 1
    ),
    "intents/en/phrases.yaml": PHRASES,
    "intents/en/sentences.yaml": SENTENCES,
}

HASTY = """\
id: a
name: a sit
position: sitting
minutes: 5
steps: [{id: sit, say: Sit., hold: 60s}]
"""

DESK = "routines/desk-break.yaml"
OTHER = "routines/short-one.yaml"
SAID = "intents/en/sentences.yaml"

BROKEN_SETS: dict[str, tuple[str, tuple[str, str], int]] = {
    # reading
    "tab": (OTHER, ("    say: Sit.", "\tsay: Sit."), 7),
    "yaml": (OTHER, ("say: Sit.", "say: Now: sit: down."), 7),
    "too-deep": (OTHER, ("say: Sit.", f"say: {'[' * 21}{']' * 21}"), 7),
    "alias": (OTHER, ("say: Sit.", "say: &sit Sit."), 7),
    "duplicate-key": (OTHER, ("    say: Sit.", "    say: Sit.\n    say: Sit."), 8),
    # the shape
    "unknown-key": (OTHER, ("hold: 5s", "hodl: 5s"), 8),
    "missing-key": (OTHER, ("position: sitting\n", ""), 1),
    "wrong-type": (OTHER, ("name: window break", "name: 7"), 2),
    "wrong-value": (OTHER, ("sitting", "floating"), 3),
    "text-missing": (OTHER, ("say: Sit.", "say: ''"), 7),
    # routines
    "id-mismatch": (OTHER, ("id: short-one", "id: other"), 1),
    "duplicate-id": (OTHER, ("id: more", "id: sit"), 10),
    "name-collision": (OTHER, ("name: window break", "name: Desk-Break"), 2),
    "alias-twice": (DESK, ("[neck break]", "[neck break, Neck-Break]"), 3),
    "sides-unequal": (DESK, ("sides: [left, right]", "sides: [left]"), 16),
    "gentler-unknown": (DESK, ("gentler: pause", "gentler: pausing"), 20),
    "no-close": (DESK, ("close:\n  - say: That's it.\n    hold: 5s\n", ""), 5),
    "no-rest": (DESK, ("hold: rest", "hold: 90s"), 6),
    "rest-in-close": (DESK, ("    hold: 5s", "    hold: rest"), 27),
    "until-and-hold": (OTHER, ("    hold: 5s", "    hold: 5s\n    until: ready"), 8),
    "reps-and-hold": (OTHER, ("    hold: 5s", "    hold: 5s\n    reps: {count: 2, pace: 4s}"), 8),
    "minutes-order": (OTHER, ("max: 2", "max: 1"), 4),
    "minutes-too-few": (OTHER, ("hold: 5s", "hold: 90s"), 4),
    "step-unreachable": (OTHER, ("hold: 20s", "hold: 90s"), 10),
    "cue-unheard": (OTHER, ("at: 10s", "at: 5min"), 16),
    "sound-missing": (OTHER, ("hold: 5s", "hold: 5s\n    sound: bell.wav"), 9),
    "sound-outside": (OTHER, ("hold: 5s", "hold: 5s\n    sound: ../bell.wav"), 9),
    "sound-format": (OTHER, ("hold: 5s", "hold: 5s\n    sound: broken.wav"), 9),
    "sound-too-long": (OTHER, ("hold: 5s", "hold: 5s\n    sound: long.wav"), 9),
    # what is spoken
    "sentence-too-long": (OTHER, ("say: Sit.", f"say: {'Sit ' * 23}down."), 7),
    "sentence-cut": (OTHER, ("say: Sit.", "say: [Sit, and wait.]"), 7),
    "sentence-unspeakable": (OTHER, ("say: Sit.", "say: '...'"), 7),
    "digits": (OTHER, ("say: Sit.", "say: Sit 8 times."), 7),
    "symbol": (OTHER, ("say: Sit.", "say: Sit & wait."), 7),
    "web-address": (OTHER, ("say: Sit.", "say: See www.example.org for more."), 7),
    "emoji": (OTHER, ("say: Sit.", "say: Sit \N{SMILING FACE WITH OPEN MOUTH}"), 7),
    "script": (
        OTHER,
        ("say: Sit.", "say: S\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}t."),
        7,
    ),
    "wake-word": (OTHER, ("say: Sit.", "say: Jarvis may wait."), 7),
    # sentences
    "template-syntax": (SAID, ("- pause", "- pause ["), 17),
    "part-of-a-word": (SAID, ("- pause", "- pause[s]"), 17),
    "inline-tag": (SAID, ("- pause", "- pause it{minutes}"), 17),
    "never-said": (SAID, ("- pause", "- pause!"), 17),
    "rule-unknown": (SAID, ("- pause", "- pause <the> routine"), 17),
    "rule-loop": (SAID, ("a: (a|the)", "a: (a|<a>)"), 9),
    "rule-unused": (SAID, ("start [<a>]", "start"), 9),
    "list-unknown": (SAID, ("- pause", "- pause {minuets}"), 17),
    "list-unused": (SAID, ("  span:", "  spans: {values: [{in: two, out: 2}]}\n  span:"), 4),
    "list-in-list": (SAID, ("in: an hour", "in: '{minutes} hours'"), 4),
    "list-value": (SAID, ("out: 60", "out: soon"), 14),
    "time-value": (SAID, ('half past {hour}": 30', 'half past {hour}": 99'), 7),
    "intent-unknown": (SAID, ("  SupinePause:", "  SupinePuase:"), 15),
    "intent-missing": (SAID, ("  SupinePause:", "  SupinePuase:"), 10),
    "no-longer-form": (SAID, ("      - hang on\n      - start waiting\n", ""), 15),
    "slot-unknown": (SAID, ("- hang on", "- hang on {minutes} minutes"), 18),
    "slot-unfilled": (SAID, ("({minutes} minutes|{span:minutes})", "[<a>] while"), 11),
    "sentence-twice": (SAID, ("- hang on", "- hang on\n      - Hang  on"), 19),
    "list-missing": (SAID, ("  ordinal:", "  ordinals:"), 3),
    "overmatch": (SAID, ("- start [<a>] {routine}", "- hang [on] [{routine}]"), 18),
    "name-overmatch": (DESK, ("[neck break]", "[neck break, waiting]"), 3),
}
"""Rule: the file, what is changed in it, and the line at which that is told."""

BROKEN_FILES: dict[str, tuple[str, str | bytes]] = {
    "too-large": ("a.yaml", "a" * 300_000),
    "not-utf-8": ("a.yaml", b"name: \xff\n"),
    "minutes-too-many": ("a.yaml", HASTY),
    "unknown-site": ("supine.yaml", "sites: [hall]\nreminders: [{at: '8:00', site: hal}]\n"),
}
"""Rule: a file of its own that breaks it."""

NOT_FROM_A_FILE = {
    # told of plugins, and tested with them
    "phrase-taken",
    "sentence-taken",
    "list-taken",
    "rule-taken",
    "plugin",
    "step-kind",
    # broken by what is beside a file; each has its own test in test_lint.py
    "unreadable",
    "link-outside",
    "translation-missing",
    "translation-stale",
    "translation-unstamped",
    "unknown-language",
    "unknown-routine",
}


def folders_with(folder: Path, changed: dict[str, str] | None = None) -> Path:
    """Write the good files, some of them changed; return the folder."""
    for name, content in (GOOD | (changed or {})).items():
        written(folder, name, content)
    written(folder, "routines/broken.wav", b"no sound")
    with wave.open(str(folder / "routines" / "long.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000 * round(SOUND_MAX_S + 1)))
    return folder
