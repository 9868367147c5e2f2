"""Rhasspy's own training and recognition, fed with the files that supine writes."""

import json
import subprocess
import threading
from pathlib import Path
from statistics import median

import pytest

from rhasspy.environment import rhasspy_python, train
from supine.core.questions import ANSWERS, About
from supine.understanding.rhasspy import write_rhasspy
from supine.understanding.samples import samples
from supine.understanding.spoken import written
from understanding.sayings import LANGUAGES, MISHEARD, SPELLED, TURNED_AWAY

pytestmark = pytest.mark.rhasspy

RECOGNISE = Path(__file__).resolve().parents[1] / "rhasspy" / "recognise.py"
WITHIN_S = 600
RIGHT = 0.98
RIGHT_WHEN_GUESSING = {"en": 0.96, "de": 0.96}
"""Rhasspy's looser search may prefer a worse path to a perfect one."""

FLOOR = 0.85
"""Confidence below which a skill had better not act on a guess of Rhasspy's."""

APART = (MISHEARD, SPELLED, "loose")
"""What only a recogniser understands that knows more than its templates: for the strict one it
is told how much of it, without a bar; the looser one is not asked."""

EVERY = 40
"""Of so many things said one is asked with all that was learnt, which takes ten times as long."""

MODES = ("strict", "fuzzy")

in_each_language = pytest.mark.parametrize("code", LANGUAGES, indirect=True)


in_each_mode = pytest.mark.parametrize("mode", MODES)


class Rhasspy:
    """Its recogniser, trained on what we write for it; a text is asked once.

    Args:
        code: The language.
        graph: What it has learnt.
    """

    def __init__(self, code, graph):
        self._served = subprocess.Popen(
            [rhasspy_python(), RECOGNISE, graph, "served", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._known = {}

    def close(self):
        """Let it go."""
        self._served.communicate(timeout=WITHIN_S)

    def ask(self, texts, mode="strict", intents=None, *, whole=False):
        """Return what each text means, or None.

        Args:
            texts: What was said.
            mode: How it is taken.
            intents: The intents that are listened for; all, if None.
            whole: Whether all that was learnt is tried, also the words that nobody said.
        """
        allowed = None if intents is None else [str(intent) for intent in intents]
        known = self._known.setdefault((mode, str(allowed), whole), {})
        asked = list(dict.fromkeys(text for text in texts if text not in known))
        if asked:
            wanted = [{"text": written(text), "intents": allowed} for text in asked]
            found = self._answers({"mode": mode, "whole": whole, "asked": wanted})
            known.update(zip(asked, found, strict=True))
        return [known[text] for text in texts]

    def _answers(self, wanted):
        patience = threading.Timer(WITHIN_S, self._served.kill)
        patience.start()
        try:
            print(json.dumps(wanted), file=self._served.stdin, flush=True)
            line = self._served.stdout.readline()
        finally:
            patience.cancel()
        assert line, f"rhasspy-nlu gave up: {self._served.poll()}"
        return json.loads(line)


@pytest.fixture(scope="module")
def trained():
    """What was trained in this run, by language."""
    trained = {}
    yield trained
    for each in trained.values():
        each.close()


@pytest.fixture(scope="module")
def rhasspy(code, templates, names, trained, tmp_path_factory):
    if code not in trained:
        profile = tmp_path_factory.mktemp("profile")
        write_rhasspy(profile, templates, names)
        graph = profile / "intent_graph.pickle.gz"
        train(profile, graph)
        trained[code] = Rhasspy(code, graph)
    return trained[code]


@pytest.fixture(scope="module")
def ask(rhasspy):
    """Return a function that has texts recognised by what Rhasspy has learnt."""
    return rhasspy.ask


def meaning(found):
    return None if found is None else (found["intent"], found["slots"])


def untimed(found):
    return found and {**found, "seconds": None}


@pytest.fixture(scope="module")
def heard(ask, sayings):
    """Return a function that has the whole list recognised: what it said, and what it meant."""

    def heard(mode, files):
        together = [file for file in sayings if mode == "strict" or file not in APART]
        ask([saying.text for file in together for saying in sayings[file]], mode)
        said = [saying for file in files for saying in sayings[file]]
        return list(zip(said, ask([saying.text for saying in said], mode), strict=True))

    return heard


@pytest.fixture(scope="module")
def heard_in_full(ask, sayings):
    """Return a function that has some of the list recognised as Rhasspy does by itself."""

    def heard_in_full(mode):
        together = [file for file in sayings if mode == "strict" or file not in APART]
        texts = [saying.text for file in together for saying in sayings[file]][::EVERY]
        return list(zip(texts, ask(texts, mode, whole=True), strict=True))

    return heard_in_full


@pytest.fixture(scope="module")
def clear(sayings):
    """The files of what people say, as it was said and as the language is spelled."""
    return [file for file in sayings if file not in {*APART, TURNED_AWAY}]


def acted_on(found, mode):
    """Return what a skill would act on, or None."""
    sure = found is not None and (mode == "strict" or found["confidence"] >= FLOOR)
    return meaning(found) if sure else None


def rates(told, mode):
    """Return how many of what was said were understood, were taken for another, or were not."""
    right = sum(acted_on(got, mode) == saying.meaning for saying, got in told)
    missed = sum(acted_on(got, mode) is None for _, got in told)
    return right, len(told) - right - missed, missed


@in_each_language
@in_each_mode
def test_rhasspy_understands_what_people_say(
    code, mode, heard, heard_in_full, clear, sayings, record_property
):
    told = heard(mode, clear)
    right, wrong, missed = rates(told, mode)
    foreign = [acted_on(got, mode) for _, got in heard(mode, [TURNED_AWAY])]
    beside = [file for file in APART if file in sayings and mode == "strict"]
    others = [
        f"{file} {rates(heard(mode, [file]), mode)[0]} of {len(sayings[file])}" for file in beside
    ]
    seconds = median(got["seconds"] for _, got in heard_in_full(mode) if got)
    record_property(
        "measured",
        f"rhasspy-nlu {code} {mode}: right {right} of {len(told)} ({right / len(told):.1%}), wrong "
        f"meaning {wrong}, not understood {missed}; taken of what was said to somebody else "
        f"{len(foreign) - foreign.count(None)} of {len(foreign)}; {seconds * 1000:.0f} ms each"
        f"{'; beside these ' * bool(others)}{', '.join(others)}",
    )

    bar = RIGHT if mode == "strict" else RIGHT_WHEN_GUESSING[code]
    assert right / len(told) >= bar, [
        (saying.text, got) for saying, got in told if acted_on(got, mode) != saying.meaning
    ]


@in_each_language
@in_each_mode
def test_nothing_changes_when_words_that_nobody_said_are_left_out(ask, mode, heard_in_full):
    """What all other tests here rely on: they ask a Rhasspy that does not try those words."""
    in_full = heard_in_full(mode)

    shortened = ask([text for text, _ in in_full], mode)

    assert len(in_full) >= 30
    assert [(text, untimed(got)) for (text, _), got in zip(in_full, shortened, strict=True)] == [
        (text, untimed(got)) for text, got in in_full
    ]


@in_each_language
def test_rhasspy_never_takes_one_thing_for_another(heard, clear):
    wrong = [
        (saying.text, meaning(got))
        for saying, got in heard("strict", clear)
        if got is not None and meaning(got) != saying.meaning
    ]
    assert wrong == []


@in_each_language
def test_rhasspy_turns_away_what_was_said_to_somebody_else(heard):
    taken = [(saying.text, got) for saying, got in heard("strict", [TURNED_AWAY]) if got]

    assert taken == []


@in_each_language
def test_where_rhasspy_guesses_a_floor_keeps_its_guesses_out(heard):
    taken = [
        (saying.text, got)
        for saying, got in heard("fuzzy", [TURNED_AWAY])
        if acted_on(got, "fuzzy") is not None
    ]

    assert taken == []


def test_rhasspy_gives_whole_numbers_and_the_ids_of_routines(ask):
    found = ask(
        [
            "start a twenty five minute back release",
            "start the back release for 100 minutes",
            "give me two more minutes",
            "do the hips for half an hour",
            "the second one",
            "number three",
        ]
    )

    assert [got["slots"] for got in found] == [
        {"routine": "back-release", "minutes": 25},
        {"routine": "back-release", "minutes": 100},
        {"minutes": 2},
        {"routine": "hip-stretch", "minutes": 30},
        {"ordinal": 2},
        {"ordinal": 3},
    ]
    numbers = [got["slots"].get("minutes", got["slots"].get("ordinal")) for got in found]
    assert {type(number) for number in numbers} == {int}


@pytest.mark.parametrize("code", ["de"], indirect=True)
def test_rhasspy_understands_german_numbers_and_times(ask):
    found = ask(
        [
            "starte die rückenentspannung für einundzwanzig minuten",
            "eine halbe stunde hüftdehnung",
            "noch 2 minuten",
            "nummer zwei",
            "erinnere mich montags und donnerstags um halb sieben",
            "erinnere mich werktags um dreiviertel neun",
        ]
    )

    assert [got["slots"] for got in found] == [
        {"routine": "back-release", "minutes": 21},
        {"routine": "hip-stretch", "minutes": 30},
        {"minutes": 2},
        {"ordinal": 2},
        {"days": "mon,thu", "time": "6:30"},
        {"days": "weekdays", "time": "8:45"},
    ]


@pytest.mark.parametrize("code", ["de"], indirect=True)
def test_who_is_lying_already_starts_a_practice_or_was_asked_whether_he_is_down(ask):
    said = ["fang an, ich liege schon", "ich bin schon unten, leg los", "los, ich liege ja schon"]

    at_any_time = ask(said)
    at_the_gate = ask(said, intents=ANSWERS[About.GATE])

    assert {(got["intent"], got["slots"].get("down")) for got in at_any_time} == {
        ("SupineStartRoutine", "lying")
    }
    assert {got["intent"] for got in at_the_gate} == {"SupineReady"}


def test_rhasspy_does_not_understand_a_length_beyond_any_practice(ask):
    found = ask(["start the back release for two hundred minutes", "give me 500 more minutes"])

    assert found == [None, None]


def test_rhasspy_listens_for_the_answers_alone(ask):
    answers = ["SupineYes", "SupineNo", "SupineReady"]

    found = ask(["pause", "yes please", "I'm down"], intents=answers)

    assert [meaning(got) for got in found] == [None, ("SupineYes", {}), ("SupineReady", {})]


def test_rhasspy_and_the_embedded_recogniser_mean_the_same_by_what_is_ambiguous(
    ask, templates, names, recogniser
):
    """Where two intents share a sentence, nobody should notice which recogniser is at work."""
    meant = {}
    for sample in samples(templates, names):
        meant.setdefault(sample.text, set()).add(sample.intent)
    shared = [text for text, intents in meant.items() if len(intents) > 1 and "im " not in text]

    found = ask(shared)

    differing = {
        text
        for text, got in zip(shared, found, strict=True)
        if got is None or got["intent"] != recogniser.recognise(text).intent
    }
    assert len(shared) >= 10
    assert differing <= {"lying down"}, "said while getting ready, either answer starts the clock"
