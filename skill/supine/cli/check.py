"""``supine check``: everything that is wrong with what people wrote, at its line."""

from pathlib import Path
from typing import Annotated

import typer

from supine.linting.report import Format

NAME = "check"


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Files or folders; default: what is installed."),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="For people, programs or GitHub's workflows.")
    ] = Format.TEXT,
    rules: Annotated[
        bool, typer.Option("--rules", help="List all rules, and check nothing.")
    ] = False,
    stamp: Annotated[
        bool,
        typer.Option("--stamp", help="Note in translations which texts they are of, then check."),
    ] = False,
) -> int:
    """Check routines, sentences, phrases and config; exit 1 if anything is wrong.

    Example: supine check routines/my-break.yaml
    """
    from supine.cli.library import check_sentences, read_library
    from supine.linting.added import added_faults, part
    from supine.linting.lint import lint_paths, stamp_paths
    from supine.linting.report import report, rules_table
    from supine.plugins.checking import installed_kinds

    if rules:
        print(rules_table())
        return 0
    if stamp:
        if not paths:
            raise typer.BadParameter("name the translations, or the folder they lie in")
        for file in stamp_paths(paths):
            print(f"stamped {file}")
    added = part(paths or [])
    faults = added_faults(added, check_sentences, library=read_library, kinds=installed_kinds)
    if added.rest or not paths:
        kinds = installed_kinds() if added.rest else None
        faults += lint_paths(added.rest, library=read_library, kinds=kinds)
    if faults or form is Format.JSON:
        print(report(faults, form))
    elif form is Format.TEXT:
        print(f"nothing wrong in {', '.join(map(str, paths)) if paths else 'what is installed'}")
    return 1 if faults else 0
