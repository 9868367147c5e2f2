import pytest

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
