"""Quiet breathing: an example of a plugin for supine."""

from importlib.resources import files

from supine.plugins.api import Happened, Heard, News, Plugin, Registrar, Reply, StepKindError

ROUTINE = "quiet-breathing"

BREATHS_MAX = 12

WORDS = {
    "en": ("Let a breath come in.", "And let it go."),
    "de": ("Lass einen Atemzug kommen.", "Und lass ihn gehen."),
}


class Breathing:
    """Counts how often somebody has breathed quietly, at each site, since supine was started."""

    def __init__(self) -> None:
        self._done: dict[str, int] = {}

    def bring(self, supine: Registrar) -> None:
        """Register everything."""
        here = files("supine_breathing")
        supine.add_routines(here / "routines")
        supine.add_sentences(here / "intents")
        supine.add_phrases(
            here / "intents",
            keys={"breathing_none": [], "breathing_done": ["count"], "breathing_again": []},
        )
        supine.add_intent("BreathingStart", self.start, slots=["minutes"])
        supine.add_intent("BreathingCount", self.count)
        supine.add_step_kind("breathe", breathe)
        supine.add_listener(self.finished, news=[News.FINISHED])

    def start(self, heard: Heard) -> Reply:
        """Begin the routine, for as long as was asked for."""
        minutes = heard.slots.get("minutes")
        return Reply(start=ROUTINE, minutes=minutes if isinstance(minutes, int) else None)

    def count(self, heard: Heard) -> Reply:
        """Tell how often it was, and ask whether it shall be once more."""
        if heard.topic == "again":
            yes = heard.intent == "SupineYes"
            return Reply(start=ROUTINE) if yes else Reply()
        done = self._done.get(heard.site_id, 0)
        if not done:
            return Reply(text=heard.phrase("breathing_none"))
        count = heard.phrase("breathing_done", count=heard.words.number(done))
        again = heard.phrase("breathing_again")
        return Reply(text=f"{count} {again}", listen_for=("SupineYes", "SupineNo"), topic="again")

    def finished(self, site_id: str, happened: Happened) -> None:
        """Count what was not stopped early."""
        if happened.routine == ROUTINE and happened.ending == "completed":
            self._done[site_id] = self._done.get(site_id, 0) + 1


def breathe(value: object, language: str) -> list[dict[str, object]]:
    """Turn ``breathe: {count: 4, in: 4s, out: 6s}`` into steps, two for each breath."""
    if not isinstance(value, dict) or not value.keys() <= {"count", "in", "out"}:
        raise StepKindError("`breathe` is written like {count: 4, in: 4s, out: 6s}")
    count = value.get("count", 4)
    if not isinstance(count, int) or not 1 <= count <= BREATHS_MAX:
        raise StepKindError(f"`count` has to be a whole number from 1 to {BREATHS_MAX}")
    if language not in WORDS:
        raise StepKindError(f"`breathe` has no words in {language}, only in {', '.join(WORDS)}")
    breath_in, breath_out = WORDS[language]
    one = [
        {"say": [breath_in], "hold": value.get("in", "4s")},
        {"say": [breath_out], "hold": value.get("out", "6s")},
    ]
    return one * count


def register(supine: Registrar) -> None:
    """Called once, when supine starts."""
    Breathing().bring(supine)


plugin = Plugin(
    name="breathing",
    version="1.0.0",
    api="1.0",
    description="quiet breathing, sitting or lying",
    register=register,
)
