"""``supine recognise``: what supine understands."""

import json
from typing import Annotated

import typer

NAME = "recognise"


def command(
    text: Annotated[str, typer.Argument(help="What somebody says.")],
    lang: Annotated[
        str | None, typer.Option(help="Language it is said in; default: the configured one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml, for its routine folders.")
    ] = None,
) -> int:
    """Show the intent, slots and confidence for a sentence; exit 1 if there is none.

    Example: supine recognise "start my back release for ten minutes"
    """
    from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
    from supine.understanding.recogniser import Recogniser

    settings = read_config(config)
    spoken = lang or settings.language
    library = read_library(settings, spoken)
    names = names_of(language_of(library, spoken))
    recogniser = Recogniser(read_templates(library, spoken), names)
    recognition = recogniser.recognise(text)
    if recognition is None:
        print("null" if as_json else "not understood")
        return 1
    if as_json:
        found = {
            "intent": recognition.intent,
            "slots": dict(recognition.slots),
            "confidence": round(recognition.confidence, 3),
        }
        print(json.dumps(found, ensure_ascii=False))
    else:
        slots = ", ".join(f"{name}={value}" for name, value in recognition.slots.items())
        print(f"{recognition.intent}({slots}) with confidence {recognition.confidence:.2f}")
    return 0
