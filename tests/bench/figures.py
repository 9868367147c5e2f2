"""What the benches share: percentiles, the memory of a process, and how figures are told."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    """What one bench found out.

    Attributes:
        name: As in the headline and in the JSON file.
        figures: Plain numbers and texts by name; nested once where there are several subjects.
        reaches: What was wanted, as a sentence, and whether it was reached.
        note: What a reader has to know about how it was measured.
    """

    name: str
    figures: dict[str, dict[str, float | int | str]]
    reaches: dict[str, bool] = field(default_factory=dict)
    note: str = ""

    def markdown(self) -> str:
        """Return it as a headline, a table with a row for each subject, and the reaches."""
        columns = list(dict.fromkeys(key for row in self.figures.values() for key in row))
        head = ["", *columns]
        rows = [
            [name, *(_shown(row.get(key)) for key in columns)] for name, row in self.figures.items()
        ]
        lines = [f"### {self.name}", ""]
        lines += [_row(head), _row(["---"] + ["---:"] * len(columns)), *map(_row, rows), ""]
        lines += [
            f"- {'reached' if ok else '**missed**'}: {text}" for text, ok in self.reaches.items()
        ]
        if self.note:
            lines += ["", self.note]
        return "\n".join(lines) + "\n"

    def data(self) -> dict[str, object]:
        """Return it as it goes into the JSON file."""
        return {"name": self.name, "figures": self.figures, "reaches": self.reaches}


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` (0 to 1) of the values do not exceed; the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def spread(values: Sequence[float], *, scale: float = 1.0, digits: int = 2) -> dict[str, float]:
    """Return p50, p99 and the greatest of some values, each times ``scale``."""
    shown = {"p50": percentile(values, 0.5), "p99": percentile(values, 0.99), "max": max(values)}
    return {key: round(value * scale, digits) for key, value in shown.items()}


def memory_mb(pid: int) -> dict[str, float]:
    """Return RSS and PSS of a process in MiB, as Linux tells them."""
    fields: dict[str, float] = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in {"Rss", "Pss"}:
            fields[name.upper()] = round(int(rest.split()[0]) / 1024, 1)
    return {"RSS": fields["RSS"], "PSS": fields["PSS"]}


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> str:
    """Return one line about the machine that all this was measured on."""
    model = platform.processor() or platform.machine()
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next(
            (line.split(": ", 1)[1] for line in told if line.startswith("model name")), model
        )
    except OSError:
        pass
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    )


def tell(result: Result, out: str | None = None) -> None:
    """Print a result as Markdown, and write it as JSON where ``out`` points."""
    sys.stdout.write(result.markdown() + "\n")
    sys.stdout.flush()
    if out is not None:
        Path(out).write_text(json.dumps(result.data(), indent=1) + "\n", "utf-8")


def _shown(value: float | int | str | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int | float) else value


def _row(cells: Sequence[str] | Mapping[str, str]) -> str:
    return f"| {' | '.join(cells)} |"
