import pytest

from supine.adapters.questions import NO_SITE, NOWHERE, Heard, Question, Reply, Service

DIALOGUE = Question(Service.DIALOGUE, "m")
SPEECH = Question(Service.SPEECH, "m")
UNDERSTANDING = Question(Service.UNDERSTANDING, "m", "the first one", ("SupineChoose",))


def test_no_question_is_asked_where_people_are():
    assert {NO_SITE, NOWHERE} == {"", "supine-doctor"}


def test_the_dialogue_manager_is_asked_for_a_dialogue_without_a_word():
    topic, fields = DIALOGUE.asked(NOWHERE)

    assert topic == "hermes/dialogueManager/startSession"
    assert fields == {"siteId": NOWHERE, "init": {"type": "notification", "text": ""}}


def test_the_voice_is_asked_for_a_moment_of_silence():
    topic, fields = SPEECH.asked(NO_SITE)

    assert (topic, fields["text"], fields["siteId"]) == ("hermes/tts/say", ".", "")
    assert "/" not in fields["id"], "or its end would never be told"


def test_understanding_may_find_only_what_does_nothing():
    topic, fields = UNDERSTANDING.asked(NO_SITE)

    assert topic == "hermes/nlu/query"
    assert fields["input"] == "the first one"
    assert fields["intentFilter"] == ["SupineChoose"]
    assert fields["sessionId"], "without one, some dialogue managers complain"


@pytest.mark.parametrize("site", [NOWHERE, NO_SITE])
def test_a_dialogue_that_is_over_is_an_answer(site):
    ended = Heard("hermes/dialogueManager/sessionEnded", {"siteId": site})

    assert DIALOGUE.replies([ended]) == [Reply()]


def test_a_dialogue_of_somebody_in_a_room_is_none():
    ended = Heard("hermes/dialogueManager/sessionEnded", {"siteId": "bedroom"})

    assert DIALOGUE.replies([ended]) == []


def test_the_end_of_our_text_is_an_answer_and_of_others_is_none():
    ours = Heard("hermes/tts/sayFinished", {"id": "m"})
    others = Heard("hermes/tts/sayFinished", {"id": "supine-1"})

    assert SPEECH.replies([others, ours]) == [Reply()]


def test_a_voice_that_fails_says_why():
    heard = [
        Heard("hermes/error/tts", {"error": "no such voice", "context": "m"}),
        Heard("hermes/tts/sayFinished", {"id": "m"}),
    ]

    assert SPEECH.replies(heard) == [Reply(trouble="no such voice"), Reply()]


def test_what_was_understood_is_told_with_its_slots():
    parsed = Heard(
        "hermes/nlu/intentParsed",
        {
            "id": "m",
            "intent": {"intentName": "SupineChoose"},
            "slots": [{"slotName": "ordinal", "value": {"value": 1}}],
        },
    )

    assert UNDERSTANDING.replies([parsed]) == [Reply(intent="SupineChoose", slots={"ordinal": 1})]


def test_not_understood_is_an_answer_too():
    heard = [
        Heard("hermes/nlu/intentNotRecognized", {"id": "m"}),
        Heard("hermes/nlu/intentNotRecognized", {"id": "other"}),
        Heard("hermes/error/nlu", {"sessionId": "m", "error": "broken graph"}),
    ]

    assert UNDERSTANDING.replies(heard) == [Reply(), Reply(trouble="broken graph")]


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "m", "intent": None},
        {"id": "m", "intent": "SupineChoose"},
        {"id": ["m"], "intent": {"intentName": "SupineChoose"}},
        {"id": None},
        {},
    ],
)
def test_what_is_no_proper_answer_is_none(fields):
    assert UNDERSTANDING.replies([Heard("hermes/nlu/intentParsed", fields)]) == []


@pytest.mark.parametrize("slots", [None, "x", [None], [{}], [{"value": 1}], {"a": 1}])
def test_odd_slots_are_left_out(slots):
    fields = {"id": "m", "intent": {"intentName": 5}, "slots": slots}

    assert UNDERSTANDING.replies([Heard("hermes/nlu/intentParsed", fields)]) == [Reply()]
