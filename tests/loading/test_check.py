import pytest

from householdfiles import routine
from loading.written import CONTRACT, DESK_BREAK, PHRASES, in_plain_words, written
from supine.errors import Fault, FaultsError
from supine.loading.check import check_folders, check_paths
from supine.loading.yamlfile import source_name

SENTENCES = "language: en\nintents: {SupinePause: {sentences: [pause]}}\n"
TRANSLATION = "name: Pause\nsteps: {pause: {say: Halt.}}\n"


def places(faults):
    for fault in faults:
        in_plain_words(fault)
    return [(f.source.rpartition("/")[2], f.line, f.rule) for f in faults]


def no_sentences_at_all(source, _contract):
    """Refuse every file of sentences."""
    raise FaultsError(Fault(source_name(source), 1, 1, "not like that", "template"))


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        (DESK_BREAK.replace("hold: 10s", "hodl: 10s"), "desk-break.yaml", (12, "unknown-key")),
        (DESK_BREAK, "desk.yaml", (1, "id-mismatch")),
        ("mqtt: {hst: a}\n", "mine.yaml", (1, "unknown-key")),
        ("mqtt: a: b\n", "supine.yaml", (1, "yaml")),
        (CONTRACT.replace("version: 1", "version: 9"), "intents.yaml", (1, "wrong-value")),
        (SENTENCES + "language: de\n", "sentences.yaml", (3, "duplicate-key")),
        ("services: {}\n", "compose.yaml", (1, "unknown-key")),
        (b"\xff", "a.yaml", (1, "not-utf-8")),
    ],
)
def test_a_file_is_checked_as_what_it_is(tmp_path, text, name, place):
    path = written(tmp_path, name, text)

    assert (name, *place) in places(check_paths([path]))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (DESK_BREAK, "desk-break.yaml"),
        (CONTRACT, "intents.yaml"),
        (SENTENCES, "sentences.yaml"),
        ("mqtt: {host: broker}\n", "mine.yaml"),
        ("# nothing yet\n", "supine.yaml"),
    ],
)
def test_nothing_is_found_in_a_good_file(tmp_path, text, name):
    assert check_paths([str(written(tmp_path, name, text))]) == []


def test_phrases_are_held_against_the_contract_two_folders_up(tmp_path):
    written(tmp_path, "intents.yaml", CONTRACT)
    path = written(tmp_path, "en/phrases.yaml", PHRASES)
    stray = written(tmp_path, "stray/deeper/phrases.yaml", PHRASES)

    assert check_paths([path]) == []
    assert "missing-key" in {fault.rule for fault in check_paths([stray])}


def test_a_file_that_is_not_there_is_told(tmp_path):
    assert places(check_paths([tmp_path / "nowhere.yaml"])) == [("nowhere.yaml", 0, "unreadable")]


def test_a_folder_is_walked(tmp_path):
    written(tmp_path, "deep/er/a.yaml", "mqtt: {hst: a}\n")
    written(tmp_path, "b.yml", "mqtt: {hst: a}\n")
    written(tmp_path, ".hidden/c.yaml", "mqtt: {hst: a}\n")
    written(tmp_path, "notes.txt", "mqtt: {hst: a}\n")

    assert places(check_paths([tmp_path])) == [
        ("b.yml", 1, "unknown-key"),
        ("a.yaml", 1, "unknown-key"),
    ]


def test_a_translation_is_held_against_the_routine_beside_it(tmp_path):
    written(tmp_path, "desk-break.yaml", DESK_BREAK)
    path = written(tmp_path, "desk-break.de.yaml", TRANSLATION)

    found = check_paths([path])

    assert {(place[0], place[2]) for place in places(found)} == {
        ("desk-break.de.yaml", "text-missing")
    }


def test_a_translation_of_nothing_is_told(tmp_path):
    path = written(tmp_path, "nobodys.de.yaml", TRANSLATION)

    assert places(check_paths([path])) == [("nobodys.de.yaml", 0, "id-mismatch")]


def test_names_are_compared_within_what_is_checked_and_with_what_is_shipped(tmp_path):
    mine = DESK_BREAK.replace("desk-break", "mine")
    first = written(tmp_path, "desk-break.yaml", DESK_BREAK)
    second = written(tmp_path, "mine.yaml", mine)
    third = written(
        tmp_path,
        "other.yaml",
        mine.replace("id: mine", "id: other").replace("desk break", "back release"),
    )

    assert places(check_paths([first, second])) == [("mine.yaml", 2, "name-collision")]
    assert places(check_paths([third])) == [("other.yaml", 2, "name-collision")]


def test_every_fault_of_several_files_is_told_in_order(tmp_path):
    written(tmp_path, "b.yaml", "log: {level: loud}\nmqtt: {port: 0}\n")
    written(tmp_path, "a.yaml", "mqtt: {hst: a}\n")

    assert places(check_paths([tmp_path / "b.yaml", tmp_path / "a.yaml"])) == [
        ("a.yaml", 1, "unknown-key"),
        ("b.yaml", 1, "wrong-value"),
        ("b.yaml", 2, "wrong-value"),
    ]


def test_sentences_are_checked_by_whoever_understands_them(tmp_path):
    path = written(tmp_path, "en/sentences.yaml", SENTENCES)

    assert places(check_paths([path], sentences=no_sentences_at_all)) == [
        ("sentences.yaml", 1, "template")
    ]


# ---- whole folders


@pytest.fixture
def folders(tmp_path):
    written(tmp_path, "routines/desk-break.yaml", DESK_BREAK)
    written(tmp_path, "intents/intents.yaml", CONTRACT)
    written(tmp_path, "intents/en/phrases.yaml", PHRASES)
    written(tmp_path, "intents/en/sentences.yaml", SENTENCES)
    return tmp_path


def check(folders, **options):
    return places(check_folders([folders / "routines"], folders / "intents", **options))


def test_nothing_is_found_in_good_folders(folders):
    assert check(folders) == []


def test_a_routine_that_is_not_translated_is_told(folders):
    written(folders, "intents/de/phrases.yaml", PHRASES)
    written(folders, "intents/de/sentences.yaml", SENTENCES)

    assert check(folders) == [("desk-break.yaml", 0, "translation-missing")]


def test_a_language_needs_phrases_and_sentences(folders):
    (folders / "intents" / "de").mkdir()

    assert check(folders) == [
        ("phrases.yaml", 0, "unreadable"),
        ("sentences.yaml", 0, "unreadable"),
        ("desk-break.yaml", 0, "translation-missing"),
    ]


def test_broken_translations_are_told_even_where_phrases_are_broken(folders):
    written(folders, "intents/de/phrases.yaml", "numbers: []\n")
    written(folders, "intents/de/sentences.yaml", SENTENCES)
    written(folders, "routines/desk-break.de.yaml", TRANSLATION)

    assert ("desk-break.de.yaml", 2, "text-missing") in check(folders)


def test_without_a_contract_only_its_own_faults_are_told(folders):
    written(folders, "intents/intents.yaml", "version: 1\n")

    assert {place[0] for place in check(folders)} == {"intents.yaml"}


def test_sentences_of_every_language_are_checked(folders):
    assert check(folders, sentences=no_sentences_at_all) == [("sentences.yaml", 1, "template")]


def test_nothing_is_wrong_in_what_is_shipped():
    assert check_paths() == []


def test_packs_in_a_folder_are_left_to_those_who_know_what_belongs_to_them(tmp_path):
    for name in ("evening/plugin.yaml", "evening/intents/en/phrases.yaml", "phrases.en.yaml"):
        file = tmp_path / "plugins" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("phrases: {paused: [Held.]}\n", "utf-8")

    assert check_paths([tmp_path]) == []


def test_a_step_of_a_plugins_kind_is_what_the_plugin_makes_of_it(tmp_path):
    path = tmp_path / "desk-sit.yaml"
    path.write_text(routine(step="hum_it: 2"), "utf-8")
    kinds = {"hum_it": lambda value, _: [{"say": ["Hum."], "hold": "10s"}] * value}

    assert "unknown-key" in {fault.rule for fault in check_paths([path])}
    assert check_paths([path], kinds=kinds) == []
