"""`deploy/supine.service`: well-formed, and what it relies on is really there."""

import configparser
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from brokers import AnyBroker
from deploy.shipped import DEPLOY, SKILL, WAIT_S, Client, recognise, service
from supine.adapters.store import open_store
from supine.clock import SystemClock
from supine.demo.satellite import Kind, TypedSatellite

UNIT = DEPLOY / "supine.service"
LEAVES_WITHIN_S = 2.0


@pytest.fixture
def unit():
    """The unit's sections; of a key that is given twice the last counts."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(UNIT.read_text("utf-8"))
    return parser


class Systemd:
    """As much of systemd as listens to its services."""

    def __init__(self, folder, watchdog_s):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / "notify"))
        self._socket.settimeout(WAIT_S)
        (folder / "var").mkdir()
        self.environ = {
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(round(watchdog_s * 1e6)),
            "STATE_DIRECTORY": str(folder / "var"),
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def wait_for(self, line):
        """Return when a line has come, and everything that came before it."""
        before = []
        while line not in (lines := self._socket.recv(4096).decode().splitlines()):
            before += lines
        return before

    def silent(self, seconds):
        """Whether nothing comes from now on; what is on its way is passed over."""
        self._socket.setblocking(False)
        try:
            while True:
                self._socket.recv(4096)
        except BlockingIOError:
            pass
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(4096)
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(WAIT_S)
        return False


@pytest.fixture
def systemd(tmp_path):
    with Systemd(tmp_path, watchdog_s=0.6) as listening:
        yield listening


if shutil.which("systemd-analyze"):  # elsewhere nobody can say, and nobody would run it

    def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
        here = UNIT.read_text("utf-8")
        for ours, theirs in (
            ("/opt/supine/bin/supine", shutil.which("true")),
            ("User=supine", "User=root"),
            ("Group=supine\n", "\n"),
        ):
            assert ours in here
            here = here.replace(ours, theirs)
        (tmp_path / "supine.service").write_text(here, "utf-8")

        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(tmp_path / "supine.service")],
            capture_output=True,
            text=True,
            check=False,
        )

        assert (done.returncode, done.stderr) == (0, "")

    def test_the_unit_exposes_hardly_anything():
        done = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(UNIT)],
            capture_output=True,
            text=True,
            check=False,
        )

        if "unrecognized option" not in done.stderr:  # known from systemd 250 on
            assert done.returncode == 0, done.stdout[-400:]


def test_the_unit_waits_for_the_word_of_the_program_itself(unit):
    service_section = unit["Service"]

    assert service_section["Type"] == "notify"
    assert service_section["WatchdogSec"] == "30s"
    assert service_section["Restart"] == "always"
    assert service_section["StateDirectory"] == "supine"
    assert service_section["ExecStart"].endswith("supine run -c /etc/supine/supine.yaml")
    assert float(service_section["TimeoutStopSec"].removesuffix("s")) > LEAVES_WITHIN_S


def test_only_a_configuration_that_is_refused_is_not_tried_again(unit, tmp_path):
    (tmp_path / "supine.yaml").write_text("language: tlh\n", "utf-8")

    with service(tmp_path, "-c", str(tmp_path / "supine.yaml")) as process:
        process.wait(WAIT_S)

    assert str(process.returncode) == unit["Service"]["RestartPreventExitStatus"]


@pytest.mark.broker
def test_it_is_ready_once_it_hears_and_says_so_to_systemd(tmp_path, systemd):
    broker = AnyBroker(tmp_path)
    with service(tmp_path, **systemd.environ, SUPINE_MQTT__PORT=str(broker.port)) as process:
        systemd.wait_for(f"STATUS=waiting for the MQTT broker at localhost:{broker.port}")
        early = not systemd.silent(0.5)
        with broker:
            systemd.wait_for("READY=1")
            systemd.wait_for("WATCHDOG=1")
            systemd.wait_for("WATCHDOG=1")
            process.terminate()
            systemd.wait_for("STOPPING=1")
            process.wait(WAIT_S)

    assert not early
    assert process.returncode == 0
    assert (tmp_path / "var" / "supine.db").exists()


@pytest.mark.broker
def test_a_service_that_hangs_is_not_taken_for_alive(tmp_path, systemd):
    with (
        AnyBroker(tmp_path) as broker,
        service(tmp_path, **systemd.environ, SUPINE_MQTT__PORT=str(broker.port)) as process,
    ):
        systemd.wait_for("WATCHDOG=1")
        process.send_signal(signal.SIGSTOP)
        silent = systemd.silent(1.5)
        process.send_signal(signal.SIGCONT)
        systemd.wait_for("WATCHDOG=1")

    assert silent


@pytest.mark.broker
def test_in_the_middle_of_a_sentence_it_goes_quiet_saves_and_leaves_within_two_seconds(tmp_path):
    with (
        AnyBroker(tmp_path) as broker,
        TypedSatellite(SystemClock(), recognise, "127.0.0.1", broker.port) as satellite,
        Client(broker.port) as listener,
        service(tmp_path, SUPINE_MQTT__PORT=str(broker.port)) as process,
    ):
        listener.subscribe("#")
        listener.wait_for("supine/bridge/state")
        satellite.utter("start")
        satellite.wait_for(lambda spoken: spoken.kind is not Kind.YOU, within_s=30, since=2)
        began = time.monotonic()
        process.terminate()
        process.wait(WAIT_S)
        took_s = time.monotonic() - began
        said = len([topic for topic, _ in listener.heard if topic == "hermes/tts/say"])
        time.sleep(4.0)  # longer than the sentence that was being said
        said_later = len([topic for topic, _ in listener.heard if topic == "hermes/tts/say"]) - said
        state = [payload for topic, payload in listener.heard if topic == "supine/bridge/state"]

    with open_store(str(tmp_path / "state" / "supine" / "supine.db"), SystemClock().wall) as store:
        kept = [(one.site_id, one.snapshot.routine_id) for one in store.cut_off]

    assert process.returncode == 0
    assert took_s < LEAVES_WITHIN_S
    assert kept == [("default", "back-release")]
    assert said_later == 0
    assert state[-1] == b"offline"
    assert "Traceback" not in (tmp_path / "supine.log").read_text("utf-8")


@pytest.mark.broker
def test_it_writes_nothing_but_what_the_unit_lets_it_and_runs_nothing(tmp_path, systemd):
    """Under ProtectSystem=strict all the rest is read-only."""
    (tmp_path / "hook").mkdir()
    shutil.copy(Path(__file__).with_name("witness.py"), tmp_path / "hook" / "sitecustomize.py")
    noted = tmp_path / "noted"
    environ = {"PYTHONPATH": f"{tmp_path}/hook:{SKILL}", "PYTHONDONTWRITEBYTECODE": "1"}
    with (
        AnyBroker(tmp_path) as broker,
        TypedSatellite(SystemClock(), recognise, "127.0.0.1", broker.port) as satellite,
        service(
            tmp_path,
            **environ,
            **systemd.environ,
            WITNESS=str(noted),
            SUPINE_MQTT__PORT=str(broker.port),
        ) as process,
    ):
        systemd.wait_for("READY=1")
        satellite.utter("start")
        satellite.wait_for(lambda spoken: spoken.kind is not Kind.YOU, within_s=30)
        satellite.utter("stop")
        satellite.wait_for("Stopped.", within_s=30)
        process.terminate()
        process.wait(WAIT_S)

    lines = [line.partition(" ") for line in noted.read_text("utf-8").splitlines()]
    asked = {event for event, _, _ in lines}
    places = {place for event, _, place in lines if event in {"open", "sqlite3.connect"}}
    assert "sqlite3.connect" in asked
    assert not asked & {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork"}
    assert not asked & {"os.chmod", "os.chown", "os.rename"}
    assert {place for place in places if not place.startswith(f"{tmp_path}/var/")} <= {"/dev/null"}


def test_a_signal_before_anything_is_loaded_ends_it_in_order(tmp_path):
    """As a container's first process it would otherwise not end at all."""
    with service(tmp_path, SUPINE_MQTT__PORT="1") as process:
        while process.poll() is None and not _handles(process.pid, signal.SIGTERM):
            time.sleep(0.002)
        process.terminate()
        process.wait(WAIT_S)

    assert process.returncode == 0


def _handles(pid, number):
    """Whether a process has a handler for a signal."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        time.sleep(2.0)  # no /proc here: by then it has
        return True
    caught = next(line for line in status.read_text("utf-8").splitlines() if "SigCgt" in line)
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)
