import pytest

from supine.understanding.composed import Times
from supine.understanding.grammar import Grammar
from supine.understanding.lattice import Edge, as_heard, numbers_in, values_in
from supine.understanding.spoken import Numbers

NUMBERS = Numbers("en")


@pytest.fixture(scope="module")
def times():
    patterns = {"half past {hour}": 30, "{hour}": 0}
    return Times({Grammar({}).parse(text): after for text, after in patterns.items()}, NUMBERS)


def test_what_was_heard_leads_from_word_to_word_at_no_cost():
    lattice = as_heard(["stop", "now"], NUMBERS, {})

    assert lattice.words == [{"stop": [Edge(1)]}, {"now": [Edge(2)]}, {}]
    assert lattice.last == {2: Edge(2)}
    assert (lattice.most_errors, lattice.most_cost) == (0, 0)


def test_a_number_leads_behind_all_its_words_the_longest_first():
    found = numbers_in(["add", "twenty", "five", "more"], NUMBERS, 0)

    assert [(value, edge.to) for value, edge in found[1]] == [(25, 3), (20, 2)]
    assert [(value, edge.to) for value, edge in found[2]] == [(5, 3)]
    assert found[0] == found[3] == []


def test_a_value_weighs_the_same_however_many_words_it_has():
    assert [edge.weight for _, edge in numbers_in(["twenty", "five"], NUMBERS, 4)[0]] == [4, 4]


def test_values_of_a_list_are_found_where_they_begin(times):
    found = values_in(["at", "half", "past", "six"], {"time": times}, 4)("time")

    assert found[1] == [("6:30", Edge(4, 0, 0, 4))]
    assert [value for value, _ in found[3]] == ["6:00"]


def test_a_list_that_is_not_composed_has_no_values_of_its_own():
    assert values_in(["at", "six"], {}, 0)("routines") == [[], [], []]
