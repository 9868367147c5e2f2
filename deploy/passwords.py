"""Make passwords for the broker's users, once: ``python3 deploy/passwords.py [FOLDER]``.

Writes into ``deploy/secrets``, or the folder that is named; only you can read the files:

    passwords          what mosquitto knows of them
    supine-password    supine's, which supine.yaml names as mqtt.password_file
    rhasspy-password   Rhasspy's, for the page "MQTT" of its settings

Where no folder is named, ``deploy/.env`` tells the containers whose these files are and which
time zone this machine is in.  What is there already is kept.  Needs nothing but Python.
"""

import base64
import hashlib
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
USERS = ("supine", "rhasspy")
ROUNDS = 20_000

COMMON_USER = 1000
"""The first that a machine has."""


def main(folder: Path) -> int:
    """Make what is missing; return the exit code."""
    passwords = folder / "passwords"
    if passwords.exists():
        sys.stderr.write(f"{passwords} is there already: remove it to make new ones\n")
        return 1
    folder.mkdir(0o700, parents=True, exist_ok=True)
    made = {user: secrets.token_urlsafe(24) for user in USERS}
    ours = folder == HERE / "secrets"
    owner = householder() if ours else os.getuid()
    for user, password in made.items():
        _write(folder / f"{user}-password", f"{password}\n", owner)
    _write(passwords, "".join(entry(user, password) for user, password in made.items()), owner)
    os.chown(folder, owner, -1)
    paths = sorted(folder.iterdir())
    if ours:
        paths.append(_tell_the_containers(owner))
    sys.stdout.write(f"made: {', '.join(str(path) for path in paths)}\n")
    return 0


def householder() -> int:
    """Return who has called, also by sudo; no container runs as root."""
    return os.getuid() or int(os.environ.get("SUDO_UID") or 0) or COMMON_USER


def _tell_the_containers(owner: int) -> Path:
    """Note what a container cannot know, where `docker compose` looks for it."""
    file, zone = HERE / ".env", time_zone()
    if not file.exists():
        lines = [f"SUPINE_UID={owner}", *([f"TZ={zone}"] if zone else [])]
        file.write_text("\n".join([*lines, ""]), "utf-8")
    return file


def time_zone() -> str | None:
    """Return the name of this machine's time zone, or None where it has none."""
    if given := os.environ.get("TZ"):
        return given.removeprefix(":")
    # As systemd has it, a link into the folder of all zones; older systems have a file.
    _, found, name = str(Path("/etc/localtime").resolve()).partition("/zoneinfo/")
    if not found:
        with suppress(OSError):
            name = Path("/etc/timezone").read_text("utf-8").strip()
    return name or None


def entry(user: str, password: str) -> str:
    """Return a line of mosquitto's password file: PBKDF2 over SHA-512."""
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 64)
    parts = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{user}:$7${ROUNDS}${'$'.join(parts)}\n"


def _write(path: Path, text: str, owner: int) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        os.chown(file.fileno(), owner, -1)
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "secrets"))
