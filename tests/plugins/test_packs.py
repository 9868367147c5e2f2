import pytest

from supine.errors import FaultsError
from supine.plugins.packs import household_phrases, load_pack, notes, pack_folders

PACK = """\
name: quiet
version: "1"
api: "1.0"
description: A quiet pack.
"""


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "quiet"
    folder.mkdir()
    (folder / "plugin.yaml").write_text(PACK, "utf-8")
    return folder


def test_a_pack_says_who_it_is(pack):
    plugin = load_pack(pack)

    assert (plugin.name, plugin.version, plugin.api) == ("quiet", "1", "1.0")
    assert plugin.description == "A quiet pack."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name: quiet\nversion: 1\napi: '1.0'\n", "plugin.yaml:2:10: `version` has to be a text"),
        ("name: quiet\nversion: '1'\n", "a pack needs the key `api`"),
        ("name: other\nversion: '1'\napi: '1.0'\n", "plugin.yaml:1:7: the name is other"),
        ("nam: quiet\n", "`nam` is not a key of a pack; did you mean `name`?"),
        ("{", "plugin.yaml:"),
    ],
)
def test_what_is_wrong_with_a_pack_is_told_at_its_line(pack, text, fault):
    (pack / "plugin.yaml").write_text(text, "utf-8")

    with pytest.raises(FaultsError) as refused:
        load_pack(pack)

    assert fault in str(refused.value)


def test_a_folder_without_a_plugin_file_says_so(tmp_path):
    (tmp_path / "other").mkdir()

    with pytest.raises(FaultsError, match=r"plugin\.yaml: there is no such file"):
        load_pack(tmp_path / "other")


def test_hidden_folders_and_files_are_no_packs(pack):
    (pack.parent / ".git").mkdir()
    (pack.parent / "__pycache__").mkdir()
    (pack.parent / "phrases.en.yaml").write_text("", "utf-8")

    assert pack_folders(pack.parent) == [pack]


def test_python_in_a_pack_is_mentioned(pack):
    assert notes(pack) == ()

    (pack / "setup.py").write_text("raise RuntimeError('run')", "utf-8")

    assert notes(pack) == ("setup.py is not run: only installed plugins bring code",)


def test_the_households_phrases_lie_beside_the_packs(tmp_path):
    for name in ("phrases.en.yaml", "phrases.pt-BR.yml", "phrases.yaml", "other.en.yaml"):
        (tmp_path / name).write_text("phrases: {}\n", "utf-8")

    assert [code for code, _ in household_phrases(tmp_path)] == ["en", "pt-BR"]


def test_phrases_of_no_language_are_a_fault(tmp_path):
    (tmp_path / "phrases.English.yaml").write_text("phrases: {}\n", "utf-8")

    with pytest.raises(FaultsError, match="English is no code of a language"):
        dict(household_phrases(tmp_path))
