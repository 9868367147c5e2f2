"""``supine demo``: the whole skill on this machine, typed instead of spoken."""

import logging
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.loading.library import Library
    from supine.plugins.registry import Plugins
    from supine.understanding.recogniser import Recogniser, Recognition

NAME = "demo"


def command(
    fast: Annotated[
        float, typer.Option(help="Seconds of the demo in one real second.", min=0.1, max=600)
    ] = 1.0,
    script: Annotated[
        str | None, typer.Option(help="File with utterances, one a line; - for standard input.")
    ] = None,
    speak: Annotated[bool, typer.Option("--speak", help="Let it be heard as well.")] = False,
    first: Annotated[
        bool, typer.Option("--first", help="As the first time: with needs and rules.")
    ] = False,
    lang: Annotated[
        str | None, typer.Option(help="Language to talk in; default: the configured one.")
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for your own routines.")
    ] = None,
) -> int:
    """Talk to the skill by keyboard, on a broker of its own; no Rhasspy, no microphone.

    Example: supine demo --fast 60
    """
    from supine.app import Skill
    from supine.cli.library import language_of, left_out, read_config, read_household
    from supine.clock import Clock, SystemClock
    from supine.core.habits import Habits
    from supine.core.starting import PREFACE_TIMES
    from supine.demo.run import DemoOptions, run_demo
    from supine.linting.wiring import check_wiring
    from supine.plugins.reloading import Reloader

    logging.basicConfig(level=logging.ERROR, format="supine: %(message)s")
    logging.getLogger(Reloader.__module__).setLevel(logging.INFO)
    configured = read_config(config)
    spoken = lang or configured.language
    settings = configured.model_copy(update={"language": spoken, "sites": []})
    household = read_household(settings)
    plugins = household.taken.plugins
    library = plugins.library
    check_wiring(settings, library, config)
    for line in left_out(household.taken.faults):
        print(line, file=sys.stderr)
    language = language_of(library, spoken)
    ears = _Ears(library, spoken)
    reloaders: list[Reloader] = []

    def habits() -> Habits:
        return Habits(times_done={} if first else dict.fromkeys(language.routines, PREFACE_TIMES))

    def start(host: str, port: int, clock: Clock) -> Skill:
        changed = {"host": host, "port": port, "username": None, "password": None}
        plain = type(settings.mqtt.tls)()
        mqtt = settings.mqtt.model_copy(update=changed | {"tls": plain, "client_id": "supine-demo"})
        ours = settings.model_copy(update={"mqtt": mqtt})
        skill = Skill(ours, library, clock, new_habits=habits, plugins=plugins)
        skill.start()
        skill.wait_connected()

        def renew(fresh: "Plugins") -> None:
            ears.renew(fresh.library)
            skill.renew(fresh)

        # Files change in real time, however fast the demo's runs.
        reloaders.append(Reloader(household, SystemClock(), renew, elsewhere=False))
        reloaders[-1].start()
        return skill

    options = DemoOptions(fast=fast, script=script, speak=speak, lang=spoken)
    try:
        return run_demo(options, start, ears.recognise)
    finally:
        for each in reloaders:
            each.stop()


class _Ears:
    """Understands what can be said just now."""

    def __init__(self, library: "Library", lang: str) -> None:
        self._lang = lang
        self._recogniser = self._made(library)

    def recognise(self, text: str, intents: Collection[str] | None) -> "Recognition | None":
        """Return what a text means, or None."""
        return self._recogniser.recognise(text, intents)

    def renew(self, library: "Library") -> None:
        """Understand from now on what was read anew."""
        fresh = self._made(library)
        fresh.recognise("colourless green ideas")  # makes it build all that it puts off
        self._recogniser = fresh

    def _made(self, library: "Library") -> "Recogniser":
        from supine.cli.library import language_of, names_of, read_templates
        from supine.understanding.recogniser import Recogniser

        names = names_of(language_of(library, self._lang))
        return Recogniser(read_templates(library, self._lang), names)
