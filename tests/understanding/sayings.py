"""The lists of what people say: tests/intents/<language>/*.yaml."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

LANGUAGES = ("en", "de")
SAYINGS = Path(__file__).resolve().parents[1] / "intents"
TURNED_AWAY = "turned-away"
MISHEARD = "misheard"
SPELLED = "spelled"
"""What was heard well, and is spelled as some recognisers of speech do."""


@dataclass(frozen=True)
class Saying:
    """What somebody says, and what is meant by it."""

    text: str
    intent: str | None = None
    """None for what is to be turned away."""

    slots: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_row(cls, row: Any) -> Self:
        if isinstance(row, str):
            return cls(row)
        return cls(row["say"], row["intent"], row.get("slots", {}))

    @property
    def meaning(self) -> tuple[str, dict[str, Any]] | None:
        return None if self.intent is None else (self.intent, self.slots)


def files(code: str) -> list[str]:
    """Return the names of a language's lists."""
    return sorted(path.stem for path in (SAYINGS / code).glob("*.yaml"))
