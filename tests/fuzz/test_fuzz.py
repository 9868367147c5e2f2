"""A short run of the fuzzer, the same every time; ``make fuzz`` runs it for longer."""

import random

import pytest

from fuzz.mutations import mutated
from fuzz.targets import TARGETS

ROUNDS = {"codec": 30_000, "speech": 1_500, "routine": 600, "sentences": 400}
"""About two seconds each."""


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds(name, tmp_path):
    seeds = TARGETS[name].seeds()

    assert seeds
    for seed in seeds:
        TARGETS[name].check(seed, tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_no_damage_brings_out_anything_but_a_sentence(name, tmp_path):
    target, luck = TARGETS[name], random.Random(f"supine {name}")
    seeds = target.seeds()

    for number in range(ROUNDS[name]):
        data = mutated(seeds, luck)
        try:
            target.check(data, tmp_path)
        except Exception as error:
            error.add_note(f"{name}, input {number}: {data!r}")
            raise


def test_the_same_luck_brings_the_same_damage():
    seeds = TARGETS["codec"].seeds()
    one, other = random.Random(1), random.Random(1)

    assert [mutated(seeds, one) for _ in range(50)] == [mutated(seeds, other) for _ in range(50)]
