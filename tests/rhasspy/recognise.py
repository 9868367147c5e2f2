"""Have texts understood by rhasspy-nlu-hermes itself, without its MQTT.

Runs in the environment that has Rhasspy's packages::

    recognise.py GRAPH strict|fuzzy [LANGUAGE]
    recognise.py GRAPH served [LANGUAGE]

Reads a JSON list of ``{"text": ..., "intents": [...] or null}`` and writes one of
``{"intent": ..., "slots": {...}, "confidence": ..., "seconds": ...}`` or null, the seconds
being those of the processor.  The service answers one query after the other; here one of it
runs on each core, since none of them remembers anything.

Served, it reads ``{"mode": ..., "whole": true or false, "asked": [...]}`` line after line and
writes a line for each, until there are no more.  Unless it is to see the whole graph, the
service sees of it what was said (`Heard`), and answers the same in a tenth of the time.
"""

import asyncio
import gc
import json
import multiprocessing
import os
import sys
import time
from operator import itemgetter
from pathlib import Path

import paho.mqtt.client as mqtt
import rhasspynlu
from networkx.classes.reportviews import NodeDataView
from rhasspyhermes.nlu import NluIntent, NluIntentNotRecognized, NluQuery
from rhasspynlu_hermes import NluHermesMqtt

SERVICES = []
"""The one that answers; it cannot be handed to another process, only be inherited by it."""

AT_ONCE = 16
"""So many requests a process takes at a time: some take a hundred times as long as others."""


FEW = 4
"""So many edges are tried as fast as those among them are found whose words were said."""


class Heard:
    """What was learnt, without the words that nobody said.

    Nine tenths of its time the service spends on two things: for each sentence it tries words
    that do not stand in it, from every node that it comes to; and it looks for the last of
    hundreds of thousands of nodes.  No edge with a word that was not said is ever passed,
    strictly or loosely, and it does not matter where the last node stands.  So here those
    edges are left out and both ends come first; all else, the order of the edges among it, is
    as it was learnt, and the service does its work on it as on any other graph.

    Args:
        graph: What was learnt.
    """

    def __init__(self, graph):
        nodes = dict(graph.nodes(data=True))
        ends = [node for node, data in nodes.items() if data.get("start") or data.get("final")]
        self._nodes = {node: nodes[node] for node in ends} | nodes
        self._edges = dict(graph.adjacency())
        self._by_word = {
            node: _by_word(edges) for node, edges in self._edges.items() if len(edges) > FEW
        }
        self._words = {""}
        self._seen = {}

    def hear(self, text, language):
        """Leave out from now on what does not stand in a text."""
        words = rhasspynlu.replace_numbers(text.split(), language)
        self._words = {"", *map(str.lower, words)}
        self._seen = {}

    def nodes(self, data):
        """Return all nodes, the ends first."""
        return NodeDataView(self._nodes, data=data)

    def __getitem__(self, node):
        """Return where the words that were said lead to from here, and what takes no word."""
        by_word = self._by_word.get(node)
        if by_word is None:
            return self._edges[node]
        if node not in self._seen:
            said = [edge for word in self._words for edge in by_word.get(word, ())]
            self._seen[node] = {to: data for _, to, data in sorted(said, key=itemgetter(0))}
        return self._seen[node]


def _by_word(edges):
    """Return the edges of a node, numbered, by the word that each takes."""
    by_word = {}
    for number, (to, data) in enumerate(edges.items()):
        by_word.setdefault((data.get("ilabel") or "").lower(), []).append((number, to, data))
    return by_word


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


def serve(graph, language):
    """Answer lines of requests as they come."""
    heard = Heard(graph)
    services = {
        (mode, whole): Service(graph if whole else heard, mode, language)
        for mode in ("strict", "fuzzy")
        for whole in (True, False)
    }
    gc.freeze()
    for line in sys.stdin:
        wanted = json.loads(line)
        found = []
        for request in wanted["asked"]:
            heard.hear(request["text"], language)
            found.append(services[wanted["mode"], wanted["whole"]].ask(request))
        print(json.dumps(found), flush=True)


def main(graph_path, mode, language="en"):
    """Answer all requests of the standard input."""
    with Path(graph_path).open("rb") as file:
        graph = rhasspynlu.gzip_pickle_to_graph(file)
    if mode == "served":
        serve(graph, language)
        return
    SERVICES.append(Service(graph, mode, language))
    requests = json.load(sys.stdin)
    gc.freeze()  # so that the processes share the graph
    cores = len(os.sched_getaffinity(0)) if len(requests) > AT_ONCE else 1
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        found = list(pool.imap(answer, requests, AT_ONCE))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
