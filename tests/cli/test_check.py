import json

import pytest

from supine.data import shipped

GOOD = shipped("routines") / "poise-pause.yaml"

BAD = (
    "id: bad\nname: bad one\nposition: floating\nminutes: 3\n"
    "steps:\n  - id: one\n    say: Stop.\n    hodl: 20s\n"
)


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")
    return path


def test_what_is_installed_is_sound(supine):
    ran = supine("check")

    assert ran.out.startswith("nothing wrong")
    assert ran.code == 0


def test_every_fault_has_its_place_and_exit_1(supine, bad):
    ran = supine("check", bad)

    assert ran.code == 1
    assert "bad.yaml:3:" in ran.out
    assert "bad.yaml:8:" in ran.out
    assert "`hold`" in ran.out


def test_what_a_language_lacks_is_named_at_its_line(supine, tmp_path):
    german = (shipped("intents") / "de" / "sentences.yaml").read_text("utf-8")
    file = tmp_path / "sentences.yaml"
    file.write_text(german.replace("  SupineHelpUp:", "  SupineHelpUpp:"), "utf-8")

    ran = supine("check", file)

    assert ran.code == 1
    assert "SupineHelpUp has no sentences" in ran.out
    line = german.splitlines().index("  SupineHelpUp:") + 1
    assert f"sentences.yaml:{line}:3: the contract has no intent SupineHelpUpp" in ran.out


def test_programs_read_faults_as_json(supine, bad):
    ran = supine("check", bad, "--format", "json")

    found = json.loads(ran.out)
    assert ran.code == 1
    assert {(each["line"], each["rule"]) for each in found} >= {(3, "wrong-value")}
    assert json.loads(supine("check", GOOD, "--format", "json").out) == []


def test_github_shows_faults_at_their_lines(supine, bad):
    ran = supine("check", bad, "--format", "github")

    assert all(line.startswith("::error file=") for line in ran.out.splitlines())
    assert ",line=3,col=11,title=supine wrong-value::" in ran.out


def test_github_is_told_nothing_when_nothing_is_wrong(supine):
    ran = supine("check", GOOD, "--format", "github")

    assert (ran.code, ran.out) == (0, "")


def test_the_rules_are_listed(supine):
    ran = supine("check", "--rules")

    assert ran.code == 0
    assert "sentence-too-long" in ran.out


def test_settings_are_held_against_what_can_be_practised(supine, tmp_path):
    (tmp_path / "supine.yaml").write_text("language: en\nfavourite: hip-strech\n", "utf-8")

    ran = supine("check", tmp_path / "supine.yaml")

    assert ran.code == 1
    assert (
        "supine.yaml:2:12: there is no routine `hip-strech`; did you mean `hip-stretch`?" in ran.out
    )


def test_stamping_notes_which_texts_were_translated(supine, tmp_path):
    for name in ("poise-pause.yaml", "poise-pause.de.yaml"):
        text = (shipped("routines") / name).read_text("utf-8")
        (tmp_path / name).write_text(text.split("\nof:")[0] + "\n", "utf-8")

    ran = supine("check", "--stamp", tmp_path)
    again = supine("check", "--stamp", tmp_path)

    assert ran.code == 0
    assert f"stamped {tmp_path / 'poise-pause.de.yaml'}" in ran.out
    assert "stamped" not in again.out


def test_nothing_is_stamped_unless_it_is_named(supine):
    ran = supine("check", "--stamp")

    assert ran.code == 2
    assert "name the translations" in ran.err


def test_a_folder_with_nothing_to_check_is_told(supine, tmp_path):
    """Or else whoever has mistyped its name believes that all is well."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "supine.yaml").write_text("language: en\n", "utf-8")

    ran = supine("check", tmp_path / "empty", tmp_path / "mine")

    assert ran.code == 0
    assert ran.out.splitlines()[1:] == [
        f"{tmp_path / 'empty'} holds no YAML file: is it the right folder?"
    ]
