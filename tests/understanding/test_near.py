import pytest

from supine.loading.contract import Contract, SlotKind
from supine.understanding.composed import Times
from supine.understanding.grammar import Grammar, Sequence, Slot, Words
from supine.understanding.hearing import Hearing
from supine.understanding.likely import Likely
from supine.understanding.misheard import Misheard
from supine.understanding.near import FLOOR, NearIndex
from supine.understanding.spoken import Numbers
from supine.understanding.templates import ListValue, Template, Templates
from supine.understanding.walk import Walker

REST = (("routine", "rest"),)
HIPS = (("routine", "hips"),)

LISTED = {"#": None, "@": "time"}
"""What stands for a value in a sentence: for a number, or for one of a list."""


def index(*sentences, bounds=None, times=None, asked=None):
    """Return an index of sentences with their intents and slots, each a template of its own."""
    ranges = bounds or {"minutes": (1, 120)}
    contract = Contract(
        version=1, slots={name: SlotKind(range=each) for name, each in ranges.items()}
    )
    lists = {
        text: (ListValue(Template(text, Words(text)), slots[0][1]),)
        for _, text, slots in sentences
        if slots and slots[0][1] is not None
    }
    read = [(intent, Template(text, tree(text, slots))) for intent, text, slots in sentences]
    inside = {}
    for place, (_, text, _slots) in enumerate(sentences):
        for word in text.split():
            inside[word] = inside.get(word, 0) | 1 << place
    composed = {} if times is None else {"time": times}
    small = ["the", "my"]
    return NearIndex(
        read if asked is None else Asked(read, asked),
        Walker(Templates("en", contract, {}, lists, {}, ()), {}),
        Likely(inside, {"time": "@"} if times else {}),
        Hearing(Misheard(inside, small_words=small), Numbers("en"), small, composed),
    )


def tree(text, slots):
    """Return a sentence as a tree: its slots stand for its masks in turn, or for all of it."""
    if slots and slots[0][1] is not None:
        return Slot(text, slots[0][0])
    names = [name for name, _ in slots]
    items = [
        Slot(LISTED[word] or names[0], names.pop(0)) if word in LISTED else Words(word)
        for word in text.split()
    ]
    return Sequence(tuple(items))


class Asked(list):
    """A list that notes which of its items were asked for."""

    def __init__(self, items, asked):
        super().__init__(items)
        self.asked = asked

    def __getitem__(self, place):
        self.asked.append(place)
        return super().__getitem__(place)


def test_the_nearest_sample_is_meant():
    near = index(("Start", "start long rest", REST), ("Start", "start hip circles", HIPS))

    match = near.nearest("start song rest")

    assert (match.intent, match.slots) == ("Start", {"routine": "rest"})
    assert FLOOR <= match.score < 100


def test_small_words_count_for_nothing():
    near = index(("Start", "start my long rest", REST))

    assert near.nearest("start the long rest").score == 100


def test_what_is_alike_but_not_misheard_is_nothing():
    near = index(("Stop", "stop the routine", ()))

    assert near.nearest("stop the machine") is None


def test_what_two_intents_say_nearly_alike_is_nothing():
    near = index(("Back", "go back now", ()), ("Pack", "go pack now", ()))

    assert near.nearest("go rack now") is None


def test_what_two_routines_are_called_nearly_alike_is_nothing():
    near = index(("Start", "start hip circles", HIPS), ("Start", "start lip circles", REST))

    assert near.nearest("start zip circles") is None


def test_only_the_intents_that_are_asked_for_are_meant():
    near = index(("Back", "go back now", ()), ("Pack", "go pack now", ()))

    assert near.nearest("go rack now", ["Pack"]).intent == "Pack"
    assert near.nearest("go rack now", []) is None


def test_what_is_nearer_to_something_that_is_not_asked_for_is_nothing():
    near = index(("Done", "i am done", ()), ("Down", "i am down", ()))

    assert near.nearest("i am downn", ["Done"]) is None
    assert near.nearest("i am downn", ["Down"]).intent == "Down"


def test_what_is_the_same_in_two_intents_means_the_first_or_the_one_asked_for():
    near = index(("Start", "start right now", ()), ("Ready", "start right now", ()))

    assert near.nearest("stard right now").intent == "Start"
    assert near.nearest("stard right now", ["Ready"]).intent == "Ready"


def test_a_masked_number_gets_the_value_that_was_said():
    near = index(("Longer", "give me # more minutes", (("minutes", None),)))

    for said in ["give me twenty five moor minutes", "give me 25 moor minutes"]:
        assert near.nearest(said).slots == {"minutes": 25}


@pytest.mark.parametrize("said", ["give me 500 moor minutes", "give me 0 moor minutes"])
def test_a_number_out_of_its_range_is_nothing(said):
    near = index(("Longer", "give me # more minutes", (("minutes", None),)))

    assert near.nearest(said) is None


def test_a_number_is_never_lost_or_changed():
    near = index(("Longer", "give me more minutes", ()), ("One", "skip this one now", ()))

    assert near.nearest("give me five more minutes") is None
    assert near.nearest("skip this two now") is None
    assert near.nearest("skip thiss one now").intent == "One"


def test_a_short_word_alone_is_not_compared():
    near = index(("Stop", "stop", ()), ("Louder", "louder", ()))

    assert near.nearest("stob") is None
    assert near.nearest("lauder").intent == "Louder"


@pytest.fixture(scope="module")
def times():
    patterns = {"{hour}": 0, "half past {hour}": 30, "{left} to {hour}": 0}
    read = Grammar({}).parse
    return Times({read(text): after for text, after in patterns.items()}, Numbers("en"))


def index_of_times(times, *sentences):
    return index(*sentences, bounds={"every": (1, 120)}, times=times)


def test_only_templates_that_may_have_been_misheard_are_looked_at():
    asked = []
    near = index(("Stop", "stop the routine", ()), ("Next", "go on to next", ()), asked=asked)

    assert near.nearest("stob the routine").intent == "Stop"
    assert near.nearest("stopp the routine").intent == "Stop"
    assert set(asked) == {0}, "the other template is never walked through"


def test_a_masked_time_gets_what_was_said(times):
    near = index_of_times(times, ("Remind", "remind me at @ every day", (("time", None),)))

    assert near.nearest("remained me at half past six every day").slots == {"time": "6:30"}
    assert near.nearest("remained me at every day") is None


def test_two_times_are_told_apart_by_their_order(times):
    said = "remind me every # minutes from @ to @"
    near = index_of_times(
        times, ("Remind", said, (("every", None), ("time", None), ("until", None)))
    )

    match = near.nearest("remained me every ninety minutes from nine to five")

    assert match.slots == {"every": 90, "time": "9:00", "until": "5:00"}


def test_a_number_beside_a_time_has_its_range(times):
    said = "remind me every # minutes from @"
    near = index_of_times(times, ("Remind", said, (("every", None), ("time", None))))

    assert near.nearest("remained me every fifty minutes from nine").slots["every"] == 50
    assert near.nearest("remained me every 500 minutes from nine") is None


def test_a_word_alone_has_to_be_closer_than_one_among_others():
    near = index(("Finish", "close", ()), ("Finish", "close it", ()))

    assert near.nearest("chloe") is None
    assert near.nearest("chloe it").intent == "Finish"


@pytest.fixture
def pauses():
    known = {"pause": ["paws"]}
    sentences = [("Pause", "pause", ()), ("Start", "start now", ())]
    inside = {"pause": 1, "start": 2, "now": 2}
    hearing = Hearing(Misheard(inside, known=known), Numbers("en"))
    read = [(intent, Template(text, Words(text))) for intent, text, _ in sentences]
    walker = Walker(Templates("en", Contract(version=1), {}, {}, {}, ()), {})
    return NearIndex(read, walker, Likely(inside), hearing)


def test_a_single_word_that_sounds_like_ours_counts_where_it_is_expected(pauses):
    assert pauses.nearest("paws", expected=True).intent == "Pause"


def test_a_single_word_that_sounds_like_ours_means_nothing_out_of_the_blue(pauses):
    assert pauses.nearest("paws") is None


def test_what_is_known_to_be_heard_counts_among_other_words(pauses):
    assert pauses.nearest("stard now").intent == "Start"
    assert pauses.nearest("paws now") is None
