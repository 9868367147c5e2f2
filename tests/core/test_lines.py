from itertools import count

from supine.core.asides import Aside
from supine.core.events import LineHeard, Outcome
from supine.core.lines import LINE_CAP_S, Lines


def lines(*main):
    made = Lines(count(1))
    made.main.extend(main)
    return made


def test_a_line_that_was_never_sent_is_said_again():
    said = lines("One.", "Two.")
    first = said.say_main(0.0)

    said.heard(LineHeard(first.line_id, Outcome.DROPPED), 1.0, 0.6)

    assert list(said.main) == ["One.", "Two."]


def test_a_dropped_aside_is_gone():
    said = lines()
    said.asides.append(Aside(0.0, "Still here.", 8.0))
    aside = said.say_aside(0.0)

    said.heard(LineHeard(aside.line_id, Outcome.DROPPED), 1.0, 0.6)

    assert said.silent


def test_a_report_about_another_line_is_nothing():
    said = lines("One.")
    said.say_main(0.0)

    assert said.heard(LineHeard(99), 1.0, 0.6) is None
    assert said.on_air is not None


def test_clearing_keeps_a_dropped_line_from_coming_back():
    said = lines("One.", "Two.")
    first = said.say_main(0.0)
    said.clear()

    said.heard(LineHeard(first.line_id, Outcome.DROPPED), 1.0, 0.6)

    assert said.silent


def test_an_unreported_line_is_overdue_after_the_cap():
    said = lines("One.")
    said.say_main(0.0)

    assert said.overdue(LINE_CAP_S - 0.1) is None
    assert said.overdue(LINE_CAP_S).text == "One."


def test_the_next_line_waits_for_the_gap():
    said = lines("One.", "Two.")
    first = said.say_main(0.0)

    said.heard(LineHeard(first.line_id), 2.0, 0.6)

    assert said.quiet_until == 2.6
