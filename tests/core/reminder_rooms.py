"""Reminders, for tests of asking and talking about them."""

from datetime import UTC, datetime, time

from supine.core.reminders.model import Reminder, Source

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def reminder(at="13:00", routine_id="back-release", **more):
    hour, minute = map(int, at.split(":"))
    return Reminder(
        id=more.pop("id", f"r{at}"),
        site_id="default",
        at=time(hour, minute),
        zone=more.pop("zone", "UTC"),
        source=Source.VOICE,
        created_at=LONG_AGO,
        since=LONG_AGO,
        routine_id=routine_id,
        **more,
    )
