"""A zone in which it is about noon: there no test runs over midnight, whenever it is run."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def zone() -> str:
    """Return the IANA name of the zone."""
    ahead = (24 - datetime.now(UTC).hour) % 24 - 12
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def moment(zone_name: str, seconds: float) -> datetime:
    """Return what the clock on the wall shows some seconds from now, in whole seconds."""
    at = datetime.now(ZoneInfo(zone_name)) + timedelta(seconds=seconds)
    return at.replace(microsecond=0)
