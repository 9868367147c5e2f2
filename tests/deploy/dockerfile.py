"""Read a Dockerfile: its stages, and in each the instructions in their order."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass
class Stage:
    """From one FROM to the next."""

    image: str
    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)
    """Instruction and the rest of its line; continued lines are joined."""

    def of(self, instruction: str) -> list[str]:
        """Return what all the instructions of a kind say."""
        return [rest for name, rest in self.steps if name == instruction]

    def last(self, instruction: str) -> str:
        """Return what the instruction that counts says."""
        return self.of(instruction)[-1]

    @property
    def environment(self) -> dict[str, str]:
        """What ENV sets."""
        pairs = (pair for line in self.of("ENV") for pair in line.split())
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def health_check(self) -> str:
        """The command line of the health check."""
        return self.last("HEALTHCHECK").partition("CMD ")[2]

    @property
    def command(self) -> list[str]:
        """What is run."""
        return [*json.loads(self.last("ENTRYPOINT")), *json.loads(self.last("CMD"))]


@dataclass
class Dockerfile:
    """All stages by name; one without a name is called by its number."""

    stages: dict[str, Stage]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file."""
        text = re.sub(r"^\s*#.*\n", "", path.read_text("utf-8"), flags=re.MULTILINE)
        lines = re.sub(r"\\\n\s*", "", text).splitlines()
        stages: dict[str, Stage] = {}
        stage = None
        for line in filter(None, map(str.strip, lines)):
            instruction, _, rest = line.partition(" ")
            if instruction == "FROM":
                image, _, name = rest.partition(" AS ")
                stage = stages.setdefault(name or str(len(stages)), Stage(image, name))
            else:
                assert stage is not None, f"{line!r} stands before the first FROM"
                stage.steps.append((instruction, rest.strip()))
        return cls(stages)

    @property
    def last(self) -> Stage:
        """The stage that becomes the image."""
        return list(self.stages.values())[-1]
