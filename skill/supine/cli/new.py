"""``supine new``: a small start that works, for a routine or a plugin of one's own."""

import re
from pathlib import Path
from typing import Annotated

import typer

from supine.errors import Fault, FaultsError

NAME = "new"

group = typer.Typer(
    help="Write a small, working start: a routine or a plugin.", no_args_is_help=True
)

_ID_MAX = 64
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_ROUTINE = """\
# {title}: say here what it is for.  `supine check {file}` tells what is wrong with this file,
# `supine rehearse {id} --config supine.yaml` when everything is said.
id: {id}
{lang}name: {name}
# aliases: [another name, one more]     # what else people call it
about: [{about}]
position: sitting                       # lying | sitting | standing | bed
minutes: {{default: 3, min: 2, max: 6}}   # or a single number

steps:
  - id: stop
    say: ["{stop}", "{wait}"]
    brief: ["{stop}"]                   # said instead once it is known
    hold: 10s                           # silence, counted from the end of the words
  - id: turn
    sides: [left, right]                # said and held once for each side, equally
    say: ["{turn}"]
    hold: 15s
  - id: rest
    say: ["{rest}"]
    hold: rest                          # takes whatever is left of the asked minutes
    cues:
      - {{every: 60s, say: ["{nothing}"]}}

close:                                  # the way up; it is never left out
  - say: ["{end}"]
    hold: 5s
"""

_TEXTS = {
    "en": {
        "about": "A short pause of your own.",
        "stop": "Stop for a moment.",
        "wait": "Let everything wait.",
        "turn": "Look slowly over your {side} shoulder.",
        "rest": "Now rest, and let your breath come and go.",
        "nothing": "There is nothing to do.",
        "end": "That is it. Notice what has changed.",
    },
    "de": {
        "about": "Eine kurze eigene Pause.",
        "stop": "Halte einen Moment inne.",
        "wait": "Lass alles andere warten.",
        "turn": "Schau langsam \u00fcber deine {side} Schulter.",
        "rest": "Ruh dich aus und lass den Atem kommen und gehen.",
        "nothing": "Es gibt nichts zu tun.",
        "end": "Das war es. Nimm wahr, was sich ver\u00e4ndert hat.",
    },
}


@group.command("routine")
def routine(
    routine_id: Annotated[
        str, typer.Argument(metavar="ID", help="Small letters and hyphens: desk-break.")
    ],
    lang: Annotated[str, typer.Option(help="Language of its texts: en or de.")] = "en",
    folder: Annotated[
        Path, typer.Option("--dir", help="Where it is written; supine.yaml names it in `routines`.")
    ] = Path(),
) -> None:
    """Write a routine that can be practised at once, to be made one's own.

    Example: supine new routine desk-break --dir routines
    """
    from supine.data import shipped

    _check_id(routine_id)
    if any(letter.isdigit() for letter in routine_id):
        problem = "its name would have a digit, which is heard as anything: write it as a word"
        raise typer.BadParameter(f"{routine_id!r}: {problem}")
    file = folder / f"{routine_id}.yaml"
    if (shipped("routines") / file.name).is_file() and not file.exists():
        raise typer.BadParameter(f"{routine_id!r} is a routine of supine's: take another name")
    if lang not in _TEXTS:
        problem = f"there is no start in {lang!r}: there are {', '.join(_TEXTS)}"
        raise typer.BadParameter(problem)
    name = routine_id.replace("-", " ")
    text = _ROUTINE.format(
        id=routine_id,
        file=file,
        name=name,
        title=name.capitalize(),
        lang="" if lang == "en" else f"lang: {lang}\n",
        **_TEXTS[lang],
    )
    _write(file, text)


def _check_id(given: str) -> None:
    if len(given) > _ID_MAX or not _ID.fullmatch(given):
        problem = "an id is made of small letters, digits and single hyphens, like desk-break"
        raise typer.BadParameter(f"{given[:_ID_MAX]!r}: {problem}")


def _write(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        problem = "this is there already, and is left as it is: take another name"
        raise FaultsError(Fault(str(file), 0, 0, problem, "unreadable")) from None
    except OSError as exc:
        problem = f"it cannot be written: {exc.strerror}"
        raise FaultsError(Fault(str(file), 0, 0, problem, "unreadable")) from None
    print(file)


@group.command("plugin")
def plugin(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens: my-plugin.")
    ],
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Where it is written; default: a folder NAME here.")
    ] = None,
) -> None:
    """Write a plugin that answers one question, with a test that passes.

    Example: supine new plugin quiet-breathing
    """
    from supine.cli.pluginstart import plugin_files
    from supine.plugins.api import API_VERSION
    from supine.plugins.staging import RESERVED

    _check_id(name)
    if name in RESERVED:
        raise typer.BadParameter(f"{name!r} is supine's own: take another name")
    if not name[0].isalpha():
        raise typer.BadParameter(f"{name!r}: the name of a plugin begins with a letter")
    root = Path(name) if folder is None else folder
    texts = plugin_files(name, API_VERSION)
    for place in texts:
        if (root / place).exists():
            problem = "this is there already, and nothing was written: take another folder"
            raise FaultsError(Fault(str(root / place), 0, 0, problem, "unreadable"))
    for place, text in texts.items():
        _write(root / place, text)
