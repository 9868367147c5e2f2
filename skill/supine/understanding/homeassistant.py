"""Files for Home Assistant's Assist, from the same templates.

``custom_sentences/<language>/supine.yaml`` is in hassil's form, as Home Assistant reads it.
It puts all such files of a language together with its own, so every list and rule here is
called ``supine_...``; a slot keeps its name.  Times of day and days of the week are written
out.

``intent_script.yaml`` is what Home Assistant then does: it publishes the intent in the form in
which Rhasspy would, and supine takes it from there.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from supine.understanding import grammar
from supine.understanding.spoken import Numbers, plain, written
from supine.understanding.templates import Templates, Value

PREFIX = "supine_"
SCRIPT = "intent_script.yaml"

_SLOT = re.compile(r"\{([^{}:]+)(?::([^{}]+))?\}")
_RULE = re.compile(r"<([^<>]+)>")
_TWO_NUMBERS = re.compile(r"\b(\d+) (\d+)\b")

_SENTENCES_HEADER = """\
# Written by `supine sentences --format homeassistant`: changes here are lost with the next run.
# Belongs into config/custom_sentences/{language}/ of Home Assistant.
"""
_SCRIPT_HEADER = """\
# Written by `supine sentences --format homeassistant`: changes here are lost with the next run.
# In configuration.yaml:   intent_script: !include intent_script.yaml
# Home Assistant has to know the MQTT broker that supine is connected to.  The site is the area of
# the device that heard it (its id, such as living_room), or `default`.
"""


def sentences_file(language: str) -> str:
    """Return where the sentences of a language belong."""
    return f"custom_sentences/{language}/supine.yaml"


def homeassistant_files(templates: Templates, names: Mapping[str, str]) -> dict[str, str]:
    """Return the content of the files by their paths in Home Assistant's config folder.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
    """
    header = _SENTENCES_HEADER.format(language=templates.language)
    sentences = _dumped(assist_sentences(templates, names))
    return {
        sentences_file(templates.language): header + sentences,
        SCRIPT: _SCRIPT_HEADER + _scripts(templates),
    }


def write_homeassistant(folder: Path, templates: Templates, names: Mapping[str, str]) -> list[Path]:
    """Write the files and return their paths.

    Args:
        folder: Home Assistant's config folder, or one to copy from; made when it is not there.
        templates: What people say.
        names: Routine ids by the names they are asked for by.

    Raises:
        OSError: A file cannot be written.
    """
    paths: list[Path] = []
    for name, content in homeassistant_files(templates, names).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


def assist_sentences(templates: Templates, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the sentences as Home Assistant loads them.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
    """
    numbers = Numbers(templates.language)
    composed = templates.composed(numbers)
    lists: dict[str, Any] = {}
    for name in _lists_used(templates):
        if bounds := templates.range_of(name):
            lists[PREFIX + name] = {"range": {"from": bounds[0], "to": bounds[1]}}
            continue
        values = _values(templates, name, names)
        if name in composed:
            for words, out in composed[name].spelled().items():
                values += [(said, out) for said in _forms(words, numbers)]
        lists[PREFIX + name] = {
            "values": [{"in": said, "out": out} for said, out in dict(values).items()]
        }
    return {
        "language": templates.language,
        "intents": {
            intent: {"data": [{"sentences": [_renamed(each.text) for each in sentences]}]}
            for intent, sentences in templates.sentences.items()
        },
        "lists": lists,
        "expansion_rules": {
            PREFIX + name: _renamed(body) for name, body in templates.rules.items()
        },
        "skip_words": list(templates.skip_words),
    }


def _lists_used(templates: Templates) -> list[str]:
    return sorted(
        {
            slot.list_name
            for sentences in templates.sentences.values()
            for template in sentences
            for slot in grammar.slots(template.tree)
        }
    )


def _values(templates: Templates, name: str, names: Mapping[str, str]) -> list[tuple[str, Value]]:
    listed = templates.lists.get(name)
    if listed is not None:
        return [(_renamed(it.said.text), it.out) for it in listed]
    if templates.contract.slots.get(name) is None or templates.mask_of(name):
        return []
    return [(written(said), routine_id) for said, routine_id in names.items() if written(said)]


def _forms(words: tuple[str, ...], numbers: Numbers) -> list[str]:
    """Return how recognisers of speech may write it: in words, and in digits (``8:15``)."""
    plain_words = [plain(word) for word in words]
    shown, at = [], 0
    for number in numbers.find(plain_words):
        shown += [*words[at : number.begin], str(number.value)]
        at = number.end
    if at == 0:
        return [" ".join(words)]
    digits = " ".join([*shown, *words[at:]])
    clock = _TWO_NUMBERS.sub(lambda two: f"{two[1]}:{two[2]:0>2}", digits)
    return list(dict.fromkeys([" ".join(words), digits, clock]))


def _renamed(template: str) -> str:
    """Return a template whose lists and rules have names of our own."""
    template = _RULE.sub(lambda rule: f"<{PREFIX}{rule[1]}>", template)
    return _SLOT.sub(lambda slot: f"{{{PREFIX}{slot[1]}:{slot[2] or slot[1]}}}", template)


# ---- what Home Assistant does ----------------------------------------------------------------


def _scripts(templates: Templates) -> str:
    """Return an action for each intent.

    The payload is a template that makes JSON: a slot that was not said is left out.
    """
    kinds = templates.contract.intents
    return "".join(_script(intent, kinds[intent].slots) for intent in templates.sentences)


def _script(intent: str, slots: Iterable[str]) -> str:
    found = json.dumps({"intentName": intent, "confidenceScore": 1.0})
    listed = "".join(map(_slot, slots))
    comma = '{% set comma = joiner(", ") %}' if listed else ""
    payload = [
        f'{{"intent": {found}, "id": null, "input": "{intent}",',
        '"siteId": {{ preferred_area_id | default("default") | to_json }},',
        f'"slots": [{comma}{listed}]}}',
    ]
    action = ["action:", "  - action: mqtt.publish", "    data:"]
    data = [f"topic: hermes/intent/{intent}", "payload: >-", *(f"  {line}" for line in payload)]
    lines = [*action, *(f"      {line}" for line in data)]
    return "\n".join([f"{intent}:", *(f"  {line}" for line in lines), ""])


def _slot(slot: str) -> str:
    """Return what is listed where a slot was said."""
    names = f'"slotName": "{slot}", "entity": "{slot}", "rawValue": "{slot}"'
    value = f'{{"kind": "Unknown", "value": {{{{ {slot} | to_json }}}}}}'
    fields = f'{{{names}, "value": {value}}}'
    return f"{{% if {slot} is defined %}}{{{{ comma() }}}}{fields}{{% endif %}}"


def _dumped(values: Mapping[str, Any]) -> str:
    text: str = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100)
    return text
