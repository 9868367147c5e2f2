import pytest

from supine.understanding.composed import Times
from supine.understanding.grammar import Grammar
from supine.understanding.likely import Likely
from supine.understanding.misheard import Misheard
from supine.understanding.near import FLOOR, NearIndex
from supine.understanding.samples import Sample
from supine.understanding.spoken import Numbers

REST = (("routine", "rest"),)
HIPS = (("routine", "hips"),)


def index(*samples, bounds=None, composed=None):
    """Return an index of samples, each of a template of its own."""
    found = [Sample(*sample) for sample in samples]
    inside = {}
    for place, sample in enumerate(found):
        for word in sample.text.split():
            inside[word] = inside.get(word, 0) | 1 << place
    return NearIndex(
        lambda place: [found[place]],
        Likely(inside, Misheard(())),
        Numbers("en"),
        bounds or {"minutes": (1, 120)},
        Misheard(()),
        small_words=["the", "my"],
        composed=composed,
    )


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


def index_of_times(times, *samples):
    slots = dict.fromkeys(("time", "until"), times)
    return index(*samples, bounds={"every": (1, 120)}, composed=slots)


def test_only_templates_that_may_have_been_misheard_are_looked_at():
    asked = []
    samples = [Sample("Stop", "stop the routine", ()), Sample("Next", "go on to the next", ())]
    inside = {"stop": 0b01, "routine": 0b01, "go": 0b10, "on": 0b10, "to": 0b10, "next": 0b10}

    def of(place):
        asked.append(place)
        return [samples[place]]

    misheard = Misheard(())
    near = NearIndex(of, Likely(inside, misheard), Numbers("en"), {}, misheard, ["the"])

    assert near.nearest("stob the routine").intent == "Stop"
    assert near.nearest("stopp the routine").intent == "Stop"
    assert asked == [0], "the other template is never written out, and this one only once"


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
