"""What an author may do, and what is said at once of what they may not."""

from dataclasses import FrozenInstanceError

import pytest

from supine.plugins import api
from supine.plugins.api import PluginError, Registrar
from supine.plugins.stage import Stage


@pytest.fixture
def stage():
    return Stage(owner="quiet")


@pytest.fixture
def supine(stage):
    return Registrar(stage)


def test_the_surface_is_what_all_says():
    assert set(api.__all__) == {
        "API_VERSION",
        "Happened",
        "Heard",
        "News",
        "Plugin",
        "PluginError",
        "Registrar",
        "Reply",
        "StepKindError",
        "Voice",
        "VoiceHost",
    }
    assert api.API_VERSION == "1.0"
    assert all(getattr(api, name).__doc__ for name in api.__all__ if name != "API_VERSION")


def test_what_is_registered_is_on_the_stage(supine, stage, tmp_path):
    supine.add_routines(tmp_path)
    supine.add_sentences(tmp_path)
    supine.add_phrases(tmp_path, keys={"quiet_done": ["count"]})
    supine.add_slot("quiet_kind", values="quiet_kind")
    supine.add_slot("quiet_number", between=(1, 9))
    supine.add_intent("QuietAsk", str, slots=["quiet_kind"], when=["idle"], limit_s=5)
    supine.add_step_kind("hum", list)
    supine.add_listener(print)
    supine.add_voice("desk", lambda host: host)

    assert stage.routines == stage.sentences == stage.phrases == (tmp_path,)
    assert stage.phrase_keys == {"quiet_done": ("count",)}
    assert stage.slots["quiet_number"].range == (1, 9)
    assert stage.intents["QuietAsk"].when == ("idle",)
    assert stage.handlers["QuietAsk"].limit_s == 5
    assert (list(stage.kinds), list(stage.voices), len(stage.hearings)) == (["hum"], ["desk"], 1)


@pytest.mark.parametrize(
    ("register", "problem"),
    [
        (lambda s: [s.add_intent("QuietAsk", str) for _ in "12"], "the intent QuietAsk twice"),
        (lambda s: [s.add_step_kind("hum", list) for _ in "12"], "the step kind hum twice"),
        (lambda s: s.add_intent("QuietAsk", None), "cannot be called"),
        (lambda s: s.add_intent("QuietAsk", str, limit_s=11), "up to 10 s, not 11"),
        (lambda s: s.add_intent("QuietAsk", str, limit_s=0), "up to 10 s, not 0"),
        (lambda s: s.add_intent("QuietAsk", str, when=["asleep"]), "cannot be heard 'asleep'"),
        (lambda s: s.add_intent(7, str), "is a text, not 7"),
        (lambda s: s.add_intent("QuietAsk", str, slots=[[]]), "the slots of QuietAsk"),
        (lambda s: s.add_slot("quiet_kind"), "either `values` or `between`"),
        (lambda s: s.add_listener("x"), "has to be callable"),
        (lambda s: s.add_routines(None), "there is no folder None"),
    ],
)
def test_what_is_plainly_wrong_is_refused_at_once(supine, register, problem):
    with pytest.raises(PluginError, match=problem):
        register(supine)


def test_a_folder_that_is_not_there_is_named(supine, tmp_path):
    with pytest.raises(PluginError, match=r"there is no folder .*nowhere"):
        supine.add_sentences(tmp_path / "nowhere")


def test_nothing_is_taken_when_registering_is_over(supine, stage):
    supine.close()

    with pytest.raises(PluginError, match="when registering is over"):
        supine.add_listener(print)
    assert stage.hearings == []


def test_what_was_heard_cannot_be_changed(phrases):
    heard = api.Heard(site_id="a", intent="QuietAsk", language="en", words=phrases)

    with pytest.raises(FrozenInstanceError):
        heard.intent = "SupineStop"


def test_variants_of_a_phrase_take_turns(phrases):
    variants = {
        api.Heard(site_id="a", intent="X", language="en", words=phrases, turn=turn).phrase(
            "list_and", rest="one", last="two"
        )
        for turn in range(5)
    }

    assert variants == {text.format(rest="one", last="two") for text in phrases.phrases["list_and"]}
