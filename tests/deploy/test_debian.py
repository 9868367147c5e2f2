"""The commands at the top of `deploy/mosquitto.conf`, and the broker that they make.

They are typed as they stand there, but for `sudo` and the folder, and started with the settings
that Debian's mosquitto brings.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from brokers import LOOPBACK, Broker
from deploy.shipped import DEPLOY, ROOT, Client

pytestmark = pytest.mark.broker

ROOT_USER = os.geteuid() == 0
DEBIANS_OWN = """\
pid_file {folder}/mosquitto.pid
persistence true
persistence_location {folder}/
log_dest stderr
include_dir {folder}/conf.d
"""


def commands() -> list[str]:
    """Return what is to be typed, in its order."""
    lines = (DEPLOY / "mosquitto.conf").read_text("utf-8").splitlines()
    return [line.removeprefix("#     ") for line in lines if line.startswith("#     ")]


class DebiansBroker(Broker):
    """A mosquitto that was set up by these commands; as root it goes on as another user."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (folder / "conf.d").mkdir()
        for command in commands():
            if "systemctl" not in command:
                self._type(command, folder)
        supine = folder / "conf.d" / "supine.conf"
        supine.write_text(
            re.sub(
                r"^listener 1883$",
                f"listener {self.port} {LOOPBACK}",
                supine.read_text("utf-8"),
                flags=re.MULTILINE,
            )
        )
        self._config.write_text(DEBIANS_OWN.format(folder=folder), "utf-8")
        if ROOT_USER:
            shutil.chown(folder, "mosquitto")

    @staticmethod
    def _type(command: str, folder: Path) -> None:
        command = re.sub(r"(?<!\w)sudo ", "", command).replace("/etc/mosquitto", str(folder))
        if not ROOT_USER:  # who may not give files away reads them himself
            command = command.replace("-o mosquitto ", "")
        subprocess.run(["sh", "-ec", command], cwd=folder / "supine", check=True)


@pytest.fixture(scope="module")
def broker() -> Iterator[DebiansBroker]:
    """A folder that the user mosquitto may enter, with a checkout in it, and the broker."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        kept = shutil.ignore_patterns("secrets", ".env", "__pycache__", "supine.db*")
        shutil.copytree(DEPLOY, folder / "supine" / "deploy", ignore=kept)
        with DebiansBroker(folder) as running:
            yield running


def test_supine_comes_in_with_the_password_that_was_made_for_it(broker: DebiansBroker):
    secret = broker._config.parent / "supine" / "deploy" / "secrets" / "supine-password"

    with Client(broker.port, "supine", secret.read_text("utf-8").strip()) as supine:
        assert supine.code == 0


def test_nobody_else_does(broker: DebiansBroker):
    with Client(broker.port) as anybody:
        assert anybody.code in {4, 5}


def test_the_rights_are_the_shipped_ones_and_no_file_is_for_everybody(broker: DebiansBroker):
    folder = broker._config.parent

    assert (folder / "mosquitto.acl").read_bytes() == (DEPLOY / "mosquitto.acl").read_bytes()
    assert {(folder / name).stat().st_mode & 0o777 for name in ("passwords", "mosquitto.acl")} == {
        0o600
    }


def test_every_file_that_is_typed_is_shipped_or_made():
    typed = set(re.findall(r"deploy/[\w./-]+", " ".join(commands())))
    made = {"deploy/secrets/passwords"}

    assert typed - made
    assert [name for name in typed - made if not (ROOT / name).is_file()] == []
