"""One plugin at a time: how it introduces itself, and what it may call its own."""

import importlib

import pytest

from plugins.conftest import plugin
from supine.loading.contract import Contract, IntentRule, SlotKind
from supine.plugins.api import PluginError, Registrar
from supine.plugins.discovery import Candidate
from supine.plugins.records import Status
from supine.plugins.stage import Stage
from supine.plugins.staging import collisions, prefixes, staged, wrong_api

CONTRACT = Contract(
    version=1,
    slots={"minutes": SlotKind(range=(1, 9))},
    intents={"SupineStop": IntentRule(), "OtherAsk": IntentRule()},
    phrases={"paused": ()},
)


def tried(given, name="quiet", limit_s=2.0):
    load = given if callable(given) else lambda: given
    return staged(Candidate(name, "a test", load), limit_s)


def raising(exc):
    def register(_supine):
        raise exc

    return plugin(register=register)


def test_a_good_plugin_is_active_with_what_it_says_of_itself():
    record, stage = tried(plugin(description="Quiet.", version="2"))

    assert (record.status, record.version, record.description) == (Status.ACTIVE, "2", "Quiet.")
    assert stage.owner == "quiet"


@pytest.mark.parametrize("exc", [KeyError("x"), SystemExit(1), KeyboardInterrupt(), MemoryError()])
def test_whatever_it_raises_while_registering_breaks_it_alone(exc):
    record, stage = tried(raising(exc))

    assert stage is None
    assert record.status is Status.BROKEN
    assert type(exc).__name__ in record.reason[0]


def test_what_fails_to_be_imported_is_broken_with_the_reason():
    record, _ = tried(lambda: importlib.import_module("no_such_library_anywhere"))

    assert record.status is Status.BROKEN
    assert record.reason == ("ModuleNotFoundError: No module named 'no_such_library_anywhere'",)


def test_what_blocks_while_it_is_imported_or_registers_is_broken(stuck):
    for blocking in (stuck, plugin(register=stuck)):
        record, stage = tried(blocking, limit_s=0.05)

        assert stage is None
        assert record.status is Status.BROKEN
        assert record.reason == ("while loading it did not come back within 0.05 s",)


def test_a_plugin_that_says_why_it_cannot_work_is_quoted():
    record, _ = tried(raising(PluginError("it needs a chair")))

    assert (record.status, record.reason) == (Status.REFUSED, ("it needs a chair",))


def test_what_it_registers_later_is_not_taken():
    kept = []
    _, stage = tried(plugin(register=kept.append))

    with pytest.raises(PluginError, match="registering is over"):
        kept[0].add_listener(print)
    assert stage.hearings == []


@pytest.mark.parametrize("api", ["1.1", "2.0", "0.9", "1", "one", "", None, 1.0])
def test_another_version_of_the_interface_is_refused(api):
    record, stage = tried(plugin(api=api))

    assert stage is None
    assert record.status is Status.REFUSED
    assert "1.0" in record.reason[0]


def test_the_same_and_older_minor_versions_are_taken(monkeypatch):
    monkeypatch.setattr("supine.plugins.staging.API_VERSION", "1.2")

    assert [wrong_api(stated) for stated in ("1.0", "1.1", "1.2")] == [None, None, None]
    assert wrong_api("1.3") == "it was written for version 1.3 of the interface; this is 1.2"


def test_a_plugin_that_uses_what_this_version_does_not_have_is_broken():
    """It says 1.0, and it is not true."""
    record, _ = tried(plugin(register=lambda supine: supine.add_telepathy()))

    assert record.status is Status.BROKEN
    assert "add_telepathy" in record.reason[0]


@pytest.mark.parametrize("name", ["supine", "household", "Quiet", "a b", "", "x" * 65])
def test_a_name_that_is_no_name_is_refused(name):
    record, _ = tried(plugin(name), name)

    assert record.status is Status.REFUSED
    assert "cannot be its name" in record.reason[0]


def test_a_plugin_that_calls_itself_otherwise_than_it_is_installed_is_refused():
    record, _ = tried(plugin("loud"))

    assert record.reason == ("it calls itself 'loud', but is installed as 'quiet'",)


def test_what_cannot_register_is_refused():
    record, _ = tried(plugin(register=None))

    assert record.reason == ("its `register` cannot be called",)


def test_names_begin_with_the_plugins_own():
    assert prefixes("desk-pause") == ("DeskPause", "desk_pause_")


@pytest.mark.parametrize(
    ("register", "problem"),
    [
        (lambda s: s.add_intent("SupineStop", str), "there is an intent SupineStop already"),
        (lambda s: s.add_intent("OtherAsk", str), "there is an intent OtherAsk already"),
        (lambda s: s.add_intent("SupineMore", str), "has to begin with Quiet"),
        (lambda s: s.add_intent("LoudAsk", str), "has to begin with Quiet"),
        (lambda s: s.add_intent("Quiet", str), "has to begin with Quiet"),
        (lambda s: s.add_intent("Quiet/#", str), "has to begin with Quiet"),
        (lambda s: s.add_intent("QuietAsk", str, slots=["hue"]), "a slot hue that nobody"),
        (lambda s: s.add_slot("minutes", between=(1, 2)), "there is a slot minutes already"),
        (lambda s: s.add_slot("kind", between=(1, 2)), "the slot kind has to begin with quiet_"),
        (lambda s: s.add_step_kind("hold", list), "hold cannot be the key of a step kind"),
        (lambda s: s.add_step_kind("Hum", list), "Hum cannot be the key of a step kind"),
        (lambda s: s.add_step_kind("hum", list), "a step kind hum already, from the plugin loud"),
        (lambda s: s.add_voice("hermes", list), "hermes cannot be the name of a voice"),
        (lambda s: s.add_voice("a:b", list), "a:b cannot be the name of a voice"),
        (lambda s: s.add_voice("desk", list), "a voice desk already, from the plugin loud"),
    ],
)
def test_what_is_not_its_own_is_told(register, problem):
    other = Stage(owner="loud")
    Registrar(other).add_step_kind("hum", list)
    Registrar(other).add_voice("desk", list)
    stage = Stage(owner="quiet")
    register(Registrar(stage))

    [told] = collisions(stage, CONTRACT, [other])

    assert problem in told


def test_phrases_of_its_own_begin_with_its_name_too(tmp_path):
    stage = Stage(owner="quiet")
    Registrar(stage).add_phrases(tmp_path, keys={"paused": [], "done": [], "quiet_done": []})

    assert collisions(stage, CONTRACT, []) == [
        "there is a phrase paused already",
        "the phrase done has to begin with quiet_, in small letters",
    ]


def test_slots_of_supine_may_be_used():
    stage = Stage(owner="quiet")
    Registrar(stage).add_slot("quiet_kind", values="quiet_kind")
    Registrar(stage).add_intent("QuietAsk", str, slots=["minutes", "quiet_kind"])

    assert collisions(stage, CONTRACT, []) == []
