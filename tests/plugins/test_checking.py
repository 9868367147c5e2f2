from pathlib import Path

import pytest

from householdfiles import routine
from plugins.test_packs import PACK
from supine.plugins.api import Plugin
from supine.plugins.checking import installed_kinds, pack_faults, parted
from supine.understanding.extension import check_added


@pytest.fixture
def packs(tmp_path):
    """A folder with a pack and with phrases of the household, each with a fault."""
    files = {
        "quiet/plugin.yaml": PACK,
        "quiet/intents/en/phrases.yaml": "phrases: {pawsed: [Held.]}\n",
        "quiet/intents/en/sentences.yaml": "language: en\nintents: {}\n",
        "phrases.en.yaml": "phrases: {stoped: [Done.]}\n",
    }
    for name, text in files.items():
        file = tmp_path / "packs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path / "packs"


PHRASES = "intents/en/phrases.yaml"


@pytest.mark.parametrize(
    ("asked", "faulty"),
    [
        (".", [f"quiet/{PHRASES}", "phrases.en.yaml"]),
        ("quiet", [f"quiet/{PHRASES}"]),
        (f"quiet/{PHRASES}", [f"quiet/{PHRASES}"]),
        ("quiet/intents", [f"quiet/{PHRASES}"]),
        ("quiet/intents/en/sentences.yaml", []),
        ("phrases.en.yaml", ["phrases.en.yaml"]),
    ],
)
def test_what_is_asked_about_is_checked_as_part_of_its_pack(packs, asked, faulty):
    found, rest = parted([packs / asked])

    faults = pack_faults(found, ("en",), check_added)

    assert rest == []
    assert sorted(fault.source for fault in faults) == sorted(str(packs / each) for each in faulty)
    assert all(fault.line == 1 for fault in faults)


def test_a_path_from_where_somebody_stands_is_enough(packs, monkeypatch):
    monkeypatch.chdir(packs / "quiet")

    found, _ = parted([Path("intents")])

    assert [fault.rule for fault in pack_faults(found, ("en",), check_added)] == ["unknown-key"]


def test_everything_else_is_left_to_others(tmp_path, packs):
    other = tmp_path / "routines"
    other.mkdir()
    (other / "mine.yaml").write_text("id: mine\n", "utf-8")
    paths = [other, other / "mine.yaml", tmp_path / "gone.yaml"]

    assert parted([*paths, packs / "quiet"]) == ([(packs / "quiet", packs)], paths)


def test_a_good_pack_has_no_faults(packs):
    (packs / "quiet" / PHRASES).write_text("phrases: {paused: [Held.]}\n", "utf-8")

    found, _ = parted([packs / "quiet"])

    assert pack_faults(found, ("en", "de"), check_added) == []


class Point:
    """Something installed that brings a step kind."""

    name, value, dist = "humming", "humming:plugin", None

    def load(self):
        def register(supine):
            supine.add_step_kind("hum_it", lambda value, _: [{"say": [value], "hold": "10s"}])

        return Plugin(name="humming", api="1.0", version="1", register=register)


def test_packs_in_a_household_are_found_and_so_are_its_phrases(packs):
    (packs.parent / "venv").mkdir()
    (packs.parent / "venv" / "pyvenv.cfg").write_text("", "utf-8")
    for hidden in (packs / ".trash" / "old", packs.parent / "venv" / "old"):
        hidden.mkdir(parents=True)
        (hidden / "plugin.yaml").write_text(PACK, "utf-8")

    found, rest = parted([packs.parent])

    assert found == [(packs / "quiet", packs), (packs / "phrases.en.yaml", packs)]
    assert rest == [packs.parent]


def test_a_packs_routine_may_use_step_kinds_that_are_installed(packs):
    file = packs / "quiet" / "routines" / "desk-sit.yaml"
    file.parent.mkdir()
    file.write_text(routine(step="hum_it: Hum."), "utf-8")

    alone = pack_faults([(file, packs)], ("en",), check_added, ())
    beside = pack_faults([(file, packs)], ("en",), check_added, [Point()])

    assert "unknown-key" in {fault.rule for fault in alone}
    assert beside == []


def test_the_step_kinds_that_are_installed_are_known():
    kinds = installed_kinds([Point()])

    assert kinds["hum_it"]("Hum.", "en") == [{"say": ["Hum."], "hold": "10s"}]
    assert installed_kinds([]) == {}
