"""Files as people write them, and what they are told about the bad ones."""

import re
import wave
from collections.abc import Callable
from pathlib import Path

from supine.errors import Fault, FaultsError

DESK_BREAK = """\
id: desk-break
name: desk break
aliases: [neck break]
about: [A short break.]
position: lying
minutes: {default: 3, min: 2, max: 6}
needs: [A chair.]
rules: [Move slowly.]
steps:
  - id: pause
    say: [Stop for a moment., Leave the screen where it is.]
    hold: 10s
  - id: turn
    name: the {side} shoulder
    posture: Looking over your {side} shoulder.
    sides: [left, right]
    say: ["Look slowly over your {side} shoulder."]
    brief: ["Over the {side} shoulder."]
    hold: 15s
    gentler: pause
  - id: rest
    hold: rest
    cues: [{every: 60s, say: [Nothing to do.]}]
    gentler: [Let it go.]
close:
  - say: That's it.
    hold: 5s
"""

CONTRACT = """\
version: 1
slots:
  minutes: {range: [1, 120]}
  routine: {list: routines}
intents:
  SupineStartRoutine: {slots: [routine, minutes], when: [idle]}
  SupinePause: {when: [practice, question]}
wake_words: [jarvis]
phrases:
  paused: []
  how_long: [time]
  list_or: [rest, last]
"""

PHRASES = f"""\
numbers: [zero, one, two{", more" * 97}]
units:
  minute: {{one: one minute, other: "{{n}} minutes"}}
  second: {{one: one second, other: "{{n}} seconds"}}
  hour: {{one: an hour, other: "{{n}} hours"}}
sides: {{left: left, right: right}}
safety: [Stop now., Get help.]
phrases:
  paused: Paused.
  how_long: ["About {{time}}.", "{{time}} more."]
  list_or: "{{rest}} or {{last}}"
clock:
  hours: [zero{", five" * 23}]
  minutes: [{{at: [0], say: "{{hour}}"}}, {{say: "{{hour}} {{minute}}"}}]
days:
  daily: every day
  weekdays: on weekdays
  weekend: at weekends
  several: "on {{days}}"
  names: [one{", two" * 6}]
  single: [one{", two" * 6}]
"""

_PYTHON = re.compile(
    r"pydantic|validat|traceback|Error\b|<class|\b(?:str|int|float|bool|dict|tuple|None|NoneType)\b"
    r"|\b(?:scalar|token|mapping|sequence|block|flow|node|anchor)\b"
)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(load: Callable[[], object]) -> list[Fault]:
    """Return the faults that loading ends in; each in plain words and on one line."""
    try:
        load()
    except FaultsError as error:
        for fault in error.faults:
            in_plain_words(fault)
        return list(error.faults)
    return []


def in_plain_words(fault: Fault) -> None:
    """Make sure that a householder can read a fault."""
    assert not _PYTHON.search(fault.problem), fault
    assert fault.problem.isprintable(), fault
    assert fault.problem, fault
    assert len(fault.problem) < 200, fault


def told(load: Callable[[], object]) -> list[tuple[int, int, str]]:
    """Return line, column and rule of the faults that loading ends in."""
    return [(fault.line, fault.column, fault.rule) for fault in refused(load)]


def wav(
    path: Path, lasts_s: float = 1.0, *, rate_hz: int = 8_000, channels: int = 1, width: int = 2
) -> Path:
    """Write a WAV of silence and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate_hz)
        writer.writeframes(bytes(round(lasts_s * rate_hz) * channels * width))
    return path
