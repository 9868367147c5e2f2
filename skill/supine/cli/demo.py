"""``supine demo``: the whole skill on this machine, typed instead of spoken."""

import logging
from typing import Annotated

import typer

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
    lang: Annotated[str, typer.Option(help="Language to talk in.")] = "en",
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for your own routines.")
    ] = None,
) -> int:
    """Talk to the skill by keyboard, on a broker of its own; no Rhasspy, no microphone.

    Example: supine demo --fast 60
    """
    from supine.app import Skill, check_wiring
    from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
    from supine.clock import Clock
    from supine.core.habits import Habits
    from supine.demo.run import DemoOptions, run_demo
    from supine.understanding.recogniser import Recogniser

    logging.basicConfig(level=logging.ERROR)
    settings = read_config(config).model_copy(update={"language": lang, "sites": []})
    library = read_library(settings)
    check_wiring(settings, library)
    language = language_of(library, lang)
    recogniser = Recogniser(read_templates(library, lang), names_of(language))

    def habits() -> Habits:
        return Habits(times_done={} if first else dict.fromkeys(language.routines, 1))

    def start(host: str, port: int, clock: Clock) -> Skill:
        changed = {"host": host, "port": port, "username": None, "password": None}
        plain = type(settings.mqtt.tls)()
        mqtt = settings.mqtt.model_copy(update=changed | {"tls": plain, "client_id": "supine-demo"})
        ours = settings.model_copy(update={"mqtt": mqtt})
        skill = Skill(ours, library, clock, new_habits=habits)
        skill.start()
        skill.wait_connected()
        return skill

    options = DemoOptions(fast=fast, script=script, speak=speak, lang=lang)
    return run_demo(options, start, recogniser.recognise)
