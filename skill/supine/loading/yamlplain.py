"""Read the files that are as they should be, in half the time.

Most files have nothing in them that `YamlReader` would have to tell, and nobody asks where in
them anything stands.  Whatever is not so plain is left to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from yaml import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from supine.loading import yamlevents
from supine.loading.document import KeyPath
from supine.loading.scalars import Scalar, resolve
from supine.loading.yamlevents import FAILURES, MAX_DEPTH, MAX_VALUES, SURROGATE, YamlReader

ODD = object()
"""Stands for the value of a file that has to be read closely."""


class Places(Mapping[KeyPath, tuple[int, int, int, int]]):
    """Where the values of a text stand, found out when somebody asks for the first time.

    Nobody does so of a file without faults, and most of a file's memory would be this.

    Args:
        text: A text that can be read.
        source: How the file is called in faults.
    """

    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source
        self._found: dict[KeyPath, tuple[int, int, int, int]] | None = None

    def _all(self) -> dict[KeyPath, tuple[int, int, int, int]]:
        if self._found is None:
            reader = YamlReader(self._text, self._source)
            reader.read()
            self._found, self._text = reader.places, ""
        return self._found

    def __getitem__(self, path: KeyPath) -> tuple[int, int, int, int]:
        """Return the numbers of a value's `Place`."""
        return self._all()[path]

    def __iter__(self) -> Iterator[KeyPath]:
        """Iterate over the paths of all values, in the order of the file."""
        return iter(self._all())

    def __len__(self) -> int:
        """Return how many values there are."""
        return len(self._all())


def plain_value(text: str) -> object:
    """Return the value of a text in which nothing is wrong, odd or empty, as in most; else `ODD`.

    What `YamlReader` would find out besides, such as where everything stands, is not looked for.
    """
    if len(text) > MAX_VALUES:  # so there cannot be more values than are allowed
        return ODD
    loader = None
    try:
        loader = yamlevents.LOADER(text)
        take = loader.get_event
        take()
        if isinstance(take(), yaml.StreamEndEvent):
            return ODD
        value = _plain(take, take(), 0)
        take()
        return value if isinstance(take(), yaml.StreamEndEvent) else ODD
    except (_OddError, *FAILURES):
        return ODD
    finally:
        if loader is not None:
            loader.dispose()


class _OddError(Exception):
    """There is something that has to be read closely."""


def _plain(take: Any, event: Any, depth: int) -> Any:  # noqa: ANN401 - a file's value
    """Return the value that begins with an event.

    Raises:
        _OddError: It, or something in it, is not plain.
    """
    kind = type(event)
    if kind is AliasEvent or event.anchor is not None or event.tag is not None:
        raise _OddError
    if kind is ScalarEvent:
        return _plain_scalar(event)
    if depth >= MAX_DEPTH:
        raise _OddError
    if kind is MappingStartEvent:
        return _plain_mapping(take, depth + 1)
    items = []
    while type(event := take()) is not SequenceEndEvent:
        items.append(_plain(take, event, depth + 1))
    return items


def _plain_scalar(event: Any) -> Scalar:  # noqa: ANN401 - events have no types
    text: str = event.value
    if event.style:
        if event.style == '"' and SURROGATE.search(text):
            raise _OddError
        return text
    value = text if " " in text else resolve(text)
    if value is None:
        raise _OddError
    return value


def _plain_mapping(take: Any, depth: int) -> dict[str, object]:  # noqa: ANN401 - see above
    values: dict[str, object] = {}
    while type(event := take()) is not MappingEndEvent:
        key = _plain(take, event, depth) if type(event) is ScalarEvent else None
        if not isinstance(key, str) or key in values:
            raise _OddError
        values[key] = _plain(take, take(), depth)
    return values
