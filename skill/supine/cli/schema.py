"""``supine schema``: what editors need to complete and check files as one types."""

from pathlib import Path
from typing import Annotated

import typer

from supine.errors import Fault, FaultsError

NAME = "schema"

_KINDS = "routine, translation, phrases, sentences, config, pack, pack-phrases, pack-sentences"


def command(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help=f"One of {_KINDS}.")] = None,
    path: Annotated[
        bool, typer.Option("--path", help="Print where the schema lies instead of the schema.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write all, made from the models.")
    ] = None,
) -> None:
    """Print the JSON Schema of a kind of file.

    The first line of a file names it to the editor:
    # yaml-language-server: $schema=routine.schema.json

    Example: supine schema routine > routine.schema.json
    """
    from supine.linting.jsonschemas import FileKind, shipped_schema, written

    if out is not None:
        for each in FileKind:
            _write(out / f"{each.value}.json", written(each))
        return
    if kind is None:
        print("\n".join(each.value for each in FileKind))
        return
    if kind not in set(FileKind):
        raise typer.BadParameter(f"there is no schema {kind!r}: there are {_KINDS}")
    file = shipped_schema(FileKind(kind))
    print(file if path else file.read_text("utf-8"), end="\n" if path else "")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as exc:
        problem = f"the schema cannot be written: {exc.strerror}"
        raise FaultsError(Fault(str(file), 0, 0, problem, "unreadable")) from None
    print(file)
