"""Files that nobody writes by accident: refused in one line, soon, and in little memory."""

import re
import time
import tracemalloc

import pytest

from loading.written import DESK_BREAK, PHRASES, refused, written
from supine.data import shipped
from supine.loading.library import load_library
from supine.loading.yamlfile import MAX_BYTES, read_yaml

MB = 1024 * 1024

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}]}}\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)

HOSTILE = {
    "a bomb of aliases": (BOMB, "alias"),
    "a bomb of merges": (MERGES, "alias"),
    "ten megabytes": ("a: b\n" * (2 * MB), "too-large"),
    "ten megabytes in one line": ("a: " + "b" * (10 * MB), "too-large"),
    "a tower of lists": ("[" * (MAX_BYTES - 1), "too-deep"),
    "a tower of mappings": ("{a: " * (MAX_BYTES // 4 - 1), "too-deep"),
    "a tower by indentation": ("".join(f"{' ' * n}a:\n" for n in range(600)), "too-deep"),
    "many small values": ("a: [" + "b," * 120_000 + "]", "too-large"),
    "many keys, all alike": ("a: b\n" * 40_000, "duplicate-key"),
    "a tab": ("a:\n\tb: c\n", "tab"),
    "Latin-1": ("say: R\xfccken".encode("latin-1"), "not-utf-8"),
    "UTF-16": ("say: R\xfccken".encode("utf-16"), "not-utf-8"),
    "a zero byte": (b"say: \0", "yaml"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(1000), "not-utf-8"),
    "a key twice": ("id: a\nid: b\n", "duplicate-key"),
    "a Python object": ("a: !!python/object/apply:os.system [echo]\n", "alias"),
    "a long escape": ('a: "' + "\\U0010FFFF" * 20_000 + '"', None),
    "an endless quote": ('a: "' + "b\n\n" * 60_000, "yaml"),
}


@pytest.mark.parametrize(("content", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_soon_and_in_little_memory(tmp_path, content, rule):
    path = written(tmp_path, "a.yaml", content)
    tracemalloc.start()
    began = time.perf_counter()

    faults = refused(lambda: read_yaml(path))

    took_s, (_, most) = time.perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ({fault.rule for fault in faults} == {rule}) if rule else not faults
    assert took_s < 10  # a second where nothing else runs and nothing is traced
    assert most < 64 * MB


def test_a_link_to_the_endless_is_not_read(tmp_path):
    (tmp_path / "a.yaml").symlink_to("/dev/zero")

    (fault,) = refused(lambda: read_yaml(tmp_path / "a.yaml"))

    assert fault.rule == "unreadable"


def test_a_folder_called_like_a_file_is_told(tmp_path):
    (tmp_path / "a.yaml").mkdir()

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert [(fault.rule, fault.problem) for fault in library.faults] == [
        ("unreadable", "this is not a file")
    ]


def test_of_hostile_files_in_a_folder_the_good_one_is_left(tmp_path):
    written(tmp_path, "desk-break.yaml", DESK_BREAK)
    for n, (content, _) in enumerate(HOSTILE.values()):
        written(tmp_path, f"hostile-{n}.yaml", content)

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert list(library.languages["en"].routines) == ["desk-break"]
    assert len({fault.source for fault in library.faults}) == len(HOSTILE)


def test_an_id_that_leads_out_of_the_folder_is_no_id(tmp_path):
    text = DESK_BREAK.replace("id: desk-break", "id: ../desk-break")
    written(tmp_path, "desk-break.yaml", text)

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert {fault.rule for fault in library.faults} == {"wrong-value", "id-mismatch"}


def test_a_thousand_routines_are_loaded_soon(tmp_path):
    for n in range(1000):
        text = DESK_BREAK.replace("desk-break", f"desk-{n}").replace("desk break", f"desk {n}")
        written(tmp_path, f"desk-{n}.yaml", text.replace("[neck break]", "[]"))
    began = time.perf_counter()

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert len(library.languages["en"].routines) == 1000
    assert library.faults == ()
    assert time.perf_counter() - began < 10  # 0.8 s where nothing else runs


def test_two_hundred_of_our_longest_are_loaded_soon(tmp_path):
    files = [file for file in shipped("routines").iterdir() if file.name.count(".") == 1]
    longest = max((file.read_text("utf-8") for file in files), key=len)
    for n in range(200):
        own = f"id: desk-{n}\nname: desk {n}\naliases: []\nposition:"
        text = re.sub(r"^id:.*?^position:", own, longest, count=1, flags=re.DOTALL | re.MULTILINE)
        written(tmp_path, f"desk-{n}.yaml", text)
    began = time.perf_counter()

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert len(library.languages["en"].routines) == 200
    assert time.perf_counter() - began < 5  # 0.35 s where nothing else runs


def test_a_thousand_broken_ones_cost_one_line_each(tmp_path):
    for n in range(1000):
        written(tmp_path, f"desk-{n}.yaml", PHRASES[:100])

    library = load_library([tmp_path], shipped("intents"), ["en"])

    assert len({fault.source for fault in library.faults}) == 1000
