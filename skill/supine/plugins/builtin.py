"""Plugin number one: what supine itself brings, registered like anybody else's."""

from collections.abc import Callable, Sequence
from importlib.metadata import version

from supine.core.words import Reply
from supine.data import shipped
from supine.loading.contract import CONTRACT_FILE, load_contract
from supine.plugins.api import API_VERSION, Heard, Plugin, Registrar
from supine.plugins.records import Record, Status

NAME = "supine"

NAMED_MAX = 3
"""How many plugins are named aloud; `supine plugins` lists them all."""


def builtin(records: Callable[[], Sequence[Record]]) -> Plugin:
    """Return what supine brings.

    Args:
        records: Tells how the other plugins are.
    """

    def list_plugins(heard: Heard) -> Reply:
        return Reply(text=_told(heard, records()))

    def register(registrar: Registrar) -> None:
        intents = shipped("intents")
        contract = load_contract(intents / CONTRACT_FILE)
        registrar.add_routines(shipped("routines"))
        registrar.add_sentences(intents)
        registrar.add_phrases(intents)
        # What is answered to most of these is the core's; the plugins' interface does the rest.
        registrar.take_over(contract, {"SupineListPlugins": list_plugins})

    return Plugin(
        name=NAME,
        version=version("supine"),
        api=API_VERSION,
        description="what supine brings itself",
        register=register,
    )


def _told(heard: Heard, records: Sequence[Record]) -> str:
    """Return how many there are, and who is not well."""
    asked = [each for each in records if each.name != NAME and each.status is not Status.DISABLED]
    unwell = [each.name for each in asked if each.status is not Status.ACTIVE]
    if unwell:
        names = heard.words.listed(unwell[:NAMED_MAX])
        return heard.phrase("plugins_unwell", count=heard.words.number(len(asked)), names=names)
    if not asked:
        return heard.phrase("plugins_none")
    if len(asked) == 1:
        return heard.phrase("plugins_one")
    return heard.phrase("plugins_well", count=heard.words.number(len(asked)))
