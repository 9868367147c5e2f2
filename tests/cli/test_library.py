import pytest

from supine.cli.library import load, names_of, read_config, read_library
from supine.errors import FaultsError


def test_every_routine_is_found_by_its_name_and_aliases():
    names = names_of(load("en"))

    assert names["back release"] == "back-release"
    assert names["hips"] == "hip-stretch"


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(FaultsError, match="tlh"):
        load("tlh")


def test_a_broken_routine_costs_only_itself(tmp_path):
    (tmp_path / "bad.yaml").write_text("id: bad\n", "utf-8")
    (tmp_path / "supine.yaml").write_text("routines: [.]\n", "utf-8")

    library = read_library(read_config(str(tmp_path / "supine.yaml")))

    assert "back-release" in library.languages["en"].routines
    assert any(fault.source.endswith("bad.yaml") for fault in library.faults)
