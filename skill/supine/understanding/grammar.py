"""Sentence templates as trees: what may be said, word by word.

The templates are hassil's.  They are read here, with the rules written out and with words as
the only text, since hassil takes ten times as long and reads what it then never matches.  That
is refused: nobody would find out why a sentence is not understood.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import NamedTuple, Self

_NESTED_MAX = 20
"""Rules inside rules; more than that is a rule that uses itself."""

_SHUFFLED_MAX = 5
"""Parts that may be said in any order: 120 orders; of twelve there would be half a milliard."""

APOSTROPHES = ("'", "\u2019", "\u02bc", "`")

_SYNTAX = re.compile(r"(\{[^{}<>]+\}|<[^{}<>]+>|[()\[\]|;])")
_TOKEN = re.compile(r"(\{[^{}<>]+\}|<[^{}<>]+>|\([^()\[\]{}<>;]*\)|\[[^()\[\]{}<>;]*\]|[()\[\]|;])")
"""As `_SYNTAX`, but brackets with nothing but words in them are one sign: two thirds of all."""

_STRAY = re.compile(r"[{}<>]")
_SIGN = re.compile(r"""["#$%&*+/=@^_`~!?.,:\\]""")
_NO_WORD = re.compile(rf"(?<!\S)(?:[{''.join(APOSTROPHES)}]\S*|[^\w\s]+(?!\S))")
_SUSPECT = re.compile(r"""["#$%&*+/=@^_`~!?.,:\\]|(?<!\w)[^\w\s()\[\]|;{}<>]""")
"""What all of these begin with; a rare sight."""


class TemplateError(Exception):
    """A template cannot be understood, or would never match.

    Attributes:
        rule: Short name of the broken rule.
        problem: What is wrong and what would be right.
        in_rule: Whether a rule that the template uses is to blame, and not its own text.
    """

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(problem)
        self.rule, self.problem, self.in_rule = rule, problem, False


@dataclass(frozen=True, slots=True)
class Words:
    """Words that are said as they are written, one blank between them."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A value of a list, put into a slot."""

    list_name: str
    slot: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to go on, or none of them when it is optional."""

    items: tuple["Node", ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple["Node", ...]


Node = Words | Slot | Choice | Sequence

_NOTHING = Words("")
_PAIRS = ("()", "[]")
_BRACKETS = frozenset("()[]|;")
_UNPAIRED = "the brackets do not pair up: each ( [ { < needs its ) ] } > and something inside"


def slots(node: Node) -> Iterator[Slot]:
    """Yield every slot of a tree, as often as it stands there."""
    match node:
        case Slot():
            yield node
        case Words():
            return
        case Choice() | Sequence():
            for item in node.items:
                yield from slots(item)


def words(node: Node) -> Iterator[str]:
    """Yield every word of a tree, as often as it stands there."""
    match node:
        case Words():
            yield from node.text.split()
        case Slot():
            return
        case Choice() | Sequence():
            for item in node.items:
                yield from words(item)


def said_in(template: str) -> list[str]:
    """Return the words of a template itself, those of its rules and lists not among them."""
    return _SYNTAX.sub(" ", template).lower().split()


def longest(node: Node) -> int:
    """Return how many words the longest sentence of a tree has; a slot counts as one."""
    match node:
        case Words():
            return len(node.text.split())
        case Slot():
            return 1
        case Choice():
            return max(map(longest, node.items))
        case Sequence():
            return sum(map(longest, node.items))


def silent(node: Node) -> bool:
    """Return whether a tree can be said with no word at all."""
    match node:
        case Words():
            return not node.text
        case Slot():
            return False
        case Choice():
            return node.optional or any(map(silent, node.items))
        case Sequence():
            return all(map(silent, node.items))


class _Text(NamedTuple):
    """What stands between two signs of the template language."""

    words: Words
    begins_apart: bool
    """Whether a blank comes before its words."""

    ends_apart: bool

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a text read.

        Raises:
            TemplateError: It has a bracket in it that goes with no other.
        """
        if text.isascii() and text.isalpha():  # one word, as in most brackets
            return cls(Words(text), begins_apart=False, ends_apart=False)
        if _STRAY.search(text):
            raise TemplateError("template-syntax", _UNPAIRED)
        said = " ".join(text.split())
        if not said.isascii():
            said = unicodedata.normalize("NFC", said).replace("\u2019", "'")
        return cls(Words(said) if said else _NOTHING, text[0].isspace(), text[-1].isspace())


@dataclass(slots=True)
class _Group:
    """A bracket that has been opened."""

    bracket: str
    ways: list[Node] = field(default_factory=list)
    """Those that are complete, of several."""

    items: list[Node] = field(default_factory=list)
    """What the way that is being read consists of."""

    between: str = ""
    """What stands between the ways: `|`, or `;` where they are said in any order."""

    apart: bool = True
    """Whether a blank or the bracket's edge comes before what is read next."""

    def next_way(self, between: str) -> None:
        """Begin another way.

        Raises:
            TemplateError: `|` and `;` are mixed.
        """
        if self.between not in {"", between}:
            problem = "| and ; stand in the same brackets: put brackets round one of them"
            raise TemplateError("template-syntax", problem)
        self.ways.append(_joined(self.items))
        self.items, self.between, self.apart = [], between, True

    def node(self) -> Node:
        """Return the tree of what the brackets hold.

        Raises:
            TemplateError: They hold nothing, or too much to be put into every order.
        """
        if not self.ways and not self.items:
            raise TemplateError("template-syntax", _UNPAIRED)
        last = _joined(self.items)
        optional = self.bracket == "["
        if self.between == "|":
            return _choice([*self.ways, last], optional=optional)
        if self.between == ";":
            if len(self.ways) >= _SHUFFLED_MAX:
                problem = f"{_SHUFFLED_MAX} parts at most can be said in any order: write fewer ;"
                raise TemplateError("template-syntax", problem)
            orders = permutations([*self.ways, last])
            last = Choice(tuple(_joined(order) for order in orders))
        return _choice([last], optional=True) if optional else last


class Grammar:
    """Reads templates that share a set of rules.

    Args:
        rules: The bodies of the rules, by name.
    """

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = rules
        self._known: dict[str, Node] = {}
        self._texts: dict[str, _Text] = {}
        self._plain: dict[str, Node] = {}
        """Brackets with nothing but words in them: many stand in several templates."""

        self._slots: dict[str, tuple[Slot, ...]] = {}
        self._found: dict[Slot, None] = {}
        """Those of the template that is being read."""

        self._depth = 0

    def parse(self, template: str) -> Node:
        """Return the tree of a template with its rules written out.

        Args:
            template: In hassil's template language.

        Raises:
            TemplateError: It breaks the language's rules, or names a rule that is not there.
        """
        if _SUSPECT.search(template):
            _check_text(template)
        around, self._found = self._found, {}
        group = _Group("")
        outer: list[_Group] = []
        for n, part in enumerate(_TOKEN.split(template)):
            if n % 2 == 0:
                self._text(part, group)
            elif part in _BRACKETS:
                group = _bracket(part, group, outer)
            elif part[0] in "([":
                _check_apart(group)
                group.items.append(self._plain_bracket(part))
                group.apart = False
            else:
                group.items.append(self._named(part, group))
        if outer:
            raise TemplateError("template-syntax", _UNPAIRED)
        self._slots[template], self._found = tuple(self._found), around
        return group.node()

    def slots(self, template: str) -> tuple[Slot, ...]:
        """Return every slot of a template that has been read, each once."""
        return self._slots[template]

    def _text(self, text: str, group: _Group) -> None:
        if not text:
            return
        read = self._read(text)
        if not read.begins_apart:
            _check_apart(group)
        if read.words is not _NOTHING:
            group.items.append(read.words)
        group.apart = read.ends_apart

    def _read(self, text: str) -> _Text:
        read = self._texts.get(text)
        if read is None:
            read = self._texts[text] = _Text.of(text)
        return read

    def _plain_bracket(self, part: str) -> Node:
        node = self._plain.get(part)
        if node is None:
            said = part[1:-1].split("|")
            ways: list[Node] = [self._read(each).words if each else _NOTHING for each in said]
            one = len(ways) == 1 and part[0] == "(" and ways[0] is not _NOTHING
            self._plain[part] = node = ways[0] if one else _choice(ways, optional=part[0] == "[")
        return node

    def _named(self, part: str, group: _Group) -> Node:
        """Return what a slot or a rule stands for."""
        name = part[1:-1]
        if part[0] == "<":
            _check_apart(group)
            group.apart = False
            node = self._rule(name)
            self._found.update(dict.fromkeys(self._slots[self._rules[name]]))
            return node
        name, _, slot = name.partition(":")
        if not group.apart:
            problem = (
                f"{{{name}}} stands right behind something, as Rhasspy's tags do: "
                "here it is a list of its own; give the list's values with `in` and `out`"
            )
            raise TemplateError("inline-tag", problem)
        group.apart = False
        found = Slot(name, slot or name)
        self._found[found] = None
        return found

    def _rule(self, name: str) -> Node:
        if name not in self._rules:
            raise TemplateError("rule-unknown", f"there is no rule <{name}> in expansion_rules")
        if self._depth > _NESTED_MAX:
            raise TemplateError("rule-loop", f"the rule <{name}> uses itself: write it out")
        if name not in self._known:
            self._depth += 1
            try:
                self._known[name] = self.parse(self._rules[name])
            except TemplateError as exc:
                exc.in_rule = True
                raise
            finally:
                self._depth -= 1
        return self._known[name]


def _bracket(sign: str, group: _Group, outer: list[_Group]) -> _Group:
    """Return the group that goes on behind a sign: the same, one inside it or the one around it.

    Args:
        sign: A bracket, or what stands between two ways.
        group: Where the sign stands.
        outer: The groups around that, the innermost last.
    """
    if sign in "|;":
        group.next_way(sign)
        return group
    if sign in "([":
        _check_apart(group)
        outer.append(group)
        return _Group(sign)
    if not outer or group.bracket + sign not in _PAIRS:
        raise TemplateError("template-syntax", _UNPAIRED)
    around = outer.pop()
    around.items.append(group.node())
    around.apart = False
    return around


def _check_apart(group: _Group) -> None:
    """Refuse parts of words: a recogniser's words are whole, and so are people's."""
    if not group.apart:
        problem = "brackets stand inside a word: write (minute|minutes), not minute[s]"
        raise TemplateError("part-of-a-word", problem)


def _choice(ways: list[Node], *, optional: bool) -> Node:
    """Return a choice; one of nothing makes the others optional."""
    said = tuple(way for way in ways if way is not _NOTHING)
    if not said:
        raise TemplateError("template-syntax", _UNPAIRED)
    return Choice(said, optional or len(said) < len(ways))


def _joined(items: Collection[Node]) -> Node:
    """Return a sequence, words that follow each other in one piece."""
    if len(items) == 1:
        return next(iter(items))
    kept: list[Node] = []
    for item in items:
        last = kept[-1] if kept else None
        if item is _NOTHING:
            continue
        if isinstance(item, Words) and isinstance(last, Words):
            kept[-1] = Words(f"{last.text} {item.text}")
        else:
            kept.append(item)
    if len(kept) > 1:
        return Sequence(tuple(kept))
    return kept[0] if kept else _NOTHING


def _check_text(text: str) -> None:
    """Refuse signs that nobody says, and pieces of words with an apostrophe before them."""
    said = _SYNTAX.sub(" ", text)
    if _SIGN.search(said):
        signs = " ".join(sorted(set(_SIGN.findall(said))))
        problem = f"nobody says {signs}: sentences are plain words without punctuation"
        raise TemplateError("never-said", problem)
    if match := _NO_WORD.search(said):
        word = match[0]
        problem = f"{word} is never heard as a word of its own: write out the whole word"
        raise TemplateError("never-said", problem)
