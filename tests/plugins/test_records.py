import json

from supine.errors import Fault
from supine.plugins.records import Record, Status


def test_active_and_disabled_are_well_and_the_others_are_not():
    well = {status for status in Status if Record(name="a", status=status, origin="b").well}

    assert well == {Status.ACTIVE, Status.DISABLED}


def test_what_is_to_be_mended_has_a_place_in_a_file_or_is_the_plugins():
    fault = Fault("a.yaml", 3, 1, "it is wrong")
    record = Record(
        name="a", status=Status.REFUSED, origin="b", reason=(str(fault), "late"), faults=(fault,)
    )

    assert record.all_faults == (fault, Fault("b", 0, 0, "late", "plugin"))


def test_a_note_about_one_that_is_well_is_no_fault():
    assert Record(name="a", status=Status.ACTIVE, origin="b", reason=("note",)).all_faults == ()


def test_a_record_is_shown_in_plain_values():
    shown = Record(
        name="a", status=Status.BROKEN, origin="b", reason=("why",), brought={"intents": 1}
    ).as_dict()

    assert json.loads(json.dumps(shown)) == shown
    assert (shown["status"], shown["reason"], shown["brought"]) == (
        "broken",
        ["why"],
        {"intents": 1},
    )
