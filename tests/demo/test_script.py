"""Lines and what they ask for."""

import pytest

from supine.demo.script import LineError, Pass, Quit, Utterance, parse_line, parse_script
from supine.errors import FaultsError


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("start my back release", Utterance("start my back release")),
        ("  I'm down \r", Utterance("I'm down")),
        ("! stop", Utterance("stop", at_once=True)),
        ("!stop", Utterance("stop", at_once=True)),
        ("@bedroom pause", Utterance("pause", "bedroom")),
        ("! @bedroom pause", Utterance("pause", "bedroom", at_once=True)),
        ("@bedroom ! pause", Utterance("pause", "bedroom", at_once=True)),
        ("wait 40s", Pass(40.0)),
        ("wait 2min", Pass(120.0)),
        ("WAIT 1min 30s", Pass(90.0)),
        ("wait 1.5s", Pass(1.5)),
        ("wait a minute", Utterance("wait a minute")),
        ("wait", Utterance("wait")),
        ("quit", Quit()),
        ("EXIT", Quit()),
        ("", None),
        ("   ", None),
        ("# a comment", None),
        ("warte, sofort: ärgerlich", Utterance("warte, sofort: ärgerlich")),
    ],
)
def test_a_line_means_one_thing(line: str, meant: object):
    assert parse_line(line) == meant


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("!", "nothing to say"),
        ("@bedroom", "nothing to say"),
        ("@ stop", "name of a site"),
        ("@a/b stop", "name of a site"),
        ("wait 40 bananas", "a duration is written 10s, 1.5s, 2min or 1min 30s"),
        ("wait 3 hours", "a duration is written"),
        ("wait 2:30", "a duration is written 2min 30s"),
        ("wait 40 seconds", "a duration is written 40s"),
        ("wait 99999s", "between 0s and 120min"),
    ],
)
def test_a_line_that_cannot_be_followed_says_what_would_be_right(line: str, problem: str):
    with pytest.raises(LineError, match=problem):
        parse_line(line)


def test_a_script_is_its_lines_without_comments():
    lines = parse_script("s.txt", b"\xef\xbb\xbf# hello\nstart\n\nwait 40s\r\n! stop")

    assert lines == [Utterance("start"), Pass(40.0), Utterance("stop", at_once=True)]


def test_all_faults_of_a_script_are_told_at_once_each_with_its_line():
    with pytest.raises(FaultsError) as told:
        parse_script("s.txt", b"start\nwait 1h\n\nca\xffe\n!\n")

    assert [str(fault).split(" ")[0] for fault in told.value.faults] == [
        "s.txt:2:",
        "s.txt:4:3:",
        "s.txt:5:",
    ]
    assert "UTF-8" in str(told.value.faults[1])
