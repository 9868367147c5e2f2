"""``supine train``: teach a Rhasspy server what people say to supine."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.adapters.rhasspy_http import Login, RhasspyServer
    from supine.loading.settings import RhasspyConfig
    from supine.understanding.proof import Proof

NAME = "train"

_FUZZY = (
    "note: Rhasspy matches loosely, and takes what is meant for others for something it knows; "
    'set "intent": {"fsticuffs": {"fuzzy": false}} in its profile.json'
)


def command(
    url: Annotated[
        str | None,
        typer.Option("--url", help="Rhasspy's address; default: http://localhost:12101."),
    ] = None,
    lang: Annotated[
        str | None, typer.Option(help="Language of the sentences; default: the configured one.")
    ] = None,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="Write intents/supine.ini, beside sentences of one's own."),
    ] = False,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
    timeout: Annotated[
        float, typer.Option(help="Seconds that the training may take.", min=1)
    ] = 900.0,
) -> None:
    """Post sentences and slots to a Rhasspy server, train it, and see that it has understood.

    Sentences of your own are kept: where sentences.ini holds some, ours go beside them.
    What lets us in comes from the environment or supine.yaml: SUPINE_RHASSPY__TOKEN, or
    SUPINE_RHASSPY__USERNAME and SUPINE_RHASSPY__PASSWORD.

    Example: supine train --url http://raspberrypi:12101
    """
    from supine.adapters.rhasspy_http import RhasspyServer
    from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
    from supine.understanding.proof import proofs
    from supine.understanding.rhasspy import SENTENCES, rhasspy_files

    settings = read_config(config)
    code = lang or settings.language
    library = read_library(settings, code)
    names = names_of(language_of(library, code))
    templates = read_templates(library, code)
    files = rhasspy_files(templates, names)
    server = RhasspyServer(url or settings.rhasspy.url, _login(settings.rhasspy))
    with _progress(f"asking {server.url} for its sentences"):
        known = server.sentences() or {}
    slots = {
        path.removeprefix("slots/"): text.splitlines()
        for path, text in files.items()
        if path != SENTENCES
    }
    to_write = _placed(files[SENTENCES], known, beside=beside)
    with _progress(f"writing sentences and {len(slots)} slots"):
        server.write_slots(slots)
        server.write_sentences(to_write)
    written = [path for path, text in to_write.items() if text]
    print(f"{server.url} has our sentences in {', '.join(written)} and {len(slots)} slots")
    with _progress("training; on a Raspberry Pi this takes a minute or more"):
        said = server.train(timeout)
    print(said or "Training completed")
    with _progress("asking it for one of our sentences"):
        understood = _proved(server, proofs(templates, names)[0])
    print(understood)
    if server.matches_loosely():
        print(_FUZZY)


def _login(config: "RhasspyConfig") -> "Login":
    from supine.adapters.rhasspy_http import Login

    return Login(
        token=config.token.get_secret_value() if config.token else None,
        username=config.username,
        password=config.password.get_secret_value() if config.password else None,
    )


def _placed(text: str, known: Mapping[str, str], *, beside: bool) -> dict[str, str]:
    """Return the files to write: where ours stand already, or where they overwrite nobody's.

    An intent must not stand in two files; an empty one is removed.
    """
    from supine.understanding.rhasspy import BESIDE_OTHERS, SENTENCES, is_ours

    main = known.get(SENTENCES, "")
    others = bool(main.strip()) and not is_ours(main)
    if not (beside or others or BESIDE_OTHERS in known):
        return {SENTENCES: text}
    return {BESIDE_OTHERS: text} | ({} if others or not main.strip() else {SENTENCES: ""})


def _proved(server: "RhasspyServer", proof: "Proof") -> str:
    """Ask for a sentence of ours, and return that it was understood.

    Raises:
        UnreachableError: It was not.
    """
    from supine.errors import UnreachableError
    from supine.understanding.proof import INTENT

    found = server.understand(proof.text, [INTENT])
    if not proof.holds(found.intent, found.slots):
        took = f"takes it for {found.intent}" if found.intent else "does not understand it"
        problem = (
            f"was trained and {took}: {proof.text!r}, which is one of ours; look at its log, and "
            "whether its intent recognition is on"
        )
        raise UnreachableError(server.url, problem)
    return f"it understands us: {proof.text!r} is {INTENT}, {proof.slot} {proof.value}"


@contextmanager
def _progress(what: str) -> Iterator[None]:
    """Show on a terminal what is waited for and how long already; elsewhere a line of it."""
    if not sys.stderr.isatty():
        print(f"{what} ...", file=sys.stderr, flush=True)
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(what, total=None)
        yield
