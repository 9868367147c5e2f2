from pathlib import Path

import pytest

from householdfiles import routine
from supine.cli.library import read_library
from supine.data import shipped
from supine.errors import Fault, FaultsError
from supine.linting.wiring import check_wiring, wiring_faults
from supine.loading.config import check_config, load_config
from supine.loading.contract import Contract
from supine.loading.library import Library, load_library
from supine.loading.yamlfile import parse_yaml


def faults(text, load):
    document = parse_yaml(text.encode(), "supine.yaml")
    return wiring_faults(document, check_config(document, None), load)


def test_a_library_that_cannot_be_loaded_tells_why():
    def load(_config):
        raise FaultsError(Fault("intents.yaml", 1, 1, "broken", "yaml"))

    assert [fault.source for fault in faults("language: en\n", load)] == ["intents.yaml"]


def test_what_is_left_out_of_the_library_is_told():
    left_out = Fault("mine/bad.yaml", 3, 1, "broken", "yaml")

    found = faults("language: en\n", lambda _config: Library({}, (left_out,), Contract(version=1)))

    assert [(fault.source, fault.rule) for fault in found] == [
        ("supine.yaml", "unknown-language"),
        ("mine/bad.yaml", "yaml"),
    ]


@pytest.fixture(scope="module")
def library():
    return load_library([shipped("routines")], shipped("intents"), ["en"])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mqtt: {}\nlanguage: tlh\n", ":2:11: there is no language `tlh`"),
        ("favourite: poise-paus\n", ":1:12: there is no routine `poise-paus`; did you mean"),
        ("sites:\n  hall: {language: fr}\n", ":2:20: there is no language `fr`"),
    ],
)
def test_a_setting_that_names_what_is_not_there_is_refused_at_its_place(
    library, tmp_path, text, fault
):
    file = tmp_path / "supine.yaml"
    file.write_text(text, "utf-8")

    with pytest.raises(FaultsError) as refused:
        check_wiring(load_config(file, {}), library, file)

    assert f"{file}{fault}" in str(refused.value)


def test_settings_without_a_file_have_no_place(library):
    with pytest.raises(FaultsError, match=r"^the settings: there is no routine `juggling`"):
        check_wiring(load_config(None, {"SUPINE_FAVOURITE": "juggling"}), library)


def test_of_a_language_that_is_broken_it_is_told_why():
    broken = Fault("intents/en/phrases.yaml", 3, 1, "broken", "yaml")

    with pytest.raises(FaultsError) as refused:
        check_wiring(load_config(None, {}), Library({}, (broken,), Contract(version=1)))

    assert broken in refused.value.faults
    assert refused.value.faults[-1].rule == "unknown-language"


def test_settings_that_name_only_what_is_there_are_let_through(library):
    check_wiring(load_config(None, {"SUPINE_FAVOURITE": "poise-pause"}), library)


ENGLISH = "this is written in `en`, and de is spoken: write `lang: de`"


@pytest.mark.parametrize(
    ("settings", "own", "told"),
    [
        ("language: de", "", [("desk-sit.yaml", 1, ENGLISH)]),
        ("language: de", "lang: fr", [("desk-sit.yaml", 2, ENGLISH.replace("`en`", "`fr`"))]),
        ("language: de", "lang: de", []),
        ("language: en", "", []),
        ("language: de\nsites: {hall: {language: en}}", "", []),
    ],
)
def test_a_routine_in_no_language_of_the_household_is_told(tmp_path, settings, own, told):
    text = routine().replace("id: desk-sit", f"id: desk-sit\n{own}".rstrip(), 1)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "desk-sit.yaml").write_text(text, "utf-8")
    document = parse_yaml(f"routines: [mine]\n{settings}\n".encode(), "supine.yaml")

    found = wiring_faults(document, check_config(document, tmp_path), read_library)

    seen = [(Path(each.source).name, each.line, each.problem) for each in found]
    assert [(name, line) for name, line, _ in seen] == [(name, line) for name, line, _ in told]
    for (_, _, problem), (_, _, start) in zip(seen, told, strict=True):
        assert problem.startswith(start)


def test_of_a_broken_routine_only_the_fault_is_told(tmp_path):
    (tmp_path / "desk-sit.yaml").write_text(routine().replace("sitting", "floating"), "utf-8")
    document = parse_yaml(b"routines: [.]\nlanguage: de\n", "supine.yaml")

    found = wiring_faults(document, check_config(document, tmp_path), read_library)

    assert [fault.rule for fault in found] == ["wrong-value"]


def test_a_translated_routine_is_spoken(tmp_path):
    (tmp_path / "desk-sit.yaml").write_text(routine(), "utf-8")
    german = "name: Sitzen\nsteps:\n  sit: {say: [Sitz ruhig.]}\n"
    (tmp_path / "desk-sit.de.yaml").write_text(german, "utf-8")
    document = parse_yaml(b"routines: [.]\nlanguage: de\n", "supine.yaml")

    assert wiring_faults(document, check_config(document, tmp_path), read_library) == []
