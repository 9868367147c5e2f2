"""Generators that wait, on a clock turned by hand."""

from supine.demo.rhasspy.messages import Kind, Spoken
from supine.demo.rhasspy.tasks import Task, Tasks, Wait


def said(text: str) -> Spoken:
    return Spoken(0.0, "default", text, Kind.ANNOUNCED)


def two_words(until: float, key: str | None = None) -> Task:
    yield said("one")
    value = yield Wait(until, key)
    yield said(f"two {value}")


def test_a_task_runs_until_it_waits():
    tasks = Tasks()

    published = tasks.run(two_words(5.0))

    assert published == [said("one")]
    assert tasks.deadline() == 5.0


def test_it_goes_on_when_its_time_has_come_and_not_before():
    tasks = Tasks()
    tasks.run(two_words(5.0))

    tasks.now = 4.9
    early = tasks.due()
    tasks.now = 5.0
    late = tasks.due()

    assert early == []
    assert late == [said("two None")]
    assert tasks.deadline() is None


def test_a_call_with_its_key_brings_its_value_and_makes_the_time_forgotten():
    tasks = Tasks()
    tasks.run(two_words(5.0, "a"))

    published = tasks.call("a", 7)
    tasks.now = 9.0

    assert published == [said("two 7")]
    assert tasks.due() == []


def test_a_key_nobody_waits_for_is_no_error():
    tasks = Tasks()
    tasks.run(two_words(5.0, "a"))

    assert tasks.call("b") == []
    assert tasks.deadline() == 5.0


def test_those_whose_time_came_first_go_first():
    tasks = Tasks()
    tasks.run(two_words(6.0, "later"))
    tasks.run(two_words(5.0, "sooner"))

    tasks.now = 10.0
    tasks.due()

    assert tasks.deadline() == 6.0
