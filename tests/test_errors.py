from supine.errors import Fault, FaultsError, RoutineUnknownError


def test_a_fault_reads_as_a_place_and_a_sentence():
    assert (
        str(Fault("a.yaml", 3, 7, "say what", "text-missing"))
        == "a.yaml:3:7: say what [text-missing]"
    )
    assert str(Fault("a.yaml", 0, 0, "is empty")) == "a.yaml: is empty [format]"


def test_all_faults_are_told_at_once():
    error = FaultsError(Fault("a.yaml", 1, 1, "one"), Fault("a.yaml", 2, 1, "two"))

    assert str(error).count("\n") == 1
    assert len(error.faults) == 2


def test_an_unknown_routine_names_those_there_are():
    assert "back, hips" in str(RoutineUnknownError("hops", ["hips", "back"]))
