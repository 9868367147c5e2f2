from itertools import islice

import pytest

from supine.linting.automaton import ANY_ROUTINE, Automaton, Span
from supine.understanding.grammar import Grammar
from supine.understanding.spoken import Numbers


@pytest.fixture
def automaton(tiny):
    return Automaton(tiny(), ["desk break"], Numbers("en"))


def sentences(automaton, template):
    """Return the shortest sentences that a template's automaton allows."""
    begin, end = automaton.add(Grammar({}).parse(template))
    ways = [(state, ()) for state in begin]
    while ways:
        state, said = ways.pop(0)
        if state == end:
            yield said
        ways += [(after, (*said, automaton.labels[state])) for after in automaton.follows[state]]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("go [right] on", {("go", "on"), ("go", "right", "on")}),
        ("(Go|run) on", {("go", "on"), ("run", "on")}),
        ("(a;b)", {("a", "b"), ("b", "a")}),
        ("{minutes} more", {(Span(1, 120), "more")}),
        ("two more", {("two", "more"), (Span(2, 2), "more")}),
        ("7 more", {(Span(7, 7), "more")}),
        ("{routine}", {(ANY_ROUTINE,), ("desk", "break")}),
        ("{time}", {(Span(1, 12), "oclock"), ("half", "past", Span(1, 12))}),
    ],
)
def test_it_allows_what_the_template_allows(automaton, template, expected):
    assert set(sentences(automaton, template)) == expected


def test_days_follow_each_other_without_end(automaton):
    found = set(islice(sentences(automaton, "on {days}"), 300))

    assert ("on", "monday") in found
    assert ("on", "monday", "and", "sunday") in found
    assert any(len(said) == len(("on", "monday", "monday", "monday")) for said in found)


def test_the_last_word_of_a_name_knows_whose_it_is(automaton):
    automaton.add(Grammar({}).parse("start {routine}"))

    ((state, name),) = automaton.name_of.items()
    assert automaton.labels[state] == "break"
    assert name == "desk break"


def test_names_that_begin_alike_share_their_first_words(tiny):
    automaton = Automaton(tiny(), ["desk break", "desk rest", "desk break two"], Numbers("en"))

    begin, _ = automaton.add(Grammar({}).parse("{routine}"))

    assert sorted(automaton.labels[state] for state in begin) == sorted([ANY_ROUTINE, "desk"])
    assert set(sentences(automaton, "{routine}")) == {
        (ANY_ROUTINE,),
        ("desk", "break"),
        ("desk", "rest"),
        ("desk", "break", "two"),
        ("desk", "break", Span(2, 2)),
    }


def test_states_are_sorted_by_what_they_say(automaton):
    begin, _ = automaton.add(Grammar({}).parse("(go|run|five)"))

    found = automaton.sorted_out(begin)

    assert set(found.words) == {"go", "run", "five"}
    assert set(found.numbers) == {Span(5, 5)}


def test_spans_meet_where_a_number_is_in_both():
    assert Span(1, 5).meets(Span(5, 9))
    assert not Span(1, 4).meets(Span(5, 9))
