import threading

from supine.cli.checkup.finding import Finding, Looking, State, fine, note, trouble


def test_a_finding_says_what_was_seen_and_what_to_do():
    assert fine("clock", "it ticks") == Finding("clock", State.FINE, "it ticks")
    assert note("zone", "UTC").state is State.NOTE
    assert trouble("disk", "full", "make room").mend == "make room"


def test_what_was_found_is_returned():
    looking = Looking("disk", lambda: iter([fine("disk", "room")]))

    assert looking.findings(5.0) == [fine("disk", "room")]


def test_what_hangs_is_told_and_left():
    never = threading.Event()

    [found] = Looking("database", lambda: [never.wait()]).findings(0.05)

    assert (found.name, found.state) == ("database", State.MEND)
    assert "0.05 s" in found.what
    never.set()


def test_a_fault_of_ours_is_told_and_the_others_are_looked_at():
    def broken():
        raise KeyError("x")

    [found] = Looking("disk", broken).findings(5.0)

    assert found.state is State.MEND
    assert "KeyError: 'x'" in found.what
