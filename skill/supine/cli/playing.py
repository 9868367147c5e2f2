"""Show a rehearsal as it goes by: in real time, or faster."""

from collections.abc import Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

if TYPE_CHECKING:
    from rich.console import Console

    from supine.clock import Clock
    from supine.core.rehearsal import Row

_LOOKS_A_SECOND = 10


def play(
    rows: Sequence["Row"], total_s: float, clock: "Clock", console: "Console", speed: float = 1.0
) -> bool:
    """Print each sentence when it is said, and meanwhile how far the practice is.

    Args:
        rows: The rehearsal, in the order of time.
        total_s: When it ends, in seconds from "I'm down".
        clock: Runs at the speed of the rehearsal.
        console: Where it is shown.
        speed: How much faster than real time the clock runs.

    Returns:
        Whether it came to its end; False when somebody pressed Ctrl-C.
    """
    first_s = min((row.start_s for row in rows), default=0.0)
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[left]}"),
        console=console,
        auto_refresh=False,
        transient=True,
        disable=not console.is_terminal,
    )
    shown = _Shown(rows, total_s, progress)
    zero = clock.monotonic() - first_s
    now_s = first_s
    try:
        with progress:
            while (now_s := clock.monotonic() - zero) < total_s:
                moment = min(shown.show(now_s), now_s + speed / _LOOKS_A_SECOND, total_s)
                clock.take(SimpleQueue(), zero + moment)
            shown.show(total_s)
    except KeyboardInterrupt:
        console.print(f"stopped at {minutes(now_s)}")
        return False
    return True


class _Shown:
    """What of a rehearsal has been shown already."""

    def __init__(self, rows: Sequence["Row"], total_s: float, progress: Progress) -> None:
        self._rows = list(rows)
        self._total_s = total_s
        self._progress = progress
        self._whole = progress.add_task("practice", total=total_s, left="")
        self._silence = progress.add_task("", total=1.0, left="", visible=False)
        self._silent: Row | None = None

    def show(self, now_s: float) -> float:
        """Show what has begun until now; return when the next row begins."""
        while self._rows and self._rows[0].start_s <= now_s:
            self._begin(self._rows.pop(0))
        left_s = max(0.0, self._total_s - max(now_s, 0.0))
        self._progress.update(self._whole, completed=max(now_s, 0.0), left=minutes(left_s))
        self._show_silence(now_s)
        self._progress.refresh()
        return self._rows[0].start_s if self._rows else self._total_s

    def _begin(self, row: "Row") -> None:
        if row.text:
            text = f"({row.text})" if row.kind == "sound" else row.text
            line = f"{minutes(row.start_s):>8}  {escape(text)}"
            self._progress.console.print(line, highlight=False, soft_wrap=True)
        elif row.duration_s:
            self._silent = row

    def _show_silence(self, now_s: float) -> None:
        row = self._silent
        if row is None or now_s >= row.start_s + row.duration_s:
            self._silent = None
            self._progress.update(self._silence, visible=False)
            return
        done_s = now_s - row.start_s
        self._progress.update(
            self._silence,
            visible=True,
            description=f"{row.step} {row.side or ''}".strip(),
            total=row.duration_s,
            completed=done_s,
            left=minutes(row.duration_s - done_s),
        )


def minutes(seconds: float) -> str:
    """Return ``1:05.0`` for 65 seconds; before "I'm down" it is negative."""
    sign = "-" if seconds < 0 else ""
    whole, tenth = divmod(round(abs(seconds) * 10), 10)
    return f"{sign}{whole // 60}:{whole % 60:02d}.{tenth}"
