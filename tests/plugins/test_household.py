"""A household's files are changed while supine runs: what is good is taken, what is not is kept."""

import shutil

import pytest

from householdfiles import Files, german, language, looked, routine, said
from supine.plugins.api import Plugin
from supine.plugins.records import Status

SENTENCES = "language: en\nintents:\n  SupineStop:\n    sentences:\n      - {words}\n"
PHRASES = "phrases: {{paused: [{words}]}}\n"
BROKEN = "phrases: {pawsed: [Held.]}\n"


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def paused(household, code="en"):
    return language(household, code).phrases.say("paused", 0)


def statuses(household):
    records = household.taken.plugins.records
    return {each.name: each.status.value for each in records if each.name != "supine"}


def places(household):
    return [f"{each.source}:{each.line}:{each.column}" for each in household.taken.faults]


# ---- names -----------------------------------------------------------------------------------


def test_a_pack_that_is_called_like_the_households_phrases_is_refused_and_they_stay(files):
    files.pack("household", intents__en__phrases="phrases: {resuming: [Held.]}\n")
    files.write("plugins/phrases.en.yaml", PHRASES.format(words="Resting."))

    household = files.household()

    records = [each for each in household.taken.plugins.records if each.name == "household"]
    assert [(each.status.value, each.origin) for each in records] == [
        ("refused", str(files.packs / "household")),
        ("active", str(files.packs)),
    ]
    assert "not supine or household" in records[0].reason[0]
    assert paused(household) == "Resting."

    files.write("plugins/phrases.en.yaml", PHRASES.format(words="Still."))
    looked(household)

    assert paused(household) == "Still."


# ---- routines --------------------------------------------------------------------------------


def test_a_new_routine_is_there_after_two_looks(files):
    household = files.household()
    assert said(household) is None

    files.write("mine/desk-sit.yaml", routine())

    assert household.look() is None
    assert household.look() is not None
    assert said(household) == "Sit quietly."


def test_where_nothing_was_changed_nothing_is_read_again(files):
    files.write("mine/desk-sit.yaml", routine())
    household = files.household()
    before = household.taken

    assert [household.look() for _ in range(3)] == [None] * 3
    assert household.taken is before


def test_a_changed_routine_takes_the_place_of_the_one_before(files):
    files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    files.write("mine/desk-sit.yaml", routine(say="Sit still."))

    assert said(looked(household) and household) == "Sit still."


def test_a_routine_that_was_taken_away_is_gone(files):
    file = files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    file.unlink()
    looked(household)

    assert said(household) is None
    assert household.taken.faults == ()


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ("id: desk-sit\nname: [\n", ":3:1"),
        ("", ":1:1"),
        (routine("other-id"), ":1:5"),
        (routine(step="hold: soon"), ":10:11"),
    ],
)
def test_a_broken_edit_keeps_the_last_good_version_and_is_told_at_its_place(files, broken, place):
    file = files.write("mine/desk-sit.yaml", routine())
    household = files.household()

    file.write_text(broken, "utf-8")
    taken = looked(household)

    assert said(household) == "Sit quietly."
    assert places(household)[0] == f"{file}{place}"
    assert taken.kept == {str(file)}


def test_beside_a_broken_file_the_others_are_taken(files):
    files.write("mine/desk-sit.yaml", routine())
    files.write("mine/desk-hum.yaml", routine("desk-hum"))
    household = files.household()

    files.write("mine/desk-sit.yaml", "id: desk-sit\n")
    files.write("mine/desk-hum.yaml", routine("desk-hum", say="Hum."))
    looked(household)

    assert said(household) == "Sit quietly."
    assert said(household, "desk-hum") == "Hum."


def test_a_routine_stays_for_as_long_as_it_is_broken_and_is_taken_when_it_is_mended(files):
    files.write("mine/desk-sit.yaml", routine())
    household = files.household()
    files.write("mine/desk-sit.yaml", "id: desk-sit\n")
    looked(household)
    files.write("mine/desk-hum.yaml", routine("desk-hum"))
    looked(household)
    assert said(household) == "Sit quietly."

    files.write("mine/desk-sit.yaml", routine(say="Sit still."))
    looked(household)

    assert said(household) == "Sit still."
    assert household.taken.faults == ()
    assert household.taken.kept == frozenset()


def test_one_that_never_was_good_is_left_out(files):
    household = files.household()

    file = files.write("mine/desk-sit.yaml", "id: desk-sit\n")
    looked(household)

    assert said(household) is None
    assert {each.source for each in household.taken.faults} == {str(file)}
    assert household.taken.kept == frozenset()


def test_a_broken_routine_that_is_taken_away_is_gone(files):
    file = files.write("mine/desk-sit.yaml", routine())
    household = files.household()
    file.write_text("id: desk-sit\n", "utf-8")
    looked(household)

    file.unlink()
    looked(household)

    assert said(household) is None


def test_a_routine_that_its_translation_does_not_fit_any_more_is_kept_in_that_language(files):
    files.write("mine/desk-sit.yaml", routine())
    files.write("mine/desk-sit.de.yaml", german())
    household = files.household("en", "de")
    assert said(household, code="de") == "Sitz ruhig."

    changed = routine().replace("id: sit", "id: perch").replace("Sit quietly.", "Perch.")
    files.write("mine/desk-sit.yaml", changed)
    taken = looked(household)

    assert said(household) == "Perch."
    assert said(household, code="de") == "Sitz ruhig."
    assert taken.kept == {str(files.mine / "desk-sit.de.yaml")}


def test_a_folder_that_is_gone_keeps_everything_while_others_are_taken(files):
    files.write("mine/desk-sit.yaml", routine())
    household = files.household()
    shutil.move(files.mine, files.folder / "away")
    files.write("plugins/phrases.en.yaml", PHRASES.format(words="Held."))
    first = household.look()
    household.look()

    assert first.looked.lost[0][0] == files.mine
    assert said(household) == "Sit quietly."
    assert paused(household) == "Held."
    assert household.taken.faults == ()


def test_a_sound_that_was_missing_is_found_when_it_comes(files):
    files.write("mine/desk-sit.yaml", routine(step="sound: gong.wav"))
    household = files.household()
    assert said(household) is None

    wav = b"RIFF\xa4\x3e\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d"
    wav += b"\x00\x00\x02\x00\x10\x00data\x80\x3e\x00\x00" + b"\0" * 16_000
    (files.mine / "gong.wav").write_bytes(wav)
    looked(household)

    assert said(household) == "Sit quietly."


# ---- packs and phrases -----------------------------------------------------------------------


def test_a_new_pack_is_taken_with_all_that_it_brings(files):
    household = files.household()

    files.pack(
        routines__evening_sit=routine("evening-sit"),
        intents__en__phrases=PHRASES.format(words="Held."),
        intents__en__sentences=SENTENCES.format(words="that will do for tonight"),
    )
    shutil.move(
        files.packs / "evening/routines/evening_sit.yaml",
        files.packs / "evening/routines/evening-sit.yaml",
    )
    looked(household)

    assert statuses(household) == {"evening": "active"}
    assert said(household, "evening-sit") == "Sit quietly."
    assert paused(household) == "Held."
    assert len(household.taken.plugins.library.sentences["en"]) == 2


def test_a_broken_pack_stays_as_a_whole_as_it_was(files):
    files.pack(routines__sit=routine("sit"), intents__en__phrases=PHRASES.format(words="Held."))
    household = files.household()
    assert paused(household) == "Held."

    files.write("plugins/evening/routines/sit.yaml", routine("sit", say="Sit still."))
    file = files.write("plugins/evening/intents/en/phrases.yaml", BROKEN)
    taken = looked(household)

    assert said(household, "sit") == "Sit quietly."
    assert paused(household) == "Held."
    assert places(household) == [f"{file}:1:11"]
    assert taken.kept == {str(file)}
    [record] = taken.plugins.records[1:]
    assert record.status is Status.ACTIVE
    assert str(file) in record.reason[0]


def test_a_mended_pack_is_taken_as_a_whole(files):
    files.pack(intents__en__phrases=PHRASES.format(words="Held."))
    household = files.household()
    files.write("plugins/evening/intents/en/phrases.yaml", BROKEN)
    looked(household)
    files.write("plugins/evening/intents/en/phrases.yaml", PHRASES.format(words="At rest."))

    taken = looked(household)

    assert paused(household) == "At rest."
    assert (taken.faults, taken.kept) == ((), frozenset())
    assert taken.plugins.records[1].reason == ()


def test_a_pack_that_was_taken_away_is_gone_with_all_that_it_brought(files):
    files.pack(routines__sit=routine("sit"), intents__en__phrases=PHRASES.format(words="Held."))
    household = files.household()

    shutil.rmtree(files.packs / "evening")
    looked(household)

    assert statuses(household) == {}
    assert said(household, "sit") is None
    assert paused(household) != "Held."


def test_of_two_packs_that_collide_the_one_that_was_there_before_stays(files):
    files.pack("b-first", routines__sit=routine("sit"))
    household = files.household()

    files.pack("a-second", routines__sit=routine("sit", say="Other words."))
    looked(household)

    assert statuses(household) == {"a-second": "refused", "b-first": "active"}
    assert said(household, "sit") == "Sit quietly."


def test_packs_that_cannot_be_read_at_the_start_are_told_and_taken_when_they_can(files):
    files.packs.rmdir()
    household = files.household()
    [broken] = household.taken.plugins.records[1:]
    files.pack(routines__sit=routine("sit"))
    household.look()
    looked(household)

    assert (broken.name, broken.status) == ("plugins", Status.REFUSED)
    assert broken.reason == ("the folder cannot be read: No such file or directory",)
    assert statuses(household) == {"evening": "active"}


def test_the_households_phrases_are_taken_up_and_given_back(files):
    household = files.household()
    before = paused(household)
    file = files.write("plugins/phrases.en.yaml", PHRASES.format(words="Taking a break."))
    looked(household)
    assert paused(household) == "Taking a break."

    file.unlink()
    looked(household)

    assert paused(household) == before


def test_of_the_households_phrases_only_the_file_that_is_wrong_stays_as_it_was(files):
    files.write("plugins/phrases.en.yaml", PHRASES.format(words="One."))
    files.write("plugins/phrases.de.yaml", PHRASES.format(words="Eins."))
    household = files.household("en", "de")

    files.write("plugins/phrases.en.yaml", BROKEN)
    files.write("plugins/phrases.de.yaml", PHRASES.format(words="Zwei."))
    looked(household)

    assert (paused(household), paused(household, "de")) == ("One.", "Zwei.")


def test_new_phrases_that_are_wrong_keep_no_others_from_being_taken(files):
    household = files.household("en", "de")

    files.write("plugins/phrases.en.yaml", BROKEN)
    files.write("plugins/phrases.de.yaml", PHRASES.format(words="Zwei."))
    looked(household)

    assert paused(household, "de") == "Zwei."


# ---- installed plugins -----------------------------------------------------------------------


class Point:
    """Something installed, which counts how often it is imported."""

    name, value, dist = "quiet", "quiet:plugin", None

    def __init__(self, register):
        self.plugin = Plugin(name="quiet", api="1.0", version="1", register=register)
        self.loaded = 0

    def load(self):
        self.loaded += 1
        return self.plugin


def humming(value, _language):
    return [{"say": [f"Hum {value} times."], "hold": "10s"}]


def test_an_installed_plugin_is_neither_imported_nor_registered_again(files):
    registered = []

    def register(supine):
        registered.append(1)
        supine.add_step_kind("hum_it", humming)

    point = Point(register)
    household = files.household(points=[point])
    for n in range(3):
        files.write("mine/desk-sit.yaml", routine(say=f"Sit {'ab'[n % 2]}.", step="hum_it: two"))
        looked(household)

    assert (point.loaded, registered) == (1, [1])
    steps = language(household).routines["desk-sit"].steps
    assert steps[1].words[None].full == ("Hum two times.",)


def test_what_an_installed_plugin_answers_goes_on_after_files_were_changed(files):
    household = files.household(
        points=[Point(lambda supine: supine.add_intent("QuietAsk", lambda heard: "Quiet."))]
    )

    files.write("mine/desk-sit.yaml", routine())
    looked(household)

    assert "QuietAsk" in household.taken.plugins.handlers
    assert "QuietAsk" in household.taken.plugins.library.contract.intents


def test_a_plugin_whose_routine_the_household_takes_over_is_out_until_it_is_given_back(files):
    theirs = files.folder / "theirs"
    files.write("theirs/desk-sit.yaml", routine(say="Theirs."))
    household = files.household(points=[Point(lambda supine: supine.add_routines(theirs))])
    mine = files.write("mine/desk-sit.yaml", routine(say="Mine."))
    looked(household)
    assert (statuses(household), said(household)) == ({"quiet": "refused"}, "Mine.")

    mine.unlink()
    looked(household)

    assert (statuses(household), said(household)) == ({"quiet": "active"}, "Theirs.")


def test_a_step_kind_that_does_not_come_back_is_not_called_again(files, stuck, monkeypatch):
    monkeypatch.setattr("supine.plugins.assembly.EXPAND_S", 0.2)
    called = []

    def expand(value, _language):
        called.append(value)
        return stuck() or []

    household = files.household(
        points=[Point(lambda supine: supine.add_step_kind("hum_it", expand))]
    )
    files.write("mine/desk-sit.yaml", routine(step="hum_it: two"))
    looked(household)
    assert statuses(household) == {"quiet": "broken"}

    files.write("mine/desk-sit.yaml", routine(say="Sit still.", step="hum_it: two"))
    looked(household)

    assert called == ["two"]


def test_a_disabled_pack_stays_out(files):
    household = files.household(disabled=["evening"])

    files.pack(intents__en__phrases=PHRASES.format(words="Held."))
    looked(household)

    assert statuses(household) == {"evening": "disabled"}
    assert paused(household) != "Held."
