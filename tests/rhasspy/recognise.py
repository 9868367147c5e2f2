"""Have texts understood by rhasspy-nlu-hermes itself, without its MQTT.

Runs in the environment that has Rhasspy's packages::

    recognise.py GRAPH strict|fuzzy [LANGUAGE]

Reads a JSON list of ``{"text": ..., "intents": [...] or null}`` and writes one of
``{"intent": ..., "slots": {...}, "confidence": ..., "seconds": ...}`` or null, the seconds
being those of the processor.  The service answers one query after the other; here one of it
runs on each core, since none of them remembers anything.
"""

import asyncio
import gc
import json
import multiprocessing
import os
import sys
import time
from pathlib import Path

import paho.mqtt.client as mqtt
import rhasspynlu
from rhasspyhermes.nlu import NluIntent, NluIntentNotRecognized, NluQuery
from rhasspynlu_hermes import NluHermesMqtt

SERVICES = []
"""The one that answers; it cannot be handed to another process, only be inherited by it."""

AT_ONCE = 16
"""So many requests a process takes at a time: some take a hundred times as long as others."""


class Service:
    """The service, with a graph that has been loaded."""

    def __init__(self, graph, mode, language):
        self._hermes = NluHermesMqtt(
            mqtt.Client(),
            intent_graph=graph,
            word_transform=str.lower,
            fuzzy=mode == "fuzzy",
            replace_numbers=True,
            language=language,
        )

    def ask(self, request):
        """Return what one text means, or None."""
        query = NluQuery(input=request["text"], intent_filter=request["intents"])
        began = time.process_time()
        published = asyncio.run(self._answers(query))
        seconds = time.process_time() - began
        last, *_ = published[-1] if isinstance(published[-1], tuple) else published[-1:]
        if isinstance(last, NluIntentNotRecognized):
            return None
        if not isinstance(last, NluIntent):
            raise TypeError(f"{request['text']!r}: {last}")
        return {
            "intent": last.intent.intent_name,
            "slots": {slot.slot_name: slot.value["value"] for slot in last.slots},
            "confidence": last.intent.confidence_score,
            "seconds": seconds,
        }

    async def _answers(self, query):
        return [each async for each in self._hermes.handle_query(query)]


def answer(request):
    """Return what one text means, or None."""
    return SERVICES[0].ask(request)


def main(graph_path, mode, language="en"):
    """Answer all requests of the standard input."""
    with Path(graph_path).open("rb") as file:
        SERVICES.append(Service(rhasspynlu.gzip_pickle_to_graph(file), mode, language))
    requests = json.load(sys.stdin)
    gc.freeze()  # so that the processes share the graph
    cores = len(os.sched_getaffinity(0)) if len(requests) > AT_ONCE else 1
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        found = list(pool.imap(answer, requests, AT_ONCE))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
