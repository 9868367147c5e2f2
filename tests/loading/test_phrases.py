import pytest

from loading.written import CONTRACT, PHRASES, refused, told, written
from supine.data import shipped
from supine.loading.contract import CONTRACT_FILE, load_contract
from supine.loading.phrases import PHRASES_FILE, load_phrases
from supine.model import Side


@pytest.fixture
def load(tmp_path):
    def load_changed(*change):
        text = PHRASES.replace(*change) if change else PHRASES
        assert not change or text != PHRASES
        contract = load_contract(written(tmp_path, "intents.yaml", CONTRACT))
        return load_phrases(written(tmp_path, "en/phrases.yaml", text), contract)

    return load_changed


def test_phrases_can_be_said(load):
    language = load()
    book = language.phrases

    assert book.say("paused") == "Paused."
    assert book.say("how_long", 1, time=book.amount(2, "minute")) == "two minutes more."
    assert book.amount(1, "second") == "one second"
    assert book.sides == {Side.LEFT: "left", Side.RIGHT: "right"}
    assert language.safety == ("Stop now.", "Get help.")


def test_the_shipped_english_is_good():
    contract = load_contract(shipped("intents") / CONTRACT_FILE)

    language = load_phrases(shipped("intents") / "en" / PHRASES_FILE, contract)

    assert language.phrases.number(99) == "ninety-nine"


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("[zero, ", "[", (1, 10, "wrong-value"), "at least 100 items, it has 99"),
        ('"{n} minutes"', "minutes", (3, 36, "wrong-value"), "`other` has to hold {n}"),
        ('"{n} minutes"', '"{m} {n}"', (3, 36, "sentence-unspeakable"), "only {n}"),
        ("one: one minute", 'one: "{n} minute"', (3, 17, "sentence-unspeakable"), "no braces"),
        ("right: right", "rihgt: right", (6, 21, "unknown-key"), "did you mean `right`?"),
        ("Stop now.", "x" * 91, (7, 10, "sentence-too-long"), "at most 90"),
        ("  paused: Paused.\n", "", (8, 1, "missing-key"), "the phrase `paused` is missing"),
        ("  paused:", "  later: Later.\n  paused:", (9, 3, "unknown-key"), "`later`"),
        ("Paused.", '""', (9, 11, "text-missing"), "nothing to say"),
        ("Paused.", "[]", (9, 11, "text-missing"), "is empty"),
        ("Paused.", "5", (9, 11, "wrong-type"), "put it in quotes"),
        ("Paused.", '"{time}."', (9, 11, "sentence-unspeakable"), "no braces"),
        ("About {time}", "About {tim}", (10, 14, "sentence-unspeakable"), "only {time}"),
        ("About", "x" * 130, (10, 14, "sentence-too-long"), "has 152 characters, at most 150"),
    ],
)
def test_broken_phrases_are_told_at_their_place(load, old, new, place, part):
    found = refused(lambda: load(old, new))

    assert place in [(fault.line, fault.column, fault.rule) for fault in found]
    assert any(part in fault.problem for fault in found)


def test_a_phrase_may_be_as_long_as_fits_an_answer(load):
    assert load("About", "x" * 128)


def test_a_variant_may_leave_a_slot_out(load):
    assert load("{time} more.", "A little more.")


def test_everything_that_is_wrong_is_told(load):
    assert told(lambda: load(PHRASES, "numbers: 5\nphrases: {puased: a}\n")) == [
        *5 * [(1, 1, "missing-key")],
        (1, 10, "wrong-type"),
        (2, 1, "missing-key"),
        (2, 1, "missing-key"),
        (2, 1, "missing-key"),
        (2, 11, "unknown-key"),
    ]
