"""``supine check``: every fault in what people wrote, at its line."""

from pathlib import Path
from typing import Annotated

import typer

NAME = "check"


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; default: what is installed."),
    ] = None,
) -> int:
    """Check routines, sentences, phrases and config; exit 1 if anything is wrong.

    Example: supine check routines/my-break.yaml
    """
    from supine.loading.check import check_paths
    from supine.understanding.templates import load_templates

    faults = check_paths(paths or [], sentences=load_templates)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"nothing wrong in {', '.join(map(str, paths)) if paths else 'what is installed'}")
    return 1 if faults else 0
