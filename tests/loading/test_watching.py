"""Somebody saves, moves and breaks files while a watch looks at them."""

import os
import shutil

import pytest

from supine.loading import watching
from supine.loading.watching import Looked, Root, Watch


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.yaml").write_text("id: a\n", "utf-8")
    return tmp_path / "mine"


def text(watch, name="a.yaml"):
    [folder] = watch.held()
    return (folder / name).read_text()


def names(watch):
    [folder] = watch.held()
    return sorted(each.name for each in folder.iterdir())


def test_what_nobody_touches_is_nothing_new(folder):
    watch = Watch([Root(folder, 1)])

    assert [watch.look() for _ in range(3)] == [Looked()] * 3
    assert text(watch) == "id: a\n"


def test_a_change_is_taken_at_the_second_look_at_which_it_is_the_same(folder):
    """Somebody may still be writing."""
    watch = Watch([Root(folder, 1)])
    (folder / "a.yaml").write_text("id: a\nname: one", "utf-8")

    first = watch.look()
    (folder / "a.yaml").write_text("id: a\nname: one two\n", "utf-8")
    second, third = watch.look(), watch.look()

    assert (first, second) == (Looked(), Looked())
    assert third.changed == (folder / "a.yaml",)
    assert text(watch) == "id: a\nname: one two\n"


def test_one_that_is_always_being_written_keeps_no_other_from_being_taken(folder):
    watch = Watch([Root(folder, 1)])
    (folder / "b.yaml").write_text("id: b\n", "utf-8")
    found = []
    for n in range(4):
        (folder / "a.yaml").write_text("#" * n, "utf-8")
        found.append(watch.look())

    assert [each.new for each in found] == [(), (folder / "b.yaml",), (), ()]
    assert text(watch) == "id: a\n"


def test_to_save_the_same_again_is_nothing_new(folder):
    watch = Watch([Root(folder, 1)])
    os.utime(folder / "a.yaml", ns=(1, 1))

    assert [watch.look() for _ in range(3)] == [Looked()] * 3


def test_a_file_that_is_moved_into_the_place_of_another_is_seen(folder):
    """So most editors save."""
    watch = Watch([Root(folder, 1)])
    (folder / "a.yaml.tmp").write_text("id: other\n", "utf-8")
    os.utime(folder / "a.yaml.tmp", ns=(5, 5))  # older than the one before
    (folder / "a.yaml.tmp").replace(folder / "a.yaml")
    watch.look()

    assert watch.look().changed == (folder / "a.yaml",)


def test_a_file_that_is_gone_for_one_look_only_was_never_away(folder):
    watch = Watch([Root(folder, 1)])
    (folder / "a.yaml").rename(folder / "away")
    first = watch.look()
    (folder / "away").rename(folder / "a.yaml")

    assert [first, watch.look(), watch.look()] == [Looked()] * 3


def test_a_file_that_was_taken_away_is_told_once(folder):
    watch = Watch([Root(folder, 1)])
    (folder / "a.yaml").unlink()

    found = [watch.look() for _ in range(3)]

    assert [each.gone for each in found] == [(), (folder / "a.yaml",), ()]
    assert names(watch) == []


@pytest.mark.parametrize(
    "name", [".a.yaml.swp", ".#a.yaml", "#a.yaml#", "a.yaml~", "4913", ".b.yaml", "a.yaml.tmp"]
)
def test_editors_temporary_files_are_passed_over(folder, name):
    watch = Watch([Root(folder, 1)])
    (folder / name).write_text("x", "utf-8")

    assert [watch.look(), watch.look()] == [Looked()] * 2
    assert names(watch) == ["a.yaml"]


def test_packs_are_looked_into_as_deep_as_they_go_and_no_deeper(tmp_path):
    for name in ("evening/intents/en/phrases.yaml", "evening/a/b/c/d.yaml", ".git/x/y.yaml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("{}", "utf-8")

    [folder] = Watch([Root(tmp_path, 3)]).held()

    assert (folder / "evening/intents/en/phrases.yaml").is_file()
    assert not (folder / "evening/a/b/c/d.yaml").is_file()
    assert not (folder / ".git").is_dir()


def test_below_a_folder_of_routines_only_sounds_count(folder):
    (folder / "sub").mkdir()
    watch = Watch([Root(folder, 1, flat=True)])
    (folder / "sub" / "b.yaml").write_text("id: b\n", "utf-8")
    (folder / "sub" / "gong.wav").write_bytes(b"RIFF")
    watch.look()

    assert watch.look().new == (folder / "sub" / "gong.wav",)


def test_a_new_sound_is_seen(folder):
    watch = Watch([Root(folder, 1)])
    (folder / "gong.wav").write_bytes(b"RIFF")
    watch.look()

    assert watch.look().new == (folder / "gong.wav",)


def test_a_folder_that_was_taken_away_stands_as_it_was_and_is_told_once(folder):
    watch = Watch([Root(folder, 1)])
    shutil.move(folder, folder.with_name("away"))
    found = [watch.look() for _ in range(3)]
    [(lost, why)] = found[0].lost
    shutil.move(folder.with_name("away"), folder)
    back = watch.look()

    assert (lost, why) == (folder, "cannot be read: No such file or directory")
    assert found[1:] == [Looked()] * 2
    assert back == Looked(back=(folder,))
    assert text(watch) == "id: a\n"


def test_where_nothing_is_mounted_any_more_everything_stands_as_it_was(folder):
    watch = Watch([Root(folder, 1)])
    shutil.move(folder, folder.with_name("away"))
    folder.mkdir()  # the place where it was mounted

    found = [watch.look() for _ in range(3)]

    assert found[0].lost == ((folder, "is empty, and not the folder that it was"),)
    assert found[1:] == [Looked()] * 2
    assert text(watch) == "id: a\n"


def test_a_folder_in_the_place_of_another_is_taken(folder):
    watch = Watch([Root(folder, 1)])
    shutil.move(folder, folder.with_name("away"))
    folder.mkdir()
    (folder / "b.yaml").write_text("id: b\n", "utf-8")
    watch.look()

    found = watch.look()

    assert (found.new, found.gone) == ((folder / "b.yaml",), (folder / "a.yaml",))


def test_a_folder_that_comes_later_is_taken_then(tmp_path):
    watch = Watch([Root(tmp_path / "mine", 1)])
    [before] = watch.held()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.yaml").write_text("id: a\n", "utf-8")

    found = [watch.look(), watch.look()]

    assert not before.is_dir()
    assert found[0].back == (tmp_path / "mine",)
    assert found[1].new == (tmp_path / "mine" / "a.yaml",)
    assert names(watch) == ["a.yaml"]


@pytest.mark.parametrize("target", ["../secret.yaml", "nowhere.yaml", "a.yaml"])
def test_a_link_is_followed_only_within_its_folder(folder, target):
    (folder.parent / "secret.yaml").write_text("secret: 1\n", "utf-8")
    (folder / "b.yaml").symlink_to(target)

    [found] = Watch([Root(folder, 1)]).held()

    faults = found.children["b.yaml"].content
    if target == "a.yaml":
        assert faults == b"id: a\n"
    else:
        [fault] = faults
        assert fault.source == str(folder / "b.yaml")
        assert fault.problem.startswith(("this is a link that leads out", "there is no such file"))


def test_a_folder_by_the_name_of_a_file_is_a_fault_of_its_own(folder):
    (folder / "b.yaml").mkdir()

    [found] = Watch([Root(folder, 1)]).held()

    assert [str(each) for each in found.children["b.yaml"].content] == [
        f"{folder}/b.yaml: this is not a file [unreadable]"
    ]


def test_of_far_too_many_files_some_are_looked_at(folder, monkeypatch):
    monkeypatch.setattr(watching, "FILES_MAX", 3)
    for n in range(9):
        (folder / f"b{n}.yaml").write_text("", "utf-8")

    assert names(Watch([Root(folder, 1)])) == ["a.yaml", "b0.yaml", "b1.yaml"]
