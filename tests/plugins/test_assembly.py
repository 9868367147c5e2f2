"""Several plugins together: each as a whole or not at all, whatever the others are."""

import sys

import pytest

from plugins.conftest import answering, plugin, record
from supine.plugins.assembly import Wanted, load_plugins
from supine.plugins.discovery import Candidate
from supine.plugins.records import Status

ROUTINE = """\
id: {id}
name: {name}
position: sitting
minutes: 2
steps:
  - id: sit
    say: [Sit quietly.]
    hold: 60s
  - id: hum
    {step}
"""
HOLD = "hold: 30s"


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files into a folder of its own."""

    def write(name, **files):
        for path, text in files.items():
            file = tmp_path / name / path.replace("__", "/")
            file = file.with_name(f"{file.name}.yaml")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        return tmp_path / name

    return write


def routine(routine_id, name=None, step=HOLD):
    return ROUTINE.format(id=routine_id, name=name or routine_id.replace("-", " "), step=step)


def bringing(routines, name="quiet", **more):
    return plugin(name, lambda supine: supine.add_routines(routines), **more)


def wording(name, words):
    return plugin(name, lambda supine: supine.add_phrases(words))


def statuses(house):
    return {each.name: each.status.value for each in house.records if each.name != "supine"}


def test_our_own_content_is_the_first_plugin(house):
    [ours] = house().records

    assert (ours.name, ours.status, ours.api) == ("supine", Status.ACTIVE, "1.0")
    assert ours.brought["routines"] >= 7
    assert ours.brought["languages"] >= 2


def test_a_plugins_routine_can_be_practised(house, folder):
    h = house(bringing(folder("a", **{"quiet-sit": routine("quiet-sit")})))

    h.hear("SupineStartRoutine", routine="quiet-sit")
    h.wait(20)

    assert h.practising() == "quiet-sit"
    assert "Sit quietly." in h.texts


def test_one_fault_refuses_the_whole_plugin_and_names_its_line(house, folder):
    routines = folder("a", **{"quiet-one": routine("quiet-one"), "quiet-two": "id: quiet-two\n"})

    h = house(bringing(routines), bringing(folder("b", loud=routine("loud")), "loud"))

    assert statuses(h) == {"quiet": "refused", "loud": "active"}
    assert any("quiet-two.yaml:1:" in why for why in record(h).reason)
    assert tuple(map(str, record(h).faults)) == record(h).reason
    assert "quiet-one" not in h.language.routines
    assert "loud" in h.language.routines


@pytest.mark.parametrize(
    ("routine_id", "name", "why"),
    [
        ("back-release", "other", "there is a routine `back-release` in "),
        ("other", "back release", "the routine `back-release` is called `back release` already"),
        ("quiet-sit", "other", "there is a routine `quiet-sit` in "),
    ],
)
def test_of_two_that_collide_the_second_is_refused(house, folder, routine_id, name, why):
    first = bringing(folder("a", **{"quiet-sit": routine("quiet-sit")}), "first")
    second = bringing(folder("b", **{routine_id: routine(routine_id, name)}), "second")

    h = house(first, second)

    assert statuses(h) == {"first": "active", "second": "refused"}
    assert any(why in each for each in record(h, "second").reason)


def test_a_plugin_that_is_there_twice_is_taken_once(house):
    h = house(plugin(version="1"), plugin(version="2"))

    first, second = h.records[1:]
    assert (first.status, second.status) == (Status.ACTIVE, Status.REFUSED)
    assert second.reason == ("there is a plugin quiet already: a test",)


def test_a_disabled_plugin_is_not_even_loaded():
    def load():
        raise AssertionError("loaded")

    wanted = Wanted(languages=("en",), disabled=frozenset({"quiet"}))
    plugins = load_plugins(wanted, None, [Candidate("quiet", "a test", load)])

    assert [each.status for each in plugins.records] == [Status.ACTIVE, Status.DISABLED]


def test_a_bad_plugin_leaves_the_others_untouched(house, stuck, monkeypatch):
    monkeypatch.setattr("supine.plugins.assembly.LOAD_S", 0.5)

    def fails(_supine):
        raise ValueError("no")

    good = answering(lambda heard: "Yes.", "good", "GoodAsk")
    bad = [
        plugin("raises", fails),
        plugin("blocks", stuck),
        plugin("lies", api="3.0"),
        plugin("steals", lambda supine: supine.add_intent("SupineStop", str)),
        plugin("exits", lambda supine: sys.exit(1)),
    ]

    h = house(*bad, good)

    assert statuses(h) == {
        "raises": "broken",
        "blocks": "broken",
        "lies": "refused",
        "steals": "refused",
        "exits": "broken",
        "good": "active",
    }
    h.hear("GoodAsk")
    h.wait_quiet()
    assert h.texts == ["Yes."]
    assert list(house().language.routines) == list(h.language.routines)


# ---- phrases ---------------------------------------------------------------------------------


def test_a_plugin_and_then_the_household_put_other_words(house, folder):
    words = folder("a", en__phrases="phrases: {paused: [Held.], resuming: ['Go on. {posture}']}\n")
    packs = folder("packs", **{"phrases.en": "phrases: {paused: [Still.]}\n"})

    h = house(plugin(register=lambda supine: supine.add_phrases(words)), folder=packs)

    assert statuses(h) == {"quiet": "active", "household": "active"}
    assert h.language.phrases.say("paused") == "Still."
    assert h.language.phrases.say("resuming", posture="Lying.") == "Go on. Lying."
    assert h.language.phrases.say("stopped") == house().language.phrases.say("stopped")


def test_two_plugins_cannot_put_other_words_for_the_same(house, folder):
    first, second = (
        wording(name, folder(name, en__phrases=text))
        for name, text in (("a", "phrases: {paused: [A.]}\n"), ("b", "phrases: {paused: [B.]}\n"))
    )

    h = house(first, second)

    assert statuses(h) == {"a": "active", "b": "refused"}
    assert h.language.phrases.say("paused") == "A."
    assert "the plugin `a` has put other words there already" in record(h, "b").reason[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("phrases: {pawsed: [A.]}\n", "did you mean `paused`?"),
        ("phrases: {paused: ['{time}']}\n", "phrases.en.yaml:1:"),
        ("phrases: {paused: [" + "a" * 151 + "]}\n", "150"),
        ("safety: [Never mind.]\n", "`safety` is not a key"),
    ],
)
def test_the_households_words_keep_the_same_rules(house, folder, text, why):
    h = house(folder=folder("packs", **{"phrases.en": text}))

    assert statuses(h) == {"household": "refused"}
    assert any(why in each for each in record(h, "household").reason)
    assert h.language.phrases.say("paused") == house().language.phrases.say("paused")


def test_a_phrase_of_its_own_must_be_in_each_language_it_brings(house, folder):
    words = folder("a", en__phrases="phrases: {}\n")
    keyed = plugin(register=lambda supine: supine.add_phrases(words, keys={"quiet_done": []}))

    h = house(keyed)

    assert "the phrase `quiet_done` is missing" in record(h).reason[0]


# ---- sentences -------------------------------------------------------------------------------


def test_a_pack_needs_no_python(house, folder):
    packs = folder(
        "packs",
        quiet__plugin='name: quiet\nversion: "1"\napi: "1.0"\n',
        **{"quiet__routines__quiet-sit": routine("quiet-sit")},
        quiet__intents__en__sentences="language: en\nintents:\n  SupineStop:\n"
        "    sentences: [enough sitting for now]\n",
        quiet__intents__en__phrases="phrases: {stopped: [Done.]}\n",
    )

    h = house(folder=packs)
    h.say("start the quiet sit")
    h.wait(20)
    h.say("enough sitting for now")
    h.wait_quiet()

    assert statuses(h) == {"quiet": "active"}
    assert h.texts[-1] == "Done."
    assert h.practising() is None


def test_a_sentence_that_means_something_already_refuses_the_plugin(house, folder):
    folder("a", en__sentences="language: en\nintents: {QuietAsk: {sentences: [help me up]}}\n")

    def register(supine):
        supine.add_intent("QuietAsk", lambda heard: "No.")
        supine.add_sentences(folder("a"))

    h = house(plugin(register=register))

    assert '"help me up" is taken for SupineHelpUp already' in record(h).reason[0]
    h.say("help me up")
    h.wait_quiet()
    assert h.practising() in h.language.routines


# ---- step kinds ------------------------------------------------------------------------------


def humming(expand, routines=None, name="quiet"):
    def register(supine):
        supine.add_step_kind("hum", expand)
        if routines is not None:
            supine.add_routines(routines)

    return plugin(name, register)


def test_a_household_may_use_a_plugins_step_kind_in_its_own_routines(folder):
    mine = folder("mine", **{"my-hum": routine("my-hum", step="hum: 3")})
    expand = lambda times, language: [{"say": ["Hum."], "hold": "2s"}] * times  # noqa: E731
    wanted = Wanted(languages=("en",), routines=(mine,))

    plugins = load_plugins(wanted, None, [Candidate("quiet", "t", lambda: humming(expand))])

    steps = plugins.library.languages["en"].routines["my-hum"].steps
    assert [step.id for step in steps] == ["sit", "hum", "hum-2", "hum-3"]
    assert plugins.library.faults == ()


def test_the_households_own_routine_goes_before_a_plugins(folder):
    mine = folder("mine", **{"quiet-sit": routine("quiet-sit", "mine")})
    theirs = folder("theirs", **{"quiet-sit": routine("quiet-sit", "theirs")})
    wanted = Wanted(languages=("en",), routines=(mine,))

    plugins = load_plugins(wanted, None, [Candidate("quiet", "t", lambda: bringing(theirs))])

    assert plugins.library.languages["en"].routines["quiet-sit"].name == "mine"
    assert plugins.records[-1].status is Status.REFUSED


def test_a_kind_that_blocks_is_asked_once_and_its_plugin_is_broken(
    house, folder, stuck, monkeypatch
):
    monkeypatch.setattr("supine.plugins.assembly.EXPAND_S", 0.05)
    calls = []
    twice = {f"hum-{n}": routine(f"hum-{n}", step="hum: 3") for n in (1, 2)}

    h = house(humming(lambda *_: calls.append(1) or stuck(), folder("a", **twice)))

    assert len(calls) == 1
    assert record(h).status is Status.BROKEN
    assert "the step kind hum: it did not come back within 0.05 s" in record(h).reason[0]


@pytest.mark.parametrize(
    ("expand", "why"),
    [
        (lambda *_: 1 / 0, "the plugin quiet failed at it: ZeroDivisionError"),
        (lambda *_: sys.exit(1), "the plugin quiet failed at it: SystemExit"),
        (lambda *_: {"say": ["Hum."]}, "has to return a list of steps"),
        (lambda *_: [{"say": ["Hum."], "holt": 3}], "`holt` is not a key of a step"),
        (lambda *_: [{"say": ["x" * 91]}], "90"),
        (lambda *_: [{"say": ["Hum."], "hold": 1}] * 51, "51 steps"),
    ],
)
def test_what_a_kind_makes_keeps_the_rules_of_every_step(house, folder, expand, why):
    h = house(humming(expand, folder("a", hum=routine("hum", step="hum: 3"))))

    assert record(h).status is Status.REFUSED
    assert any(why in each and "hum.yaml:" in each for each in record(h).reason), record(h).reason


def test_a_kind_of_a_refused_plugin_is_gone_from_everybodys_routines(folder):
    mine = folder("mine", **{"my-hum": routine("my-hum", step="hum: 3")})
    theirs = folder("theirs", **{"back-release": routine("back-release")})
    good = lambda times, language: [{"say": ["Hum."], "hold": "2s"}] * times  # noqa: E731
    wanted = Wanted(languages=("en",), routines=(mine,))

    plugins = load_plugins(wanted, None, [Candidate("quiet", "t", lambda: humming(good, theirs))])

    assert plugins.records[-1].status is Status.REFUSED
    assert "my-hum" not in plugins.library.languages["en"].routines
    assert any("`hum` is not a key of a step" in str(fault) for fault in plugins.library.faults)


# ---- folders that are none -------------------------------------------------------------------


class Folder:
    """What a plugin calls a folder."""

    name = "folder"

    def __init__(self, listed):
        self.iterdir = listed

    def is_dir(self):
        return True

    def __truediv__(self, name):
        return self

    def is_file(self):
        return False


def test_a_folder_that_raises_or_blocks_breaks_its_plugin_alone(house, stuck, monkeypatch):
    monkeypatch.setattr("supine.plugins.assembly.LOAD_S", 0.5)

    def raising():
        raise RuntimeError("no folder")

    h = house(bringing(Folder(raising), "a"), bringing(Folder(stuck), "b"), plugin("good"))

    assert statuses(h) == {"a": "broken", "b": "broken", "good": "active"}


def test_a_folder_that_breaks_when_it_is_read_again_breaks_its_plugin_alone(house):
    contents = iter([[], ZeroDivisionError])

    def listed():
        found = next(contents)
        if found:
            raise found
        return found

    h = house(bringing(Folder(listed), "a"), plugin("good"))

    assert statuses(h) == {"a": "broken", "good": "active"}


def test_a_folder_of_packs_that_cannot_be_read_is_told(house, tmp_path):
    h = house(folder=tmp_path / "gone")

    assert statuses(h) == {"gone": "refused", "household": "broken"}
    assert record(h, "gone").reason == ("the folder cannot be read: No such file or directory",)
