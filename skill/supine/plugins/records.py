"""How a plugin is, for the command line, the log and whoever asks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from supine.errors import Fault


class Status(StrEnum):
    """How a plugin is."""

    ACTIVE = "active"
    DISABLED = "disabled"
    """Left out by the household."""

    BROKEN = "broken"
    """It raised or blocked: when it was loaded, or later."""

    REFUSED = "refused"
    """What it brings breaks a rule, or collides with what is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One plugin."""

    name: str
    status: Status
    origin: str
    """Where it was found: a package with its version, or a folder."""

    version: str = ""
    api: str = ""
    description: str = ""
    reason: tuple[str, ...] = ()
    """Why it is not active, or what else there is to know: one sentence each."""

    brought: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    """What is wrong in its files; each is a reason as well."""

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """What is to be mended; what has no place in a file stands at the plugin's origin."""
        told = set(map(str, self.faults))
        others = () if self.well else (each for each in self.reason if each not in told)
        return (*self.faults, *(Fault(self.origin, 0, 0, each, "plugin") for each in others))

    @property
    def well(self) -> bool:
        """Whether there is nothing to mend."""
        return self.status in {Status.ACTIVE, Status.DISABLED}

    def as_dict(self) -> dict[str, Any]:
        """Return it in plain values, as JSON shows it."""
        return (
            asdict(self)
            | {"status": self.status.value, "reason": list(self.reason)}
            | {"faults": [asdict(fault) for fault in self.faults]}
        )
