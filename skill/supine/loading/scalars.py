"""What an unquoted word in a YAML file means: YAML 1.2's core schema and nothing else.

PyYAML follows YAML 1.1, where ``no`` is false, ``on`` is true and ``07:30`` is the number
450.  People who write times and Norwegian would never find out why.
"""

import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_INT = re.compile(r"[-+]?[0-9]+")
_PREFIXED = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

_DIGITS_MAX = 18
"""Longer ones stay text: nothing here counts that far, and Python refuses 4,300 digits."""


def resolve(text: str) -> Scalar:
    """Return the value of an unquoted scalar: null, a boolean, a number, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _DIGITS_MAX:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if match := _PREFIXED.fullmatch(text):
        return int(match[1], 8) if match[1] else int(match[2], 16)
    return float(text) if _FLOAT.fullmatch(text) else text
