"""The alarm clock: tells when reminders want a decision, and never decides anything.

It promises *at least once*; the record (`supine.core.reminders`) makes that exactly once.
Whatever may have been lost is told again: what fell due while supine was off, and what the
clock went back over when it was set.

APScheduler is used for one thing, to ring at the next instant, by one `DateTrigger` for all
reminders together, so that ten thousand at one minute are one job and no crowd of threads.
Of its other means these were tried and left:

- `CronTrigger` knows zones, but 02:30 comes twice on the date when clocks are put back, and
  at 03:30 when that hour is left out.  `next_due` gives one instant for each date, so the
  trigger is armed anew from that.
- A grace time of hours would drop what is later than that; how late is too late is for the
  record to say.  Ringing only means "look at the clock", so it has no limit.
- Its interval jobs go by the machine's time of day: when that is set back by a day, they
  rest for a day, as does every other job.  So a watch of our own, which goes by the time
  that has passed, looks at the clock every minute, notices that it was set, and arms anew.
- A job that plans would wait for a lock that `shutdown` holds while it waits for the job.
  So ringing only nudges the watch, and all telling is done on its thread.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from supine.adapters.pulse import Pulse
from supine.clock import Clock, SystemClock
from supine.core.reminders.model import AlarmChecked, Key, Reminder, RemindersDue
from supine.core.reminders.when import Due, due_between, next_due

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

_LOGGER = logging.getLogger(__name__)

_DAY = timedelta(days=1)
_LOOK_BACK = timedelta(days=60)
"""Older than this, nobody asks what was missed."""

_SAME = timedelta(seconds=0.1)
"""Two readings of a clock are never equal; an alarm this near is the same one."""

_JOB = "next"

_Wish = tuple[datetime, str]
"""When to wake, and the site."""


class Alarm:
    """Tell what is due, site by site.

    Every method may be called from any thread, and from within ``post``, but `stop` from
    neither ``post`` nor twice.

    Args:
        clock: Its ``wall`` decides what is due.  The machine's own time is only used to
            wait: a clock that runs faster is served within ``check_s`` real seconds.
        post: Takes each event, such as ``inbox.put``; called under a lock, so it must not
            block.  If it raises, the same events are told again at the next look.
        check_s: How often the wall clock is looked at in any case, in real seconds.
    """

    def __init__(
        self,
        clock: Clock,
        post: Callable[[RemindersDue | AlarmChecked], None],
        check_s: float = 60.0,
    ) -> None:
        self._clock = clock
        self._post = post
        self._check_s = check_s
        self._lock = threading.RLock()
        self._reminders: dict[str, Reminder] = {}
        self._plan: dict[str, Due] = {}
        self._wakes: dict[Key, _Wish] = {}
        self._seen = self._zones_read = clock.wall()
        self._next: datetime | None = None
        self._closing = False
        self._unfit: set[str] = set()
        self._pulse = Pulse("the alarm clock")
        self._nudge = threading.Event()
        self._watch = threading.Thread(target=self._keep_watch, name="supine-alarm", daemon=True)
        self._scheduler: BackgroundScheduler | None = None

    def start(self, reminders: Iterable[Reminder], seen_at: datetime | None = None) -> None:
        """Tell what fell due while supine was off, then go on by itself.

        Called again after it has failed, or when more reminders were found, it takes them up.

        Args:
            reminders: All there are.
            seen_at: The last `AlarmChecked` that was kept; None tells everything since the
                reminders were made.  Never more than sixty days are told.
        """
        with self._lock:
            self._seen = self._clock.wall()
            for reminder in reminders:
                self._reminders[reminder.id] = reminder
                self._plan_from(reminder, seen_at or reminder.since)
            if not self._watch.is_alive():
                self._watch.start()
                self._pulse.follow(self._watch)
            self._check_safely()
            self._start_scheduler()

    def put(self, reminder: Reminder) -> None:
        """Add a reminder, or take a changed one in place of the old."""
        with self._lock:
            self._reminders[reminder.id] = reminder
            self._unfit.discard(reminder.id)
            recent = self._seen - _DAY < reminder.since <= self._clock.wall()
            self._plan_from(reminder, reminder.since if recent else self._seen)
            if reminder.id in self._plan:
                self._arm_by(self._plan[reminder.id].instant)

    def remove(self, reminder_id: str) -> None:
        """Forget a reminder and its wakes; one that is not there is no fault."""
        with self._lock:
            self._reminders.pop(reminder_id, None)
            self._plan.pop(reminder_id, None)
            self._unfit.discard(reminder_id)
            for key in [key for key in self._wakes if key.reminder_id == reminder_id]:
                del self._wakes[key]

    def wake(self, site_id: str, key: Key, at: datetime | None) -> None:
        """Tell of this firing at ``at``, in place of an earlier wish; None: not at all."""
        with self._lock:
            if at is None:
                self._wakes.pop(key, None)
            else:
                self._wakes[key] = (at, site_id)
                self._arm_by(at)

    def check(self) -> None:
        """Look at the wall clock and tell what is due, then `AlarmChecked`."""
        with self._lock:
            now = self._clock.wall()
            if now < self._seen:
                _LOGGER.warning("The clock was set back by %s: planning again", self._seen - now)
            if now < self._seen or now - self._zones_read >= _DAY:
                self._plan_all(now)
            self._tell(now)
            self._seen = now
            self._arm()

    def stop(self, timeout_s: float | None = None) -> None:
        """End every thread; what is being told is told to the end.

        Args:
            timeout_s: How long that is waited for, in seconds; None: until it is.
        """
        self._closing = True
        self._pulse.follow(None)
        self._nudge.set()
        if self._watch.is_alive():
            self._watch.join(timeout_s)
        if self._scheduler is not None and self._scheduler.running:
            # Its own thread only nudges, but it may wait for a lock that the watch holds.
            self._scheduler.shutdown(wait=not self._watch.is_alive())

    def trouble(self) -> str | None:
        """Return what is wrong with the thread that looks at the clock; None while it is well."""
        return self._pulse.trouble()

    # ---- planning ---------------------------------------------------------------------------

    def _plan_all(self, now: datetime) -> None:
        """Plan anew, with the zones as the machine has them now: they change over the years."""
        ZoneInfo.clear_cache()
        self._zones_read = now
        for reminder in self._reminders.values():
            self._plan_from(reminder, self._seen)

    def _plan_from(self, reminder: Reminder, after: datetime) -> None:
        """Plan the first instant after ``after`` that nobody was told of.

        What was told while the clock ran ahead was told as of another time: the last day is
        told again, and after a long way back so much more.
        """
        now = self._clock.wall()
        if after > now:
            after = now - max(_DAY, after - now)
        # One that was made by a clock that ran ahead was made by now: nothing before is its own.
        since = min(reminder.since, now)
        self._plan.pop(reminder.id, None)
        try:
            due = next_due(reminder, max(after, since))
        except Exception as exc:  # noqa: BLE001 - whatever is wrong with it, the others must ring
            self._tell_unfit(reminder, exc)
            return
        self._unfit.discard(reminder.id)
        if due is not None:
            self._plan[reminder.id] = due

    def _tell_unfit(self, reminder: Reminder, exc: Exception) -> None:
        """Say once that a reminder cannot be planned; it is tried again once a day."""
        if reminder.id not in self._unfit:
            self._unfit.add(reminder.id)
            _LOGGER.error(
                "Reminder %s cannot be planned: %s; the others go on. Make it anew, or take it"
                " away: supine reminders remove %s",
                *(reminder.id, str(exc) or type(exc).__name__, reminder.id),
            )

    # ---- telling ----------------------------------------------------------------------------

    def _tell(self, now: datetime) -> None:
        ringing = [self._reminders[id_] for id_, due in self._plan.items() if due.instant <= now]
        waking = [(key, wish) for key, wish in self._wakes.items() if wish[0] <= now]
        sites: dict[str, set[Key]] = defaultdict(set)
        for reminder in ringing:
            for key in self._fell_due(reminder, now):
                sites[reminder.site_id].add(key)
        for key, (_, site_id) in waking:
            sites[site_id].add(key)
        for site_id, keys in sites.items():
            self._post(RemindersDue(site_id, tuple(sorted(keys))))
        self._post(AlarmChecked(now))
        self._told(ringing, waking, now)

    def _told(
        self, ringing: list[Reminder], waking: list[tuple[Key, _Wish]], now: datetime
    ) -> None:
        """Go on from ``now``, but where something else was wished meanwhile.

        Not before everything was told: an inbox that refuses one event gets all once more.
        """
        for reminder in ringing:
            if self._reminders.get(reminder.id) is reminder:
                self._plan_from(reminder, now)
        for key, wish in waking:
            if self._wakes.get(key) is wish:
                del self._wakes[key]

    def _fell_due(self, reminder: Reminder, now: datetime) -> list[Key]:
        """Return what is due by now; of a micro-pause only the last, the others are gone."""
        planned = self._plan[reminder.id]
        earliest = now - (_LOOK_BACK if reminder.every_s is None else _DAY)
        dues = [planned] if planned.instant > earliest else []
        try:
            dues += due_between(reminder, max(planned.instant, earliest), now)
        except Exception as exc:  # noqa: BLE001 - the others must not suffer
            self._tell_unfit(reminder, exc)
        if reminder.every_s is not None:
            dues = dues[-1:]
        return [Key(reminder.id, due.local_date, due.slot) for due in dues]

    # ---- waiting ----------------------------------------------------------------------------

    def _arm_by(self, instant: datetime) -> None:
        if self._next is None or instant < self._next:
            self._arm()

    def _arm(self) -> None:
        """Set APScheduler to the next instant, on the machine's own clock."""
        instants = [due.instant for due in self._plan.values()]
        instants += [at for at, _ in self._wakes.values()]
        self._next = min(instants, default=None)
        scheduler = self._scheduler
        if self._next is None or scheduler is None or not scheduler.running:
            return
        from apscheduler.triggers.date import DateTrigger  # noqa: PLC0415 - see _new_scheduler

        at = SystemClock().wall() + (self._next - self._clock.wall())
        job = scheduler.get_job(_JOB)
        if job is not None and abs(job.next_run_time - at) < _SAME:
            scheduler.wakeup()  # it may be asleep by a clock that was set since
            return
        scheduler.add_job(
            self._nudge.set,
            DateTrigger(at),
            id=_JOB,
            replace_existing=True,
            coalesce=True,
            misfire_grace_time=None,
        )

    def _keep_watch(self) -> None:
        while True:
            self._nudge.wait(self._check_s)
            self._nudge.clear()
            if self._closing:
                return
            with self._pulse:
                self._check_safely()

    def _check_safely(self) -> None:
        try:
            self.check()
        except Exception:
            _LOGGER.exception("Looking at the clock failed; again in %s s", self._check_s)

    def _start_scheduler(self) -> None:
        if self._scheduler is not None and self._scheduler.running:
            return
        try:
            self._scheduler = self._scheduler or _new_scheduler()
            self._scheduler.start()
        except Exception:
            text = "Nothing rings at the second; the clock is looked at every %s s"
            _LOGGER.exception(text, self._check_s)
            return
        self._arm()


def _new_scheduler() -> "BackgroundScheduler":
    """Return APScheduler, whose import takes as long as a twentieth of the service's start."""
    from apscheduler.executors.pool import ThreadPoolExecutor  # noqa: PLC0415 - as it says
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

    # The zone is given, since finding out the machine's own may fail.
    return BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
