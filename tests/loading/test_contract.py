import pytest

from loading.written import CONTRACT, refused, told, written
from supine.data import shipped
from supine.loading.contract import CONTRACT_FILE, IntentRule, SlotKind, load_contract


@pytest.fixture
def load(tmp_path):
    def load_changed(*change):
        text = CONTRACT.replace(*change) if change else CONTRACT
        assert not change or text != CONTRACT
        return load_contract(written(tmp_path, "intents.yaml", text))

    return load_changed


def test_a_contract_names_intents_slots_and_phrases(load):
    contract = load()

    assert contract.slots == {
        "minutes": SlotKind(range=(1, 120)),
        "routine": SlotKind(list="routines"),
    }
    assert contract.intents["SupineStartRoutine"].slots == ("routine", "minutes")
    assert contract.intents["SupinePause"] == IntentRule(when=("practice", "question"))
    assert contract.phrases["list_or"] == ("rest", "last")
    assert contract.wake_words == ("jarvis",)


def test_the_shipped_contract_is_good():
    assert load_contract(shipped("intents") / CONTRACT_FILE).intents


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("version: 1", "version: 2", (1, 10, "wrong-value"), "has to be 1"),
        ("{range: [1, 120]}", "{}", (3, 3, "missing-key"), "either `list` or `range`"),
        (
            "{range: [1, 120]}",
            "{range: [1, 2], list: a}",
            (3, 3, "missing-key"),
            "either `list` or `range`",
        ),
        ("[1, 120]", "[120, 1]", (3, 20, "wrong-value"), "[least, greatest]"),
        ("[1, 120]", "[1]", (3, 20, "wrong-value"), "at least 2 items, it has 1"),
        ("SupinePause", "Pause", (7, 3, "wrong-value"), "written like SupineStartRoutine"),
        ("[routine, minutes]", "[rutine]", (6, 32, "wrong-value"), "did you mean `routine`?"),
        ("[idle]", "[ready]", (6, 58, "wrong-value"), "idle, practice or question"),
        ("[idle]", "[]", (6, 57, "text-missing"), "`when` is empty"),
        ("[idle]", "[idle], twins: [SupineStop]", (6, 73, "wrong-value"), "no intent `SupineStop`"),
        ("paused: []", "paused: {}", (10, 11, "wrong-type"), "has to be a list"),
        ("[time]", "[the time]", (11, 14, "wrong-value"), "underscores"),
    ],
)
def test_a_broken_contract_is_told_at_its_place(load, old, new, place, part):
    (fault,) = refused(lambda: load(old, new))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem


def test_everything_that_is_wrong_is_told(load):
    assert sorted(
        told(lambda: load(CONTRACT, "versoin: 1\nintents: {Stop: {}}\nphrases: {a: 5}\n"))
    ) == [
        (1, 1, "missing-key"),
        (1, 1, "unknown-key"),
        (2, 11, "missing-key"),
        (2, 11, "wrong-value"),
        (3, 14, "wrong-type"),
    ]
