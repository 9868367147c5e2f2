"""Build plain values from PyYAML's events, and remember where each of them stands.

Events are used rather than PyYAML's loaders: they carry line and column and build nothing
by themselves.  What has no business in a householder's file (anchors, tags, several
documents, towers of brackets) is refused here before it can do harm.
"""

import re
from typing import Any, NoReturn

import yaml
from yaml import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from supine.errors import Fault, FaultsError
from supine.loading.document import KeyPath, Place
from supine.loading.scalars import Scalar, resolve
from supine.loading.yamlerrors import explain, show

MAX_DEPTH = 20
MAX_VALUES = 20_000
"""Values in one file; eight thousand lines of routine have fewer."""

MAX_FAULTS = 100
"""Faults after which nobody reads on."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML was built with it, or else its own parser: they take the same files."""

FAILURES = (yaml.YAMLError, ValueError, OverflowError, IndexError)
"""The last three come from PyYAML's own parser, given odd escapes."""

SURROGATE = re.compile("[\ud800-\udfff]")
_NO_KEY = -1  # the place of a key itself, or of a value that is not kept


class YamlReader:
    """Reads the one document of a text, closely.

    Args:
        text: The file's text, without characters that YAML forbids.
        source: How the file is called in faults.
    """

    def __init__(self, text: str, source: str) -> None:
        self.places: dict[KeyPath, tuple[int, int, int, int]] = {}
        self.empty: list[KeyPath] = []
        self.faults: list[Fault] = []
        """What was refused and passed over."""

        self._text = text
        self._source = source
        self._next: Any = None
        self._values = 0

    def read(self) -> object:
        """Return the document's value; None when there is none.

        Raises:
            FaultsError: The rest of the text cannot be read.
        """
        loader = None
        try:
            loader = LOADER(self._text)
            self._next = loader.get_event
            return self._document()
        except FAILURES as exc:
            last = explain(exc, self._text, self._source)
            same_line = any(fault.line == last.line for fault in self.faults)
            raise FaultsError(*self.faults, *([] if same_line else [last])) from None
        finally:
            if loader is not None:
                loader.dispose()

    def _document(self) -> object:
        self._next()  # the stream's beginning
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        data = self._value((), self._next(), None, 0)
        self._next()  # the document's end
        more = self._next()
        if not isinstance(more, yaml.StreamEndEvent):
            problem = "one file holds one document: delete this line or split the file"
            self._add(more, problem, "yaml")
        return data

    def _add(self, event: yaml.Event, problem: str, rule: str) -> None:
        self.faults.append(Fault(self._source, *_place(event), problem, rule))
        if len(self.faults) >= MAX_FAULTS:
            raise FaultsError(*self.faults)

    def _stop(self, event: yaml.Event, problem: str, rule: str) -> NoReturn:
        self._add(event, problem, rule)
        raise FaultsError(*self.faults)

    def _value(
        self, path: KeyPath, event: yaml.Event, key: tuple[int, int] | None, depth: int
    ) -> object:
        """Return the value that begins with ``event``; ``key`` is the place of its key."""
        place = _place(event)
        self.places[path] = place + (key or place)
        self._values += 1
        if self._values > MAX_VALUES:
            problem = f"there are more than {MAX_VALUES} values: split the file"
            self._stop(event, problem, "too-large")
        if type(event) is not ScalarEvent:
            return self._collection(path, event, depth)
        value = self._scalar(event)
        if value is None:
            self.empty.append(path)
        return value

    def _scalar(self, event: ScalarEvent) -> Scalar:
        if event.anchor is not None or event.tag is not None:
            self._refuse_signs(event)
        text: str = event.value
        if not event.style:
            return text if " " in text else resolve(text)  # most are sentences
        if event.style == '"' and SURROGATE.search(text):
            # libyaml refuses it by itself.
            self._add(event, "a backslash in this text stands for no character", "yaml")
            return ""
        return text

    def _collection(self, path: KeyPath, event: yaml.Event, depth: int) -> object:
        self._refuse_signs(event)
        if isinstance(event, AliasEvent):
            return None
        if depth >= MAX_DEPTH:
            problem = f"there are more than {MAX_DEPTH} levels of lists and keys inside each other"
            self._stop(event, problem, "too-deep")
        if isinstance(event, MappingStartEvent):
            return self._mapping(path, depth + 1)
        return self._sequence(path, depth + 1)

    def _refuse_signs(self, event: yaml.Event) -> None:
        """Refuse what makes a file mean more than it shows."""
        if getattr(event, "anchor", None) is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            problem = f'"{sign}" refers to another place: put the text in quotes or write it out'
            self._add(event, problem, "alias")
        if getattr(event, "tag", None) is not None:
            problem = '"!" names a type here: put the text in quotes or leave the "!" out'
            self._add(event, problem, "alias")

    def _sequence(self, path: KeyPath, depth: int) -> list[object]:
        items: list[object] = []
        while type(event := self._next()) is not SequenceEndEvent:
            items.append(self._value((*path, len(items)), event, None, depth))
        return items

    def _mapping(self, path: KeyPath, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        while type(event := self._next()) is not MappingEndEvent:
            name = self._key(path, event, depth)
            if name is not None and name in values:
                first = Place(*self.places[(*path, name)]).key_line
                problem = f"{show(name)} is given twice, first in line {first}: keep one of them"
                self._add(event, problem, "duplicate-key")
                name = None
            value_path = (*path, _NO_KEY if name is None else name)
            value = self._value(value_path, self._next(), _place(event), depth)
            if name is not None:
                values[name] = value
        return values

    def _key(self, path: KeyPath, event: yaml.Event, depth: int) -> str | None:
        """Return the key that begins with ``event``, or None when it is not a text."""
        if type(event) is ScalarEvent:
            key = self._scalar(event)
            if isinstance(key, str):
                return key
            problem = f"{show(event.value)} is no text: put the key in quotes"
            self._add(event, problem, "wrong-type")
            return None
        self._value((*path, _NO_KEY), event, None, depth)
        if not isinstance(event, AliasEvent):
            problem = 'a text that begins with "{" or "[" has to be put in quotes'
            self._add(event, problem, "wrong-type")
        return None


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)
