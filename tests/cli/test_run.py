"""The service as a real process."""

import gc
import signal
import subprocess
import sys

import pytest

from supine.cli.run import _packs_that_may_come, _settle
from supine.loading.config import load_config


def service(*arguments, cwd):
    return subprocess.Popen(
        [sys.executable, "-m", "supine", "run", *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mqtt: {hots: localhost}\n", "supine.yaml:1:"),
        ("language: tlh\n", "tlh"),
        ("favourite: juggling\n", "juggling"),
        ("mqtt: [\n", "supine.yaml:"),
    ],
)
def test_a_wrong_config_is_refused_at_its_place_with_exit_2(tmp_path, text, problem):
    (tmp_path / "supine.yaml").write_text(text, "utf-8")

    process = service("-c", "supine.yaml", cwd=tmp_path)
    _, err = process.communicate(timeout=30)

    assert process.returncode == 2
    assert problem in err
    assert "Traceback" not in err


def test_without_a_broker_it_says_so_once_and_keeps_trying(tmp_path):
    (tmp_path / "supine.yaml").write_text("mqtt: {host: 127.0.0.1, port: 1}\n", "utf-8")
    process = service("-c", "supine.yaml", cwd=tmp_path)
    try:
        process.wait(timeout=6)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=10)

    assert process.returncode == 0
    assert err.count("127.0.0.1:1 ") == 1
    assert "refuses the connection" in err


def test_a_terminal_interrupt_ends_it_cleanly(tmp_path):
    (tmp_path / "supine.yaml").write_text("mqtt: {host: 127.0.0.1, port: 1}\n", "utf-8")
    process = service("-c", "supine.yaml", cwd=tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=3)
    process.send_signal(signal.SIGINT)

    _, err = process.communicate(timeout=5)

    assert process.returncode == 0
    assert "Traceback" not in err


def test_a_broken_database_is_told_and_the_service_goes_on(tmp_path):
    (tmp_path / "supine.db").write_text("this is no database, it is somebody's letter" * 50)
    (tmp_path / "supine.yaml").write_text("mqtt: {host: 127.0.0.1, port: 1}\n", "utf-8")
    process = service("-c", "supine.yaml", cwd=tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=4)
    process.send_signal(signal.SIGTERM)

    _, err = process.communicate(timeout=5)

    assert process.returncode == 0
    assert "supine.db" in err
    assert "going on without" in err
    assert (tmp_path / "supine.db").read_text().startswith("this is no database")


def test_a_password_that_everybody_may_read_is_warned_of_at_the_start(tmp_path):
    (tmp_path / "pw").write_text("hunter2\n", "utf-8")
    (tmp_path / "pw").chmod(0o644)
    mqtt = "{host: 127.0.0.1, port: 1, username: me, password_file: pw}"
    (tmp_path / "supine.yaml").write_text(f"mqtt: {mqtt}\n", "utf-8")
    process = service("-c", "supine.yaml", cwd=tmp_path)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=3)
    process.send_signal(signal.SIGTERM)

    _, err = process.communicate(timeout=5)

    assert "everybody on this machine can read the MQTT password: chmod o-rwx pw" in err
    assert "hunter2" not in err


@pytest.mark.parametrize(
    ("text", "may_come"),
    [
        ("language: en\n", True),
        ("plugins: {disabled: [breathing]}\n", True),
        ("plugins: {folder: null}\n", False),
    ],
)
def test_the_usual_folder_of_packs_may_come_where_nobody_has_said_anything_else(
    tmp_path, text, may_come
):
    file = tmp_path / "supine.yaml"
    file.write_text(text, "utf-8")

    packs = _packs_that_may_come(load_config(file, {}), str(file))

    assert packs == (tmp_path / "plugins" if may_come else None)


def test_a_folder_of_packs_that_is_there_has_not_to_come(tmp_path):
    file = tmp_path / "supine.yaml"
    file.write_text("language: en\n", "utf-8")
    (tmp_path / "plugins").mkdir()

    assert _packs_that_may_come(load_config(file, {}), str(file)) is None
    assert _packs_that_may_come(load_config(None, {}), None) is None


HASTE = """
import os, signal, threading, time
from supine.cli.run import _told_to_stop

def tell():
    time.sleep(0.0003)
    for _ in range(4):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)

for _ in range(100):
    over = _told_to_stop()
    telling = threading.Thread(target=tell)
    telling.start()
    os.read(over, 1)
    telling.join()
"""


def test_told_to_stop_by_several_at_once_it_still_stops():
    """A terminal's Ctrl-C and a manager's SIGTERM may come together."""
    assert subprocess.run([sys.executable, "-c", HASTE], timeout=20, check=False).returncode == 0


def test_what_was_made_at_the_start_is_not_looked_through_for_garbage_again():
    gc.disable()
    made = {"at the start": []}

    _settle()
    try:
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
        assert all(each is not made for each in gc.get_objects())
    finally:
        gc.unfreeze()
