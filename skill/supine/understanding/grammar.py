"""Sentence templates as trees: what may be said, word by word.

hassil reads the templates; here its trees become smaller ones, with the rules written out
and with words as the only text.  Whatever hassil would read and then never match is
refused, since nobody would find out why a sentence is not understood.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

_NESTED_MAX = 20
"""Rules inside rules; more than that is a rule that uses itself."""

APOSTROPHES = ("'", "\u2019", "\u02bc", "`")

_SYNTAX = re.compile(r"(\{[^{}]*\}|<[^<>]*>|[()\[\]|;\\])")
_SIGNS = frozenset('"#$%&*+/=@^_`~!?.,:')


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


class Grammar:
    """Reads templates that share a set of rules.

    Args:
        rules: The bodies of the rules, by name.
    """

    def __init__(self, rules: Mapping[str, str]) -> None:
        # Here and not above: the service runs without hassil, and with this module.
        from hassil import expression, parse_expression, parser  # noqa: PLC0415

        self._rules = rules
        self._known: dict[str, Node] = {}
        self._depth = 0
        self._hassil: Any = expression
        self._read: Any = parse_expression.parse_sentence
        self._unreadable = (parser.ParseError, AssertionError)

    def parse(self, template: str) -> Node:
        """Return the tree of a template with its rules written out.

        Args:
            template: In hassil's template language.

        Raises:
            TemplateError: It breaks the language's rules, or names a rule that is not there.
        """
        _check_text(template)
        try:
            expression = self._read(template).expression
        except self._unreadable:
            raise TemplateError(
                "template-syntax",
                "the brackets do not pair up: each ( [ { < needs its ) ] } > and something inside",
            ) from None
        return self._node(expression)

    def _node(self, expression: Any) -> Node:  # noqa: ANN401 - hassil's own type
        kinds = self._hassil
        if isinstance(expression, kinds.TextChunk):
            return Words(" ".join(expression.text.split()))
        if isinstance(expression, kinds.ListReference):
            return Slot(expression.list_name, expression.slot_name)
        if isinstance(expression, kinds.RuleReference):
            return self._rule(expression.rule_name)
        if isinstance(expression, kinds.Alternative):
            items = [self._node(item) for item in expression.items]
            said = tuple(item for item in items if item != _NOTHING)
            return Choice(said, optional=expression.is_optional or len(said) < len(items))
        if isinstance(expression, kinds.Permutation):
            # hassil has put a blank on both sides of each item.
            items = [self._node(item) for item in expression.items]
            return Choice(tuple(_joined(order) for order in permutations(items)))
        self._check_blanks(expression.items)
        return _joined(self._node(item) for item in expression.items)

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

    def _check_blanks(self, items: list[Any]) -> None:
        """Refuse parts of words: a recogniser's words are whole, and so are people's."""
        text_kind = self._hassil.TextChunk
        for left, right in pairwise(items):
            blank = (
                isinstance(left, text_kind) and (left.text[-1:].isspace() or not left.text)
            ) or (isinstance(right, text_kind) and (right.text[:1].isspace() or not right.text))
            if blank:
                continue
            if isinstance(right, self._hassil.ListReference):
                problem = (
                    f"{{{right.list_name}}} stands right behind something, as Rhasspy's tags do: "
                    "here it is a list of its own; give the list's values with `in` and `out`"
                )
                raise TemplateError("inline-tag", problem)
            problem = "brackets stand inside a word: write (minute|minutes), not minute[s]"
            raise TemplateError("part-of-a-word", problem)


def _joined(items: Iterable[Node]) -> Node:
    """Return a sequence, words that follow each other in one piece."""
    kept: list[Node] = []
    for item in items:
        last = kept[-1] if kept else None
        if isinstance(item, Words) and isinstance(last, Words):
            kept[-1] = Words(f"{last.text} {item.text}".strip())
        elif item != _NOTHING:
            kept.append(item)
    if len(kept) > 1:
        return Sequence(tuple(kept))
    return kept[0] if kept else _NOTHING


def _check_text(text: str) -> None:
    """Refuse signs that nobody says, and pieces of words with an apostrophe before them."""
    said = _SYNTAX.sub(" ", text)
    if signs := sorted(_SIGNS & set(said)):
        problem = f"nobody says {' '.join(signs)}: sentences are plain words without punctuation"
        raise TemplateError("never-said", problem)
    for word in said.split():
        if word.startswith(APOSTROPHES) or not any(char.isalnum() for char in word):
            problem = f"{word} is never heard as a word of its own: write out the whole word"
            raise TemplateError("never-said", problem)
