"""Speak what people say, let recognisers of speech hear it, and see what is understood.

    make bench-speech
    make bench-speech ARGS="--ears moonshine --every 4"

The voices are machines' and there is no room between mouth and ear: read the figures as a
ranking of sentences, and as a check that nothing got worse.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[3]
sys.path += [str(ROOT / "tests" / folder) for folder in ("bench", "understanding")]

from ears import Ear, known_words, moonshine, pocketsphinx  # noqa: E402
from figures import Result, tell  # noqa: E402
from jsgf import jsgf  # noqa: E402
from sayings import SAYINGS, TURNED_AWAY, Saying  # noqa: E402
from voices import VOICES, Voice  # noqa: E402

from supine.loading.contract import load_contract  # noqa: E402
from supine.loading.library import load_library  # noqa: E402
from supine.loading.yamlfile import read_yaml  # noqa: E402
from supine.understanding.recogniser import Recogniser, Recognition  # noqa: E402
from supine.understanding.templates import Templates, load_templates  # noqa: E402

LANGUAGE = "en"
FILES = {
    "start": "idle",
    **dict.fromkeys(("pause", "steps", "ready", "ending", "time", "comfort", "voice"), "practice"),
}
"""What is said before and in a practice, and in which situation; reminders are made in peace and
quiet."""

EARS = ("moonshine", "pocketsphinx")
RIGHT = 0.92
WORST = 15
"""Sentences that are named as the worst."""

RARELY = {"pocketsphinx": 4}
"""It takes seconds for a sentence: so it hears only every so many, and the first voice alone."""

AT_ONCE = 50
"""After so many what was heard is kept: to hear everything takes an hour, and may be ended."""

T = TypeVar("T")

Heard = dict[str, tuple[str, float]]
"""What was heard, and in how many seconds, by ear, voice and text."""


@dataclass
class Score:
    """How one ear understood one voice."""

    said: int = 0
    right: int = 0
    other: int = 0
    """Those that were taken for another intent."""

    halves: list[list[bool]] = field(default_factory=lambda: [[], []])
    """Whether each was right: of the half by which the recogniser was mended, and of the other."""

    by_words: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """The same by the number of words that were said."""

    foreign: int = 0
    taken: list[str] = field(default_factory=list)
    """What was said to somebody else, and taken."""

    seconds: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float | int | str]:
        """Return it as a row of the table."""
        return {
            "said": self.said,
            "right %": _percent(self.right, self.said),
            "mended half %": _percent(sum(self.halves[0]), len(self.halves[0])),
            "unseen half %": _percent(sum(self.halves[1]), len(self.halves[1])),
            "taken for another %": _percent(self.other, self.said),
            "foreign": self.foreign,
            "foreign taken": len(self.taken),
            "hears in ms (p50)": round(1000 * sorted(self.seconds)[len(self.seconds) // 2]),
        }


def bench(ears: list[str], voices: list[str], every: int, kept: Path | None) -> Result:
    """Measure every ear with every voice.

    Args:
        ears: Names of `EARS`.
        voices: Names of `VOICES`.
        every: Take every so many of what people say.
        kept: Where what was heard is kept, so that only new sentences are spoken again.
    """
    templates, names = _language()
    recogniser = Recogniser(templates, names)
    # Nothing has been asked, so nothing is an answer.
    understand = {
        each: partial(recogniser.recognise, intents=templates.heard(each))
        for each in ("idle", "practice")
    }
    heard = _heard(kept)
    scores: dict[str, Score] = {}
    confused: Counter[str] = Counter()
    worst: Counter[str] = Counter()
    for ear in ears:
        hear = _lazily(lambda ear=ear: _ear(ear, templates, names))
        step = every * RARELY.get(ear, 1)
        ours = [(saying, FILES[file]) for file in FILES for saying in _sayings(file)][::step]
        foreign = _sayings(TURNED_AWAY)[::step]
        for voice in voices[:1] if ear in RARELY else voices:
            speak = _lazily(VOICES[voice])
            spoken = [*(saying for saying, _ in ours), *foreign]
            for some in _in_turn(spoken, AT_ONCE):
                if _listen(f"{ear}, {voice}", some, speak, hear, heard):
                    _keep(heard, kept)
            score = scores[f"{ear}, {voice}"] = Score()
            for saying, situation in ours:
                text, took_s = heard[f"{ear}, {voice}: {saying.text}"]
                score.seconds.append(took_s)
                found = understand[situation](text) if text else None
                _count(score, saying, text, found, confused, worst)
            for saying in foreign:
                text, took_s = heard[f"{ear}, {voice}: {saying.text}"]
                score.seconds.append(took_s)
                _count_foreign(score, saying, text, understand)
    return _result(scores, confused, worst)


def _listen(
    who: str,
    sayings: Iterable[Saying],
    speak: Callable[[], Voice],
    hear: Callable[[], Ear],
    heard: Heard,
) -> bool:
    """Speak and hear what has not been heard before; return whether there was anything."""
    before = len(heard)
    for saying in sayings:
        key = f"{who}: {saying.text}"
        if key not in heard:
            audio = speak()(saying.text)
            began = time.perf_counter()
            text = hear()(audio)
            heard[key] = text, round(time.perf_counter() - began, 3)
    return len(heard) > before


def _count(
    score: Score,
    saying: Saying,
    text: str,
    found: Recognition | None,
    confused: Counter[str],
    worst: Counter[str],
) -> None:
    right = found is not None and found.intent == saying.intent
    score.said += 1
    score.right += right
    score.halves[_half(saying.text)].append(right)
    score.by_words[len(saying.text.split())].append(right)
    if right:
        return
    if not _half(saying.text):
        worst[f'"{saying.text}", heard as "{text}"'] += 1
    if found is not None:
        score.other += 1
        confused[f"{saying.intent} taken for {found.intent}"] += 1
    else:
        confused[f"{saying.intent} not understood"] += 1


def _count_foreign(
    score: Score,
    saying: Saying,
    text: str,
    understand: Mapping[str, Callable[[str], Recognition | None]],
) -> None:
    """Count what was said to somebody else: it is taken if it is in any situation."""
    score.foreign += 1
    found = [each for recognise in understand.values() if text and (each := recognise(text))]
    if found:
        score.taken.append(f'"{saying.text}", heard as "{text}": {found[0].intent}')


def _half(text: str) -> int:
    """Return 0 for what the recogniser may be mended by, and 1 for what nobody looks at."""
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2


def _result(scores: dict[str, Score], confused: Counter[str], worst: Counter[str]) -> Result:
    reaches: dict[str, bool] = {}
    for name in (f"moonshine, {voice}" for voice in VOICES):
        if name in scores:
            right = scores[name].right / scores[name].said
            reaches[f"{RIGHT:.0%} right, {name} (here {right:.1%})"] = right >= RIGHT
            taken = len(scores[name].taken)
            reaches[f"no foreign sentence taken, {name} (here {taken})"] = not taken
    notes = [_lengths(scores), "", "Confused most:", *_listed(confused), ""]
    notes += ["The worst sentences of the mended half:", *_listed(worst)]
    taken = [one for name, score in scores.items() if "moonshine" in name for one in score.taken]
    if taken:
        notes += ["", "Foreign sentences taken:", *(f"- {one}" for one in sorted(taken))]
    rows = {name: score.row() for name, score in scores.items()}
    return Result("Speech", rows, reaches, "\n".join(notes))


def _lengths(scores: Mapping[str, Score]) -> str:
    """Return how well sentences of one, two, three and more words were understood."""
    parts = []
    for words, name in ((1, "one word"), (2, "two"), (3, "three"), (4, "four and more")):
        right = [
            each
            for score in scores.values()
            for length, several in score.by_words.items()
            if min(length, 4) == words
            for each in several
        ]
        parts.append(f"{_percent(sum(right), len(right))} % of {name}")
    return f"Understood, all voices and ears together: {', '.join(parts)}."


def _listed(counted: Counter[str]) -> list[str]:
    return [f"- {count} x {what}" for what, count in counted.most_common(WORST)]


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _sayings(file: str) -> list[Saying]:
    rows = read_yaml(SAYINGS / LANGUAGE / f"{file}.yaml").data
    return [Saying.from_row(row) for row in rows]


def _language() -> tuple[Templates, dict[str, str]]:
    contract = load_contract(ROOT / "intents" / "intents.yaml")
    templates = load_templates(ROOT / "intents" / LANGUAGE / "sentences.yaml", contract)
    library = load_library([ROOT / "routines"], ROOT / "intents", [LANGUAGE])
    routines = library.languages[LANGUAGE].routines.values()
    names = {name: each.id for each in routines for name in (each.name, *each.aliases)}
    return templates, names


def _ear(name: str, templates: Templates, names: dict[str, str]) -> Ear:
    if name == "moonshine":
        return moonshine()
    spoken = {saying.intent for file in FILES for saying in _sayings(file)}
    intents = [intent for intent in templates.sentences if intent in spoken]
    return pocketsphinx(jsgf(templates, names, intents, known_words()))


def _lazily(make: Callable[[], T]) -> Callable[[], T]:
    """Return what makes a thing when it is first asked for, and then gives the same."""
    made: list[T] = []

    def thing() -> T:
        if not made:
            made.append(make())
        return made[0]

    return thing


def _in_turn(several: list[T], most: int) -> Iterable[list[T]]:
    return (several[at : at + most] for at in range(0, len(several), most))


def _heard(kept: Path | None) -> Heard:
    if kept is None or not kept.is_file():
        return {}
    return {
        key: (text, took_s) for key, (text, took_s) in json.loads(kept.read_text("utf-8")).items()
    }


def _keep(heard: Heard, kept: Path | None) -> None:
    if kept is not None:
        kept.write_text(json.dumps(heard, indent=0, ensure_ascii=False), "utf-8")


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ears", nargs="+", default=list(EARS), choices=EARS)
    parser.add_argument("--voices", nargs="+", default=list(VOICES), choices=VOICES)
    parser.add_argument("--every", type=int, default=1, help="take every so many sentences")
    parser.add_argument("--kept", type=Path, help="where what was heard is kept for the next time")
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.ears, options.voices, options.every, options.kept), options.out)


if __name__ == "__main__":
    sys.exit(main())
