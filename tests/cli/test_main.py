import re

import pytest

COMMANDS = ["demo", "run", "routines", "rehearse", "check", "recognise", "sentences", "reminders"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(supine, command):
    ran = supine(command, "--help")

    assert ran.code == 0
    assert "Example: supine" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["rehearse"],
        ["rehearse", "back-release", "--minuts", "3"],
        ["rehearse", "back-release", "--minutes", "some"],
        ["juggle"],
        ["demo", "--fast", "0"],
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(supine, arguments):
    ran = supine(*arguments)

    assert ran.code == 2
    assert ran.err.startswith("supine: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_the_misspelt_option_is_named(supine):
    assert "--minuts" in supine("rehearse", "back-release", "--minuts", "3").err


def test_verbose_shows_the_traceback(supine):
    assert "Traceback" in supine("-v", "rehearse", "juggling").err


def test_without_a_command_the_help_is_shown(supine):
    assert "Commands:" in "".join(map(str, supine()))


def test_the_version_is_shown(supine):
    assert re.match(r"supine \d+\.\d+", supine("--version").out)
