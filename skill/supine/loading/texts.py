"""What may be spoken: the rules every sentence in a file is held to."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from supine.loading.yamlerrors import show

_BLANKS = re.compile(r"[ \t\r\n]+")
_BRACES = re.compile(r"\{[^{}]*\}|[{}]")

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Unicode's categories of characters without a shape."""

_JOINERS = "\u200c\u200d"
"""Without a shape as well, but Persian and the Indic scripts are misspelt without them."""

_TEMPLATE_SIGNS = re.compile(r"[\[\]()<>|{}:=#$\"\\]")
"""They mean something in sentence templates, into which names are put."""


class Broken(NamedTuple):
    """A rule that a text breaks."""

    rule: str
    problem: str


def tidy(text: str) -> str:
    """Return a text without the blanks and line ends that come from how it was typed."""
    if text.isprintable() and "  " not in text:  # as most are
        return text.strip(" ")
    return _BLANKS.sub(" ", text).strip(" ")


def is_plainly_good(text: str, longest: int) -> bool:
    """Return whether a text is a tidy sentence that breaks no rule, as nearly all are.

    A quick look; False only means that a closer one is needed.
    """
    return (
        0 < len(text) <= longest
        and text[0].isalpha()
        and text.isprintable()
        and text[-1] != " "
        and "{" not in text
        and "}" not in text
        and "  " not in text
    )


def sentence_faults(text: str, longest: int, slots: Mapping[str, int]) -> Iterator[Broken]:
    """Yield what keeps a tidied sentence from being spoken.

    Args:
        text: The sentence.
        longest: Characters it may have once its slots are filled.
        slots: The allowed slots, and the characters each is taken to be filled with.
    """
    if not text:
        yield Broken("text-missing", "there is nothing to say here: write a sentence")
        return
    if text.startswith("-"):
        yield Broken("sentence-unspeakable", 'a sentence does not begin with "-"')
    if (char := _unseen(text)) is not None:
        problem = f"there is an invisible character in it (U+{ord(char):04X}): delete it"
        yield Broken("sentence-unspeakable", problem)
    filled = text
    if "{" in text or "}" in text:
        yield from _slot_faults(text, slots)
        filled = _BRACES.sub(lambda match: "x" * slots.get(match[0][1:-1], 0), text)
    if not any(char.isalpha() for char in filled):
        yield Broken("sentence-unspeakable", "a sentence needs at least one word")
    if len(filled) > longest:
        problem = f"the sentence has {len(filled)} characters, at most {longest} will do: split it"
        yield Broken("sentence-too-long", problem)


def _unseen(text: str) -> str | None:
    """Return the first character without a shape, or None."""
    if text.isprintable():
        return None
    odd = (char for char in text if unicodedata.category(char) in _UNSEEN)
    return next((char for char in odd if char not in _JOINERS), None)


def _slot_faults(text: str, slots: Mapping[str, int]) -> Iterator[Broken]:
    for braces in dict.fromkeys(_BRACES.findall(text)):
        if braces[1:-1] in slots and len(braces) > 1:
            continue
        known = " or ".join(f"{{{slot}}}" for slot in slots)
        can = f"only {known} can stand in braces here" if known else "no braces can stand here"
        yield Broken("sentence-unspeakable", f"{show(braces)} means nothing here: {can}")


def name_faults(text: str, longest: int, slots: Mapping[str, int]) -> Iterator[Broken]:
    """Yield what keeps a text from being a name that people can say and hear."""
    yield from sentence_faults(text, longest, slots)
    signs = {sign for sign in _TEMPLATE_SIGNS.findall(text) if not (slots and sign in "{}")}
    if signs - set("{}"):
        listed = " ".join(sorted(signs - set("{}")))
        yield Broken("sentence-unspeakable", f"a name is spoken and cannot contain {listed}")
