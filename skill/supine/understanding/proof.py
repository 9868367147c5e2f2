"""Sentences that show whether a recogniser was trained on ours, and that do nothing.

To ask a recogniser something is to say it: whoever listens for intents hears what it finds.
So these are answers to "which one?".  When nobody has asked that, supine takes them in
silence, at any site and in the middle of a practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from supine.core.intents import Intent
from supine.understanding.samples import Sample, samples
from supine.understanding.spoken import written
from supine.understanding.templates import Templates, Value

INTENT = str(Intent.CHOOSE)
"""What all of them mean; a recogniser that may find nothing else can do no harm."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A sentence, and what a recogniser that knows ours makes of it."""

    text: str
    slot: str
    value: Value

    def holds(self, intent: str | None, slots: Mapping[str, object]) -> bool:
        """Whether this is what was found."""
        return intent == INTENT and str(slots.get(self.slot)) == str(self.value)


def proofs(templates: Templates, names: Mapping[str, str]) -> list[Proof]:
    """Return a sentence that has been ours from the beginning, and one for each routine.

    Args:
        templates: What people say.
        names: Routine ids by the names they are asked for by.
    """
    # An apostrophe is written in one recogniser's words and left out of another's.
    simple = {name: out for name, out in names.items() if "'" not in written(name)}
    found: dict[tuple[str, Value], Sample] = {}
    answers = replace(templates, sentences={INTENT: templates.sentences[INTENT]})
    for sample in samples(answers, simple):
        if len(sample.slots) == 1:
            slot, value = sample.slots[0]
            if value is not None and slot in {"ordinal", "routine"}:
                found.setdefault((slot, value), sample)
    all_ = [Proof(sample.text, slot, value) for (slot, value), sample in found.items()]
    first = [proof for proof in all_ if proof.slot == "ordinal"][:1]
    return first + [proof for proof in all_ if proof.slot == "routine"]
