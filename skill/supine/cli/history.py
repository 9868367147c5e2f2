"""``supine history``: what was practised, with a calendar."""

import csv
import json
import sys
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table
    from rich.text import Text

    from supine.adapters.store.records import HistoryEntry

NAME = "history"

LISTED = 10
"""How many practices are listed where nobody asks for more."""

_CLEAR_WITHOUT_A_YEAR = timedelta(days=300)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LEGEND = "Numbers are minutes; * none of them to the end; . nothing"


def command(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Everything, as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="From this day on, such as 2026-09-01.")
    ] = None,
    site: Annotated[str | None, typer.Option(help="Only what was practised there.")] = None,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml; default: all defaults.")
    ] = None,
) -> None:
    """Show what was practised, and a calendar of the last three months.

    Example: supine history --since 2026-09-01 --site bedroom
    """
    from supine.adapters.store.direct import read_practices
    from supine.cli.library import read_config
    from supine.clock import SystemClock
    from supine.core.reminders.wallclock import zone

    if as_csv and as_json:
        raise typer.BadParameter("choose one of --csv and --json", param_hint="--csv")
    first = _date(since)
    settings = read_config(config)
    found = read_practices(settings.store.url.get_secret_value(), first, site)
    there = zone(settings.zone)
    if as_json:
        print(json.dumps([_row(each, there) for each in found], indent=2, ensure_ascii=False))
    elif as_csv:
        _print_csv(found, there)
    elif not found:
        print(_nothing(first, site))
    else:
        today = SystemClock().wall().astimezone(there).date()
        _show(found, first, today, there)


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problem = f"{text!r} is no date: write it like 2026-09-01"
        raise typer.BadParameter(problem, param_hint="--since") from None


def _nothing(since: date | None, site: str | None) -> str:
    if since is None and site is None:
        return 'nothing practised yet: say "start my back release", or try supine demo'
    where = f" at {site}" if site else ""
    return f"nothing practised{where}" + (f" since {since}" if since else "")


# ---- for programs ----------------------------------------------------------------------------


def _row(entry: "HistoryEntry", there: tzinfo) -> dict[str, str | float]:
    return {
        "date": entry.local_date.isoformat(),
        "ended_at": entry.ended_at.astimezone(there).isoformat(timespec="seconds"),
        "site": entry.site_id,
        "routine": entry.routine_id,
        "seconds": round(entry.practised_s, 1),
        "ending": entry.ending,
    }


def _print_csv(found: "Sequence[HistoryEntry]", there: tzinfo) -> None:
    columns = ("date", "ended_at", "site", "routine", "seconds", "ending")
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(each, there) for each in found)


# ---- for people ------------------------------------------------------------------------------


def _show(found: "Sequence[HistoryEntry]", since: date | None, today: date, there: tzinfo) -> None:
    from rich.console import Console

    from supine.core.habits import Goal

    listed = found if since else found[-LISTED:]
    first = since or Goal(months=3).begins_after(today) + timedelta(days=1)
    console = Console(highlight=False, soft_wrap=False)
    console.print(_list(listed, there))
    if len(found) > len(listed):
        before = len(found) - len(listed)
        console.print(f"and {before} before; all of them: supine history --since DATE", style="dim")
    console.print()
    console.print(_calendar(_days_of(found), first, max(today, found[-1].local_date)))
    console.print(_LEGEND, style="dim")


def _list(listed: "Sequence[HistoryEntry]", there: tzinfo) -> "Table":
    from rich.text import Text

    from supine.core.events import Ending

    several = len({each.site_id for each in listed}) > 1
    long = listed[-1].local_date - listed[0].local_date > _CLEAR_WITHOUT_A_YEAR
    shape = "%Y-%m-%d %H:%M" if long else "%d %b %H:%M"
    table = _table()
    table.add_column("ended", no_wrap=True, min_width=16 if long else 12)
    table.add_column("routine", overflow="fold")
    table.add_column("min", justify="right", no_wrap=True, min_width=3)
    if several:
        table.add_column("site", overflow="fold")
    table.add_column("", style="dim")
    for each in listed:
        ended = each.ended_at.astimezone(there).strftime(shape)
        site = [Text(each.site_id)] if several else []
        ending = "" if each.ending == Ending.COMPLETED else each.ending
        minutes = str(_minutes(each.practised_s))
        table.add_row(ended, Text(each.routine_id), minutes, *site, Text(ending))
    return table


def _minutes(seconds: float) -> int:
    return round(seconds / 60)


def _days_of(found: "Sequence[HistoryEntry]") -> "dict[date, tuple[float, bool]]":
    """Return by date the seconds practised, and whether any practice came to its end."""
    from supine.core.events import Ending

    days: dict[date, tuple[float, bool]] = {}
    for each in found:
        seconds, ended = days.get(each.local_date, (0.0, False))
        done = ended or each.ending == Ending.COMPLETED
        days[each.local_date] = seconds + each.practised_s, done
    return days


def _calendar(days: "Mapping[date, tuple[float, bool]]", first: date, last: date) -> "Table":
    """Return a row a week, with the minutes of each day and their total."""
    from rich.text import Text

    table = _table()
    table.add_column("week of", no_wrap=True)
    for name in _DAYS:
        table.add_column(name, justify="right", no_wrap=True, min_width=4)
    table.add_column("total", justify="right", no_wrap=True)
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        week = [monday + timedelta(days=n) for n in range(7)]
        within = [day for day in week if first <= day <= last]
        total = sum(_minutes(days[day][0]) for day in within if day in days)
        cells = [_cell(days.get(day)) if day in within else Text("") for day in week]
        table.add_row(Text(f"{monday:%d %b %y}"), *cells, Text(f"{total} min" if total else ""))
        monday += timedelta(days=7)
    return table


def _cell(day: tuple[float, bool] | None) -> "Text":
    from rich.text import Text

    if day is None:
        return Text(".", style="dim")
    seconds, completed = day
    minutes = str(_minutes(seconds))
    return Text(minutes, style="green") if completed else Text(f"{minutes}*")


def _table() -> "Table":
    from rich.table import Table

    return Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
