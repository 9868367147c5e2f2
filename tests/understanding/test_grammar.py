import pytest

from supine.understanding.grammar import (
    Choice,
    Grammar,
    Sequence,
    Slot,
    TemplateError,
    Words,
    longest,
    silent,
    slots,
    words,
)


def parse(template, **rules):
    return Grammar(rules).parse(template)


def test_words_are_read_as_words():
    assert parse("hang on") == Words("hang on")


def test_brackets_are_choices():
    assert parse("stop [it|this]") == Sequence(
        (Words("stop"), Choice((Words("it"), Words("this")), optional=True))
    )
    assert parse("(stop|halt now)") == Choice((Words("stop"), Words("halt now")))


def test_a_choice_with_nothing_in_it_may_be_left_out():
    assert parse("go (on|) now") == Sequence(
        (Words("go"), Choice((Words("on"),), optional=True), Words("now"))
    )


def test_a_list_fills_the_slot_of_its_name_or_of_another():
    assert list(slots(parse("start {routine} for {span:minutes}"))) == [
        Slot("routine", "routine"),
        Slot("span", "minutes"),
    ]


def test_the_slots_of_a_template_are_known_with_those_of_its_rules():
    grammar = Grammar({"time": "({minutes} minutes|{span:minutes})"})
    grammar.parse("<time> of {routine} and {routine}")

    assert grammar.slots("<time> of {routine} and {routine}") == (
        Slot("minutes", "minutes"),
        Slot("span", "minutes"),
        Slot("routine", "routine"),
    )


def test_rules_are_written_out():
    assert parse("stop <it>", it="(it|<that>)", that="that one") == Sequence(
        (Words("stop"), Choice((Words("it"), Words("that one"))))
    )


def test_words_in_any_order_are_all_orders():
    assert parse("(now;stop)") == Choice((Words("now stop"), Words("stop now")))


def test_so_many_parts_in_any_order_that_nobody_could_wait_for_them_are_refused():
    orders = parse("(a;b;c;d;e)")
    assert len(orders.items) == 120

    for parts in (6, 12, 400):
        with pytest.raises(TemplateError, match="5 parts at most can be said in any order"):
            parse(f"({';'.join('a' * parts)})")


def test_the_words_and_the_longest_sentence_are_known():
    tree = parse("(stop|leave off) [the {routine}]")

    assert sorted(words(tree)) == ["leave", "off", "stop", "the"]
    assert longest(tree) == 4


@pytest.mark.parametrize(
    ("template", "nothing"),
    [
        ("fine", False),
        ("[fine]", True),
        ("[i'm] fine", False),
        ("[i'm] [fine]", True),
        ("(fine|)", True),
        ("[i'm] {routine}", False),
    ],
)
def test_a_template_that_may_be_said_with_no_word_is_known(template, nothing):
    assert silent(parse(template)) == nothing


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        ("stop [it", "template-syntax"),
        ("stop it]", "template-syntax"),
        ("(stop", "template-syntax"),
        ("stop ()", "template-syntax"),
        ("stop {}", "template-syntax"),
        ("stop ( )", "template-syntax"),
        ("stop }it", "template-syntax"),
        ("(stop;now|here)", "template-syntax"),
        ("stop (it]", "template-syntax"),
        ("stop \\(it", "never-said"),
        ("stop it) or (not", "template-syntax"),
        ("stop <it>", "rule-unknown"),
        ("(back release){routine}", "inline-tag"),
        ("start{routine}", "inline-tag"),
        ("{minutes} minute[s]", "part-of-a-word"),
        ("(un|re)do it", "part-of-a-word"),
        ("stop it!", "never-said"),
        ("stop, please", "never-said"),
        ("legs (is|'s) numb", "never-said"),
        ("stop - now", "never-said"),
    ],
)
def test_what_would_never_match_is_refused(template, rule):
    with pytest.raises(TemplateError) as refused:
        parse(template)

    assert refused.value.rule == rule
    assert not refused.value.in_rule


def test_a_rule_that_uses_itself_is_refused():
    with pytest.raises(TemplateError) as refused:
        parse("stop <a>", a="<b> now", b="<a>")

    assert refused.value.rule == "rule-loop"


def test_what_is_wrong_in_a_rule_is_not_the_sentences_fault():
    with pytest.raises(TemplateError) as refused:
        parse("stop <it>", it="minute[s]")

    assert refused.value.rule == "part-of-a-word"
    assert refused.value.in_rule
