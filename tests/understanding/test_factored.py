import pytest
from hypothesis import given
from hypothesis import strategies as st

from supine.understanding.composed import expansions
from supine.understanding.factored import Branch, Factoring
from supine.understanding.grammar import Choice, Grammar, Sequence, Slot, Words

SLOT_NODES = 100
MANY = 300

words = st.sampled_from(["a", "b", "c", "d e", "f g h"]).map(Words)
leaves = words | st.sampled_from(["one", "two"]).map(lambda name: Slot(name, name))
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Sequence(tuple(items)))
        | st.builds(
            lambda items, optional: Choice(tuple(items), optional),
            st.lists(inner, min_size=1, max_size=3),
            st.booleans(),
        )
    ),
    max_leaves=7,
)


@pytest.fixture
def factoring():
    return Factoring(lambda _: SLOT_NODES, lambda _: 10)


def parsed(*templates):
    return [Grammar({}).parse(template) for template in templates]


def said(ways):
    """Return all that ways say."""
    found = set()
    for way in ways:
        begun = {()}
        for item in way:
            if isinstance(item, Branch):
                more = said(item.ways)
            else:
                more = {(f"{{{item.list_name}}}" if isinstance(item, Slot) else item,)}
            begun = {before + after for before in begun for after in more}
        found |= begun
    return found


def slots_in(ways):
    """Return how often a slot stands in ways."""
    return sum(
        slots_in(item.ways) if isinstance(item, Branch) else isinstance(item, Slot)
        for way in ways
        for item in way
    )


@given(st.lists(trees, min_size=1, max_size=4))
def test_neither_more_nor_less_can_be_said_than_before(several):
    factoring = Factoring(lambda _: SLOT_NODES, lambda _: 10)

    ways = factoring.factored(several)

    assert said(ways) == {tokens for tree in several for tokens in expansions(tree)}


def test_every_shipped_template_says_what_it_said(templates):
    """One by one: all templates of an intent together say too much to be written out."""
    factoring = Factoring(lambda _: SLOT_NODES, lambda _: 10)
    checked = 0
    for sentences in templates.sentences.values():
        for template in sentences:
            if len(all_said := some_of(template.tree, MANY)) < MANY:
                assert said(factoring.factored([template.tree])) == set(all_said)
                checked += 1

    assert checked > 150


def some_of(tree, most):
    """Return what a tree says, or no more than so much of it."""
    found = []
    for tokens in expansions(tree):
        found.append(tokens)
        if len(found) == most:
            break
    return found


def test_what_begins_alike_goes_on_together(factoring):
    ways = factoring.factored(parsed("start the back", "start my hips", "stop"))

    assert {way[0] for way in ways} == {"start", "stop"}


def test_a_word_with_which_two_choices_begin_is_tried_once(factoring):
    ways = factoring.factored(parsed("(start|begin|play) it", "(start|begin|play) again"))

    assert len(ways) == 1
    assert factoring.firsts(ways[0]) == {"start", "begin", "play"}


def test_a_slot_that_several_ways_end_with_stands_once(factoring):
    ways = factoring.factored(parsed("(do {routine}|do only {routine}|just {routine})"))

    assert slots_in(ways) == 1


def test_a_large_slot_is_not_written_twice_to_have_one_word_less_to_try():
    factoring = Factoring(lambda _: 1000, lambda _: 10)

    ways = factoring.factored(parsed("(go|walk me) through {routine}", "go on"))

    assert slots_in(ways) == 1


def test_what_is_joined_takes_fewer_nodes(templates):
    factoring = Factoring(lambda _: SLOT_NODES, lambda _: 10)
    sentences = templates.sentences["SupineStartRoutine"]

    alone = [way for each in sentences for way in factoring.factored([each.tree])]
    joined = factoring.factored(each.tree for each in sentences)

    assert sum(map(factoring.size, joined)) < sum(map(factoring.size, alone))
