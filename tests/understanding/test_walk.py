import pytest

from supine.loading.contract import Contract, SlotKind
from supine.understanding.grammar import Grammar
from supine.understanding.lattice import Edge, as_heard
from supine.understanding.spoken import Numbers
from supine.understanding.templates import ListValue, Template, Templates
from supine.understanding.walk import Walk, Walker

NUMBERS = Numbers("en")
RULES = Grammar({"one": "(one|step)", "twice": "(on and on|on)"})
NAMES = {"hip stretch": "hips", "long rest": "rest", "rest": "rest"}


@pytest.fixture(scope="module")
def walker():
    contract = Contract(
        version=1,
        slots={"minutes": SlotKind(range=(1, 120)), "routine": SlotKind(list="routines")},
    )
    said = {"half an hour": 30, "(an|one) hour": 60}
    spans = tuple(ListValue(Template(text, RULES.parse(text)), out) for text, out in said.items())
    return Walker(Templates("en", contract, {}, {"span": spans}, {}, ()), NAMES)


@pytest.fixture
def slots(walker):
    """Return a function from a template and what was heard to the slots of each way."""

    def slots(template, heard):
        lattice = as_heard(heard.split(), NUMBERS, {})
        return [dict(way.slots) for way in Walk(walker, lattice).ways(RULES.parse(template))]

    return slots


@pytest.mark.parametrize("heard", ["skip this step", "skip step", "skip that one"])
def test_a_template_says_all_that_its_choices_allow(slots, heard):
    assert slots("skip [this|that] <one>", heard) == [{}]


@pytest.mark.parametrize("heard", ["skip this", "skip this that step", "this step", "skip step up"])
def test_it_says_nothing_else(slots, heard):
    assert slots("skip [this|that] <one>", heard) == []


def test_a_choice_that_begins_another_does_not_hide_it(slots):
    assert slots("go <twice> and stop", "go on and on and stop") == [{}]
    assert slots("go <twice> and stop", "go on and stop") == [{}]


def test_a_number_fills_its_slot_if_it_is_in_the_range(slots):
    assert slots("add {minutes} minutes", "add twenty five minutes") == [{"minutes": 25}]
    assert slots("add {minutes} minutes", "add 25 minutes") == [{"minutes": 25}]
    assert slots("add {minutes} minutes", "add 121 minutes") == []


def test_a_value_of_a_list_fills_the_slot_that_the_template_names(slots):
    assert slots("for {span:minutes}", "for half an hour") == [{"minutes": 30}]
    assert slots("for {span:minutes}", "for one hour") == [{"minutes": 60}]


def test_the_names_of_routines_fill_theirs(slots):
    assert slots("start {routine}", "start hip stretch") == [{"routine": "hips"}]
    assert slots("start [long] {routine}", "start long rest") == [{"routine": "rest"}]


def test_of_two_ways_to_the_same_the_cheaper_one_is_taken(walker):
    lattice = as_heard(["stob"], NUMBERS, {})
    lattice.words[0]["stop"] = [Edge(1, 2.0, 1, 10), Edge(1, 1.0, 1, 10)]
    lattice.most_errors, lattice.most_cost = 1, 5

    (way,) = Walk(walker, lattice).ways(RULES.parse("stop"))

    assert way.steps == (1.0, 1, 10, "stop")


def test_nobody_walks_further_than_the_errors_allow(walker):
    lattice = as_heard(["stob", "nau"], NUMBERS, {})
    lattice.words[0]["stop"] = [Edge(1, 1.0, 1, 10)]
    lattice.words[1]["now"] = [Edge(2, 1.0, 1, 8)]
    lattice.most_errors, lattice.most_cost = 1, 5

    assert list(Walk(walker, lattice).ways(RULES.parse("stop now"))) == []


def test_words_that_count_for_nothing_may_be_missing(walker):
    lattice = as_heard(["start", "rest"], NUMBERS, {})
    lattice.small = frozenset(["the", "a"])

    for template in ("start the rest", "start (the|a) {routine}", "[the] start the (a|the) rest"):
        ways = list(Walk(walker, lattice).ways(RULES.parse(template)))

        assert len(ways) == 1, template
