import time

import pytest

from supine.linting.overmatch import overlaps

NAMES = {"desk break": "desk", "hips": "hips"}


def common(templates, names=NAMES):
    """Return which intents share what, and the name that is to blame."""
    return [
        (found.first.intent, found.second.intent, found.said, found.name)
        for found in overlaps(templates, names)
    ]


def test_sentences_that_stay_apart_are_no_overlap(tiny):
    assert common(tiny()) == []


@pytest.mark.parametrize(
    ("stop", "start", "said"),
    [
        ("go now", "go now", "go now"),
        ("[now] go [away]", "(go|run) away", "go away"),
        ("go <a> way", "go (the|that) [long] way", "go the way"),
        ("Go, don't wait".replace(",", ""), "go dont wait", "go dont wait"),
        ("(stop|end) {routine}", "(start|end) {routine}", "end {routine}"),
        ("end five minutes", "end {minutes} minutes", "end 5 minutes"),
        ("end twenty one minutes", "end {minutes} minutes", "end 21 minutes"),
        ("at half past six", "at {time}", "at half past 6"),
        ("on monday and sunday", "on {days}", "on monday and sunday"),
    ],
)
def test_what_two_intents_share_is_found_by_its_shortest_sentence(tiny, stop, start, said):
    templates = tiny(stop=stop, start=start)

    assert common(templates) == [("SupineStop", "SupineStart", said, None)]


@pytest.mark.parametrize(
    ("stop", "start"),
    [
        ("go now", "go"),
        ("go now", "now go"),
        ("(go|run) (now|then)", "(go then now|run)"),
        ("end two hundred minutes", "end {minutes} minutes"),
        ("at half past thirteen", "at {time}"),
        ("on monday monday tuesday please", "on {days}"),
    ],
)
def test_sentences_that_only_look_alike_are_no_overlap(tiny, stop, start):
    assert common(tiny(stop=stop, start=start)) == []


def test_numbers_overlap_where_their_ranges_do(tiny):
    templates = tiny(stop="{minutes} o'clock", start="{time}")

    assert common(templates) == [("SupineStop", "SupineStart", "1 oclock", None)]


def test_intents_that_are_never_heard_together_may_share_words(tiny):
    assert common(tiny(stop="go on", yes="go on")) == []


def test_twins_may_share_words(tiny):
    assert common(tiny(start="go on", yes="go on")) == []


def test_the_situations_that_both_are_heard_in_are_told(tiny):
    (found,) = overlaps(tiny(longer="go on", yes="go on"), {})

    assert found.situations == ("question",)
    assert (found.first.number, found.second.number) == (1, 1)


def test_a_name_that_makes_a_sentence_mean_two_things_is_told(tiny):
    templates = tiny(stop="end the desk break", start="end [the] {routine}")

    assert common(templates) == [("SupineStop", "SupineStart", "end the desk break", "desk break")]
    assert common(templates, {"hips": "hips"}) == []


def test_of_two_names_the_longer_is_to_blame(tiny):
    templates = tiny(stop="end {routine} now", start="end {routine}")
    said = "end desk break now"

    assert common(templates, {"desk break": "a", "desk break now": "b"}) == [
        ("SupineStop", "SupineStart", said, "desk break now")
    ]
    templates = tiny(stop="end {routine}", start="end {routine} now")
    assert common(templates, {"desk break now": "b", "desk break": "a"}) == [
        ("SupineStop", "SupineStart", said, "desk break now")
    ]


def test_a_thousand_names_that_begin_alike_cost_no_more_than_their_words(tiny):
    """Each name against each other would be a million pairs for each word."""
    digits = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh")
    names = {
        f"my own break {one} {two} {three}": "id"
        for one in digits
        for two in digits
        for three in digits
    }
    templates = tiny(stop="end {routine} now", start="(end|start) {routine}")

    began_s = time.process_time()
    found = common(templates, names)

    assert found == []
    assert time.process_time() - began_s < 2


def test_each_template_is_told_once_for_each_intent_before_its_own(tiny):
    templates = tiny(stop="(go|run|walk) on", longer="(run|walk) on", start="(go|run) on")

    assert [(first, second) for first, second, *_ in common(templates)] == [
        ("SupineStop", "SupineLonger"),
        ("SupineStop", "SupineStart"),
        ("SupineLonger", "SupineStart"),
    ]
