"""What people say around what they want: "I'm fine", "I don't like it", "the dog wants out".

A language lists such clauses, and how the reasons begin that may go on in any way.
"""

import re
from collections.abc import Collection, Iterable
from functools import cached_property

from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.spoken import plain

_REASON_MAX = 7
"""Words of a reason, its beginning among them: more of them are a story."""


class Asides:
    """Knows the clauses that change nothing.

    Args:
        whole: Templates of those that are known from the beginning to the end.
        reasons: Templates of how reasons begin.
        turning: Words that turn a meaning round: no reason goes on with one of them.
    """

    def __init__(
        self, whole: Iterable[Node], reasons: Iterable[Node], turning: Collection[str]
    ) -> None:
        self._trees = tuple(whole), tuple(reasons)
        self._turning = frozenset(turning)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _one_of(self._trees[0])

    @cached_property
    def _reasons(self) -> re.Pattern[str]:
        return _one_of(self._trees[1])

    def is_aside(self, text: str) -> bool:
        """Return whether a plain text is a clause that is known to change nothing."""
        return self._whole.fullmatch(f"{text} ") is not None

    def is_reason(self, text: str) -> bool:
        """Return whether a plain text tells a reason, with at least a word after its beginning."""
        return len(self._told(text)) > 0 and len(text.split()) <= _REASON_MAX

    def turns(self, text: str) -> bool:
        """Return whether a reason has a word that turns a meaning round after its beginning."""
        return not self._turning.isdisjoint(self._told(text))

    def _told(self, text: str) -> list[str]:
        """Return the words after the beginning of a reason."""
        match = self._reasons.match(f"{text} ")
        return text[match.end() :].split() if match else []


def _one_of(trees: Iterable[Node]) -> re.Pattern[str]:
    return re.compile("|".join(map(_pattern, trees)) or "(?!)")


def _pattern(node: Node) -> str:
    """Return a tree as a pattern in which each word has a blank behind it."""
    match node:
        case Words():
            return "".join(f"{re.escape(word)} " for word in plain(node.text).split())
        case Slot():
            return "(?!)"
        case Choice():
            ways = "|".join(map(_pattern, node.items))
            return f"(?:{ways}){'?' if node.optional else ''}"
        case Sequence():
            return "".join(map(_pattern, node.items))
