"""The quick reading finds what the close one finds, or leaves it to it."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from loading.written import DESK_BREAK
from supine.data import shipped
from supine.errors import FaultsError
from supine.loading import yamlevents
from supine.loading.yamlevents import MAX_DEPTH, MAX_VALUES, YamlReader
from supine.loading.yamlfile import parse_yaml
from supine.loading.yamlplain import ODD, Places, plain_value

ODDITIES = {
    "nothing": "",
    "only a comment": "# a\n",
    "an empty value": "a:\n",
    "an empty item": "- \n",
    "a null": "a: null\n",
    "an anchor": "a: &b c\n",
    "an anchor at a list": "a: &b [c]\n",
    "an alias": "a: *b\n",
    "a tag": "a: !b c\n",
    "a tag at a mapping": "a: !b {c: d}\n",
    "a tagged key": "!a b: c\n",
    "a key twice": "a: b\na: c\n",
    "a key that is a number": "1: b\n",
    "a key that is a list": "? [a]\n: b\n",
    "two documents": "a: b\n---\nc: d\n",
    "half a character": 'a: "\\ud800"\n',
    "a bracket left open": "a: [b\n",
    "a tower": "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "a tower of keys": "{a: " * MAX_DEPTH + "{a: b}" + "}" * MAX_DEPTH,
    "a long text": "a: " + "b" * MAX_VALUES,
}


@pytest.fixture(params=["libyaml", "PyYAML's own"])
def parser(request, monkeypatch):
    """Both of PyYAML's parsers: not every machine has the fast one."""
    own = request.param != "libyaml"
    if not own and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamlevents, "LOADER", yaml.SafeLoader if own else yaml.CSafeLoader)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", ODDITIES.values(), ids=ODDITIES)
def test_what_is_odd_is_left_to_the_close_reading(text):
    assert plain_value(text) is ODD


@pytest.mark.usefixtures("parser")
def test_twenty_levels_are_read():
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH

    assert repr(plain_value(text)) == text


def closely(text):
    """Return what the close reading makes of a text; `ODD` where it has something to tell."""
    reader = YamlReader(text, "a.yaml")
    try:
        value = reader.read()
    except FaultsError:
        return ODD
    return ODD if reader.faults or reader.empty or value is None else value


def test_all_files_that_are_shipped_are_read_alike():
    files = [*shipped("routines").iterdir(), shipped("intents") / "intents.yaml"]
    for file in files:
        text = file.read_text("utf-8")
        assert closely(text) is not ODD
        assert plain_value(text) in (ODD, closely(text))


def test_most_of_them_quickly():
    files = list(shipped("routines").iterdir())

    assert all(plain_value(file.read_text("utf-8")) is not ODD for file in files)


SIGNS = st.text("ab01 \n-:[]{},\"'#&*!?|>%~.\\u", max_size=60)


@given(SIGNS)
def test_any_text_is_read_alike_or_left_to_the_close_reading(text):
    quick = plain_value(text)

    assert quick is ODD or repr(quick) == repr(closely(text))


@given(
    st.recursive(
        st.text("ab ", min_size=1) | st.integers() | st.booleans(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
        max_leaves=30,
    )
)
def test_whatever_is_written_by_a_program_is_read_alike(value):
    text = yaml.safe_dump(value, allow_unicode=True)

    assert plain_value(text) is ODD or plain_value(text) == closely(text)


def test_places_are_those_of_the_close_reading():
    reader = YamlReader(DESK_BREAK, "a.yaml")
    reader.read()

    places = Places(DESK_BREAK, "a.yaml")

    assert dict(places) == reader.places
    assert len(places) == len(reader.places)
    assert places[()] == reader.places[()]
    assert ("nowhere",) not in places


def test_where_things_stand_is_not_looked_for_before_somebody_asks(monkeypatch):
    read = []
    whole = YamlReader.read
    monkeypatch.setattr(YamlReader, "read", lambda self: read.append(1) or whole(self))

    document = parse_yaml(DESK_BREAK.encode(), "a.yaml")
    assert not read

    assert document.place(("id",)) == document.place(("id",)) == (1, 5, 1, 1)
    assert len(read) == 1
