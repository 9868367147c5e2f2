from collections import Counter

from supine.understanding.composed import TIME_MASK
from supine.understanding.samples import MORE_SAMPLES, SAMPLES_MAX, Sample, samples
from supine.understanding.spoken import MASK

SMALL = """\
language: en
lists:
  ordinal: {values: [{in: (first|1st), out: 1}, {in: second, out: 2}]}
expansion_rules: {it: "(it|this)"}
intents:
  SupineStop:
    sentences: ["[please] stop [<it>]"]
  SupineStartRoutine:
    sentences: ["start {routine} for {minutes} minutes"]
  SupineChoose:
    sentences: ["the {ordinal} one", "{routine}"]
"""


def test_a_sample_departs_from_the_plainest_form_in_few_places(tiny):
    found = [it.text for it in samples(tiny(SMALL), {}) if it.intent == "SupineStop"]

    assert found == [
        "stop",
        "stop it",
        "please stop",
        "stop this",
        "please stop it",
    ]


def test_a_sample_knows_its_slots_and_masks_its_numbers(tiny):
    found = list(samples(tiny(SMALL), {"Long Rest": "rest"}))

    assert Sample("SupineChoose", "the 1st one", (("ordinal", 1),)) in found
    assert (
        Sample(
            "SupineStartRoutine",
            "start long rest for # minutes",
            (("routine", "rest"), ("minutes", None)),
        )
        in found
    )


def test_the_usual_name_of_a_routine_comes_before_its_other_names(tiny):
    names = {"long rest": "rest", "lie down": "rest", "hips": "hips"}

    found = [it.text for it in samples(tiny(SMALL), names) if it.text in names]

    assert found == ["long rest", "hips", "lie down"]


def test_samples_are_the_same_every_time(templates, names):
    assert list(samples(templates, names)) == list(samples(templates, names))


def test_no_template_floods_the_comparison(templates, names):
    count = Counter(sample.intent for sample in samples(templates, names))
    ids = len(set(names.values()))

    for intent, sentences in templates.sentences.items():
        most = 3 * (SAMPLES_MAX + MORE_SAMPLES * ids) * len(sentences)
        assert count[intent] <= most


def test_every_routine_can_be_started_by_each_of_its_names(templates, names):
    asked = {
        (sample.text, dict(sample.slots)["routine"])
        for sample in samples(templates, names)
        if sample.intent == "SupineStartRoutine" and sample.slots
        if dict(sample.slots).get("routine")
    }
    starts = {(text.removeprefix("start "), routine_id) for text, routine_id in asked}

    assert {(name.replace("'", ""), routine_id) for name, routine_id in names.items()} <= starts


def test_what_cannot_be_written_out_has_a_mask(tiny):
    templates = tiny(SMALL + 'times: {"{hour24}": 0}\n')

    assert templates.mask_of("time") == TIME_MASK
    assert templates.mask_of("minutes") == MASK
    assert templates.mask_of("ordinal") is None
    assert templates.mask_of("days") is None


def test_every_time_in_a_sentence_is_a_mask(templates, names):
    slots = {"time", "from_time", "until"}
    sampled = [
        (
            sample.text.split().count(TIME_MASK),
            [value for slot, value in sample.slots if slot in slots],
        )
        for sample in samples(templates, names)
    ]

    assert sum(count for count, _ in sampled) > 500
    assert all(values == [None] * count for count, values in sampled)
