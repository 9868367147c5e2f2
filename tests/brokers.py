"""A mosquitto that lets in whom a test says: with passwords, with TLS, with both.

    with Broker(tmp_path, users={"anna": "secret"}) as broker:
        ... broker.port ...
        broker.restart()

Without mosquitto the test is skipped, which `conftest` turns into a failure under CI=true.
`AnyBroker` makes do with amqtt, which pip has brought for the demo: it says the same on the wire,
so that nobody needs root to run these tests, but CI insists on mosquitto.
"""

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

LOOPBACK = "127.0.0.1"
READY_WITHIN_S = 10.0
ENDS_WITHIN_S = 5.0

Process = subprocess.Popen[bytes]

_AMQTT = """\
listeners:
  default: {{type: tcp, bind: "127.0.0.1:{port}"}}
plugins:
  amqtt.plugins.authentication.AnonymousAuthPlugin: {{allow_anonymous: true}}
"""


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def find(name: str) -> str | None:
    """Return where a program is, also one that Debian keeps where only root looks."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    return shutil.which(name, path=path)


def program(name: str) -> str:
    """Return where a program is, or skip the test and say what to install."""
    found = find(name)
    if found is None:
        pytest.skip(f"{name} is not installed; on Debian: apt install {name}")
    return found


def spawn(command: list[str], log: Path, **environment: str) -> Process:
    """Start a program whose output goes to the end of a file."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )


def end_process(process: Process) -> None:
    """Ask a program to end; make it, when it does not."""
    process.terminate()
    try:
        process.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Certificates:
    """A certificate authority of one afternoon, with a broker's and a client's certificate."""

    folder: Path

    @classmethod
    def made_in(cls, folder: Path) -> Self:
        """Make them with the openssl command."""
        folder.mkdir()
        made = cls(folder)
        made._openssl(
            *("req", "-x509", *made._new_key("ca"), "-days", "2", "-out", "ca.crt"),
            *("-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign"),
        )
        made._sign("server", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        made._sign("client", "extendedKeyUsage=clientAuth")
        return made

    def file(self, name: str) -> str:
        """Return the path of ``ca.crt``, ``server.key``, ``client.crt``..."""
        return str(self.folder / name)

    def _sign(self, name: str, extension: str) -> None:
        (self.folder / "extensions").write_text(
            f"{extension}\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n", "utf-8"
        )
        self._openssl(
            "req", *self._new_key(name), "-out", f"{name}.csr", "-subj", f"/CN=Test {name}"
        )
        self._openssl(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key"),
            *("-CAcreateserial", "-days", "2", "-out", f"{name}.crt", "-extfile", "extensions"),
        )

    def _new_key(self, name: str) -> tuple[str, ...]:
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        return (*curve, "-nodes", "-keyout", f"{name}.key")

    def _openssl(self, *arguments: str) -> None:
        command = [program("openssl"), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)


class Broker:
    """One mosquitto process, always on the same port.

    Args:
        folder: A place for its files.
        users: Passwords by name; nobody may come in without one then.
        certificates: Speak TLS with the server's certificate of these.
        ask_for_certificate: Let only clients in that show one, too.
    """

    def __init__(
        self,
        folder: Path,
        *,
        users: Mapping[str, str] | None = None,
        certificates: Certificates | None = None,
        ask_for_certificate: bool = False,
    ) -> None:
        self.port = free_port()
        self._process: Process | None = None
        self._log = folder / "mosquitto.log"
        self._config = folder / "mosquitto.conf"
        self._command = [program("mosquitto"), "-c", str(self._config)]
        lines = [f"listener {self.port} {LOOPBACK}", "persistence false", "log_dest stderr"]
        lines.append("set_tcp_nodelay true")
        if os.name == "posix" and os.geteuid() == 0:
            lines.append("user root")  # or it becomes another user, who may not read these files
        if users is None:
            lines.append("allow_anonymous true")
        else:
            passwords = folder / "passwords"
            passwords.write_text("".join(_entry(*user) for user in users.items()), "utf-8")
            passwords.chmod(0o600)
            lines.append(f"password_file {passwords}")
        if certificates is not None:
            lines.append(f"cafile {certificates.file('ca.crt')}")
            lines.append(f"certfile {certificates.file('server.crt')}")
            lines.append(f"keyfile {certificates.file('server.key')}")
            lines.append(f"require_certificate {str(ask_for_certificate).lower()}")
        self._config.write_text("\n".join(lines) + "\n", "utf-8")

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self._process = spawn(self._command, self._log)
        give_up_at = time.monotonic() + READY_WITHIN_S
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                pytest.fail(f"the broker did not start: {self._log.read_text('utf-8', 'replace')}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End it, as a reboot would: clients lose their connections."""
        process, self._process = self._process, None
        if process is None:
            return
        end_process(process)

    def restart(self) -> None:
        """Stop it and start it again; it remembers nothing."""
        self.stop()
        self.start()

    def _listens(self) -> bool:
        try:
            socket.create_connection((LOOPBACK, self.port), 1.0).close()
        except OSError:
            return False
        return True

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class AnyBroker(Broker):
    """One that lets everybody in: mosquitto where the machine has it, else amqtt.

    Args:
        folder: A place for its files.
    """

    def __init__(self, folder: Path) -> None:
        if find("mosquitto") or os.environ.get("CI", "").lower() == "true":
            super().__init__(folder)
            return
        self.port = free_port()
        self._process = None
        self._log = folder / "amqtt.log"
        config = folder / "amqtt.yaml"
        config.write_text(_AMQTT.format(port=self.port), "utf-8")
        self._command = [str(Path(sys.executable).with_name("amqtt")), "-c", str(config)]


def _entry(name: str, password: str) -> str:
    """Return a line of mosquitto's password file: PBKDF2 over SHA-512, 101 rounds."""
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 101, 64)
    return f"{name}:$7$101${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}\n"


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Broker]:
    """A mosquitto that lets everybody in."""
    with Broker(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """Certificates for TLS, made once."""
    return Certificates.made_in(tmp_path_factory.mktemp("tls") / "made")
