"""``supine demo``: the whole skill on this machine, typed instead of spoken."""

import logging
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.app import Skill
    from supine.clock import Clock
    from supine.core.habits import Habits
    from supine.loading.library import Library
    from supine.loading.settings import Config
    from supine.plugins.household import Household
    from supine.plugins.registry import Plugins
    from supine.plugins.reloading import Reloader
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
    from supine.cli.library import left_out, read_config, read_household
    from supine.demo.run import DemoOptions, run_demo
    from supine.linting.wiring import check_wiring
    from supine.plugins.reloading import Reloader

    logging.basicConfig(level=logging.ERROR, format="supine: %(message)s")
    logging.getLogger(Reloader.__module__).setLevel(logging.INFO)
    configured = read_config(config)
    spoken = lang or configured.language
    settings = configured.model_copy(update={"language": spoken, "sites": []})
    household = read_household(settings)
    check_wiring(settings, household.taken.plugins.library, config)
    for line in left_out(household.taken.faults):
        print(line, file=sys.stderr)
    house = _House(settings, household, first=first)
    options = DemoOptions(fast=fast, script=script, speak=speak, lang=spoken)
    try:
        return run_demo(options, house.start, house.recognise)
    finally:
        house.stop()


class _House:
    """The skill and what understands for it, on whatever files the household has just now.

    Args:
        settings: The household's; another broker than theirs is used.
        household: Its files, the settings' language among them.
        first: Practise as if it were the first time.
    """

    def __init__(self, settings: "Config", household: "Household", *, first: bool) -> None:
        self._settings = settings
        self._household = household
        self._first = first
        self._plugins = household.taken.plugins
        self._ears = _Ears(self._plugins.library, settings.language)
        self._reloader: Reloader | None = None

    def recognise(self, text: str, intents: Collection[str] | None) -> "Recognition | None":
        """Return what a text means just now, or None."""
        return self._ears.recognise(text, intents)

    def start(self, host: str, port: int, clock: "Clock") -> "Skill":
        """Return the skill once it hears what is said at a broker."""
        from supine.app import Skill
        from supine.clock import SystemClock
        from supine.plugins.reloading import Reloader

        plugins = self._plugins
        settings = _at_broker(self._settings, host, port)
        skill = Skill(settings, plugins.library, clock, new_habits=self._habits, plugins=plugins)
        skill.start()
        skill.wait_connected()

        def renew(fresh: "Plugins") -> None:
            self._ears.renew(fresh.library)
            skill.renew(fresh)

        # Files change in real time, however fast the demo's runs.
        self._reloader = Reloader(self._household, SystemClock(), renew, elsewhere=False)
        self._reloader.start()
        return skill

    def stop(self) -> None:
        """Look at no files any more."""
        if self._reloader is not None:
            self._reloader.stop()

    def _habits(self) -> "Habits":
        from supine.core.habits import Habits
        from supine.core.starting import PREFACE_TIMES

        routines = self._plugins.library.languages[self._settings.language].routines
        return Habits(times_done={} if self._first else dict.fromkeys(routines, PREFACE_TIMES))


def _at_broker(settings: "Config", host: str, port: int) -> "Config":
    """Return the settings with the demo's own broker, which asks for no password."""
    changed = {"host": host, "port": port, "username": None, "password": None}
    plain = type(settings.mqtt.tls)()
    mqtt = settings.mqtt.model_copy(update=changed | {"tls": plain, "client_id": "supine-demo"})
    return settings.model_copy(update={"mqtt": mqtt})


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
