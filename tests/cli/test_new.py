import pytest

from supine.linting.lint import lint_paths


@pytest.mark.parametrize("lang", ["en", "de"])
def test_a_new_routine_is_sound_and_can_be_practised(supine, tmp_path, lang):
    folder = tmp_path / "mine"

    ran = supine("new", "routine", "my-own-pause", "--lang", lang, "--dir", folder)

    file = folder / "my-own-pause.yaml"
    assert ran.code == 0
    assert ran.out.strip() == str(file)
    assert lint_paths([file]) == []
    (tmp_path / "supine.yaml").write_text(f"routines: [mine]\nlanguage: {lang}\n", "utf-8")
    config = ("--config", tmp_path / "supine.yaml", "--lang", lang)
    assert supine("rehearse", "my-own-pause", *config).out.rstrip().endswith("the end")


@pytest.mark.parametrize(
    "bad", ["Desk", "desk break", "../desk", "desk--break", "", "d" * 65, "desk.de", "b\u00fcro"]
)
@pytest.mark.parametrize("what", ["routine", "plugin"])
def test_a_bad_id_is_refused_in_one_line(supine, tmp_path, bad, what):
    ran = supine("new", what, bad, "--dir", tmp_path)

    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "small letters, digits and single hyphens" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_routine_whose_name_would_have_a_digit_is_refused(supine, tmp_path):
    ran = supine("new", "routine", "desk2", "--dir", tmp_path)

    assert ran.code == 2
    assert "write it as a word" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_language_without_a_start_is_refused(supine, tmp_path):
    ran = supine("new", "routine", "desk", "--lang", "nl", "--dir", tmp_path)

    assert ran.code == 2
    assert "no start in 'nl'" in ran.err


def test_what_is_there_is_left_as_it_is(supine, tmp_path):
    file = tmp_path / "desk.yaml"
    file.write_text("mine\n", "utf-8")

    ran = supine("new", "routine", "desk", "--dir", tmp_path)

    assert ran.code == 2
    assert "there already" in ran.err
    assert file.read_text("utf-8") == "mine\n"


def test_a_folder_that_cannot_be_made_is_told(supine, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")

    ran = supine("new", "routine", "desk", "--dir", tmp_path / "file" / "deeper")

    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_a_plugin_over_another_is_refused_and_nothing_is_written(supine, tmp_path):
    (tmp_path / "pyproject.toml").write_text("mine\n", "utf-8")

    ran = supine("new", "plugin", "calm", "--dir", tmp_path)

    assert ran.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_a_plugin_begins_with_a_letter(supine, tmp_path):
    assert "begins with a letter" in supine("new", "plugin", "9-lives", "--dir", tmp_path).err


@pytest.mark.parametrize("name", ["supine", "household"])
def test_a_plugin_takes_no_name_of_supines_own(supine, tmp_path, name):
    ran = supine("new", "plugin", name, "--dir", tmp_path)

    assert ran.code == 2
    assert "take another name" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_routine_takes_no_name_of_supines_own(supine, tmp_path):
    """The file would be sound by itself, and left out by the service."""
    ran = supine("new", "routine", "back-release", "--dir", tmp_path)

    assert ran.code == 2
    assert "'back-release' is a routine of supine's: take another name" in ran.err
    assert list(tmp_path.iterdir()) == []
