"""What the answers of broker and services mean.  No broker: a visit that is played back."""

import pytest

from supine.adapters.mqtt import MqttSettings, TlsSettings
from supine.adapters.questions import NO_SITE, NOWHERE, Heard, Service
from supine.cli.checkup import wire as module
from supine.cli.checkup.finding import State
from supine.cli.checkup.wire import wire
from supine.understanding.proof import Proof

FIRST = Proof("first", "ordinal", 1)
PROOFS = {"en": [FIRST, *(Proof(f"{name} one", "routine", name) for name in "abcdef")]}


class Visit:
    """A broker with services that answer at once: `answers` says what, by what is asked."""

    def __init__(self, answers, not_heard=(), state="online"):
        self.answers, self.not_heard, self.state = answers, list(not_heard), state
        self.asked, self.waited = [], []
        self._heard = []

    def __call__(self, settings):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def ask(self, questions, site):
        for question in questions:
            self.asked.append((question.service, site))
            self._heard += self.answers(question, site)

    def wait(self, enough, within_s):
        self.waited.append(0.0 if enough(self._heard) else within_s)
        return list(self._heard)


def well(question, site):
    """Every service is there and was trained."""
    match question.service:
        case Service.DIALOGUE:
            return [Heard("hermes/dialogueManager/sessionEnded", {"siteId": site})]
        case Service.SPEECH:
            return [Heard("hermes/tts/sayFinished", {"id": question.mark})]
    return parsed(question, knows="abcdef")


def parsed(question, knows):
    name = question.text.partition(" ")[0]
    slot, value = ("ordinal", 1) if name == "first" else ("routine", name)
    if slot == "routine" and name not in knows:
        return [Heard("hermes/nlu/intentNotRecognized", {"id": question.mark})]
    slots = [{"slotName": slot, "value": {"value": value}}]
    fields = {"id": question.mark, "intent": {"intentName": "SupineChoose"}, "slots": slots}
    return [Heard("hermes/nlu/intentParsed", fields)]


@pytest.fixture
def look(monkeypatch):
    """Return a function that looks at a visit and returns the findings by name."""

    def look(visit, **settings):
        monkeypatch.setattr("supine.adapters.probe.HermesProbe", visit)
        found = wire(MqttSettings(host="pi", **settings), PROOFS)
        return {finding.name: finding for finding in found}

    return look


def test_what_answers_is_fine_and_nobody_waits(look):
    visit = Visit(well)

    found = look(visit)

    assert {finding.state for finding in found.values()} == {State.FINE}
    assert sum(visit.waited) == 0


def test_what_is_understood_is_asked_from_no_site_alone(look):
    """What is found is published: from a site it would be taken for somebody's words."""
    visit = Visit(lambda _question, _site: [])

    look(visit)

    sites = {site for service, site in visit.asked if service is Service.UNDERSTANDING}
    assert sites == {NO_SITE}


def test_who_does_not_answer_a_strange_site_is_asked_from_none(look):
    visit = Visit(lambda question, site: [] if site == NOWHERE else well(question, site))

    found = look(visit)

    assert {finding.state for finding in found.values()} == {State.FINE}
    assert (Service.SPEECH, NO_SITE) in visit.asked


def without(service):
    """Return answers of all the others."""
    return lambda question, site: [] if question.service is service else well(question, site)


def test_where_nobody_answers_the_wait_has_an_end_and_the_broker_may_be_the_wrong_one(look):
    visit = Visit(lambda _question, _site: [])

    found = look(visit)

    assert sum(visit.waited) <= 7.5
    assert found["rhasspy"].state is State.MEND
    assert "12183" in found["rhasspy"].mend
    assert "access list" not in found["rhasspy"].mend
    assert "text to speech" not in found


def test_one_that_does_not_answer_is_named_with_where_to_look(look):
    found = look(Visit(without(Service.DIALOGUE)))

    assert found["dialogue manager"].what == "does not answer"
    assert found["text to speech"].state is State.FINE


def test_where_users_have_names_the_access_list_may_be_to_blame(look):
    found = look(Visit(without(Service.SPEECH)), username="supine")

    assert "the broker's access list keeps it from us" in found["text to speech"].mend


def test_topics_that_may_not_be_heard_are_named(look):
    found = look(Visit(well, not_heard=["hermes/intent/+"]))

    assert found["broker"].state is State.MEND
    assert "does not let us hear hermes/intent/+" in found["broker"].what


def test_a_broker_that_may_be_any_is_worth_a_note(look):
    found = look(Visit(well), tls=TlsSettings(insecure=True))

    assert found["broker"].state is State.NOTE


def test_many_routines_that_are_not_known_are_not_all_named(look):
    def answers(question, site):
        understood = question.service is Service.UNDERSTANDING
        return parsed(question, knows="") if understood else well(question, site)

    found = look(Visit(answers))["intent recognition (en)"]

    assert found.what == "was trained, but does not know a, b, c, d and 2 more"
    assert found.mend == "supine train"


def test_one_of_two_recognisers_that_knows_us_is_enough(look):
    def answers(question, site):
        stranger = [Heard("hermes/nlu/intentNotRecognized", {"id": question.mark})]
        return stranger + well(question, site)

    assert look(Visit(answers))["intent recognition (en)"].state is State.FINE


def test_one_that_is_slow_is_no_stranger(look):
    def answers(question, site):
        if question.text.startswith(("d", "e", "f")):
            return []
        return well(question, site)

    found = look(Visit(answers))["intent recognition (en)"]

    assert found.state is State.FINE
    assert found.what.endswith("3 routines, and is slow to answer about the others")


def test_one_that_complains_is_quoted(look):
    def answers(question, site):
        if question.service is Service.UNDERSTANDING:
            return [Heard("hermes/error/nlu", {"sessionId": question.mark, "error": "no graph"})]
        return well(question, site)

    assert look(Visit(answers))["intent recognition (en)"].what == (
        "answers that it cannot: no graph"
    )


def test_a_service_that_does_not_run_is_worth_a_note(look):
    assert look(Visit(well, state="offline"))["supine"].state is State.NOTE
    assert "supine" not in look(Visit(well), state_topic=None)


def test_the_rounds_fit_into_the_promised_time():
    assert module.FIRST_S + module.SECOND_S + module.THIRD_S + module.OTHERS_S <= 7.5
