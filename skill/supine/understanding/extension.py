"""Sentences that a plugin adds to those of a language.

An added file has the same form as a language's own, but only `intents`, `lists` and
`expansion_rules`: what holds for a whole language, such as its fillers, is not a plugin's to
change.  It may use the language's lists and rules.  What an added sentence says must not mean
something already: nobody's "stop" may become another skill's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from supine.errors import Fault, FaultsError
from supine.loading.contract import Contract
from supine.loading.document import Document
from supine.loading.schema import FileModel, Problem, validated
from supine.loading.yamlfile import Source, read_yaml
from supine.understanding.exact import ExactMatcher
from supine.understanding.samples import samples
from supine.understanding.sentencesfile import (
    IntentSentences,
    SentencesCheck,
    SentencesFile,
    ValueList,
)
from supine.understanding.spoken import Numbers
from supine.understanding.templates import Template, Templates, templates_of

OURS = "Supine"
"""Begins the names of supine's own intents: every language brings sentences for them."""


class AddedFile(FileModel):
    """A plugin's ``sentences.yaml`` as it is written."""

    noun: ClassVar[str] = "a plugin's file of sentences"

    language: str
    lists: dict[str, ValueList] = Field(default={})
    expansion_rules: dict[str, str] = Field(default={})
    intents: dict[str, IntentSentences]


class _Added(NamedTuple):
    document: Document
    file: AddedFile


class _Merged(NamedTuple):
    """A language's file with others in it, and where each of its sentences comes from."""

    model: SentencesFile
    base: Document
    added: list[_Added]

    def fault(self, problem: Problem) -> Fault:
        """Return a problem at its line in the file that it stands in."""
        path, document = problem.path, self.base
        for one in self.added:
            own = _own_path(one, path, self._before(one, path))
            if own is not None:
                path, document = own, one.document
                break
        return document.fault(path, problem.text, problem.rule, at_key=problem.at_key)

    def _before(self, one: _Added, path: tuple[str | int, ...]) -> int:
        """Return how many sentences of the intent stand before those of a file."""
        if path[:1] != ("intents",) or len(path) == 1:
            return 0
        intent = str(path[1])
        base = self.base.data["intents"].get(intent)
        earlier = self.added[: self.added.index(one)]
        counts = [
            len(each.file.intents[intent].sentences)
            for each in earlier
            if intent in each.file.intents
        ]
        return sum(counts) + (len(base["sentences"]) if base else 0)


def _own_path(
    one: _Added, path: tuple[str | int, ...], before: int
) -> tuple[str | int, ...] | None:
    """Return where something stands in an added file; None when it does not stand there."""
    match path:
        case ("intents", str(intent), "sentences", int(n), *rest) if intent in one.file.intents:
            mine = n - before
            inside = 0 <= mine < len(one.file.intents[intent].sentences)
            return ("intents", intent, "sentences", mine, *rest) if inside else None
        case ("intents", str(intent)) if intent in one.file.intents and not before:
            return path
        case ("lists", str(name), *_) if name in one.file.lists:
            return path
        case ("expansion_rules", str(name)) if name in one.file.expansion_rules:
            return path
        case _:
            return None


def load_extended(sources: Sequence[Source], contract: Contract) -> Templates:
    """Return the templates of a language's own file and of those that add to it.

    An intent of a plugin that does not speak the language cannot be heard in it.

    Args:
        sources: The language's own file first.
        contract: With the intents of the plugins.

    Raises:
        FaultsError: A file breaks its format or the contract; every fault that was found.
    """
    merged = _merged(sources)
    spoken = _spoken(contract, merged.model)
    check = SentencesCheck(merged.model, spoken)
    if faults := [merged.fault(problem) for problem in check.problems()]:
        raise FaultsError(*sorted(set(faults)))
    return templates_of(merged.model, check, spoken)


def check_added(
    sources: Sequence[Source], contract: Contract, names: Mapping[str, str]
) -> list[Fault]:
    """Return what is wrong with the last of some files of sentences.

    Args:
        sources: The language's own file first; the others have been checked before.
        contract: With the intents of the plugins.
        names: Routine ids by the names they are asked for by.
    """
    try:
        whole = load_extended(sources, contract)
        before = load_extended(sources[:-1], contract)
        return list(_taken(_read(sources[-1]), before, whole, names))
    except FaultsError as error:
        return list(error.faults)


def _taken(
    added: _Added, before: Templates, whole: Templates, names: Mapping[str, str]
) -> Iterator[Fault]:
    """Yield a fault for each added sentence that means something else already."""
    known = ExactMatcher(before, names, Numbers(before.language))
    for intent, each in added.file.intents.items():
        trees = {template.text: template.tree for template in whole.sentences[intent]}
        for n, text in enumerate(each.sentences):
            one = {intent: (Template(text, trees[text]),)}
            said = (sample.text for sample in samples(replace(whole, sentences=one), names))
            for sentence in said:
                found = known.match(sentence)
                if found is not None and found[0] != intent:
                    problem = f'"{sentence}" is taken for {found[0]} already: say it otherwise'
                    path = ("intents", intent, "sentences", n)
                    yield added.document.fault(path, problem, "sentence-taken")
                    break


# ---- merging ---------------------------------------------------------------------------------


def _read(source: Source) -> _Added:
    document = read_yaml(source)
    file, faults = validated(AddedFile, document)
    if file is None:
        raise FaultsError(*faults)
    return _Added(document, file)


def _merged(sources: Sequence[Source]) -> _Merged:
    base = read_yaml(sources[0])
    model, faults = validated(SentencesFile, base)
    if model is None:
        raise FaultsError(*faults)
    added = [_read(source) for source in sources[1:]]
    data = dict(base.data)
    problems: list[Fault] = []
    for one in added:
        problems += _clashes(one, data)
        data = _with(data, one.document.data)
    if problems:
        raise FaultsError(*sorted(problems))
    return _Merged(SentencesFile.model_validate(data) if added else model, base, added)


def _clashes(one: _Added, data: Mapping[str, object]) -> Iterator[Fault]:
    """Yield what a file calls by a name that is taken."""
    if one.file.language != data["language"]:
        problem = (
            f"these are sentences for {data['language']}: write `language: {data['language']}`"
        )
        yield one.document.fault(("language",), problem, "wrong-value")
    for key, noun in (("lists", "list"), ("expansion_rules", "rule")):
        taken = data.get(key)
        for name in getattr(one.file, key):
            if isinstance(taken, dict) and name in taken:
                problem = f"there is a {noun} {name} already: call it by a name of your own"
                yield one.document.fault((key, name), problem, f"{noun}-taken", at_key=True)


def _with(data: Mapping[str, object], added: Mapping[str, object]) -> dict[str, object]:
    whole = dict(data)
    for key in ("lists", "expansion_rules"):
        whole[key] = {**_mapping(data.get(key)), **_mapping(added.get(key))}
    intents = dict(_mapping(data.get("intents")))
    for intent, each in _mapping(added.get("intents")).items():
        before = _mapping(intents.get(intent)).get("sentences", [])
        intents[intent] = {"sentences": [*before, *each["sentences"]]}
    whole["intents"] = intents
    return whole


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _spoken(contract: Contract, model: SentencesFile) -> Contract:
    """Return the contract without the plugins' intents that nobody can say in this language."""
    kept = {
        name: rule
        for name, rule in contract.intents.items()
        if name.startswith(OURS) or name in model.intents
    }
    unsaid = {
        slot for name, rule in contract.intents.items() if name not in kept for slot in rule.slots
    }
    needed = {slot for rule in kept.values() for slot in rule.slots}
    slots = {
        name: kind for name, kind in contract.slots.items() if name in needed or name not in unsaid
    }
    return replace(contract, intents=kept, slots=slots)
