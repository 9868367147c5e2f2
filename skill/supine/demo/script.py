"""Read what is to be said, from a file, a pipe or a keyboard.

One utterance is one line::

    # a short practice, and somebody who is in a hurry
    start my back release
    I'm down
    wait 40s
    ! stop
    @bedroom start the hip stretch

A line waits until nobody talks at its site; one that begins with ``!`` is said at once.  A
line that begins with ``@`` names another site.  ``quit`` ends the demo.
"""

import re
from dataclasses import dataclass

from supine.errors import Fault, FaultsError
from supine.loading.durations import parse_duration

DEFAULT_SITE = "default"

_WAIT = re.compile(r"wait\s+(\d.*)", re.IGNORECASE)  # "wait a minute" is said
_SITE = re.compile(r"@(\S*)\s*(.*)")
_SITE_ID = re.compile(r"[^\s/+#@]{1,64}")


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say."""

    text: str
    site: str = DEFAULT_SITE
    at_once: bool = False
    """Whoever is talking."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Let time pass."""

    lasts_s: float


@dataclass(frozen=True, slots=True)
class Quit:
    """End the demo."""


Line = Utterance | Pass | Quit


class LineError(ValueError):
    """A line that cannot be followed; the message says what would be right."""


def parse_line(line: str) -> Line | None:
    """Return what a line asks for; None for an empty line or a comment.

    Raises:
        LineError: It asks for something that cannot be done.
    """
    text = line.strip()
    if not text or text.startswith("#"):
        return None
    if text.casefold() in {"quit", "exit"}:
        return Quit()
    if match := _WAIT.fullmatch(text):
        return Pass(_duration(match[1]))
    return _utterance(text)


def parse_script(source: str, content: bytes) -> list[Line]:
    """Return the lines of a script.

    Args:
        source: File name as the user would recognise it.
        content: The file's bytes, in UTF-8.

    Raises:
        FaultsError: All lines that cannot be followed.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, raw in enumerate(content.split(b"\n"), 1):
        try:
            line = parse_line(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError as exc:
            problem = "not UTF-8: save the script in that encoding"
            faults.append(Fault(source, number, exc.start + 1, problem, "not-utf-8"))
        except LineError as exc:
            faults.append(Fault(source, number, 0, str(exc), "script"))
        else:
            lines += [line] if line else []
    if faults:
        raise FaultsError(*faults)
    return lines


def _duration(text: str) -> float:
    try:
        return parse_duration(text.strip())
    except ValueError as exc:
        raise LineError(f"{exc}, as in `wait 40s`") from exc


def _utterance(text: str) -> Utterance:
    at_once = False
    site = DEFAULT_SITE
    while text[:1] in {"!", "@"}:
        if text.startswith("!"):
            at_once, text = True, text[1:].strip()
            continue
        match = _SITE.fullmatch(text)
        if match is None or not _SITE_ID.fullmatch(match[1]):
            raise LineError("after @ comes the name of a site, as in `@bedroom stop`")
        site, text = match[1], match[2]
    if not text:
        raise LineError("there is nothing to say in this line, as in `! stop`")
    return Utterance(text, site, at_once)
