"""A plugin in the making, in a folder of its own."""

from pathlib import Path

PROJECT = """\
[project]
name = "supine-calm"
version = "1"

[project.entry-points."supine.plugins"]
calm = "supine_calm:plugin"
"""

SENTENCES = """\
language: en
lists:
  calm_mood: {values: [{in: quiet, out: quiet}]}
intents:
  CalmAsk:
    sentences:
      - ask the calm plugin for {minutes} minutes
      - ask the calm plugin how {calm_mood} it is {calm_times} times
  SupinePause:
    sentences: [freeze like a statue]
"""

PHRASES = """\
phrases:
  calm_answer: ["It is {mood}, {times} times."]
  paused: [Like a statue.]
"""

ROUTINE = """\
id: calm-sit
name: calm sitting
position: sitting
minutes: 1
steps:
  - id: sit
    say: [Sit quietly.]
    hold: 50s
"""

GOOD = {
    "pyproject.toml": PROJECT,
    "src/supine_calm/intents/en/sentences.yaml": SENTENCES,
    "src/supine_calm/intents/en/phrases.yaml": PHRASES,
    "src/supine_calm/routines/calm-sit.yaml": ROUTINE,
}

INTENTS = "src/supine_calm/intents"


def project(folder: Path, **changes: str) -> Path:
    """Write the project, with other texts for ``sentences``, ``phrases`` or ``routine``."""
    names = {
        "sentences": f"{INTENTS}/en/sentences.yaml",
        "phrases": f"{INTENTS}/en/phrases.yaml",
        "routine": "src/supine_calm/routines/calm-sit.yaml",
    }
    files = GOOD | {names[each]: text for each, text in changes.items()}
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder
