"""Quiet hours: when nobody is to be spoken to first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from supine.core.reminders.model import EVERY_DAY
from supine.core.reminders.wallclock import first_instant, local_date, zone

_LONGEST_CHAIN = 8  # spans that follow each other are one; over a week it is quiet for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Quiet hours; if they do not end later than they start, they end the next day."""

    start: time
    end: time
    days: frozenset[int] = EVERY_DAY  # on which they start: Friday's may end on Saturday


def quiet_until(spans: Iterable[Quiet], zone_name: str, now: datetime) -> datetime | None:
    """Return when the quiet hours that ``now`` lies in end, in UTC; None outside of them."""
    spans, end = tuple(spans), now
    for _ in range(_LONGEST_CHAIN):
        around = [times for span in spans for times in _around(span, zone_name, end)]
        end = max([end, *(to for since, to in around if since <= end)])
    return end if end > now else None


def _around(span: Quiet, zone_name: str, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the start and end of the span on the dates that may hold ``at``."""
    tz = zone(zone_name)
    today = local_date(tz, at)
    for day in (today - timedelta(days=1), today):
        if day.weekday() in span.days:
            end_day = day + timedelta(days=int(span.end <= span.start))
            yield first_instant(tz, day, span.start), first_instant(tz, end_day, span.end)
