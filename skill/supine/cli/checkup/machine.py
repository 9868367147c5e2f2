"""The machine: its clock, its zone, and who may read the files that hold secrets."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from supine.cli.checkup.finding import Finding, fine, note, trouble
from supine.loading.secretfiles import is_exposed, mend, secret_files
from supine.loading.settings import Config

BUILT = datetime(2026, 11, 22, tzinfo=UTC)
"""Nobody had this version before."""

_AHEAD = timedelta(days=365 * 20)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def clock(now: datetime, built: datetime = BUILT) -> Finding:
    """Look at the time: a Raspberry Pi has no clock of its own and may wake up in the past.

    Args:
        now: The machine's time of day.
        built: When this version was made.
    """
    shown = now.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if now < built:
        what = f"the machine says {shown}, and this supine was made later than that"
    elif now > built + _AHEAD:
        what = f"the machine says {shown}, which is far in the future"
    else:
        return fine("clock", shown)
    return trouble("clock", what, "set it: timedatectl set-ntp true, or date --set by hand")


def zone(config: Config, now: datetime, *, given: bool) -> Finding:
    """Look at the household's time zone.

    Args:
        config: The settings.
        now: The machine's time of day.
        given: Whether the settings name it.
    """
    name = str(config.zone)
    local = now.astimezone(ZoneInfo(name)).strftime("%H:%M")
    whose = "as configured" if given else "the machine's"
    if not given and name in {"UTC", "Etc/UTC"}:
        mend = "if your household lives elsewhere, set zone: Europe/London or the like"
        return note("zone", f"{name}, {whose}: it is {local} there", mend)
    return fine("zone", f"{name}, {whose}: it is {local} there")


def files(config: Config, path: Path | None) -> Iterator[Finding]:
    """Look at who may read the configuration and the files of secrets that it names.

    Args:
        config: The settings.
        path: The file they come from; None when they come from none.
    """
    if os.name != "posix":
        return
    named = [file for file, _ in secret_files(config, path)]
    open_ones = [file for file in named if is_exposed(file)]
    for file in open_ones:
        what = f"{file} holds a secret, and everybody on this machine may read it"
        yield trouble("files", what, mend(file))
    if not open_ones:
        kept = ", ".join(str(file) for file in named)
        yield fine("files", f"not everybody may read {kept}" if kept else "no secrets in files")


def database_file(path: Path) -> Finding | None:
    """Return who else may look into the database, if anybody may.

    Args:
        path: The file; it says what a household does all day.
    """
    if os.name != "posix" or not _mode(path) & _OTHERS:
        return None
    mode = stat.S_IMODE(_mode(path))
    what = f"others on this machine may look into {path} ({mode:04o})"
    return trouble("database", what, f"chmod 600 {path}*")


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0
