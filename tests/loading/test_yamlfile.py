import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loading.written import in_plain_words, refused, told, written
from supine.errors import FaultsError
from supine.loading.yamlfile import MAX_BYTES, parse_yaml, read_yaml


def test_a_file_becomes_plain_values(tmp_path):
    path = written(tmp_path, "a.yaml", "say: [Hello., no]\nhold: 1.5\non: {at: 07:30}\n")

    assert read_yaml(path).data == {"say": ["Hello.", "no"], "hold": 1.5, "on": {"at": "07:30"}}


def test_a_path_may_be_a_text(tmp_path):
    path = written(tmp_path, "a.yaml", "a: 1")

    assert read_yaml(str(path)).source == str(path)


def test_a_file_inside_an_archive_can_be_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "supine.zip", "w") as archive:
        archive.writestr("routines/a.yaml", "a: [1")
    inner = zipfile.Path(tmp_path / "supine.zip") / "routines" / "a.yaml"

    (fault,) = refused(lambda: read_yaml(inner))

    assert fault.source.endswith("supine.zip/routines/a.yaml")


class Nameless:
    """A Traversable of somebody else's making."""

    name = "a.yaml"

    def is_file(self):
        return True

    def open(self, _mode):
        return io.BytesIO(b"a: [1")


def test_a_file_that_does_not_print_well_is_called_by_its_name():
    (fault,) = refused(lambda: read_yaml(Nameless()))

    assert fault.source == "a.yaml"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", (1, 1, "yaml")),
        ("# nothing yet\n", (1, 1, "yaml")),
        ("a: ü\nb: ".encode() + b"\xff\n", (2, 4, "not-utf-8")),
        ("a: ü".encode("utf-16"), (1, 1, "not-utf-8")),
        ("a: b\nsay: x\x07\n", (2, 7, "yaml")),
        ("a: b\u2028\n", (1, 5, "yaml")),
        ("steps:\n \t- a\n", (2, 2, "tab")),
        ("a" * (MAX_BYTES + 1), (0, 0, "too-large")),
    ],
)
def test_what_is_no_text_for_people_is_refused_at_its_place(tmp_path, content, place):
    path = written(tmp_path, "a.yaml", content)

    assert told(lambda: read_yaml(path)) == [place]


def test_a_byte_order_mark_does_no_harm(tmp_path):
    path = written(tmp_path, "a.yaml", b"\xef\xbb\xbfa: 1\n")

    document = read_yaml(path)

    assert document.data == {"a": 1}
    assert document.place(("a",)) == (1, 4, 1, 1)


def test_an_empty_file_is_no_settings_where_that_is_allowed():
    assert parse_yaml(b"# all as it comes\n", "supine.yaml", allow_empty=True).data == {}


def test_only_so_much_of_a_large_file_is_read(tmp_path):
    path = tmp_path / "endless.yaml"
    with path.open("wb") as stream:
        stream.truncate(10 * 1024**3)

    (fault,) = refused(lambda: read_yaml(path))

    assert fault.rule == "too-large"
    assert "256 KiB" in fault.problem


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")

    assert told(lambda: read_yaml(tmp_path / "pipe.yaml")) == [(0, 0, "unreadable")]
    assert told(lambda: read_yaml(tmp_path)) == [(0, 0, "unreadable")]


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    (fault,) = refused(lambda: read_yaml(tmp_path / "nowhere.yaml"))

    assert fault.problem == "there is no such file"
    assert fault.source.endswith("nowhere.yaml")


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    assert told(lambda: read_yaml("a\0b.yaml")) == [(0, 0, "unreadable")]
    assert told(lambda: read_yaml(tmp_path / ("a" * 5000))) == [(0, 0, "unreadable")]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    parsed_or_refused(content)


MARKUP = ["a", "b: ", "- ", "\n", "\n  ", '"', "'", "[", "]", "{", "}", ", ", "&a ", "*a ", "!t "]
MARKUP += ["| ", ">", "? ", "#", "\\", "\\x", "\\ud800", "%", "@", "---\n", "...\n", "\t", "é", "~"]


@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text):
    parsed_or_refused(text.encode("utf-8", "surrogatepass"))


def parsed_or_refused(content):
    lines = content.count(b"\n") + content.count(b"\r") + 1
    try:
        faults = parse_yaml(content, "any.yaml").faults
    except FaultsError as error:
        faults = error.faults
        assert faults
    for fault in faults:
        in_plain_words(fault)
        assert 1 <= fault.line <= lines + 1
        assert fault.column >= 1


def test_line_ends_of_other_systems_make_no_difference(tmp_path):
    path = written(tmp_path, "a.yaml", "id: a\r\nsteps:\r\n  - say: b\r\n    say: c\r\n")

    assert told(lambda: read_yaml(path)) == [(4, 5, "duplicate-key")]
