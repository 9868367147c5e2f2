"""Which templates can fit a sentence at all, by its words.

Every template is a bit.  One that does not know each word of what was heard, or cannot
begin or end as it does, cannot fit, and need not be tried.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from supine.understanding.composed import Composed, expansions
from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words, silent
from supine.understanding.spoken import MASK, Numbers, plain
from supine.understanding.templates import Templates


class _Spread:
    """Hands on the templates that a tree stands in to its parts, down to the words.

    Templates share the trees of their rules: each tree is looked at once, after all those
    that it stands in.

    Attributes:
        inside: The templates that something stands in: a word, a list in braces, or the tree
            with an id.
        first: Those that may begin with it.
        last: Those that may end with it.
    """

    def __init__(self) -> None:
        self.inside: defaultdict[str | int, int] = defaultdict(int)
        self.first: defaultdict[str | int, int] = defaultdict(int)
        self.last: defaultdict[str | int, int] = defaultdict(int)
        self._said: dict[str, list[str]] = {}
        """Words by the text that they are in: the same few stand in many templates."""

    def over(self, trees: Mapping[int, Node]) -> None:
        """Spread the templates over all trees.

        Args:
            trees: The template itself, by its bit.
        """
        nodes: dict[int, Choice | Sequence] = {}
        for bit, tree in trees.items():
            self._collect(tree, nodes)
            self.put(tree, bit, bit, bit)
        for key, node in reversed(nodes.items()):
            whole = self.inside[key], self.first[key], self.last[key]
            if isinstance(node, Choice):
                for item in node.items:
                    if isinstance(item, Words):  # by far the most frequent
                        self._put_words(item.text, *whole)
                    else:
                        self.put(item, *whole)
            else:
                self._put_in_order(node.items, *whole)

    def lists(self) -> list[str]:
        """Return the names of the lists that the templates use."""
        keys = (key for key in self.inside if isinstance(key, str))
        return [key[1:-1] for key in keys if key.startswith("{")]

    def put(self, item: Node, inside: int, first: int, last: int) -> None:
        """Note what templates something stands in."""
        if isinstance(item, Words):
            self._put_words(item.text, inside, first, last)
            return
        key = list_key(item.list_name) if isinstance(item, Slot) else id(item)
        self.inside[key] |= inside
        self.first[key] |= first
        self.last[key] |= last

    def _put_words(self, text: str, inside: int, first: int, last: int) -> None:
        said = self._said.get(text)
        if said is None:
            said = self._said[text] = plain(text).split()
        for word in said:
            self.inside[word] |= inside
        if said and first:
            self.first[said[0]] |= first
        if said and last:
            self.last[said[-1]] |= last

    def _put_in_order(self, items: tuple[Node, ...], inside: int, first: int, last: int) -> None:
        begins, ends = _until_a_word(items, first), _until_a_word(items[::-1], last)[::-1]
        for item, begin, end in zip(items, begins, ends, strict=True):
            self.put(item, inside, begin, end)

    def _collect(self, node: Node, nodes: dict[int, Choice | Sequence]) -> None:
        """Put the trees that have parts to the nodes, each before what it stands in."""
        if isinstance(node, Words | Slot) or id(node) in nodes:
            return
        for item in node.items:
            if not isinstance(item, Words):
                self._collect(item, nodes)
        nodes[id(node)] = node


def _until_a_word(items: tuple[Node, ...], bits: int) -> list[int]:
    """Return the bits for each of some trees up to the first that has to be said, then none."""
    handed = []
    for item in items:
        handed.append(bits)
        if bits and not silent(item):
            bits = 0
    return handed


def list_key(name: str) -> str:
    """Return how a list is called among words."""
    return f"{{{name}}}"


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
        self._trees: dict[int, Node] = {}

    def add(self, tree: Node, bit: int) -> None:
        """Take in a template; all of them before the first question."""
        self._trees[bit] = tree

    @property
    def words(self) -> Collection[str]:
        """The words of all templates; what a number or a mask stands for is not among them."""
        return self.inside.keys()

    @property
    def inside(self) -> Mapping[str, int]:
        """The bits of the templates that know a word, by the word or by what it is masked with."""
        return self._bits[0]

    def fitting(self, words: list[str], among: int) -> int:
        """Return the bits of the templates that may fit, of the bits ``among``."""
        inside, first, last = self._bits
        left = among & self._with(first, words[0]) & self._with(last, words[-1])
        for word in words:
            if not left:
                return 0
            left &= self._with(inside, word)
        return left

    def _with(self, bits: Mapping[str, int], word: str) -> int:
        known = bits.get(word, 0)
        return known | bits.get(MASK, 0) if self._numbers.may_be(word) else known

    @cached_property
    def _bits(self) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
        """The templates that a word stands in, those that begin and those that end with it."""
        spread = _Spread()
        spread.over(self._trees)
        found = spread.inside, spread.first, spread.last
        for name in spread.lists():
            inside, first, last = (bits[list_key(name)] for bits in found)
            for word, begins, ends in self._list_words(name):
                spread.inside[word] |= inside
                spread.first[word] |= first if begins else 0
                spread.last[word] |= last if ends else 0
        return _of_words(spread.inside), _of_words(spread.first), _of_words(spread.last)

    def _list_words(self, name: str) -> Iterator[tuple[str, bool, bool]]:
        """Yield the words of a list, and whether a value may begin and may end with each."""
        if self._templates.range_of(name):
            yield MASK, True, True
            return
        for tree, _ in self._templates.values(name, self._names):
            for said in expansions(tree):
                words = plain(" ".join(said)).split()
                for n, word in enumerate(words):
                    yield word, n == 0, n == len(words) - 1
        if composed := self._composed.get(name):
            yield from _words_of(composed)


def _words_of(composed: Composed) -> Iterator[tuple[str, bool, bool]]:
    yield composed.mask, False, False
    for word in composed.words:
        yield MASK if "{" in word else word, word in composed.first, word in composed.last


def _of_words(bits: Mapping[str | int, int]) -> dict[str, int]:
    return {word: each for word, each in bits.items() if isinstance(word, str) and each}


def places(bits: int) -> Iterator[int]:
    """Yield the places of the bits that are set, from the lowest."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
