"""What is not good about phrases that work."""

from collections.abc import Collection, Iterator

from supine.errors import Fault
from supine.linting.speaking import speech_faults
from supine.loading.document import Document, KeyPath
from supine.loading.schema import Problem, located

_SPOKEN = ("numbers", "units", "sides", "clock", "days", "safety", "phrases")
_NOT_SPOKEN = frozenset(("at", "from"))


def phrase_faults(document: Document, language: str, wake_words: Collection[str]) -> list[Fault]:
    """Return what is not good about a file of phrases.

    Args:
        document: The file.
        language: The code of its language.
        wake_words: What no voice in the house may say.
    """
    data = document.data if isinstance(document.data, dict) else {}
    found = [
        Problem(path, broken.rule, broken.problem)
        for key in _SPOKEN
        for path, text in _texts(data.get(key), (key,))
        for broken in speech_faults(text, language, wake_words)
    ]
    return located(found, document)


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _texts(each, (*path, n))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in _NOT_SPOKEN:
                yield from _texts(each, (*path, key))
