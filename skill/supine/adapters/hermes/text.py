"""Make a text fit for a speech engine: clean, and in pieces of a known length.

Whatever a routine file, a name or a plugin put into a sentence, an engine gets one line
without control characters that cannot be taken for one of its options.
"""

import re

_NOT_SPOKEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_BLANKS = re.compile(r"\s+")
_AFTER_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])\s*")  # noqa: RUF001 - full-width marks are meant
_AFTER_CLAUSE = re.compile(r"[,;:–—、，]\s*")  # noqa: RUF001 - dashes and full-width commas are meant


def spoken(text: str) -> str:
    """Return ``text`` as one clean line, empty when there is nothing to say.

    espeak-ng takes a text that starts with "-" for an option and may then wait for its
    standard input for ever; a blank before it makes it a text.
    """
    plain = text.isprintable() and "  " not in text  # as nearly every text is
    line = (text if plain else _BLANKS.sub(" ", _NOT_SPOKEN.sub(" ", text))).strip()
    return f" {line}" if line.startswith("-") else line


def pieces(text: str, longest: int) -> list[str]:
    """Cut a text between sentences into pieces that may be said one after another.

    A sentence that is too long by itself is cut after a clause or else between words.

    Args:
        text: What shall be said.
        longest: Characters that a piece may have.

    Returns:
        Clean pieces in their order, none of them empty.
    """
    line = spoken(text)
    if len(line) <= longest:
        return [line] if line else []
    packed: list[str] = []
    for sentence in _AFTER_SENTENCE.split(line.strip()):
        for part in _short(sentence, longest - 1):  # one is kept for the blank before a "-"
            if packed and len(packed[-1]) + 1 + len(part) < longest:
                packed[-1] += f" {part}"
            else:
                packed.append(part)
    return [spoken(piece) for piece in packed]


def _short(sentence: str, longest: int) -> list[str]:
    parts = []
    while len(sentence) > longest:
        cut = _cut(sentence, longest)
        parts.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip()
    return [*parts, sentence] if sentence else parts


def _cut(sentence: str, longest: int) -> int:
    """Return where to cut, counted from the start and at least 1."""
    clauses = [match.end() for match in _AFTER_CLAUSE.finditer(sentence, 0, longest)]
    if clauses and clauses[-1] > longest // 3:
        return clauses[-1]
    blank = sentence.rfind(" ", 1, longest + 1)
    return blank if blank > 0 else longest
