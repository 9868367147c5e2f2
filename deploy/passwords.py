"""Make passwords for the broker's users, once: ``python3 deploy/passwords.py [FOLDER]``.

Writes into ``deploy/secrets``, or the folder that is named; only you can read the files:

    passwords          what mosquitto knows of them
    supine-password    supine's, which supine.yaml names as mqtt.password_file
    rhasspy-password   Rhasspy's, for the page "MQTT" of its settings

What is there already is kept.  Needs nothing but Python.
"""

import base64
import hashlib
import os
import secrets
import sys
from pathlib import Path

USERS = ("supine", "rhasspy")
ROUNDS = 20_000


def main(folder: Path) -> int:
    """Make what is missing; return the exit code."""
    passwords = folder / "passwords"
    if passwords.exists():
        sys.stderr.write(f"{passwords} is there already: remove it to make new ones\n")
        return 1
    folder.mkdir(0o700, parents=True, exist_ok=True)
    made = {user: secrets.token_urlsafe(24) for user in USERS}
    for user, password in made.items():
        _write(folder / f"{user}-password", f"{password}\n")
    _write(passwords, "".join(entry(user, password) for user, password in made.items()))
    sys.stdout.write(f"made: {', '.join(str(path) for path in sorted(folder.iterdir()))}\n")
    return 0


def entry(user: str, password: str) -> str:
    """Return a line of mosquitto's password file: PBKDF2 over SHA-512."""
    salt = os.urandom(12)
    key = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, 64)
    parts = (base64.b64encode(part).decode() for part in (salt, key))
    return f"{user}:$7${ROUNDS}${'$'.join(parts)}\n"


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "secrets"))
