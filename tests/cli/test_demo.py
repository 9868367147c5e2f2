"""The demo as somebody runs it: a process, a script, sixty times as fast."""

import re
import subprocess
import sys

import pytest

from householdfiles import routine

pytestmark = pytest.mark.broker

GERMAN = """\
starte meine Rückenentspannung für fünf Minuten
ich liege
mach mal Pause
weitermachen
!Stopp
nein danke
"""


def demo(script, *options):
    return subprocess.run(
        [sys.executable, "-m", "supine", "demo", "--fast", "60", "--script", "-", *options],
        input=script,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def seconds(stamp):
    minutes, secs = stamp.split(":")
    return int(minutes) * 60 + int(secs)


def lines(ran):
    found = re.findall(r"^\[(\d\d:\d\d)\] (\w+): (.*)$", ran.stdout, re.MULTILINE)
    return [(seconds(at), who, text) for at, who, text in found]


def test_a_practice_from_start_to_end():
    ran = demo("start my back release for five minutes\nI'm down\nhow long left\npause\nresume\n")

    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    said = lines(ran)
    texts = [text for _, who, text in said if who == "supine"]
    assert texts[0] == "Back release, five minutes."
    assert "Paused." in texts
    assert texts[-1] == "That is all. Move on gently."
    down = next(at for at, who, text in said if text == "I'm down")
    resumed = next(n for n, (_, _, text) in enumerate(said) if text == "resume")
    paused = next(n for n, (_, _, text) in enumerate(said) if text == "pause")
    still_s = said[resumed + 1][0] - said[paused][0]
    took_s = said[-1][0] - down - still_s
    # Sixty times as fast, every real hiccup of 20 ms counts as more than a second.
    assert took_s == pytest.approx(300, abs=15)


def test_stop_and_help_up():
    ran = demo("start my back release\n!I'm down\nwait 20s\n!stop\nyes\n")

    texts = [text for _, who, text in lines(ran) if who == "supine"]
    stopped = texts.index("Stopped. Shall I help you up?")
    assert texts[stopped + 1] == "Slowly, then."
    assert texts[-1] == "That is all. Move on gently."


def test_a_script_that_cannot_be_followed_is_one_line_and_exit_2():
    ran = demo("start my back release\n@\n")

    assert ran.returncode == 2
    assert "<stdin>:2" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_first_time_is_told_more():
    assert "A few words first" in demo("start my back release\n!stop\n", "--first").stdout


@pytest.mark.parametrize("asked", ["by option", "by the settings"])
def test_a_practice_in_german(asked, tmp_path):
    (tmp_path / "supine.yaml").write_text("language: de\n", "utf-8")
    options = {"by option": ("--lang", "de"), "by the settings": ("-c", tmp_path / "supine.yaml")}

    ran = demo(GERMAN, *options[asked])

    assert ran.returncode == 0, ran.stderr
    texts = [text for _, who, text in lines(ran) if who == "supine"]
    assert texts[0] == "Rückenentspannung, fünf Minuten."
    assert "Pause." in texts
    assert "Wir hören auf. Soll ich dir beim Aufstehen helfen?" in texts
    assert "Zum Aufstehen sag: Hilf mir auf." in texts[-1]


def test_a_routine_that_is_saved_while_the_demo_runs_can_be_started_by_its_name(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "supine.yaml").write_text("routines: [mine]\n", "utf-8")
    options = ["--fast", "60", "-c", str(tmp_path / "supine.yaml")]
    with subprocess.Popen(
        [sys.executable, "-m", "supine", "demo", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        process.stdin.write("what can you do\n")
        process.stdin.flush()
        heard = process.stdout.readline()
        (tmp_path / "mine" / "desk-sit.yaml").write_text(routine(name="quiet sitting"), "utf-8")
        told = process.stderr.readline()
        said, _ = process.communicate("start quiet sitting\nstop\n", timeout=30)

    assert heard
    assert told == f"supine: new, and in use: {tmp_path / 'mine' / 'desk-sit.yaml'}\n"
    assert "supine: Quiet sitting, two minutes." in said
    assert process.returncode == 0


def test_a_file_that_is_wrong_at_the_start_is_told_at_its_line(tmp_path):
    (tmp_path / "desk-sit.yaml").write_text(routine().replace("sitting", "floating"), "utf-8")
    (tmp_path / "supine.yaml").write_text("routines: [.]\n", "utf-8")

    ran = demo("help\n", "-c", str(tmp_path / "supine.yaml"))

    assert ran.returncode == 0
    assert f"left out: {tmp_path}/desk-sit.yaml:3:11: `position` has to be" in ran.stderr
