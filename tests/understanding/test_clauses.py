from pathlib import Path

import pytest

from supine.core.questions import ANSWERS, About
from supine.loading.yamlfile import read_yaml
from supine.understanding.clauses import WORDS_MAX
from understanding.sayings import LANGUAGES, Saying

IN_PARTS = 0.95
CLAUSES = Path(__file__).resolve().parent / "clauses"
RIGHT = 0.9


@pytest.fixture
def understood(recogniser, templates):
    """Return a function that tells what is understood in a situation."""

    def understand(said, at="practice"):
        intents = ANSWERS[at] if isinstance(at, About) else templates.heard(at)
        found = recogniser.recognise(said, intents)
        return None if found is None else (found.intent, dict(found.slots), found.confidence)

    return understand


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("I'm fine, carry on", "SupineResume", {}),
        ("right I'm back, carry on please, I'm fine", "SupineResume", {}),
        ("let's skip this, I don't like it", "SupineNext", {}),
        ("that was lovely, that's enough for today, stop", "SupineStop", {}),
        ("this is lovely, give me another three minutes", "SupineLonger", {"minutes": 3}),
        ("would you mind pausing, that was the phone", "SupinePause", {}),
    ],
)
def test_clauses_of_one_meaning_mean_it_together(understood, said, intent, slots):
    found = understood(said)

    assert found is not None
    assert found[:2] == (intent, slots)


@pytest.mark.parametrize(
    "said", ["go on stop", "stop, I mean go on", "louder softer", "next, back"]
)
def test_clauses_of_two_meanings_mean_nothing(understood, said):
    assert understood(said) is None


def test_clauses_that_tell_two_numbers_mean_nothing(understood):
    assert understood("ten more minutes give me five more minutes") is None
    assert understood("give me more time five more minutes please")[1] == {"minutes": 5}


@pytest.mark.parametrize(
    "said",
    [
        "hang on, the dog wants out",
        "wait, somebody is at the window again",
        "hold on, we've just spilled something",
        "pause because it's getting cold in here",
    ],
)
def test_a_reason_may_follow_in_a_practice(understood, said):
    assert understood(said) == ("SupinePause", {}, IN_PARTS)
    assert understood(said, "idle") is None


def test_a_reason_may_follow_an_answer(understood):
    said = "no not today, I've got visitors"

    assert understood(said, About.REMINDER) == ("SupineNotToday", {}, IN_PARTS)


@pytest.mark.parametrize(
    "said",
    [
        "hang on, I need to stop",
        "stop, I have to get up",
        "next because I have to call my mother",
        "wait because I don't want to",
        "wait for the dog because it's slow",
    ],
)
def test_a_reason_that_may_be_something_else_is_none(understood, said):
    assert understood(said) is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("stop, my chest hurts", "SupineRedFlag"),
        ("I'm okay, I can't feel my legs", "SupineRedFlag"),
        ("pause because I can't feel my legs", "SupineRedFlag"),
        ("hang on, my knee really hurts", "SupinePain"),
        ("carry on, it hurts", "SupinePain"),
        ("that's lovely but it hurts", "SupinePain"),
    ],
)
def test_pain_and_red_flags_are_meant_whatever_is_said_besides(understood, said, intent):
    assert understood(said)[0] == intent


@pytest.mark.parametrize(
    "said",
    [
        "please don't stop, I'm fine",
        "no don't stop, carry on",
        "stop stop don't stop",
        "I'm fine, don't pause",
        "never stop, I like it",
        "wait, don't wait",
        "no pain",
        "no cramp in my leg",
    ],
)
def test_no_border_turns_a_meaning_round(understood, said):
    for at in ("idle", "practice", *About):
        assert understood(said, at) is None


@pytest.mark.parametrize(
    "said",
    ["stop it, he said", "stop, she said, and laughed", "I'm fine, stop", "great, stop"],
)
def test_a_few_words_mean_nothing_where_nothing_runs(understood, said):
    assert understood(said, "idle") is None


def test_whole_sentences_count_where_nothing_runs(understood):
    said = "my back's been awful all day, start the back release please"

    assert understood(said, "idle")[:2] == ("SupineStartRoutine", {"routine": "back-release"})


def test_what_may_not_be_meant_here_is_not_guessed(understood):
    assert understood("I'm fine, go on to the next", About.REMINDERS_OFF) is None


def test_fillers_between_clauses_do_not_matter(understood):
    said = "ugh, not now, in half an hour maybe"

    assert understood(said, About.REMINDER)[:2] == ("SupineLater", {"minutes": 30})


def test_an_answer_before_what_is_wanted_changes_nothing(understood):
    said = "yes please, I can't get up on my own"

    assert understood(said, About.HELP_UP)[0] == "SupineHelpUp"
    for at in ("idle", "practice", *About):
        assert understood("yes no", at) is None


def test_who_wants_to_go_on_gives_no_reason(understood):
    assert understood("start again because the baby's spilled it") is None


def test_a_story_is_not_taken_apart(understood):
    words = ["that's", "lovely", "I'm", "fine", "carry", "on"]

    assert understood(" ".join(words))[0] == "SupineResume"
    assert understood(" ".join([*["really"] * WORDS_MAX, *words])) is None


@pytest.mark.parametrize("code", ["de"], indirect=True)
@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("mir geht's gut, mach ruhig weiter", "SupineResume"),
        ("Moment, der Hund muss raus", "SupinePause"),
        ("nein, mach weiter", "SupineResume"),
        ("lass uns das auslassen, das mag ich nicht", "SupineNext"),
        ("mir geht's gut, aber mein Knie tut weh", "SupinePain"),
    ],
)
def test_it_is_the_same_in_german(understood, said, intent):
    assert understood(said)[0] == intent


@pytest.mark.parametrize("code", ["de"], indirect=True)
@pytest.mark.parametrize(
    "said", ["ja nein", "nein ja", "nein, hör nicht auf", "stopp, nein, weiter"]
)
def test_a_no_that_contradicts_is_not_guessed_at(understood, said):
    for at in ("idle", "practice", *About):
        assert understood(said, at) is None


@pytest.mark.parametrize("code", LANGUAGES, indirect=True)
def test_what_tired_people_say_in_several_clauses_is_understood(code, recogniser):
    listed = [Saying.from_row(row) for row in read_yaml(CLAUSES / f"{code}.yaml").data]
    found = {saying.text: recogniser.recognise(saying.text) for saying in listed}

    wrong = {
        saying.text: got
        for saying in listed
        if (got := found[saying.text]) and (got.intent, dict(got.slots)) != saying.meaning
    }
    assert wrong == {}
    assert len(listed) >= 25
    assert sum(map(bool, found.values())) / len(listed) >= RIGHT
