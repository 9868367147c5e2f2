"""From the clock on the wall to the instant, in any zone and over every clock change."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def zone(name: str) -> ZoneInfo:
    """Return the zone of that IANA name.

    Raises:
        ValueError: The machine knows no such zone.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as exc:  # OSError: "Europe" is a folder
        raise ValueError(f"no time zone {name!r} here: write it like 'Europe/London'") from exc


def local_date(tz: ZoneInfo, instant: datetime) -> date:
    """Return the date that a calendar in ``tz`` shows at ``instant``."""
    return instant.astimezone(tz).date()


def first_instant(tz: ZoneInfo, day: date, at: time) -> datetime:
    """Return the first instant, in UTC, at which a wall in ``tz`` shows that or later.

    A time that exists twice gives its first instant; one that a clock change leaves out
    gives the first instant after the gap.  So a later reading never gives an earlier
    instant, and nothing is due twice.
    """
    before = datetime.combine(day, at, tz).utcoffset() or timedelta()
    after = datetime.combine(day, at.replace(fold=1), tz).utcoffset() or timedelta()
    reading = datetime.combine(day, at, UTC)  # as if the wall were in UTC
    if before >= after:
        return reading - before
    # In the gap: the offset changes somewhere in these seconds, and there it is.
    early, gap_s = reading - after, int((after - before).total_seconds())
    return early + timedelta(
        seconds=bisect_left(
            range(gap_s),
            after,
            key=lambda s: (early + timedelta(seconds=s)).astimezone(tz).utcoffset() or timedelta(),
        )
    )


def date_exists(tz: ZoneInfo, day: date) -> bool:
    """Return whether ``tz`` has lived through ``day``: Samoa had no 30 December 2011."""
    return local_date(tz, first_instant(tz, day, time.min)) == day
