"""A household for the doctor: a Rhasspy on a broker, some of whose services may be away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supine.cli.library import language_of, names_of, read_config, read_library, read_templates
from supine.clock import SystemClock
from supine.demo.rhasspy.dialogue import Dialogue
from supine.demo.rhasspy.mouth import Mouth
from supine.demo.rhasspy.nlu import Nlu
from supine.demo.satellite import TypedSatellite
from supine.understanding.recogniser import Recogniser

PARTS = {"dialogue": Dialogue, "mouth": Mouth, "nlu": Nlu}


def english() -> Recogniser:
    library = read_library(read_config(None), "en")
    return Recogniser(read_templates(library, "en"), names_of(language_of(library, "en")))


@contextmanager
def rhasspy(
    port: int, recognise: object, *, without: str | None = None, sites: tuple[str, ...] = ()
) -> Iterator[TypedSatellite]:
    """Run a Rhasspy.

    Args:
        port: The broker's.
        recognise: What it was taught.
        without: A service that is away.
        sites: Set up for these alone, as Rhasspy's own settings do; empty: for all.
    """
    satellite = TypedSatellite(SystemClock(), recognise, "127.0.0.1", port)
    whole = satellite._rhasspy
    if without is not None:
        whole._services = tuple(
            each for each in whole._services if not isinstance(each, PARTS[without])
        )
    if sites:
        receive = whole.receive
        whole.receive = lambda message, now: (
            receive(message, now)
            if getattr(message.body, "site_id", None) in {None, "", *sites}
            else []
        )
    with satellite:
        yield satellite


def written(folder: Path, port: int, more: str = "", mqtt: str = "") -> Path:
    """Write a configuration and return its path."""
    file = folder / "supine.yaml"
    file.write_text(
        f"mqtt: {{host: 127.0.0.1, port: {port}{mqtt}}}\nzone: Europe/London\n"
        f"store: {{url: 'sqlite:///{folder}/supine.db'}}\n{more}",
        "utf-8",
    )
    return file
