"""``supine check``: everything that is wrong with what people wrote, at its line."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supine.linting.report import Format

if TYPE_CHECKING:
    from supine.errors import Fault

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
    from supine.linting.report import report, rules_table

    if rules:
        print(rules_table())
        return 0
    if stamp:
        _stamp(paths or [])
    faults = _found(paths or [])
    if faults or form is Format.JSON:
        print(report(faults, form))
    elif form is Format.TEXT:
        print(f"nothing wrong in {', '.join(map(str, paths)) if paths else 'what is installed'}")
        for folder in filter(_has_no_file, paths or []):
            print(f"{folder} holds no YAML file: is it the right folder?")
    return 1 if faults else 0


def _stamp(paths: list[Path]) -> None:
    from supine.linting.lint import stamp_paths

    if not paths:
        raise typer.BadParameter("name the translations, or the folder they lie in")
    for file in stamp_paths(paths):
        print(f"stamped {file}")


def _found(paths: list[Path]) -> "list[Fault]":
    """Return all that is wrong: in packs and plugins as wholes, and in everything else."""
    from supine.cli.library import check_sentences, read_library
    from supine.linting.added import added_faults, part
    from supine.linting.lint import lint_paths
    from supine.plugins.checking import installed_kinds

    added = part(paths)
    faults = added_faults(added, check_sentences, library=read_library, kinds=installed_kinds)
    if added.rest or not paths:
        kinds = installed_kinds() if added.rest else None
        faults += lint_paths(added.rest, library=read_library, kinds=kinds)
    return faults


def _has_no_file(path: Path) -> bool:
    from supine.loading.shelf import YAML_ENDINGS

    return path.is_dir() and not any(each.name.endswith(YAML_ENDINGS) for each in path.rglob("*"))
