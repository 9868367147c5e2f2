"""``supine rehearse``: a routine on paper."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from supine.cli.library import read_config, routine_named

if TYPE_CHECKING:
    from supine.core.rehearsal import Row

NAME = "rehearse"

INTERRUPTED = 130

A_DAY = 24 * 60
"""Minutes: no routine is so long, and endless ones cannot be rehearsed."""


def command(  # noqa: PLR0913, PLR0917 - each is an option
    named: Annotated[
        str, typer.Argument(metavar="ID", help="Which routine; or the path of its file.")
    ],
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes", "-m", help="How long; default: the routine's own.", min=0, max=A_DAY
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(help="Language of the texts; default: the configured one, or the file's own."),
    ] = None,
    voice: Annotated[float, typer.Option(help="Characters a second.", min=1, max=1000)] = 14.0,
    first: Annotated[
        bool, typer.Option("--first", help="As the first time: with needs and rules.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--play", help="Let it go by in real time; Ctrl-C ends it.")
    ] = False,
    fast: Annotated[
        float, typer.Option(metavar="N", help="With --play: so many times as fast.", min=0.1)
    ] = 1.0,
) -> int:
    """Show the exact timeline: a row for each sentence and silence, with its start.

    Times count from "I'm down"; what comes before it is negative.

    Example: supine rehearse back-release --minutes 10
    """
    from supine.cli.playing import minutes as minutes_of
    from supine.core.rehearsal import rehearse

    settings = read_config(config)
    language, routine_id = routine_named(named, settings, lang)
    allowed = language.routines[routine_id].minutes
    granted = allowed.default if minutes is None else allowed.nearest(minutes)
    rows = rehearse(
        language, routine_id, granted, voice, first_time=first, chime=settings.sound.chime
    )
    total_s = round(max(row.start_s + row.duration_s for row in rows), 3)
    if as_json:
        head = {
            "routine": routine_id,
            "lang": language.code,
            "minutes": granted,
            "total_s": total_s,
        }
        print(json.dumps(head | {"rows": [asdict(row) for row in rows]}, indent=1))
        return 0
    if minutes is not None and granted != minutes:
        print(f"{minutes:g} minutes is outside {allowed.min} to {allowed.max}: taking {granted}")
    if live:
        return _play(rows, total_s, fast)
    for row in rows:
        what = row.text or f"... {row.kind} {row.duration_s:g} s"
        what = f"({what})" if row.kind == "sound" else what
        step = f"{row.step} {row.side or ''}".strip()
        print(f"{minutes_of(row.start_s):>8}  {step:<16.16}  {what}")
    print(f"{minutes_of(total_s):>8}  the end")
    return 0


def _play(rows: Sequence["Row"], total_s: float, fast: float) -> int:
    from rich.console import Console

    from supine.cli.playing import minutes, play
    from supine.clock import FastClock

    if not play(rows, total_s, FastClock(fast), Console(), fast):
        return INTERRUPTED
    print(f"{minutes(total_s):>8}  the end")
    return 0
