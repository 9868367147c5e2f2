"""``supine sentences``: training files for other recognisers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

NAME = "sentences"


def command(
    out: Annotated[Path, typer.Option("--out", help="Folder to write into: a profile, or new.")],
    form: Annotated[
        Literal["rhasspy", "homeassistant"], typer.Option("--format", help="Whose files to write.")
    ] = "rhasspy",
    beside: Annotated[
        bool,
        typer.Option("--beside", help="Write intents/supine.ini, beside sentences of one's own."),
    ] = False,
    lang: Annotated[
        str | None, typer.Option(help="Language of the templates; default: the configured one.")
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
) -> None:
    """Write what Rhasspy trains from, or what Home Assistant's Assist understands us by.

    Example: supine sentences --format rhasspy --out rhasspy
    """
    from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
    from supine.errors import UnreachableError
    from supine.understanding.homeassistant import write_homeassistant
    from supine.understanding.rhasspy import BESIDE_OTHERS, SENTENCES, write_rhasspy

    if beside and form != "rhasspy":
        problem = "--beside is for Rhasspy: Home Assistant's files are always beside others"
        raise typer.BadParameter(problem)
    settings = read_config(config)
    spoken = lang or settings.language
    library = read_library(settings, spoken)
    names = names_of(language_of(library, spoken))
    templates = read_templates(library, spoken)
    try:
        if form == "homeassistant":
            written = write_homeassistant(out, templates, names)
        else:
            written = write_rhasspy(out, templates, names, BESIDE_OTHERS if beside else SENTENCES)
    except OSError as exc:
        problem = f"cannot be written: {exc.strerror}; --out names a folder"
        raise UnreachableError(str(exc.filename or out), problem) from exc
    for path in written:
        print(path)
