"""Recognise texts as rhasspy-nlu-hermes does, without its MQTT.

Runs in the environment that has Rhasspy's packages::

    recognise.py GRAPH strict|fuzzy [LANGUAGE]

Reads a JSON list of ``{"text": ..., "intents": [...] or null}`` and writes one of
``{"intent": ..., "slots": {...}, "confidence": ..., "seconds": ...}`` or null.
"""

import json
import sys
import time
from pathlib import Path

import rhasspynlu


def recognise(graph, request, fuzzy, language):
    """Return what one text means, or None."""
    words = rhasspynlu.replace_numbers(request["text"].split(), language)
    intents = request["intents"]
    began = time.perf_counter()
    found = rhasspynlu.recognize(
        " ".join(words),
        graph,
        fuzzy=fuzzy,
        intent_filter=None if intents is None else intents.__contains__,
        word_transform=str.lower,
    )
    seconds = time.perf_counter() - began
    if not found:
        return None
    first = found[0]  # the service takes no other
    return {
        "intent": first.intent.name,
        "slots": {entity.entity: entity.value for entity in first.entities},
        "confidence": first.intent.confidence,
        "seconds": seconds,
    }


def main(graph_path, mode, language="en"):
    """Answer all requests of the standard input."""
    with Path(graph_path).open("rb") as file:
        graph = rhasspynlu.gzip_pickle_to_graph(file)
    requests = json.load(sys.stdin)
    fuzzy = mode == "fuzzy"
    found = [recognise(graph, request, fuzzy, language) for request in requests]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
