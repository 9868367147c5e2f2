from supine.core.events import IntentHeard
from supine.core.questions import ANSWERS, PATIENCE_S, About


def test_phrases_are_sentences_and_take_turns(bench):
    scene = bench().site.scene

    first, second = (scene.phrase("longer", time="two minutes") for _ in range(2))

    assert first == "Two minutes more."
    assert second == "Two minutes longer."


def test_every_answer_and_question_has_an_id_of_its_own(bench):
    scene = bench().site.scene
    heard = IntentHeard("SupineStop", dialogue="d1")

    answers = [scene.answer(heard, "Stopped.") for _ in range(3)]
    questions = [scene.ask(About.HELP_UP, "Shall I help you up?", 0.0) for _ in range(3)]

    assert len({answer.line_id for answer in answers}) == 3
    assert len({question.token for question in questions}) == 3


def test_a_question_is_open_until_its_words_were_heard_and_its_patience_is_over(bench):
    scene = bench().site.scene

    question = scene.ask(About.EASE, "Gentler, or finish?", 100.0)

    assert scene.question is question
    assert 100 + PATIENCE_S[About.EASE] < question.closes_at < 103 + PATIENCE_S[About.EASE]
    answer = scene.answer(IntentHeard("SupinePain", dialogue="d1"), "Gentler, or finish?", question)
    assert answer.question.intents == ANSWERS[About.EASE]
