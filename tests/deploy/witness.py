"""Note everything that a Python process asks of its machine: put beside it as ``sitecustomize.py``.

Each line of the file that ``WITNESS`` names is what Python's own audit calls it, and to what.
"""

import os
import sys

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = frozenset(
    {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.chown", "os.truncate"}
)
_BEGINS = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork"})
_file = os.open(os.environ["WITNESS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def _note(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITES):
        return
    if event in _CHANGES | _BEGINS or event in {"open", "sqlite3.connect"}:
        os.write(_file, f"{event} {args[0]!s}\n".encode())


sys.addaudithook(_note)
