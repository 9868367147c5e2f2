import json
import logging
import sys

import pytest

from supine.adapters.diary import Diary
from supine.cli.logs import JsonFormatter, TextFormatter, set_up_logs
from supine.core.events import Ending, RecordPractice

STEERING = [
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "\r",
    "\n",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u2028",
]


def record(text="%s: done", *args, **more):
    made = logging.LogRecord("supine.diary", logging.INFO, "f", 1, text, args or ("bedroom",), None)
    made.__dict__.update(more)
    return made


def test_a_json_line_tells_when_where_and_what():
    entry = json.loads(JsonFormatter().format(record(created=0.0, site="bedroom", event="over")))

    assert entry == {
        "time": "1970-01-01T00:00:00+00:00",
        "level": "info",
        "site": "bedroom",
        "event": "over",
        "message": "bedroom: done",
        "logger": "supine.diary",
    }


def test_a_line_about_no_site_says_so_and_its_event_is_where_it_comes_from():
    entry = json.loads(JsonFormatter().format(record()))

    assert (entry["site"], entry["event"]) == (None, "diary")


def test_an_error_brings_its_traceback_in_the_same_line():
    oops = ValueError("oops")

    line = JsonFormatter().format(record(exc_info=(ValueError, oops, None)))

    assert "oops" in json.loads(line)["traceback"]
    assert "\n" not in line


@pytest.mark.parametrize("sequence", STEERING)
def test_nothing_in_a_line_for_people_can_steer_their_terminal(sequence):
    line = TextFormatter().format(record("%s said it", f"the {sequence} site"))

    assert sequence not in line
    assert line.isprintable()
    assert f"\\u{ord(sequence[0]):04x}" in line


@pytest.mark.parametrize("sequence", STEERING)
def test_nothing_in_a_json_line_can_and_what_was_there_can_be_read_back(sequence):
    line = JsonFormatter().format(record("%s said it", f"the {sequence} site"))

    assert line.isprintable()
    assert json.loads(line)["message"] == f"the {sequence} site said it"


def test_a_traceback_keeps_its_lines_and_loses_its_escapes():
    try:
        raise ValueError("\x1b[31mred")  # noqa: TRY301 - as something from the wire would be quoted
    except ValueError:
        text = TextFormatter().format(record(exc_info=sys.exc_info()))

    assert "\x1b" not in text
    assert text.splitlines()[-1] == r"ValueError: \u001b[31mred"


def test_letters_of_every_language_are_left_alone():
    line = TextFormatter().format(record("%s", "Schlafzimmer für Großmutter, 寝室, спальня"))

    assert line.endswith("Schlafzimmer für Großmutter, 寝室, спальня")


@pytest.fixture
def logs_set_up():
    """Set logging up as the service does; it is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield set_up_logs
    root.handlers, root.level = before


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_event_of_the_house_is_one_line_in_either_form(capsys, logs_set_up, style):
    logs_set_up("info", style)

    Diary().tell("bedroom", RecordPractice("back-release", Ending.COMPLETED, 900.2))

    [line] = capsys.readouterr().err.splitlines()
    if style == "json":
        entry = json.loads(line)
        assert (entry["site"], entry["event"]) == ("bedroom", "practice")
        line = entry["message"]
    assert line.endswith("bedroom: back-release, completed after 15:00")
