"""What still names a routine that there is no more."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from supine.core.reminders.model import Reminder
from supine.loading.yamlerrors import show

if TYPE_CHECKING:
    from supine.loading.library import Library
    from supine.loading.settings import Config


def missed(
    config: "Config", reminders: Iterable[Reminder], before: "Library", now: "Library"
) -> Iterator[str]:
    """Yield a sentence for each reminder that names a routine that has gone, and the favourite.

    Args:
        config: Says which language is spoken where.
        reminders: Of every site.
        before: What could be practised until now.
        now: What can be practised from now on.
    """

    def gone(routine_id: str | None, code: str) -> bool:
        there, left = before.languages[code].routines, now.languages[code].routines
        return routine_id in there and routine_id not in left

    if gone(config.favourite, config.language):
        yield f"the favourite {show(str(config.favourite))} is gone: put it back, or name another"
    for each in reminders:
        if gone(each.routine_id, config.language_at(each.site_id)):
            routine = show(str(each.routine_id))
            yield (
                f"the reminder of {each.at:%H:%M} at {each.site_id} is for the routine {routine}, "
                "which is gone: put it back, or change the reminder"
            )
