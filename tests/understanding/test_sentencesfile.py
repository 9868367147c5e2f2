import pytest

from supine.errors import FaultsError

WHOLE = """\
language: en
lists:
  ordinal: {values: [{in: first, out: 1}]}
  span: {values: [{in: half an hour, out: 30}]}
expansion_rules:
  it: (it|this)
intents:
  SupineStop:
    sentences:
      - stop
      - stop <it>
  SupineStartRoutine:
    sentences:
      - "start {routine} [for {minutes} minutes]"
      - "start {routine} for {span:minutes}"
  SupineChoose:
    sentences:
      - the {ordinal} [one]
      - the {routine} one
"""


def faults_of(tiny, sentences):
    with pytest.raises(FaultsError) as refused:
        tiny(sentences)
    return [(fault.line, fault.rule, fault.problem) for fault in refused.value.faults]


def test_a_whole_file_is_taken(tiny):
    templates = tiny(WHOLE)

    assert [each.text for each in templates.sentences["SupineStop"]] == ["stop", "stop <it>"]


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "says"),
    [
        ("stop <it>", "stop <him>", 11, "rule-unknown", "<him>"),
        ("stop <it>", "stop [it", 11, "template-syntax", "pair up"),
        ("stop <it>", "stop minute[s]", 11, "part-of-a-word", "(minute|minutes)"),
        ("stop <it>", '"(stop){ordinal}"', 11, "inline-tag", "{ordinal}"),
        ("stop <it>", "jarvis stop", 11, "wake-word", "jarvis"),
        ("stop <it>", "stop {minutes} <it>", 11, "slot-unknown", "no slot minutes"),
        ("stop <it>", "stop {side} <it>", 11, "list-unknown", "{side}"),
        ("{span:minutes}", "{spam:minutes}", 15, "list-unknown", "did you mean"),
        ("      - stop\n      - stop <it>", "      - stop", 9, "no-longer-form", "misheard"),
        ("it: (it|this)", "it: (it|<it>)", 6, "rule-loop", "uses itself"),
        ("it: (it|this)", "it: it|this)", 6, "template-syntax", "pair up"),
        ("it: (it|this)", "it: (it|{nobody})", 6, "list-unknown", "{nobody}"),
        ("out: 30", "out: 300", 15, "list-value", "from 1 to 120"),
        ("out: 30", "out: long", 15, "list-value", "not 'long'"),
        ("half an hour", '"half {ordinal}"', 4, "list-in-list", "plain words"),
        ("  ordinal: {values: [{in: first, out: 1}]}\n", "", 2, "list-missing", "ordinal"),
        ("SupineStop:", "SupineStopp:", 8, "intent-unknown", "did you mean"),
        ("the {routine} one", "the other one", 15, "slot-unfilled", "slot routine"),
        ("language: en\n", "", 1, "missing-key", "language"),
        ("lists:\n", "list:\n", 2, "unknown-key", "lists"),
        ("out: 1}", "out: 1.5}", 3, "wrong-type", ""),
        ("      - stop\n      - stop <it>", "      []", 9, "text-missing", "sentences"),
    ],
)
def test_a_fault_is_named_at_its_line(tiny, old, new, line, rule, says):
    assert old in WHOLE

    found = faults_of(tiny, WHOLE.replace(old, new, 1))

    near = [fault for fault in found if fault[1] == rule]
    assert near, found
    assert abs(near[0][0] - line) <= 1, found
    assert says in near[0][2]


@pytest.mark.parametrize("key", ["asides", "reasons"])
@pytest.mark.parametrize(
    ("said", "rule", "says"),
    [
        ("[i'm fine]", "list-in-list", "at least one"),
        ("i like {ordinal}", "list-in-list", "plain words"),
        ("i like <that>", "rule-unknown", "<that>"),
        ("jarvis is fine", "wake-word", "jarvis"),
    ],
)
def test_a_clause_around_what_is_wanted_is_plain_words(tiny, key, said, rule, says):
    found = faults_of(tiny, f'{WHOLE}{key}:\n  - i like <it>\n  - "{said}"\n')

    assert [(line, name) for line, name, _ in found] == [(WHOLE.count("\n") + 3, rule)]
    assert says in found[0][2]


def test_a_missing_intent_is_named(tiny):
    without = WHOLE[: WHOLE.index("  SupineChoose")]

    found = faults_of(tiny, without)

    assert [(rule, "SupineChoose" in problem) for _, rule, problem in found] == [
        ("intent-missing", True)
    ]


def test_every_fault_is_found_at_once(tiny):
    broken = WHOLE.replace("stop <it>", "stop [it").replace(
        "the {routine} one", "the {rootine} one"
    )

    found = faults_of(tiny, broken)

    assert [rule for _, rule, _ in found] == ["template-syntax", "list-unknown"]


def test_what_is_wrong_in_a_rule_is_told_once(tiny):
    broken = WHOLE.replace("it: (it|this)", "it: minute[s]").replace(
        "- stop\n", "- stop <it> now\n"
    )

    found = faults_of(tiny, broken)

    assert [(line, rule) for line, rule, _ in found] == [(6, "part-of-a-word")]


TIMES = """\
times:
  half past {hour}: 30
  noon: "12:00"
weekdays:
  {mon: monday, tue: tuesday, wed: wednesday, thu: thursday, fri: friday, sat: saturday,
   sun: sunday, weekdays: weekdays, weekend: weekend, and: and, to: to}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "rule", "says"),
    [
        ("half past {hour}:", "half past:", 21, "time-value", "has one {hour}"),
        ("half past {hour}:", "half past {our}:", 21, "list-unknown", "did you mean `hour`"),
        ("half past {hour}:", '"{hour24} {hour}":', 21, "time-value", "has one {hour}"),
        ("half past {hour}:", '"[{hour}] past":', 21, "time-value", "whichever way"),
        ("half past {hour}:", "half past [{hour}:", 21, "template-syntax", "pair up"),
        ("30", "90", 21, "time-value", "from -59 to 59"),
        ("30", '"6:30"', 21, "time-value", "minutes from that hour on"),
        ('"12:00"', '"24:00"', 22, "time-value", "what the clock shows"),
        ("sun: sunday, ", "", 23, "missing-key", "`sun`"),
        ("sun: sunday", 'sun: "[sunday]"', 25, "list-in-list", "at least one"),
        ("sun: sunday", 'sun: "{ordinal}"', 25, "list-in-list", "plain words"),
    ],
)
def test_a_fault_in_a_time_or_a_day_is_named_at_its_line(tiny, old, new, line, rule, says):
    assert old in TIMES

    found = faults_of(tiny, WHOLE + TIMES.replace(old, new, 1))

    near = [fault for fault in found if fault[1] == rule]
    assert near, found
    assert near[0][0] == line, found
    assert says in near[0][2]


def test_times_and_days_are_taken_with_the_rest(tiny):
    templates = tiny(WHOLE + TIMES)

    assert sorted(map(str, templates.times.values())) == ["12:00", "30"]
    assert templates.weekdays.keys() >= {"mon", "sun", "weekend", "to"}
