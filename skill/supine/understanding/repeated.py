"""What is said twice in one breath counts once: "stop stop stop", "can you can you go on"."""

from collections.abc import Sequence

from supine.understanding.spoken import Numbers

_WORDS_MAX = 5
"""Words of a false start that are said again."""


def folded(words: Sequence[str], numbers: Numbers) -> list[str]:
    """Return words without what only repeats those before.

    Numbers are kept: "twenty twenty" may be a time.

    Args:
        words: In the form of `spoken.plain`.
        numbers: The numbers of the language.
    """
    kept = list(words)
    if len(set(kept)) == len(kept):
        return kept
    at = 0
    while at < len(kept):
        if many := _said_again(kept, at, numbers):
            del kept[at : at + many]
        else:
            at += 1
    return kept


def _said_again(words: Sequence[str], at: int, numbers: Numbers) -> int:
    """Return how many words from a place on follow once more, or 0."""
    for size in range(min(_WORDS_MAX, (len(words) - at) // 2), 0, -1):
        said = words[at : at + size]
        if said == words[at + size : at + 2 * size] and not any(map(numbers.may_be, said)):
            return size
    return 0
