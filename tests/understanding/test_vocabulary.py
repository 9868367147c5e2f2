from supine.understanding.grammar import Grammar
from supine.understanding.spoken import Numbers
from supine.understanding.vocabulary import Vocabulary


def vocabulary_of(templates, names, *sentences):
    vocabulary = Vocabulary(templates, names, Numbers("en"))
    for place, sentence in enumerate(sentences):
        vocabulary.add(Grammar({}).parse(sentence), 1 << place)
    return lambda text: vocabulary.fitting(text.split(), (1 << len(sentences)) - 1)


def test_only_templates_that_know_every_word_can_fit(templates):
    fitting = vocabulary_of(templates, {}, "stop [it|this]", "stop that", "go on")

    assert fitting("stop this") == 0b001
    assert fitting("stop") == 0b001
    assert fitting("stop the bus") == 0


def test_a_template_has_to_begin_and_end_as_what_was_heard(templates):
    fitting = vocabulary_of(templates, {}, "[please] stop [it] [now]", "stop please it now")

    assert fitting("stop it") == 0b01
    assert fitting("stop it now") == 0b11
    assert fitting("it stop") == 0


def test_the_values_of_slots_are_words_too(templates):
    fitting = vocabulary_of(
        templates, {"long rest": "rest"}, "do {routine}", "{minutes} minutes", "the {ordinal}"
    )

    assert fitting("do long rest") == 0b001
    assert fitting("twenty five minutes") == 0b010
    assert fitting("25 minutes") == 0b010
    assert fitting("the second") == 0b100
    assert fitting("do short rest") == 0


def test_what_was_not_asked_about_does_not_fit(templates):
    vocabulary = Vocabulary(templates, {}, Numbers("en"))
    vocabulary.add(Grammar({}).parse("stop"), 1)

    assert vocabulary.fitting(["stop"], 0) == 0
    assert vocabulary.fitting(["stop"], 1) == 1
