import json

from supine.errors import Fault
from supine.linting.report import Format, report, rules_table
from supine.linting.rules import RULES

FAULTS = [
    Fault("mine,1/a.yaml", 3, 9, "write `8` in words, 9 %", "digits"),
    Fault("b.yaml", 0, 0, "there is no such file", "unreadable"),
]


def test_people_read_one_fault_a_line():
    assert report(FAULTS, Format.TEXT).splitlines() == [
        "mine,1/a.yaml:3:9: write `8` in words, 9 % [digits]",
        "b.yaml: there is no such file [unreadable]",
    ]


def test_programs_read_objects_with_an_example_of_mending():
    found = json.loads(report(FAULTS, Format.JSON))

    assert found[0] == {
        "file": "mine,1/a.yaml",
        "line": 3,
        "column": 9,
        "rule": "digits",
        "problem": "write `8` in words, 9 %",
        "mend": RULES["digits"].mend,
    }
    assert json.loads(report([], Format.JSON)) == []


def test_github_reads_workflow_commands_with_its_signs_escaped():
    assert report(FAULTS, Format.GITHUB).splitlines() == [
        "::error file=mine%2C1/a.yaml,line=3,col=9,title=supine digits::write `8` in words, 9 %25",
        "::error file=b.yaml,line=1,title=supine unreadable::there is no such file",
    ]


def test_the_table_has_every_rule_with_how_to_mend_it():
    table = rules_table()

    for rule in RULES.values():
        assert f"{rule.name} " in table
        assert rule.says in table
        assert rule.mend in table
