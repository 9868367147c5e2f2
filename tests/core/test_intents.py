from pathlib import Path

import yaml

from supine.core.intents import Intent

CONTRACT = Path(__file__).resolve().parents[2] / "intents/intents.yaml"


def test_the_core_knows_exactly_the_intents_of_the_contract():
    contract = yaml.safe_load(CONTRACT.read_text("utf-8"))

    assert {str(intent) for intent in Intent} == set(contract["intents"])
