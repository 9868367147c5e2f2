"""``supine plugins``: who brings what, and how each of them is."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.plugins.records import Record

NAME = "plugins"


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its folder of packs.")
    ] = None,
) -> int:
    """List every plugin with its status and what it brings; exit 1 if one is not well.

    active: in use. disabled: left out in supine.yaml. broken: it fails or blocks. refused: it
    breaks a rule or collides with another; the reason says what to mend.

    Example: supine plugins -c supine.yaml
    """
    from supine.cli.library import read_config, read_plugins

    records = read_plugins(read_config(config)).records
    if as_json:
        print(json.dumps([record.as_dict() for record in records], ensure_ascii=False, indent=1))
    else:
        _show(records)
    return 0 if all(record.well for record in records) else 1


def _show(records: "tuple[Record, ...]") -> None:
    wide = max(len(record.name) for record in records)
    for record in records:
        brought = ", ".join(f"{what}: {n}" for what, n in record.brought.items())
        print(f"{record.name:<{wide}}  {record.status.value:<8}  {record.origin}")
        lines = [
            *([record.description] if record.description else []),
            *([brought] * bool(brought)),
        ]
        for line in (*lines, *record.reason):
            print(f"{'':<{wide}}  {line}")
