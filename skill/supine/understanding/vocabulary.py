"""Which templates can fit a sentence at all, by its words.

Every template is a bit.  One that does not know each word of what was heard, or cannot
begin or end as it does, cannot fit, and need not be tried.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from supine.understanding.composed import Composed
from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.spoken import MASK, Numbers, plain
from supine.understanding.templates import Templates


@dataclass(slots=True)
class _Known:
    """The words of a tree; a number that fills a slot is a `MASK`."""

    words: set[str]
    first: set[str]
    """What its sentences may begin with."""

    last: set[str]
    """What they may end with."""

    silent: bool
    """Whether it may say nothing at all."""

    def join(self, other: "_Known") -> None:
        """Take in what may be said instead."""
        self.words |= other.words
        self.first |= other.first
        self.last |= other.last
        self.silent |= other.silent


class Vocabulary:
    """Knows the templates by their words.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        numbers: The numbers of the language.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str], numbers: Numbers) -> None:
        self._templates = templates
        self._names = names
        self._numbers = numbers
        self._composed = templates.composed(numbers)
        self._trees: dict[int, tuple[Node, _Known]] = {}
        self._lists: dict[str, _Known] = {}
        self._inside: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._last: dict[str, int] = {}

    def add(self, tree: Node, bit: int) -> None:
        """Take in a template."""
        known = self._of(tree)
        for words, bits in (
            (known.words, self._inside),
            (known.first, self._first),
            (known.last, self._last),
        ):
            for word in words:
                bits[word] = bits.get(word, 0) | bit

    @property
    def words(self) -> Collection[str]:
        """The words of all templates; what a number or a mask stands for is not among them."""
        return self._inside.keys()

    def fitting(self, words: list[str], among: int) -> int:
        """Return the bits of the templates that may fit, of the bits ``among``."""
        left = among & self._with(self._first, words[0]) & self._with(self._last, words[-1])
        for word in words:
            if not left:
                return 0
            left &= self._with(self._inside, word)
        return left

    def _with(self, bits: Mapping[str, int], word: str) -> int:
        known = bits.get(word, 0)
        return known | bits.get(MASK, 0) if self._numbers.may_be(word) else known

    def _of(self, node: Node) -> _Known:
        """Return what a choice or a sequence knows; words are looked at where they stand."""
        # Trees share the nodes of their rules.  The node is kept: a dead one's id is used again.
        if id(node) not in self._trees:
            self._trees[id(node)] = node, self._look(node)
        return self._trees[id(node)][1]

    def _look(self, node: Node) -> _Known:
        match node:
            case Words():
                words = plain(node.text).split()
                return _Known(set(words), set(words[:1]), set(words[-1:]), silent=False)
            case Slot():
                return self._slot(node)
            case Choice():
                return self._choice(node)
            case Sequence():
                return self._sequence(node)

    def _choice(self, node: Choice) -> _Known:
        known = _Known(set(), set(), set(), silent=node.optional)
        for item in node.items:
            if isinstance(item, Words):
                words = plain(item.text).split()
                known.words.update(words)
                known.first.add(words[0])
                known.last.add(words[-1])
            else:
                known.join(self._of(item))
        return known

    def _sequence(self, node: Sequence) -> _Known:
        parts = [self._of(item) for item in node.items]
        return _Known(
            set().union(*(part.words for part in parts)),
            set().union(*(part.first for part in _until_said(parts))),
            set().union(*(part.last for part in _until_said(parts[::-1]))),
            silent=all(part.silent for part in parts),
        )

    def _slot(self, slot: Slot) -> _Known:
        name = slot.list_name
        if name not in self._lists:
            known = _Known(set(), set(), set(), silent=False)
            if self._templates.range_of(name):
                known = _Known({MASK}, {MASK}, {MASK}, silent=False)
            else:
                for tree, _ in self._templates.values(name, self._names):
                    known.join(self._look(tree))
                if composed := self._composed.get(name):
                    known.join(_of_composed(composed))
            self._lists[name] = known
        return self._lists[name]


def _of_composed(composed: Composed) -> _Known:
    parts = (composed.words, composed.first, composed.last)
    words, first, last = ({MASK if "{" in word else word for word in part} for part in parts)
    return _Known(words, first, last, silent=False)


def _until_said(parts: list[_Known]) -> list[_Known]:
    """Return the parts up to the first one that cannot be left out."""
    for n, part in enumerate(parts, 1):
        if not part.silent:
            return parts[:n]
    return parts
