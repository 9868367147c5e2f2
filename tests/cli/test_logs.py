import json
import logging

from supine.cli.logs import JsonFormatter


def record(**more):
    made = logging.LogRecord("supine.diary", logging.INFO, "f", 1, "%s: done", ("bedroom",), None)
    made.__dict__.update(more)
    return made


def test_a_json_line_tells_when_who_and_what():
    entry = json.loads(JsonFormatter().format(record(created=0.0)))

    assert entry == {
        "time": "1970-01-01T00:00:00+00:00",
        "level": "info",
        "logger": "supine.diary",
        "message": "bedroom: done",
    }


def test_an_error_brings_its_traceback_in_the_same_line():
    oops = ValueError("oops")

    line = JsonFormatter().format(record(exc_info=(ValueError, oops, None)))

    assert "oops" in json.loads(line)["traceback"]
    assert "\n" not in line
