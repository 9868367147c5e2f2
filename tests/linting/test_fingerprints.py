import errno
from pathlib import Path

import pytest

from linting.broken import GERMAN
from loading.written import DESK_BREAK, refused, written
from supine.linting.fingerprints import fingerprints, stale, stamp
from supine.loading.yamlfile import parse_yaml, read_yaml


def document(text, name="desk-break.yaml"):
    return parse_yaml(text.encode(), name)


ORIGINAL = document(DESK_BREAK)

ROUTINES = Path(__file__).resolve().parents[2] / "routines"


def test_each_text_has_a_fingerprint_of_its_own():
    found = fingerprints(ORIGINAL)

    assert list(found) == [
        *("name", "about", "needs", "rules"),
        *("steps.pause", "steps.turn", "steps.rest", "close.close-1"),
    ]
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hold: 10s", "hold: 20s"),
        ("say: [Stop for a moment.,", "say: ['Stop for  a moment.',"),
        ("  - say: That's it.", "  - say:\n      - That's it."),
        ("every: 60s", "every: 90s"),
        ("gentler: pause", "gentler: rest"),
        ("[neck break]", "[another]"),
    ],
)
def test_what_is_not_translated_plays_no_part(old, new):
    assert old in DESK_BREAK

    assert fingerprints(document(DESK_BREAK.replace(old, new))) == fingerprints(ORIGINAL)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("Stop for a moment.", "Stop a moment.", "steps.pause"),
        ("Nothing to do.", "Nothing at all.", "steps.rest"),
        ("Let it go.", "Let go.", "steps.rest"),
        ("That's it.", "That is it.", "close.close-1"),
        ("A chair.", "A stool.", "needs"),
    ],
)
def test_every_text_that_is_translated_does(old, new, name):
    changed = fingerprints(document(DESK_BREAK.replace(old, new)))

    before = fingerprints(ORIGINAL)
    assert {key for key in before if before[key] != changed[key]} == {name}


def test_stamping_touches_nothing_but_its_own_lines(tmp_path):
    file = written(tmp_path, "desk-break.de.yaml", "# Von Hand\n" + GERMAN)

    assert stamp(file, ORIGINAL)
    text = file.read_text("utf-8")
    assert text.startswith("# Von Hand\n" + GERMAN)
    assert read_yaml(file).data["of"] == fingerprints(ORIGINAL)
    assert not stamp(file, ORIGINAL)
    assert file.read_text("utf-8") == text


def test_a_file_from_windows_keeps_its_line_ends(tmp_path):
    file = tmp_path / "desk-break.de.yaml"
    ours = f"# Von Hand\n{GERMAN}".replace("\n", "\r\n").encode()
    file.write_bytes(ours)

    assert stamp(file, ORIGINAL)
    stamped = file.read_bytes()
    assert stamped.startswith(ours)
    assert stamped.count(b"\r\n") == stamped.count(b"\n")
    assert not stamp(file, ORIGINAL)
    assert file.read_bytes() == stamped


def test_a_file_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    file = written(tmp_path, "desk-break.de.yaml", GERMAN)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)

    [fault] = refused(lambda: stamp(file, ORIGINAL))
    assert fault.source == str(file)
    assert "No space left on device" in fault.problem


def test_stamping_again_replaces_what_was_there(tmp_path):
    file = written(tmp_path, "desk-break.de.yaml", f"of:\n  old: 'x'\n\n  older: 'y'\n{GERMAN}")

    stamp(file, ORIGINAL)

    assert file.read_text("utf-8").count("of:") == 1
    assert stale(read_yaml(file), ORIGINAL) == []


def test_a_file_that_would_be_broken_by_it_is_left_alone(tmp_path):
    text = "of: {a: 'b',\nc: 'd'}\n" + GERMAN
    file = written(tmp_path, "desk-break.de.yaml", text)

    assert refused(lambda: stamp(file, ORIGINAL))
    assert file.read_text("utf-8") == text


def test_a_text_that_is_gone_is_told():
    translation = document(GERMAN + "of: {steps.gone: '1'}\n")

    assert stale(translation, ORIGINAL)[-1].rule == "translation-unstamped"
    assert "steps.gone" in stale(translation, ORIGINAL)[-1].problem


@pytest.mark.parametrize("path", sorted(ROUTINES.glob("*.*.yaml")), ids=lambda path: path.name)
def test_every_translation_that_is_shipped_has_fingerprints(path):
    assert read_yaml(path).data["of"]
