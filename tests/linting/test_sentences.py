from linting.broken import GOOD, SAID, folders_with
from supine.linting.sentences import sentence_faults
from supine.loading.contract import load_contract
from supine.loading.yamlfile import read_yaml
from supine.understanding.templates import load_templates


def faults(folder, *changes):
    text = GOOD[SAID]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    folder = folders_with(folder, {SAID: text})
    contract = load_contract(folder / "intents/intents.yaml")
    file = folder / SAID
    return sentence_faults(read_yaml(file), load_templates(file, contract), [])


def test_a_rule_that_only_an_unused_rule_uses_is_unused(tmp_path):
    found = faults(tmp_path, ("  a: (a|the)", "  a: (a|the)\n  b: <c> way\n  c: (one|other)"))

    assert [(fault.line, fault.rule) for fault in found] == [
        (10, "rule-unused"),
        (11, "rule-unused"),
    ]


def test_a_rule_inside_a_used_rule_is_used(tmp_path):
    change = ("  a: (a|the)", "  a: (a|<the>)\n  the: the")

    assert faults(tmp_path, change) == []


def test_an_overlap_names_both_lines_and_both_intents(tmp_path):
    (found,) = faults(tmp_path, ("- start [<a>] {routine}", "- hang [on] [<a> {routine}]"))

    assert found.line == 18
    assert "`hang on` is said by SupineStartRoutine as well (line 13)" in found.problem
    assert "in a practice" in found.problem
    assert "twins" in found.problem
