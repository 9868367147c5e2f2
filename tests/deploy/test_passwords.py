import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from zoneinfo import available_timezones

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


@pytest.fixture
def beside_the_containers(tmp_path):
    """Return a function that runs the script as the compose file says; in a copy of its folder."""
    shutil.copy(DEPLOY / "passwords.py", tmp_path)

    def run(**environ):
        kept = {key: text for key, text in os.environ.items() if key not in {"TZ", "SUDO_UID"}}
        command = [sys.executable, str(tmp_path / "passwords.py")]
        subprocess.run(command, env={**kept, **environ}, check=True, capture_output=True)
        lines = (tmp_path / ".env").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    return run


def test_the_containers_are_told_whose_the_files_are_and_it_is_not_roots(
    beside_the_containers, tmp_path
):
    told = beside_the_containers(SUDO_UID="4711")

    owner = os.geteuid() or 4711
    assert told["SUPINE_UID"] == str(owner)
    secrets = [tmp_path / "secrets", *(tmp_path / "secrets").iterdir()]
    assert {path.stat().st_uid for path in secrets} == {owner}


@pytest.mark.parametrize("given", [{"TZ": "Asia/Tokyo"}, {}], ids=["as set", "as the machine has"])
def test_the_containers_are_told_the_time_zone(beside_the_containers, given):
    told = beside_the_containers(**given)

    if given or "/zoneinfo/" in str(Path("/etc/localtime").resolve()):
        assert told["TZ"] in available_timezones() | {"Etc/UTC"}
    if given:
        assert told["TZ"] == "Asia/Tokyo"


def test_what_the_containers_were_told_is_kept(beside_the_containers, tmp_path):
    (tmp_path / ".env").write_text("SUPINE_UID=1234\nTZ=Europe/London\n", "utf-8")

    assert beside_the_containers() == {"SUPINE_UID": "1234", "TZ": "Europe/London"}


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
