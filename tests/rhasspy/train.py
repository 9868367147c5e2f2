"""Train Rhasspy's intent recognition as Rhasspy 2.5.10 itself does.

Runs in the environment that has Rhasspy's packages::

    train.py SENTENCES_INI GRAPH [SLOTS_FOLDER [SLOT_PROGRAMS_FOLDER]]

The folders are looked for beside SENTENCES_INI when they are not given.  GRAPH is written
as ``intent_graph.pickle.gz`` for rhasspy-nlu-hermes, only not pressed as hard as Rhasspy does
it: that takes more than half of the training, and nobody keeps the file here.
"""

import gzip
import pickle
import sys
from pathlib import Path

import rhasspynlu
from rhasspynlu import ini_jsgf, jsgf

LANGUAGE = "en"


def train(sentences_ini, graph, slots=None, slot_programs=None):
    """Read the sentences, fill in slots and numbers, and write the graph."""
    sentences_ini = Path(sentences_ini)
    folder = sentences_ini.parent
    intents = rhasspynlu.parse_ini(sentences_ini.read_text("utf-8"))
    sentences, replacements = ini_jsgf.split_rules(intents)

    # "1..120" becomes the slot program rhasspy/number ...
    for sentence in _all(sentences):
        jsgf.walk_expression(sentence, rhasspynlu.number_range_transform, replacements)
    replacements.update(
        rhasspynlu.get_slot_replacements(
            intents,
            slots_dirs=[Path(slots or folder / "slots")],
            slot_programs_dirs=[Path(slot_programs or folder / "slot_programs")],
        )
    )
    # ... and its digits become words.
    for sentence in _all(sentences):
        jsgf.walk_expression(
            sentence, lambda word: rhasspynlu.number_transform(word, LANGUAGE), replacements
        )
    learnt = rhasspynlu.sentences_to_graph(sentences, replacements=replacements)
    with gzip.open(graph, "wb", compresslevel=1) as file:
        pickle.dump(learnt, file, pickle.HIGHEST_PROTOCOL)


def _all(sentences):
    return [sentence for several in sentences.values() for sentence in several]


if __name__ == "__main__":
    train(*sys.argv[1:])
