import subprocess
import sys

import pytest

from supine.core.intents import Intent
from supine.core.questions import ANSWERS, About
from supine.understanding.recogniser import Recogniser
from supine.understanding.samples import samples


def test_a_sentence_of_a_template_is_certain(recogniser):
    found = recogniser.recognise("Start my back release.")

    assert found.intent == "SupineStartRoutine"
    assert found.slots == {"routine": "back-release"}
    assert found.confidence == 1.0
    assert found.text == "Start my back release."


def test_a_misheard_sentence_is_as_certain_as_it_is_alike(recogniser):
    found = recogniser.recognise("start my bag release")

    assert (found.intent, found.slots) == ("SupineStartRoutine", {"routine": "back-release"})
    assert 0.76 <= found.confidence < 1


@pytest.mark.parametrize(
    "said",
    ["give me two more minutes", "give me 2 more minutes", "GIVE ME TWO MORE MINUTES!"],
)
def test_numbers_are_whole_numbers_however_they_are_written(recogniser, said):
    found = recogniser.recognise(said)

    assert found.slots == {"minutes": 2}
    assert type(found.slots["minutes"]) is int


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("start a twenty five minute back release", 25),
        ("start a twenty-five minute back release", 25),
        ("start a 25-minute back release", 25),
        ("start the back release for one hundred minutes", 100),
        ("start the back release for half an hour", 30),
        ("start the back release for an hour and a half", 90),
        ("stard the back release for 25 minutes", 25),
    ],
)
def test_a_length_may_be_said_in_many_ways(recogniser, said, minutes):
    found = recogniser.recognise(said)

    assert found.slots == {"routine": "back-release", "minutes": minutes}


@pytest.mark.parametrize(
    "said",
    [
        "start the back release for two hundred minutes",
        "start the back release for 181 minutes",
        "start the back release for 0 minutes",
        "stard the back release for 500 minutes",
    ],
)
def test_a_length_beyond_any_practice_is_not_understood(recogniser, said):
    assert recogniser.recognise(said) is None


@pytest.mark.parametrize("said", ["", "   ", "?!", "...", "\u00a0", "🙂"])
def test_nothing_said_is_nothing_understood(recogniser, said):
    assert recogniser.recognise(said) is None


def test_fillers_do_not_matter(recogniser):
    found = recogniser.recognise("um okay so could you please just pause for a moment now thanks")

    assert found.intent == "SupinePause"
    assert found.confidence == 1.0


def test_a_single_word_that_sounds_like_ours_counts_in_a_practice_only(recogniser, templates):
    for heard, intent in [
        ("paws", "SupinePause"),
        ("hertz", "SupinePain"),
        ("stock", "SupineStop"),
    ]:
        assert recogniser.recognise(heard, templates.heard("practice")).intent == intent
        assert recogniser.recognise(heard, templates.heard("idle")) is None
        assert recogniser.recognise(heard) is None


def test_what_turns_a_meaning_round_is_never_taken_for_misheard(recogniser, templates):
    heard_now = templates.heard("practice")

    for said in ["I can feel my legs", "this is very comfortable", "I can move my feet"]:
        found = recogniser.recognise(said, heard_now)

        assert found is None or found.intent not in {"SupineRedFlag", "SupinePain"}, said


def test_less_talking_is_never_taken_for_stop(recogniser):
    for said in ["less talking please", "stop talking", "stop talking so much"]:
        found = recogniser.recognise(said)

        assert found.intent == "SupineSayLess", said


def test_without_the_word_not_a_sentence_means_something_else(recogniser):
    for said in ["don't start the back release", "do not stop the routine", "don't help me up"]:
        found = recogniser.recognise(said)

        assert found is None or found.intent not in {
            "SupineStartRoutine",
            "SupineStop",
            "SupineHelpUp",
        }


@pytest.mark.parametrize("said", ["yes", "no", "okay", "the first one", "ready", "I'm down"])
def test_a_bare_answer_means_nothing_while_nobody_asked(recogniser, templates, said):
    assert recogniser.recognise(said, templates.heard("idle")) is None


@pytest.mark.parametrize(
    ("about", "said", "intent", "slots"),
    [
        (About.GATE, "yes", Intent.YES, {}),
        (About.GATE, "start now", Intent.READY, {}),
        (About.GATE, "lying down", Intent.READY, {}),
        (About.GATE, "okay go ahead", Intent.READY, {}),
        (About.GATE, "hang on a second", Intent.PAUSE, {}),
        (About.WHICH, "the back release", Intent.START_ROUTINE, {"routine": "back-release"}),
        (About.WHICH, "the back one", Intent.CHOOSE, {"routine": "back-release"}),
        (About.WHICH, "hips please", Intent.START_ROUTINE, {"routine": "hip-stretch"}),
        (About.WHICH, "the second one", Intent.CHOOSE, {"ordinal": 2}),
        (About.WHICH, "two", Intent.CHOOSE, {"ordinal": 2}),
        (About.WHICH, "none of them", Intent.NO, {}),
        (About.LEAVE, "yes please", Intent.YES, {}),
        (About.LEAVE, "go ahead", Intent.YES, {}),
        (About.LEAVE, "no stay with this", Intent.NO, {}),
        (About.HELP_UP, "yes go on", Intent.YES, {}),
        (About.HELP_UP, "yes help me up", Intent.HELP_UP, {}),
        (About.HELP_UP, "I'm comfortable here", Intent.NO, {}),
        (About.HELP_UP, "no thanks", Intent.NO, {}),
        (About.EASE, "gentler", Intent.GENTLER, {}),
        (About.EASE, "finish", Intent.FINISH, {}),
        (About.EASE, "carry on", Intent.RESUME, {}),
        (About.EASE, "I can't feel my legs", Intent.RED_FLAG, {}),
    ],
)
def test_an_answer_is_understood_as_an_answer(recogniser, about, said, intent, slots):
    found = recogniser.recognise(said, ANSWERS[about])

    assert found is not None
    assert (found.intent, dict(found.slots)) == (intent, slots)


def test_what_is_not_asked_for_is_not_understood(recogniser):
    assert recogniser.recognise("pause", [Intent.YES, Intent.NO]) is None
    assert recogniser.recognise("pause", []) is None
    assert recogniser.recognise("pause", ["NoSuchIntent"]) is None


def test_every_answer_to_a_question_may_be_an_answer_by_the_contract(templates):
    answers = {str(intent) for intents in ANSWERS.values() for intent in intents}

    assert answers <= templates.heard("question")


def test_a_red_flag_is_heard_in_every_situation(templates):
    for situation in ("idle", "practice", "question"):
        assert "SupineRedFlag" in templates.heard(situation)


def test_two_names_that_are_alike_are_not_guessed_between(tiny):
    recogniser = Recogniser(tiny(STARTS), {"hip routine": "hips", "lip routine": "lips"})

    found = recogniser.recognise("start my zip routine")

    assert found is None


def test_of_two_names_the_nearer_one_is_meant(tiny):
    recogniser = Recogniser(tiny(STARTS), {"hip routine": "hips", "long evening rest": "rest"})

    found = recogniser.recognise("start my zip routine")

    assert found.slots == {"routine": "hips"}


def test_a_name_with_punctuation_is_understood_without_it(tiny):
    recogniser = Recogniser(tiny(STARTS), {"Runner's warm-up (short)": "run"})

    for said in ["start runner's warm-up short", "start my runners warm up short"]:
        found = recogniser.recognise(said)

        assert found.slots == {"routine": "run"}


def test_without_any_routine_the_rest_is_understood(tiny):
    recogniser = Recogniser(tiny(STARTS), {})

    assert recogniser.recognise("stop").intent == "SupineStop"
    assert recogniser.recognise("start back release") is None


def test_only_twins_share_sentences(templates, names, contract):
    """A sentence that means two things is a mistake unless the contract says it is wanted."""
    shared = {}
    for sample in samples(templates, names):
        shared.setdefault(sample.text, {})[sample.intent] = None
    clashes = [
        (text, first, other)
        for text, (first, *others) in ((text, list(intents)) for text, intents in shared.items())
        for other in others
        if other not in contract.intents[first].twins
    ]

    assert clashes == []


def test_importing_the_understanding_imports_neither_hassil_nor_rapidfuzz():
    code = (
        "import sys, supine.understanding, supine.understanding.recogniser;"
        "print(*[name for name in sys.modules if name in ('hassil', 'rapidfuzz')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == ""


STARTS = """\
language: en
skip_words: [please]
small_words: [my, the]
lists:
  ordinal: {values: [{in: first, out: 1}]}
intents:
  SupineStop: {sentences: [stop, stop it]}
  SupineStartRoutine: {sentences: ["start [my] {routine} [for {minutes} minutes]"]}
  SupineChoose: {sentences: ["the {ordinal} one", "the {routine} one"]}
"""
