"""Rhasspy's own training and recognition, fed with the files that supine writes."""

import json
import subprocess
from pathlib import Path

import pytest

from rhasspy.environment import rhasspy_python, train
from supine.understanding.rhasspy import write_rhasspy
from supine.understanding.samples import samples
from supine.understanding.spoken import written
from understanding.sayings import LANGUAGES, MISHEARD, SPELLED, TURNED_AWAY

pytestmark = pytest.mark.rhasspy

RECOGNISE = Path(__file__).resolve().parents[1] / "rhasspy" / "recognise.py"
WITHIN_S = 300
RIGHT = {"en": 0.98, "de": 0.95}
"""Of the few that are asked in German two may be wrong."""

EVERY = 12
"""Rhasspy takes several times as long when it may guess; then only so many are asked."""

OTHERS_EVERY = 16
"""Of a language beyond English so many are asked: it learns from the same kind of files."""

FOREIGN_EVERY = 3
"""What was said to somebody else: Rhasspy, being strict, knows nothing but the templates, whose
own test asks for every one of them."""

FLOOR = 0.7
"""Confidence below which a skill had better not act on a guess of Rhasspy's."""


in_each_language = pytest.mark.parametrize("code", LANGUAGES, indirect=True)


@pytest.fixture(scope="module")
def graphs():
    """What Rhasspy has learnt, by language."""
    return {}


@pytest.fixture(scope="module")
def ask(code, templates, names, graphs, tmp_path_factory):
    """Return a function that has texts recognised by what Rhasspy has learnt."""
    if code not in graphs:
        profile = tmp_path_factory.mktemp("profile")
        write_rhasspy(profile, templates, names)
        graphs[code] = profile / "intent_graph.pickle.gz"
        train(profile, graphs[code])

    def ask(texts, mode="strict", intents=None):
        allowed = None if intents is None else [str(intent) for intent in intents]
        done = subprocess.run(
            [rhasspy_python(), RECOGNISE, graphs[code], mode, code],
            input=json.dumps([{"text": written(text), "intents": allowed} for text in texts]),
            capture_output=True,
            text=True,
            check=True,
            timeout=WITHIN_S,
        )
        return json.loads(done.stdout)

    return ask


def meaning(found):
    return None if found is None else (found["intent"], found["slots"])


@pytest.fixture(scope="module")
def clear(code, sayings, recogniser):
    """What people say, as it was said and as the language is spelled."""
    said = [
        saying
        for file, several in sayings.items()
        if file not in {MISHEARD, SPELLED, TURNED_AWAY}
        for saying in several
    ]
    return one_of_each(said, recogniser) if code == "en" else said[::OTHERS_EVERY]


def one_of_each(sayings, recogniser):
    """Return the first saying of those that the same templates may fit.

    Rhasspy takes a fiftieth of a second for each; a second one would tell nothing new about
    how a template is written for it.
    """
    first = {}
    for saying in sayings:
        text = saying.text
        first.setdefault((saying.intent, recogniser.templates_for(text)), saying)
    return list(first.values())


@pytest.fixture(scope="module")
def foreign(code, sayings):
    """What was said to somebody else."""
    return sayings[TURNED_AWAY][:: FOREIGN_EVERY if code == "en" else OTHERS_EVERY]


@pytest.fixture(scope="module")
def understood(ask, clear):
    """What Rhasspy made of each of them."""
    return ask([saying.text for saying in clear])


@in_each_language
def test_rhasspy_understands_what_people_say(code, understood, clear):
    wrong = [
        (saying.text, meaning(got))
        for saying, got in zip(clear, understood, strict=True)
        if meaning(got) != saying.meaning
    ]
    assert 1 - len(wrong) / len(clear) >= RIGHT[code], wrong


@in_each_language
def test_rhasspy_never_takes_one_thing_for_another(understood, clear):
    wrong = [
        (saying.text, meaning(got))
        for saying, got in zip(clear, understood, strict=True)
        if got is not None and meaning(got) != saying.meaning
    ]
    assert wrong == []


@in_each_language
def test_rhasspy_turns_away_what_was_said_to_somebody_else(ask, foreign):
    found = ask([saying.text for saying in foreign])

    assert [got for got in found if got is not None] == []


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


def test_where_rhasspy_guesses_a_floor_keeps_its_guesses_out(ask, sayings, clear):
    said = clear[::EVERY]
    right = ask([saying.text for saying in said], "fuzzy")
    taken = ask([saying.text for saying in sayings[TURNED_AWAY][::EVERY]], "fuzzy")

    wrong = [
        (saying.text, got)
        for saying, got in zip(said, right, strict=True)
        if got is None or got["confidence"] < FLOOR or meaning(got) != saying.meaning
    ]
    assert len(wrong) / len(said) <= 0.05, wrong
    assert [got for got in taken if got is not None and got["confidence"] >= FLOOR] == []
