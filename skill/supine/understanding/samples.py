"""Sentences that the templates allow, as examples of what they mean.

Writing out everything would give millions.  A sample departs from the plainest form of its
template in two places at most: an article put in, another verb.  They show which sentences a new
template takes from others, and whether a recogniser that was trained elsewhere knows ours.
"""

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from supine.understanding.grammar import Choice, Node, Sequence, Slot, Words
from supine.understanding.spoken import MASK, plain
from supine.understanding.templates import Templates, Value

DEPARTURES_MAX = 2
"""Places where a sample may differ from its template's plainest form."""

SAMPLES_MAX = 60
MORE_SAMPLES = 30
"""Samples of one template, or of one part of it, with the same number of departures, and how
many more there may be for each further way to say it plainly, but for no more ways than there are
routines: of those with a date as well there are hundreds."""

Filled = tuple[tuple[str, Value | None], ...]


class Sample(NamedTuple):
    """A sentence and what it means."""

    intent: str
    text: str
    """In the form of `spoken.plain`; a number that fills a slot is a `MASK`, and a time or
    days of the week are masked, too."""

    slots: Filled
    """Slots with their values; the value None stands for what is masked."""


_Part = tuple[int, str, Filled]
"""How far down the alternatives it was found, its text, its slots."""

_NOTHING: _Part = (0, "", ())

_Layers = list[list[_Part]]
"""What a node may become, by the number of departures from its plainest form."""


def samples(templates: Templates, names: Mapping[str, str]) -> Iterator[Sample]:
    """Yield examples of everything that can be said, plainest first within a template.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by; of several names for one
            routine, the usual one first.
    """
    sampler = Sampler(templates, names)
    for place in range(len(sampler)):
        yield from sampler.of(place)


class Sampler:
    """Makes the samples of one template after another, as they are asked for.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by; of several names for one
            routine, the usual one first.
    """

    def __init__(self, templates: Templates, names: Mapping[str, str]) -> None:
        self._templates = templates
        self._names = names
        self._ways = len(set(names.values()))
        self._known: dict[int, tuple[Node, _Layers]] = {}
        self._in_order = [
            (intent, template.tree)
            for intent, sentences in templates.sentences.items()
            for template in sentences
        ]

    def __len__(self) -> int:
        """Return how many templates there are."""
        return len(self._in_order)

    def of(self, place: int) -> Iterator[Sample]:
        """Yield the samples of a template, plainest first.

        Args:
            place: Which one, counted from 0 in the order of the intents.
        """
        intent, tree = self._in_order[place]
        for layer in self.layers(tree):
            for _, text, slots in layer:
                yield Sample(intent, text, slots)

    def layers(self, node: Node) -> _Layers:
        """Return what may be said for a node, by the number of departures."""
        # Trees share the nodes of their rules.  The node is kept: a dead one's id is used again.
        if id(node) not in self._known:
            self._known[id(node)] = node, self._thinned(self._expanded(node))
        return self._known[id(node)][1]

    def _expanded(self, node: Node) -> _Layers:
        match node:
            case Words():
                return _layers((0, plain(node.text), ()))
            case Slot():
                return self._slot(node)
            case Choice():
                return self._choice(node)
            case Sequence():
                return self._sequence(node)

    def _slot(self, node: Slot) -> _Layers:
        mask = self._templates.mask_of(node.list_name)
        layers = _layers((0, mask, ((node.slot, None),))) if mask else _layers()
        if mask == MASK:
            return layers
        known: list[Value] = []
        for tree, value in self._templates.values(node.list_name, self._names):
            filled = ((node.slot, value),)
            further = known.count(value)
            known.append(value)
            departs = further > 0
            for cost, layer in enumerate(self._expanded(tree)[: DEPARTURES_MAX + 1 - departs]):
                layers[cost + departs] += [
                    (rank + further, said, filled) for rank, said, _ in layer
                ]
        return layers

    def _choice(self, node: Choice) -> _Layers:
        layers = _layers(_NOTHING) if node.optional else _layers()
        for n, item in enumerate(node.items):
            departs = node.optional or n > 0
            if isinstance(item, Words):  # by far the most frequent
                layers[departs].append((n, plain(item.text), ()))
                continue
            for cost, layer in enumerate(self.layers(item)[: DEPARTURES_MAX + 1 - departs]):
                layers[cost + departs] += [(rank + n, text, slots) for rank, text, slots in layer]
        return layers

    def _sequence(self, node: Sequence) -> _Layers:
        done = _layers(_NOTHING)
        for item in node.items:
            if isinstance(item, Words):
                said: list[_Part] = [(0, plain(item.text), ())]
                done = [_joined(layer, said) for layer in done]
                continue
            coming = self.layers(item)
            done = self._thinned(
                [
                    [part for n in range(cost + 1) for part in _joined(done[n], coming[cost - n])]
                    for cost in range(DEPARTURES_MAX + 1)
                ]
            )
        return done

    def _thinned(self, layers: _Layers) -> _Layers:
        """Return the layers with so many samples each, those with the earliest alternatives."""
        ways = min(len(layers[0]) - 1, self._ways)
        most = SAMPLES_MAX + MORE_SAMPLES * max(0, ways)
        return [
            layer if len(layer) <= most else sorted(layer, key=itemgetter(0))[:most]
            for layer in layers
        ]


def _layers(*plainest: _Part) -> _Layers:
    return [list(plainest), *([] for _ in range(DEPARTURES_MAX))]


def _joined(left: list[_Part], right: list[_Part]) -> list[_Part]:
    if left == [_NOTHING]:
        return right
    return [
        (rank + further, f"{head} {tail}" if head and tail else head or tail, before + after)
        for rank, head, before in left
        for further, tail, after in right
    ]
