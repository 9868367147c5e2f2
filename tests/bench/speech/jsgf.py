"""A grammar for recognisers of speech that hear nothing else, from our own templates.

It has the plainest ways to say everything: PocketSphinx takes minutes for a word when it may
choose among all that the templates allow.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from supine.understanding.grammar import words
from supine.understanding.samples import Sampler
from supine.understanding.spoken import MASK, written
from supine.understanding.templates import Templates

_OF_EACH = 12
"""Sentences of one template."""

_NUMBERS = ["one", "two", "three", "five", "ten", "fifteen", "twenty", "thirty", "forty"]

_Tree = dict[str, "_Tree"]
_END = ""


def jsgf(
    templates: Templates,
    names: Mapping[str, str],
    intents: Iterable[str],
    knows: Callable[[str], bool],
) -> str:
    """Return what can be said for some intents, without words that nobody knows the sound of.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        intents: Those whose sentences to take.
        knows: Tells whether the recogniser knows how a word sounds.
    """
    sampler = Sampler(templates, names)
    wanted = frozenset(intents)
    apostrophes = {written(word).replace("'", ""): written(word) for word in _words(templates)}
    tree: _Tree = {}
    for place in range(len(sampler)):
        for sample in islice(sampler.of(place), _OF_EACH):
            said = [apostrophes.get(word, word) for word in sample.text.split()]
            if sample.intent in wanted and all(word == MASK or knows(word) for word in said):
                _put(tree, said)
    numbers = " | ".join(_NUMBERS)
    whole = _text(tree).replace(MASK, "<number>")
    return f"#JSGF V1.0;\ngrammar said;\n<number> = {numbers};\npublic <any> = {whole};\n"


def _words(templates: Templates) -> Iterable[str]:
    """Yield the words with an apostrophe: the recogniser knows them by it."""
    for several in templates.sentences.values():
        for template in several:
            yield from (word for word in words(template.tree) if "'" in word)


def _put(tree: _Tree, words: list[str]) -> None:
    for word in words:
        tree = tree.setdefault(word, {})
    tree[_END] = {}


def _text(tree: _Tree) -> str:
    """Return what may be said from here on, ways that begin alike together."""
    ways = [f"{word} {_text(rest)}".strip() for word, rest in tree.items() if word != _END]
    if not ways:
        return ""
    either = " | ".join(ways)
    return f"[{either}]" if _END in tree else f"({either})"
