import pytest

PACK = 'name: quiet\nversion: "2"\napi: "1.0"\n'


@pytest.fixture
def pack(tmp_path):
    """Return a function that writes a pack with some phrases."""
    folder = tmp_path / "plugins" / "quiet"
    (folder / "intents" / "en").mkdir(parents=True)
    (folder / "plugin.yaml").write_text(PACK, "utf-8")

    def write(phrases):
        (folder / "intents" / "en" / "phrases.yaml").write_text(phrases, "utf-8")
        return folder

    return write


def test_a_pack_is_checked_as_one_and_not_as_a_whole_language(supine, pack):
    ran = supine("check", pack("phrases: {paused: [Held.]}\n"))

    assert ran.code == 0
    assert ran.out.startswith("nothing wrong in ")


def test_what_is_wrong_in_a_pack_is_told_at_its_line(supine, pack):
    folder = pack("phrases:\n  pawsed: [Held.]\n")

    ran = supine("check", folder)

    assert ran.code == 1
    assert f"{folder}/intents/en/phrases.yaml:2:3: there is no phrase `pawsed`" in ran.out


def test_packs_and_other_files_are_checked_together(supine, pack, tmp_path):
    folder = pack("phrases:\n  pawsed: [Held.]\n")
    (tmp_path / "mine.yaml").write_text("id: mine\nsteps: []\n", "utf-8")

    ran = supine("check", folder.parent, tmp_path / "mine.yaml")

    assert ran.code == 1
    assert "phrases.yaml:2:3" in ran.out
    assert "mine.yaml:1:1" in ran.out


def test_in_a_household_packs_are_checked_as_packs(supine, pack, tmp_path):
    folder = pack("phrases: {paused: [Held.]}\n")
    (tmp_path / "supine.yaml").write_text("routines: [mine]\n", "utf-8")
    (tmp_path / "mine").mkdir()
    (folder.parent / "phrases.en.yaml").write_text("phrases: {resuming: [On.]}\n", "utf-8")

    good = supine("check", tmp_path)
    pack_file = pack("phrases:\n  pawsed: [Held.]\n") / "intents/en/phrases.yaml"
    own = folder.parent / "phrases.en.yaml"
    own.write_text("phrases: {stoped: [Done.]}\n", "utf-8")
    bad = supine("check", tmp_path)

    assert (good.code, good.out) == (0, f"nothing wrong in {tmp_path}\n")
    assert bad.code == 1
    places = [line.partition(": ")[0] for line in bad.out.splitlines() if ".yaml:" in line]
    assert places[:2] == [f"{own}:1:11", f"{pack_file}:2:3"]
