"""``supine``: the command line.

Every command is a module beside this one and imports what it needs when it is called, so
that ``supine --help`` is quick on a small machine.  Errors go to stderr, one line each:
exit 2 for what the caller can mend (files, options), 1 for faults outside.
"""

import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer

from supine.cli import (
    check,
    demo,
    doctor,
    history,
    new,
    plugins,
    recognise,
    rehearse,
    reminders,
    routines,
    run,
    schema,
    sentences,
    train,
)
from supine.errors import FaultsError, RoutineUnknownError, SupineError

USAGE, FAULT, INTERRUPTED = 2, 1, 130

# Newer typers bring a click of their own; the class is the same by name.
ClickError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)

app = typer.Typer(
    name="supine",
    help="Hands-free body care: spoken lying-down routines for Rhasspy over MQTT.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    demo,
    run,
    routines,
    rehearse,
    check,
    schema,
    recognise,
    sentences,
    train,
    plugins,
    doctor,
):
    app.command(name=command.NAME)(command.command)
app.command(name=history.NAME)(history.command)
app.add_typer(reminders.group, name=reminders.NAME)
app.add_typer(new.group, name=new.NAME)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"supine {version('supine')}")
        raise typer.Exit


@app.callback()
def options(
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show the traceback of an error.")
    ] = False,
    show_version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Hands-free body care: spoken lying-down routines for Rhasspy over MQTT.

    Try it without a microphone: supine demo
    """
    del show_version
    _STATE["verbose"] = verbose


_STATE = {"verbose": False}


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run_command(arguments))


def run_command(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        result = app(arguments, standalone_mode=False)
    except ClickError as exc:
        return _say(exc, _usage(exc), USAGE)
    except (FaultsError, RoutineUnknownError) as exc:
        return _say(exc, str(exc.args[0]), USAGE)
    except SupineError as exc:
        return _say(exc, f"supine: {exc}", FAULT)
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0


def _usage(exc: Exception) -> str:
    """Return what is wrong with the options in one line; without any, the whole help."""
    message = str(getattr(exc, "format_message", lambda: str(exc))()).strip()
    if message.startswith("Usage:"):
        return message
    return f"supine: {' '.join(message.split()).rstrip('.')} (supine --help tells more)"


def _say(exc: Exception, text: str, code: int) -> int:
    if _STATE["verbose"]:
        traceback.print_exception(exc)
    print(text, file=sys.stderr)
    return code
