"""Read a YAML file of bounded size into plain values and their places."""

import re
from importlib.resources.abc import Traversable
from pathlib import Path

from supine.errors import Fault, FaultsError
from supine.loading.document import Document
from supine.loading.yamlevents import YamlReader
from supine.loading.yamlplain import ODD, Places, plain_value

MAX_BYTES = 256 * 1024

Source = Traversable | Path | str
"""A file; a str is a path."""

_UNSEEN = re.compile(
    "[^\n\r\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters YAML forbids, and those its parsers count as line ends while editors do not."""

_PLAIN = bytes(range(ord(" "), ord("~") + 1)) + b"\n"
"""What is no fault wherever it stands."""

_TAB = re.compile(r"^ *\t", re.MULTILINE)


def source_name(source: Source) -> str:
    """Return how a file is called in faults: its path as far as it has one."""
    # A zip's path prints as archive/inner; a Traversable of unknown make as nothing readable.
    if isinstance(source, str | Path) or type(source).__str__ is not object.__str__:
        return str(source)
    return source.name


def file_name(source: Source) -> str:
    """Return a file's name without its folders."""
    return Path(source).name if isinstance(source, str) else source.name


def link_fault(file: Traversable, folder: Traversable) -> Fault | None:
    """Return a fault for a link that leads out of its folder, None for all other files.

    Whoever may write into a folder of routines shall not have other files read and quoted.
    """
    if not isinstance(file, Path) or not isinstance(folder, Path) or not file.is_symlink():
        return None
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # it leads back to itself
        inside = False
    if inside:
        return None
    problem = "this is a link that leads out of its folder: put the file itself here"
    return Fault(source_name(file), 0, 0, problem, "link-outside")


def read_yaml(source: Source) -> Document:
    """Return what a file says.

    Raises:
        FaultsError: It is not there, too large, not UTF-8 or not the YAML understood here.
    """
    document = survey_yaml(source)
    document.refuse()
    return document


def survey_yaml(source: Source, *, allow_empty: bool = False) -> Document:
    """Return what a file says, with the faults that do not stop the reading.

    Whoever takes the document calls its `Document.refuse`, with further faults or without.

    Raises:
        FaultsError: The file cannot be read to its end.
    """
    return parse_yaml(read_source(source), source_name(source), allow_empty=allow_empty)


def read_source(source: Source) -> bytes:
    """Return the bytes of an ordinary file of at most `MAX_BYTES`.

    Raises:
        FaultsError: There is no such file, or it is larger, or it may not be read.
    """
    name = source_name(source)
    try:
        file = Path(source) if isinstance(source, str) else source
        if not file.is_file():  # a pipe or a device could keep us waiting for ever
            problem = "this is not a file" if _exists(file) else "there is no such file"
            raise FaultsError(Fault(name, 0, 0, problem, "unreadable"))
        with file.open("rb") as stream:
            content: bytes = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as exc:
        reason = getattr(exc, "strerror", None) or "its name is not one that a file can have"
        problem = f"the file cannot be read: {reason}"
        raise FaultsError(Fault(name, 0, 0, problem, "unreadable")) from None
    _check_size(content, name)
    return content


def parse_yaml(content: bytes, source: str, *, allow_empty: bool = False) -> Document:
    """Return what the bytes of a file say, with the faults that do not stop the reading.

    Args:
        content: The bytes; UTF-8, with or without a byte order mark.
        source: How the file is called in faults.
        allow_empty: Take a file without any value for an empty mapping.

    Raises:
        FaultsError: The file cannot be read to its end.
    """
    _check_size(content, source)
    text = _decoded(content, source)
    if (plain := plain_value(text)) is not ODD:
        return Document(source, plain, Places(text, source))
    reader = YamlReader(text, source)
    data = reader.read()
    if data is None and not reader.faults:
        if not allow_empty:
            raise FaultsError(Fault(source, 1, 1, "the file is empty", "yaml"))
        data = {}
    return Document(source, data, reader.places, tuple(reader.empty), tuple(reader.faults))


def _exists(file: Traversable | Path) -> bool:
    return file.exists() if isinstance(file, Path) else file.is_dir()


def _check_size(content: bytes, source: str) -> None:
    if len(content) > MAX_BYTES:
        problem = f"the file is larger than {MAX_BYTES // 1024} KiB: split it"
        raise FaultsError(Fault(source, 0, 0, problem, "too-large"))


def _decoded(content: bytes, source: str) -> str:
    if not content.translate(None, _PLAIN):  # as most are, and quick to see
        return content.decode("ascii")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as exc:
        before = content[: exc.start].decode("utf-8")
        problem = "the file is not UTF-8 text from here on: save it as UTF-8"
        raise FaultsError(_fault_at(source, before, len(before), problem, "not-utf-8")) from None
    text = text.removeprefix("\ufeff")
    if match := _UNSEEN.search(text):
        problem = f"there is an invisible character here (U+{ord(match[0]):04X}): delete it"
        raise FaultsError(_fault_at(source, text, match.start(), problem, "yaml"))
    if match := _TAB.search(text):
        problem = "a line begins with a tab: indent with spaces"
        raise FaultsError(_fault_at(source, text, match.end() - 1, problem, "tab"))
    return text


def _fault_at(source: str, text: str, index: int, problem: str, rule: str) -> Fault:
    line = text.count("\n", 0, index) + 1
    return Fault(source, line, index - text.rfind("\n", 0, index), problem, rule)
