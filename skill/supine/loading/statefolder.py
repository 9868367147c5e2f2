"""Where the database is when nobody says so.

One place for each way of being started, found by every command that is given the same
configuration.  A database that is already there is always found again.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

DATABASE = "supine.db"

_SYSTEM_CONFIG, _SYSTEM_STATE = Path("/etc"), Path("/var/lib/supine")


def state_folder(config_folder: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the folder for the database.

    In this order: beside the configuration if one is there already; the folder that systemd
    has made for us; ``/var/lib/supine`` for a configuration under ``/etc``; beside the
    configuration.  Without a configuration it is the folder that the desktop has for the
    state of programs.

    Args:
        config_folder: Where ``supine.yaml`` is; None when there is none.
        environ: The environment's variables.
    """
    here = Path() if config_folder is None else config_folder
    with suppress(OSError):  # a folder that we may not look into holds nothing of ours
        if (here / DATABASE).exists():
            return here
    if given := environ.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(given)
    if config_folder is None:
        return _users_own(environ)
    return _SYSTEM_STATE if _SYSTEM_CONFIG in config_folder.absolute().parents else config_folder


def _users_own(environ: Mapping[str, str]) -> Path:
    """Return the XDG folder; where there is not even a home, where we are."""
    given, home = Path(environ.get("XDG_STATE_HOME", "")), environ.get("HOME")
    if given.is_absolute():  # as the specification has it, others do not count
        return given / "supine"
    return Path(home, ".local", "state", "supine") if home else Path()
