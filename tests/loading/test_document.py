import pytest

from supine.errors import Fault, FaultsError
from supine.loading.document import Document, Place


@pytest.fixture
def document():
    places = {(): Place(1, 1, 1, 1), ("steps",): Place(3, 3, 2, 1)}
    return Document("a.yaml", {"steps": []}, places)


def test_a_fault_stands_at_its_value_or_at_its_key(document):
    assert str(document.fault(("steps",), "no", "yaml")) == "a.yaml:3:3: no [yaml]"
    assert str(document.fault(("steps",), "no", "yaml", at_key=True)) == "a.yaml:2:1: no [yaml]"


def test_whatever_a_problem_quotes_it_is_one_line_that_can_be_read(document):
    problem = document.fault((), f"there is no \x1b[2J\n{'x' * 9_000}", "yaml").problem

    assert problem.isprintable()
    assert problem.startswith("there is no \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}xx")
    assert len(problem) == 1_000


def test_what_has_no_place_of_its_own_is_told_at_what_it_belongs_to(document):
    assert document.fault(("steps", 4, "say"), "no", "yaml").line == 3
    assert document.fault(("close",), "no", "yaml").line == 1


def test_a_document_that_was_not_read_from_a_file_has_no_lines():
    fault = Document("the settings", {}).fault(("a",), "no", "yaml")

    assert (fault.line, fault.column) == (0, 0)


def test_faults_are_refused_in_the_order_of_the_file_and_once(document):
    faults = [Fault("a.yaml", line, 1, "no") for line in (4, 2, 4)]

    with pytest.raises(FaultsError) as caught:
        document.refuse(faults)

    assert [fault.line for fault in caught.value.faults] == [2, 4]


def test_what_could_not_be_read_is_not_called_missing_as_well():
    own = Fault("a.yaml", 2, 6, "an anchor", "alias")
    document = Document("a.yaml", {}, faults=(own,))

    with pytest.raises(FaultsError) as caught:
        document.refuse([Fault("a.yaml", 2, 6, "it is empty"), Fault("a.yaml", 3, 1, "too long")])

    assert [fault.problem for fault in caught.value.faults] == ["an anchor", "too long"]


def test_without_faults_nothing_is_refused(document):
    document.refuse([])
