import pytest
import yaml

from loading.written import refused
from supine.loading import yamlevents
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import parse_yaml

SLIPS = {
    "an unclosed double quote": ('id: a\nsay: "hello\nhold: 5s\n', 2, 6, "quote is never closed"),
    "an unclosed single quote": ("id: a\nsay: 'hello\n", 2, 6, "quote is never closed"),
    "an apostrophe in single quotes": ("say: 'It's fine'\n", 1, 10, "quotes of the other kind"),
    "the same in a list": ("say:\n  - 'It's fine'\n", 2, 9, "quotes of the other kind"),
    "the same in brackets": ("say: ['It's fine', b]\n", 1, 11, "quotes of the other kind"),
    "text after a quote": ('say: "a" b\n', 1, 10, "quotes of the other kind"),
    "a colon in a sentence": ("id: a\nsay: Remember: breathe\n", 2, 14, '":" in it'),
    "a colon in a list": ("say:\n  - Now this: wait: go\n", 2, 19, '":" in it'),
    "a colon in brackets": ("say: [Now: this: go]\n", 1, 16, '":" in it'),
    "an indented key": ("id: a\n  say: b\n", 2, 6, "indented further than the line above"),
    "a line half-way": ("steps:\n  - id: a\n    say: b\n   hold: 5s\n", 4, 4, "not lined up"),
    "a list item half-way": ("steps:\n  - id: a\n   - id: b\n", 3, 4, "not lined up"),
    "a key below a list": ("steps:\n  - id: a\n  hold: 5\n", 3, 3, "not lined up"),
    "no colon": ("id: a\nsay hello\nhold: 5s\n", 2, 1, '":" is missing in this line'),
    "no colon in the first line": ("hello\nid: a\n", 2, 3, '":" is missing in the line above'),
    "no space after the colon": ("id: a\nsay:b\nc: d\n", 2, 1, 'a space after the ":"'),
    "an unclosed bracket": ("say: [a, b\nhold: 5s\n", 1, 6, 'this "[" is not closed'),
    "an unclosed brace": ("minutes: {min: 2\nsteps: 3\n", 1, 10, 'this "{" is not closed'),
    "a bracket too many": ("say: [a, b]]\n", 1, 12, 'this "]" closes nothing'),
    "a missing comma": ('say: ["a" "b"]\n', 1, 6, "a comma or the closing bracket"),
    "an at sign": ("say: @home\n", 1, 6, 'begins with "@"'),
    "a backtick": ("say: `x`\n", 1, 6, 'begins with "`"'),
    "a percent sign": ("say: %x\n", 1, 6, 'begins with "%"'),
    "a star and a blank": ("say: * look\n", 1, 6, 'begins with "*"'),
    "an ampersand": ("say: & b\n", 1, 6, 'begins with "&"'),
    "a pipe": ("say: | a\n", 1, 6, 'begins with "|"'),
    "an odd exclamation": ("say: !x!y b\n", 1, 6, 'begins with "!"'),
    "a question mark first": ("say: ? a\n", 1, 6, 'begins with "?"'),
    "a comma first": (", a\n", 1, 1, 'begins with ","'),
    "a list beside its key": ("say: - a\n", 1, 6, "a line of its own"),
    "a side first": ("say: {side} shoulder\n", 1, 13, 'begins with "[" or "{"'),
    "a side first in brackets": ("say: [{side} shoulder]\n", 1, 14, 'begins with "[" or "{"'),
    "a side inside brackets": ("say: [over {side}, b]\n", 1, 12, 'a text with "{" in it'),
    "a bracket and nothing more": ("a: b\nsay: [\n", 3, 1, "further up and never closed"),
    "two commas": ("say: [a,, b]\n", 1, 9, 'nothing before this ","'),
    "a directive": ("%YAML 3.0\n---\na: 1\n", 1, 1, "one document"),
    "text after the end": ("a: 1\n...\nb: 2\n", 3, 1, "one document"),
}


@pytest.fixture(params=["libyaml", "PyYAML's own"], autouse=True)
def parser(request, monkeypatch):
    """Both of PyYAML's parsers say the same things in other words."""
    own = request.param != "libyaml"
    if not own and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yamlevents, "LOADER", yaml.SafeLoader if own else yaml.CSafeLoader)


@pytest.mark.parametrize(("text", "line", "column", "part"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_of_the_pen_is_explained(text, line, column, part):
    (fault,) = refused(lambda: parse_yaml(text.encode(), "a.yaml"))

    assert (fault.line, fault.column) == (line, column)
    assert part in fault.problem
    assert fault.rule == "yaml"


@pytest.mark.parametrize("escape", ["\\q", "\\xzz", "\\U99999999"])
def test_a_backslash_in_double_quotes_is_explained(escape):
    (fault,) = refused(lambda: parse_yaml(f'say: "a{escape}"\n'.encode(), "a.yaml"))

    assert fault.line == 1
    assert "backslash" in fault.problem or "understood" in fault.problem


def test_what_is_shown_of_a_file_is_short_and_printable():
    assert show("hodl") == "`hodl`"
    assert show("a\nb\x07") == "`a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}`"
    assert len(show("x" * 1000)) == 42
