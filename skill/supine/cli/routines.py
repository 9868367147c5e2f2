"""``supine routines``: what there is to practise."""

import sys
from typing import Annotated

import typer

from supine.cli.library import language_of, left_out, read_config, read_library, routine_named
from supine.model import Routine, Step

NAME = "routines"


def command(
    routine_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="Show this one in full; or the path of its file."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(help="Language of the texts; default: the configured one, or the file's own."),
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
) -> None:
    """List the routines, or show one with every sentence.

    Example: supine routines back-release
    """
    settings = read_config(config)
    if routine_id is not None:
        language, found = routine_named(routine_id, settings, lang)
        _show(language.routines[found])
        return
    spoken = lang or settings.language
    library = read_library(settings, spoken)
    routines = language_of(library, spoken).routines
    width = max((len(name) for name in routines), default=0)
    for routine in routines.values():
        print(f"{routine.id:<{width}}  {_length(routine):<22}  {_about(routine)}")
    for line in left_out(library.faults):
        print(line, file=sys.stderr)


def _length(routine: Routine) -> str:
    minutes = routine.minutes
    if minutes.min == minutes.max:
        return f"{minutes.default} min"
    return f"{minutes.default} min ({minutes.min} to {minutes.max})"


def _about(routine: Routine) -> str:
    return routine.about[0] if routine.about else routine.name


def _show(routine: Routine) -> None:
    print(f"{routine.name} ({routine.id}), {routine.position.value}, {_length(routine)}")
    if routine.aliases:
        print(f"also called: {', '.join(routine.aliases)}")
    sections = {
        "about": routine.about,
        "why": routine.why,
        "needs": routine.needs,
        "rules": routine.rules,
    }
    for title, lines in sections.items():
        if lines:
            print(f"\n{title}")
        for line in lines:
            print(f"  {line}")
    for title, steps in (("steps", routine.steps), ("close", routine.close)):
        if steps:
            print(f"\n{title}")
        for step in steps:
            _show_step(step)


def _show_step(step: Step) -> None:
    then = [f"hold {step.hold_s:g} s"] if step.hold_s and step.reps is None else []
    if step.reps is not None:
        then.append(f"{step.reps.count} times, {step.reps.pace_s:g} s each")
    if step.rest:
        then.append("rest for what is left of the minutes")
    if step.until_ready:
        then.append("wait until ready")
    if step.optional:
        then.append("left out when there is no time")
    print(f"  {step.id}{': ' if then else ''}{', '.join(then)}")
    _show_words(step)


def _show_words(step: Step) -> None:
    if step.sound is not None:
        print(f"    ({step.sound.name}, {step.sound.lasts_s:.1f} s)")
    for side, words in step.words.items():
        for line in words.full:
            print(f"    {f'[{side.value}] ' if side else ''}{line}")
    for cue in step.cues:
        when = (
            f"every {cue.every_s:g} s"
            if cue.every_s
            else (
                f"{cue.left_s:g} s before the end"
                if cue.left_s is not None
                else f"at {cue.at_s:g} s"
            )
        )
        print(f"    ({when}) {' / '.join(cue.lines(next(iter(step.words))))}")
