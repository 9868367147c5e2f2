"""``supine reminders``: the same reminders that people make by voice."""

import heapq
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.adapters.store.direct import DirectReminders
    from supine.adapters.store.reminderrows import Stored
    from supine.core.reminders.model import Firing, Reminder
    from supine.loading.remindersettings import ReminderConfig
    from supine.loading.schema import Problem
    from supine.loading.settings import Config

NAME = "reminders"

_DAY = timedelta(days=1)
_COLUMNS = ("id", "time", "days", "site", "routine", "made by", "next")
_NONE = 'no reminders: say "remind me every day at eight", or supine reminders add --at 08:00'

group = typer.Typer(
    invoke_without_command=True,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ConfigFile = Annotated[
    str | None, typer.Option("--config", "-c", help="supine.yaml; default: all defaults.")
]


@group.callback()
def every(context: typer.Context, config: ConfigFile = None) -> None:
    """List, add and remove reminders; a running service notices within a minute.

    Example: supine reminders add --at 07:30 --days weekdays --routine back-release
    """
    context.obj = config
    if context.invoked_subcommand is None:
        _show_list(_open(context, None))


@group.command(name="list")
def show_list(context: typer.Context, config: ConfigFile = None) -> None:
    """List the reminders, each with the moment that it is due next.

    Example: supine reminders list -c supine.yaml
    """
    _show_list(_open(context, config))


@group.command(name="next")
def show_next(
    context: typer.Context,
    count: Annotated[int, typer.Option("--count", "-n", help="How many.", min=1)] = 5,
    config: ConfigFile = None,
) -> None:
    """Show the moments that come next, over all reminders.

    Example: supine reminders next --count 3
    """
    house = _open(context, config)
    coming = list(islice(_coming(house), count))
    if not coming:
        print("nothing is due" if house.reminders else _NONE)
    _print_columns(
        [(_moment(at, one), one.id, one.site_id, _routine(one)) for at, _, one in coming]
    )


@group.command()
def add(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    at: Annotated[str, typer.Option(help="Time of the day, such as 07:30 or 7:30 pm.")],
    *,
    days: Annotated[str, typer.Option(help="daily, weekdays, weekend, or mon,wed,...")] = "daily",
    site: Annotated[
        str | None, typer.Option(help="Where; default: the only site, or default.")
    ] = None,
    routine: Annotated[str | None, typer.Option(help="Its id; default: any.")] = None,
    minutes: Annotated[int | None, typer.Option(help="How long; default: the routine's.")] = None,
    text: Annotated[str | None, typer.Option(help="What is asked; default: supine's own.")] = None,
    every: Annotated[str | None, typer.Option(help="Again after 1h, say; needs --until.")] = None,
    until: Annotated[str | None, typer.Option(help="Time of the last on a day.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Such as Europe/London; default: the config's.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Add a reminder, and show when it is due.

    Example: supine reminders add --at 09:00 --every 1h --until 17:00 --days weekdays
    """
    from supine.adapters.store.reminderrows import Stored
    from supine.core.reminders.model import Source
    from supine.loading.configreminders import reminders_of

    house = _open(context, config)
    given = {
        "at": at,
        "days": days,
        "site": site,
        "routine": routine,
        "minutes": minutes,
        "text": text,
        "every": every,
        "until": until,
        "zone": zone,
    }
    entry = _checked({key: value for key, value in given.items() if value is not None}, house)
    [made] = reminders_of(house.config.model_copy(update={"reminders": [entry]}), house.now)
    new = replace(made, id=_new_id(house.stored), source=Source.COMMAND)
    house.direct.change({new.id: Stored(new)})
    _show_list(replace(house, reminders=(new,), firings=()))


@group.command()
def remove(
    context: typer.Context,
    reminder_id: Annotated[str, typer.Argument(metavar="ID", help="As the list shows it.")],
    config: ConfigFile = None,
) -> None:
    """Remove a reminder.

    Example: supine reminders remove 3fa9c2d1
    """
    from supine.adapters.store.reminderbook import taken_back
    from supine.adapters.store.reminderrows import Stored
    from supine.loading.schema import hint

    house = _open(context, config)
    known = {one.id: one for one in house.reminders}
    if reminder_id not in known:
        problem = f"there is no reminder {reminder_id!r}{hint(reminder_id, known)}"
        raise typer.BadParameter(problem, param_hint="ID")
    kept = taken_back(Stored(known[reminder_id]))
    house.direct.change({reminder_id: kept})
    stays = "; its entry in the config does nothing until it is changed" if kept else ""
    print(f"removed {reminder_id}{stays}")


# ---- what there is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _House:
    """What the commands work on."""

    config: "Config"
    direct: "DirectReminders"
    stored: Mapping[str, "Stored"]
    reminders: tuple["Reminder", ...]
    """As the service would have them: the config's among them, what was taken back not."""

    firings: tuple["Firing", ...]
    now: datetime


def _open(context: typer.Context, config: str | None) -> _House:
    from supine.adapters.store.direct import DirectReminders
    from supine.cli.library import read_config
    from supine.clock import SystemClock
    from supine.loading.configreminders import merge_config_reminders, reminders_of

    settings = read_config(config or context.obj)
    now = SystemClock().wall()
    direct = DirectReminders(settings.store.url.get_secret_value())
    found = direct.read((now - 2 * _DAY).date())
    stored = [each.reminder for each in found.reminders.values()]
    changes = merge_config_reminders(stored, reminders_of(settings, now))
    there = [each.reminder for each in found.reminders.values() if not each.cancelled]
    reminders = [one for one in there if one.id not in changes.remove]
    return _House(
        config=settings,
        direct=direct,
        stored=found.reminders,
        reminders=(*reminders, *changes.put),
        firings=found.firings,
        now=now,
    )


def _checked(given: dict[str, object], house: _House) -> "ReminderConfig":
    """Return a reminder as the config would have it.

    Raises:
        typer.BadParameter: An option is wrong.
    """
    from pydantic import ValidationError

    from supine.cli.library import read_library
    from supine.loading.configreminders import routine_problems, site_problems
    from supine.loading.remindersettings import ReminderConfig
    from supine.loading.schema import problems

    try:
        entry = ReminderConfig.model_validate(given)
    except ValidationError as error:
        raise _refusal(problems(error, ReminderConfig)[0]) from None
    config = house.config.model_copy(update={"reminders": [entry], "quiet": []})
    for problem in site_problems(config):
        raise _refusal(problem)
    if entry.routine is not None:
        for problem in routine_problems(config, read_library(config)):
            raise _refusal(problem)
    return entry


def _refusal(problem: "Problem") -> typer.BadParameter:
    keys = [part for part in problem.path if isinstance(part, str) and part != "reminders"]
    return typer.BadParameter(problem.text, param_hint=f"--{keys[0]}" if keys else "--site")


def _new_id(taken: Container[str]) -> str:
    """Return an id that is short enough to be typed."""
    id_ = token_hex(4)
    return _new_id(taken) if id_ in taken else id_


def _coming(house: _House) -> Iterator[tuple[datetime, str, "Reminder"]]:
    """Yield the moments that come, soonest first, with the reminder's id and the reminder."""
    return heapq.merge(*(_coming_of(one, house) for one in house.reminders))


def _coming_of(one: "Reminder", house: _House) -> Iterator[tuple[datetime, str, "Reminder"]]:
    """Yield the moments of one reminder: the next as it may have been moved, then the plan."""
    from supine.core.reminders.facts import upcoming
    from supine.core.reminders.when import next_due

    first = upcoming([one], house.firings, house.now)
    known = {firing.key for firing in house.firings}
    for each in first:
        yield each.at, one.id, one
        known.add(each.key)
    due = next_due(one, house.now)
    while due is not None:
        if (one.id, due.local_date, due.slot) not in known:
            yield due.instant, one.id, one
        due = next_due(one, due.instant)


# ---- how it is shown -------------------------------------------------------------------------


def _show_list(house: _House) -> None:
    if not house.reminders:
        print(_NONE)
        return
    rows = [_row(one, house) for one in sorted(house.reminders, key=lambda r: (r.at, r.id))]
    _print_columns([_COLUMNS, *rows])


def _row(one: "Reminder", house: _House) -> tuple[str, ...]:
    from supine.loading.times import spell_days, spell_span, spell_time

    time = spell_time(one.at)
    if one.until is not None and one.every_s is not None:
        time += f" to {spell_time(one.until)} every {spell_span(one.every_s)}"
    coming = next(_coming_of(one, house), None)
    return (
        one.id,
        time,
        spell_days(one.days) if one.on_date is None else f"once, {one.on_date:%Y-%m-%d}",
        one.site_id,
        _routine(one),
        one.source.value,
        ("turned off" if one.on_date is None or not one.enabled else "over")
        if coming is None
        else _moment(coming[0], one),
    )


def _routine(one: "Reminder") -> str:
    routine = one.routine_id or "any"
    return routine if one.minutes is None else f"{routine} {one.minutes} min"


def _moment(at: datetime, one: "Reminder") -> str:
    from supine.core.reminders.wallclock import zone

    return f"{at.astimezone(zone(one.zone)):%a %Y-%m-%d %H:%M} {one.zone}"


def _print_columns(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
