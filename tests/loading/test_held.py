from pathlib import Path

import pytest

from supine.errors import Fault, FaultsError
from supine.loading.held import HeldFile, HeldFolder, held
from supine.loading.yamlfile import survey_yaml

ROOT = Path("packs")


@pytest.fixture
def folder():
    files = {
        ROOT / "phrases.en.yaml": b"phrases: {}\n",
        ROOT / "evening" / "intents" / "en" / "phrases.yaml": b"phrases: {paused: [Held.]}\n",
    }
    return held(ROOT, files, [ROOT / "empty"])


def test_it_is_read_like_the_folder_itself(folder):
    file = folder / "evening" / "intents" / "en" / "phrases.yaml"

    document = survey_yaml(file)

    assert document.data == {"phrases": {"paused": ["Held."]}}
    assert document.source == str(ROOT / "evening/intents/en/phrases.yaml")


def test_its_names_come_in_order_and_tell_folders_from_files(folder):
    found = [(each.name, each.is_dir(), each.is_file()) for each in folder.iterdir()]

    assert found == [
        ("empty", True, False),
        ("evening", True, False),
        ("phrases.en.yaml", False, True),
    ]
    assert list((folder / "empty").iterdir()) == []


@pytest.mark.parametrize("name", ["other.yaml", "other/plugin.yaml", "phrases.en.yaml/deeper"])
def test_what_is_not_there_is_no_file_and_says_where_it_would_be(folder, name):
    file = folder.joinpath(*name.split("/"))

    assert not file.is_file()
    assert not file.is_dir()
    assert str(file) == str(ROOT / name)
    with pytest.raises(FileNotFoundError):
        file.open("rb")


def test_a_file_that_could_not_be_read_says_why_when_it_is_opened():
    fault = Fault("packs/a.yaml", 0, 0, "the file cannot be read: Permission denied", "unreadable")
    file = HeldFile(ROOT / "a.yaml", (fault,))

    with pytest.raises(FaultsError) as refused:
        survey_yaml(file)

    assert refused.value.faults == (fault,)


def test_a_folder_that_could_not_be_read_says_why():
    folder = HeldFolder(ROOT, error=PermissionError(13, "Permission denied"))

    assert not folder.is_dir()
    with pytest.raises(PermissionError):
        list(folder.iterdir())


def test_two_are_equal_when_the_same_stands_in_them():
    one, same = (held(ROOT, {ROOT / "a.yaml": b"a"}) for _ in range(2))

    assert one == same
    assert one != held(ROOT, {ROOT / "a.yaml": b"b"})


def test_text_is_read_as_utf_8():
    file = HeldFile(ROOT / "a.yaml", "grün".encode())

    assert file.read_text() == "grün"
    assert file.open().read() == "grün"
    assert file.read_bytes() == "grün".encode()


def test_a_folder_is_not_opened_and_a_file_has_nothing_in_it(folder):
    with pytest.raises(IsADirectoryError):
        folder.open()
    with pytest.raises(IsADirectoryError):
        folder.read_bytes()
    with pytest.raises(IsADirectoryError):
        folder.read_text()
    with pytest.raises(NotADirectoryError):
        (folder / "phrases.en.yaml").iterdir()
