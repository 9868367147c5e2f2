"""Sentences for a small contract."""

from pathlib import Path

import pytest

from supine.loading.contract import load_contract
from supine.understanding.templates import Templates, load_templates

CONTRACT = """\
version: 1
slots:
  routine: {list: routines}
  minutes: {range: [1, 120]}
  time: {list: time}
  days: {list: days}
intents:
  SupineStop: {slots: [routine, minutes], when: [idle, practice]}
  SupineLonger: {slots: [minutes], when: [practice, question]}
  SupineStart: {slots: [routine, minutes, time, days], when: [idle, question]}
  SupineYes: {when: [question], twins: [SupineStart]}
phrases: {}
"""

SENTENCES = """\
language: en
times: {{"{{hour}} o'clock": 0, "half past {{hour}}": 30}}
weekdays:
  {{mon: monday, tue: tuesday, wed: wednesday, thu: thursday, fri: friday, sat: saturday,
   sun: sunday, weekdays: weekdays, weekend: weekends, and: and}}
expansion_rules: {{a: (a|the)}}
intents:
  SupineStop: {{sentences: ["stop {{routine}} within {{minutes}}", {stop}]}}
  SupineLonger: {{sentences: ["{{minutes}} minutes more", {longer}]}}
  SupineStart:
    sentences: ["go and start {{routine}} at {{time}} for {{minutes}} minutes on {{days}}", {start}]
  SupineYes: {{sentences: ["yes that one", {yes}]}}
"""


@pytest.fixture
def tiny(tmp_path: Path):
    """Return a function that loads sentences, one more for each intent that is named."""

    def load(**sentences: str) -> Templates:
        more = dict.fromkeys(("stop", "longer", "start", "yes"))
        more = {name: sentences.get(name, f"nothing but {name}") for name in more}
        quoted = {name: f'"{text}"' for name, text in more.items()}
        (tmp_path / "sentences.yaml").write_text(SENTENCES.format(**quoted), "utf-8")
        (tmp_path / "intents.yaml").write_text(CONTRACT, "utf-8")
        return load_templates(tmp_path / "sentences.yaml", load_contract(tmp_path / "intents.yaml"))

    return load
