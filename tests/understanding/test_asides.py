from supine.understanding.asides import Asides
from supine.understanding.grammar import Grammar

GRAMMAR = Grammar({"it": "(it|this)"})


def asides(whole=(), reasons=()):
    return Asides(map(GRAMMAR.parse, whole), map(GRAMMAR.parse, reasons), {"dont", "not"})


def test_an_aside_is_known_from_the_beginning_to_the_end():
    known = asides(["i'm [quite] (fine|okay)", "i don't like <it>"])

    assert known.is_aside("im fine")
    assert known.is_aside("im quite okay")
    assert known.is_aside("i dont like this")
    assert not known.is_aside("im")
    assert not known.is_aside("im fine where")
    assert not known.is_aside("so im fine")


def test_a_reason_goes_on_as_it_likes_behind_its_beginning():
    known = asides(reasons=["(the|my) dog (wants|needs)", "i've got"])

    assert known.is_reason("the dog wants out")
    assert known.is_reason("ive got visitors coming")
    assert not known.is_reason("the dog wants")
    assert not known.is_reason("my dogs want out")
    assert not known.is_reason("that the dog wants out")


def test_a_long_reason_is_a_story():
    known = asides(reasons=["i've got"])

    assert known.is_reason("ive got " + "so " * 5)
    assert not known.is_reason("ive got " + "so " * 6)


def test_what_turns_a_meaning_round_in_a_reason_is_told():
    known = asides(reasons=["i've got", "i don't"])

    assert known.turns("ive got no time but dont stop")
    assert not known.turns("ive got visitors")
    assert not known.turns("i dont know")


def test_a_language_may_have_none():
    assert not asides().is_aside("im fine")
    assert not asides().is_reason("because it is late")
