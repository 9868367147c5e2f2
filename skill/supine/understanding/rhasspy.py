"""Training files for Rhasspy 2.5, from the same templates.

Rhasspy learns from ``sentences.ini`` and from files of slot values.  What differs from
hassil's language: an ini line must not begin with ``[``; a slot is a tag behind its words
(``($supine/ordinal){ordinal}``); there are no fillers, so they are put around every sentence.
Numbers are written out into a slot of their own: Rhasspy's ``1..120`` means the same, but
needs a program in the profile and a step of the training that not every way to train has.

The names of the files are ours alone (``slots/supine/...``), but for ``sentences.ini``.  In a
profile that has sentences of its own, ours belong into ``intents/supine.ini``: Rhasspy reads
every file of that folder beside ``sentences.ini``.
"""

from collections.abc import Mapping
from pathlib import Path

from supine.understanding import grammar
from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.spoken import Numbers, written
from supine.understanding.templates import Templates, Value

SENTENCES = "sentences.ini"
"""Where a profile of its own keeps the sentences."""

BESIDE_OTHERS = "intents/supine.ini"
"""Where they belong in a profile that has sentences already."""

FILLERS_MAX = 44
"""How many of the fillers Rhasspy learns: each costs it time with every sentence, and the
commonest come first."""

_OURS = "# Written by `supine"
_HEADER = f"""\
{_OURS} train` or `supine sentences`: changes here are lost with the next run.
# In a profile that has sentences of its own, copy this file to {BESIDE_OTHERS}
# and the folder slots/supine as it is; everything else of the profile stays untouched.
# Rhasspy takes other people's commands for these unless it matches strictly: set
# "intent": {{"fsticuffs": {{"fuzzy": false}}}} in profile.json.
"""


def rhasspy_files(
    templates: Templates, names: Mapping[str, str], sentences: str = SENTENCES
) -> dict[str, str]:
    """Return the content of the training files by their paths in a profile.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        sentences: Where the sentences go: `SENTENCES` or `BESIDE_OTHERS`.
    """
    writer = _Writer(templates, names)
    files = {sentences: writer.sentences()}
    files |= {f"slots/{_slot_file(name)}": writer.slot_values(name) for name in writer.lists()}
    return dict(sorted(files.items()))


def write_rhasspy(
    folder: Path, templates: Templates, names: Mapping[str, str], sentences: str = SENTENCES
) -> list[Path]:
    """Write the training files and return their paths.

    Args:
        folder: A Rhasspy profile, or a folder to copy into one; made when it is not there.
        templates: What people say.
        names: Routine ids by the names they are asked for by.
        sentences: Where the sentences go: `SENTENCES` or `BESIDE_OTHERS`.

    Raises:
        OSError: A file cannot be written.
    """
    written: list[Path] = []
    for name, content in rhasspy_files(templates, names, sentences).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def is_ours(sentences: str) -> bool:
    """Whether a file of sentences was written here."""
    return sentences.lstrip().startswith(_OURS)


class _Writer:
    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        self._templates = templates
        self._names = names
        self._numbers = Numbers(templates.language)
        self._composed = templates.composed(self._numbers)
        self._fillers = _factored([written(each) for each in templates.skip_words[:FILLERS_MAX]])

    def lists(self) -> list[str]:
        """Return the lists that sentences use, those of numbers included."""
        return sorted(
            {
                slot.list_name
                for sentences in self._templates.sentences.values()
                for template in sentences
                for slot in grammar.slots(template.tree)
            }
        )

    def sentences(self) -> str:
        """Return one section for each intent, one rule for each template."""
        sections = [_HEADER]
        for intent, templates in self._templates.sentences.items():
            rules = [
                f"say{n} = {self._text(template.tree)}" for n, template in enumerate(templates, 1)
            ]
            any_rule = " | ".join(f"<say{n}>" for n in range(1, len(rules) + 1))
            line = f"({any_rule})"
            if self._fillers:
                rules.append(f"filler = {self._fillers}")
                # The backslash keeps Rhasspy from taking the line for the head of a section.
                line = f"\\[<filler>] [<filler>] {line} [<filler>]"
            sections.append("\n".join([f"[{intent}]", *rules, line, ""]))
        return "\n".join(sections)

    def slot_values(self, name: str) -> str:
        """Return the lines of a slot's file: what is said, and what it means."""
        if bounds := self._templates.range_of(name):
            lines = _value_lines(self._numbers.spelled(*bounds))
        else:
            values = self._templates.values(name, self._names)
            lines = [f"({self._text(said)}):{value}" for said, value in values]
            if name in self._composed:
                lines += _value_lines(self._composed[name].spelled())
        return "".join(f"{line}\n" for line in dict.fromkeys(lines))

    def _text(self, node: Node) -> str:
        match node:
            case Words():
                return node.text.lower()
            case Slot():
                return self._slot(node)
            case Choice(items, optional):
                said = " | ".join(map(self._text, items))
                return f"[{said}]" if optional else f"({said})"
            case Sequence(items):
                return " ".join(map(self._text, items))

    def _slot(self, slot: Slot) -> str:
        name = slot.list_name
        values = [] if self._templates.range_of(name) else self._templates.values(name, self._names)
        whole = name not in self._composed and all(isinstance(it, int) for _, it in values)
        return f"(${_slot_file(name)}){{{slot.slot}{'!int' if whole else ''}}}"


def _factored(phrases: list[str]) -> str:
    """Return the choice between phrases, those with the same first word together.

    Rhasspy tries every branch: the fewer there are, the sooner it has an answer.
    """
    by_first: dict[str, list[str]] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        by_first.setdefault(first, []).append(rest)
    parts = []
    for first, rests in by_first.items():
        more = " | ".join(filter(None, rests))
        longer = f"{first} [{more}]" if "" in rests else f"{first} ({more})"
        parts.append(longer if more else first)
    return f"({' | '.join(parts)})" if parts else ""


def _value_lines(spelled: Mapping[tuple[str, ...], Value]) -> list[str]:
    """Return values by their words, those with the same first word in one line.

    ``twenty: (one:21 | two:22)`` says the word twenty and means nothing by it yet.
    """
    alone = [f"{words[0]}:{value}" for words, value in spelled.items() if len(words) == 1]
    longer: dict[str, dict[tuple[str, ...], Value]] = {}
    for words, value in spelled.items():
        if len(words) > 1:
            longer.setdefault(words[0], {})[words[1:]] = value
    return alone + [
        f"{first}: ({' | '.join(_value_lines(rest))})" for first, rest in longer.items()
    ]


def _slot_file(list_name: str) -> str:
    return f"supine/{list_name}"
