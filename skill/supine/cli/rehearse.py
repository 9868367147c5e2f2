"""``supine rehearse``: a routine on paper."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from supine.cli.library import load
from supine.errors import RoutineUnknownError

NAME = "rehearse"


def command(
    routine_id: Annotated[str, typer.Argument(metavar="ID", help="Which routine.")],
    minutes: Annotated[
        float | None, typer.Option("--minutes", "-m", help="How long; default: the routine's own.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language of the texts.")] = "en",
    voice: Annotated[float, typer.Option(help="Characters a second.", min=1.0)] = 14.0,
    first: Annotated[
        bool, typer.Option("--first", help="As the first time: with needs and rules.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
) -> None:
    """Show the exact timeline: a row for each sentence and silence, with its start.

    Times count from "I'm down"; what comes before it is negative.

    Example: supine rehearse back-release --minutes 10
    """
    from supine.core.rehearsal import rehearse

    language = load(lang, config)
    if routine_id not in language.routines:
        raise RoutineUnknownError(routine_id, list(language.routines))
    allowed = language.routines[routine_id].minutes
    granted = allowed.default if minutes is None else allowed.nearest(minutes)
    rows = rehearse(language, routine_id, granted, voice, first_time=first)
    total_s = round(max(row.start_s + row.duration_s for row in rows), 3)
    if as_json:
        head = {"routine": routine_id, "lang": lang, "minutes": granted, "total_s": total_s}
        print(json.dumps(head | {"rows": [asdict(row) for row in rows]}, indent=1))
        return
    if minutes is not None and granted != minutes:
        print(f"{minutes:g} minutes is outside {allowed.min} to {allowed.max}: taking {granted}")
    for row in rows:
        what = row.text or f"... {row.kind} {row.duration_s:g} s"
        step = f"{row.step} {row.side or ''}".strip()
        print(f"{_clock(row.start_s):>8}  {step:<16.16}  {what}")
    print(f"{_clock(total_s):>8}  the end")


def _clock(seconds: float) -> str:
    sign = "-" if seconds < 0 else ""
    whole, tenth = divmod(round(abs(seconds) * 10), 10)
    return f"{sign}{whole // 60}:{whole % 60:02d}.{tenth}"
