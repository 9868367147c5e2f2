import stat
import subprocess
import sys

import pytest

from brokers import program
from deploy.shipped import DEPLOY


def make(folder):
    command = [sys.executable, str(DEPLOY / "passwords.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_files_are_for_their_owner_alone_and_the_passwords_long_and_different(tmp_path):
    done = make(tmp_path / "secrets")

    assert done.returncode == 0, done.stderr
    files = {path.name: path for path in (tmp_path / "secrets").iterdir()}
    assert set(files) == {"passwords", "supine-password", "rhasspy-password"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    supine, rhasspy = (
        files[f"{user}-password"].read_text().strip() for user in ("supine", "rhasspy")
    )
    assert supine != rhasspy
    assert min(len(supine), len(rhasspy)) >= 32
    assert supine not in files["passwords"].read_text()
    assert supine not in done.stdout


def test_passwords_that_are_there_are_kept(tmp_path):
    make(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    done = make(tmp_path)

    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.broker
def test_mosquittos_own_tool_takes_the_file_for_its_own(tmp_path):
    make(tmp_path)

    done = subprocess.run(
        [program("mosquitto_passwd"), "-b", str(tmp_path / "passwords"), "another", "secret"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    users = [line.partition(":")[0] for line in (tmp_path / "passwords").read_text().splitlines()]
    assert users == ["supine", "rhasspy", "another"]
