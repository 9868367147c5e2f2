"""Faults in the forms that people, programs and GitHub's workflows read."""

import json
from collections.abc import Sequence
from enum import StrEnum

from supine.errors import Fault
from supine.linting.rules import RULES


class Format(StrEnum):
    """How faults are told."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def report(faults: Sequence[Fault], form: Format) -> str:
    """Return all faults as one text; empty when there is nothing to tell.

    JSON is a list of objects with `file`, `line`, `column` (both from 1, 0 where the whole
    is meant), `rule`, `problem` and `mend`, an example.
    """
    match form:
        case Format.TEXT:
            return "\n".join(map(str, faults))
        case Format.JSON:
            return json.dumps([_as_object(fault) for fault in faults], indent=1, ensure_ascii=False)
        case Format.GITHUB:
            return "\n".join(map(_as_command, faults))


def rules_table() -> str:
    """Return every rule with what it says and an example of mending."""
    wide = max(map(len, RULES))
    return "\n".join(
        f"{rule.name:<{wide}}  {rule.says}\n{'':<{wide}}    {rule.mend}" for rule in RULES.values()
    )


def _as_object(fault: Fault) -> dict[str, str | int]:
    rule = RULES.get(fault.rule)
    return {
        "file": fault.source,
        "line": fault.line,
        "column": fault.column,
        "rule": fault.rule,
        "problem": fault.problem,
        "mend": rule.mend if rule else "",
    }


def _as_command(fault: Fault) -> str:
    """Return a fault as a workflow command, which GitHub shows at its line."""
    place = [f"file={_escaped(fault.source, in_property=True)}", f"line={max(fault.line, 1)}"]
    if fault.column:
        place.append(f"col={fault.column}")
    place.append(f"title=supine {fault.rule}")
    return f"::error {','.join(place)}::{_escaped(fault.problem)}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
