from dataclasses import replace
from datetime import date, timedelta

import pytest
from examples import DESK, HIPS, REST

from supine.core import about
from supine.core.events import Answer, Hush, RecordPractice, Say
from supine.core.habits import Goal, Habits
from supine.core.states import State
from supine.data import shipped
from supine.loading.library import load_library
from supine.model import ANSWER_MAX

MONDAY = date(2026, 3, 2)  # what the bench begins with

ABOUT = ("You lie down, knees bent.", "It is meant for every day.")
WHY = (
    "The spine falls into alignment by itself, as long as nothing at all is done to it here.",
    "That lets the back release, and so it is more useful to do nothing than to do something.",
)
RULES = tuple(
    f"Rule number {n} is to move slowly, and to stay within your comfort." for n in range(9)
)


def answers(commands):
    return [c.text for c in commands if isinstance(c, Answer)]


@pytest.fixture
def asked(bench):
    """A bench whose back release can be asked about; more routines by their names."""

    def make(*names, **options):
        b = bench(**options)
        scene = b.site.scene
        rest = replace(REST, about=ABOUT, why=WHY, rules=RULES, needs=("A rug.",))
        more = {
            f"more-{n}": replace(DESK, id=f"more-{n}", name=name) for n, name in enumerate(names)
        }
        routines = {"back-release": rest, "hip-stretch": HIPS, "desk-break": DESK} | more
        scene.settings = replace(
            scene.settings, language=replace(scene.settings.language, routines=routines)
        )
        return b

    return make


def known(**options):
    return Habits(times_done={"back-release": 3, "hip-stretch": 3}, **options)


# ---- what there is -------------------------------------------------------------------------------


def test_what_can_be_done_is_told_as_it_is_just_now(asked):
    b = asked(habits=known())

    [idle] = answers(b.say("SupineWhatCanYouDo"))
    b.say("SupineStartRoutine", routine="back-release")
    [practising] = answers(b.say("SupineWhatCanYouDo"))

    assert "Say start" in idle
    assert "pause" in practising


def test_all_routines_are_named_where_they_are_few(asked):
    b = asked()

    assert answers(b.say("SupineListRoutines")) == [
        "I have back release, hip stretch and desk break."
    ]


def test_who_asks_on_without_a_name_means_the_routine_that_was_told_of(asked):
    b = asked()
    b.say("SupineWhatIs", routine="back-release")
    b.wait(30)

    [why] = answers(b.say("SupineWhyHelp"))
    b.wait(600)
    [which] = answers(b.say("SupineWhyHelp"))

    assert why == WHY[0]
    assert "name" in which


def test_of_many_routines_five_are_named_and_the_others_to_whoever_asks_again(asked):
    b = asked("walk", "sit", "stand", "bend")

    first, second, third = (answers(b.say("SupineListRoutines"))[0] for _ in range(3))

    assert first == (
        "I have back release, hip stretch, desk break, walk and sit."
        " Say more routines to hear the others."
    )
    assert second == "And stand and bend."
    assert third == first


def test_whoever_asks_much_later_hears_the_first_ones_again(asked):
    b = asked("walk", "sit", "stand", "bend")
    first = b.say("SupineListRoutines")
    b.wait(about.NAMED_ON_S + 1)

    assert answers(b.say("SupineListRoutines")) == answers(first)


def test_long_names_still_fit_into_one_answer(asked):
    b = asked(*(f"a routine with a name that is longer than most of them {n}" for n in range(6)))

    texts = [answers(b.say("SupineListRoutines"))[0] for _ in range(8)]

    assert max(map(len, texts)) <= ANSWER_MAX + 20
    assert all(any(f"most of them {n}" in text for text in texts) for n in range(6))


def test_a_house_without_routines_says_so(asked):
    b = asked()
    scene = b.site.scene
    scene.settings = replace(scene.settings, language=replace(scene.settings.language, routines={}))

    assert answers(b.say("SupineListRoutines")) == ["There are no routines here yet."]


# ---- about a routine -----------------------------------------------------------------------------


def test_what_a_routine_is_stands_in_its_file(asked):
    assert answers(asked().say("SupineWhatIs", routine="back-release")) == [" ".join(ABOUT)]


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("SupineWhatIs", "Nothing is written down about the hip stretch."),
        ("SupineWhyHelp", "Nothing is written down on why the hip stretch helps."),
    ],
)
def test_what_is_not_written_down_is_not_made_up(asked, intent, said):
    assert answers(asked().say(intent, routine="hip-stretch")) == [said]


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        ("SupineWhatDoINeed", "Nothing is written down that you need for the desk break."),
        ("SupineTellRules", "No rules are written down for the desk break."),
    ],
)
def test_a_routine_without_needs_and_rules_says_that(asked, intent, said):
    assert answers(asked().say(intent, routine="desk-break")) == [said]


def test_a_routine_that_does_not_exist_is_not_known(asked):
    [text] = answers(asked().say("SupineWhyHelp", routine="juggling"))

    assert "routine" in text


def test_the_one_that_runs_is_meant_before_the_one_practised_last(asked):
    b = asked(habits=known(last_routine="desk-break"), favourite="hip-stretch")
    [idle] = answers(b.say("SupineWhatIs"))
    b.say("SupineStartRoutine", routine="back-release")

    [practising] = answers(b.say("SupineWhatIs"))

    assert idle == "Nothing is written down about the desk break."
    assert practising == " ".join(ABOUT)


def test_the_favourite_is_meant_where_nothing_was_practised_yet(asked):
    b = asked(favourite="back-release")

    assert answers(b.say("SupineWhatIs")) == [" ".join(ABOUT)]


def test_without_any_of_these_the_name_is_asked_for(asked):
    assert "name" in answers(asked().say("SupineWhyHelp"))[0]


def test_what_is_too_long_for_one_answer_follows_it(asked):
    b = asked()

    commands = b.say("SupineWhyHelp", routine="back-release")
    b.until_quiet()

    assert answers(commands) == [WHY[0]]
    assert b.texts == list(WHY)
    assert b.practice is None


# ---- while something is told ---------------------------------------------------------------------


def test_stop_means_the_rest_of_what_is_told(asked):
    b = asked()
    b.say("SupineTellRules", routine="back-release")
    b.wait(12)
    said = len(b.texts)

    commands = b.say("SupineStop")
    b.wait(60)

    assert Hush() in commands
    assert answers(commands) == ["Stopped."]
    assert len(b.texts) <= said + 2
    assert b.texts[-1] == "Stopped."


def test_whoever_starts_meanwhile_need_not_hear_the_rest(asked):
    b = asked(habits=known())
    b.say("SupineTellRules", routine="back-release")
    b.wait(6)

    b.say("SupineStartRoutine", routine="hip-stretch")
    b.until_quiet()

    assert RULES[-1] not in b.texts
    assert "Hip stretch, eight minutes, both sides." in b.texts


def test_once_all_is_told_stop_means_what_it_always_means(asked):
    b = asked()
    b.say("SupineTellRules", routine="back-release")
    b.wait(120)

    commands = b.say("SupineStop")

    assert b.texts[: len(RULES)][-1] == RULES[-1]
    assert Hush() not in commands
    assert answers(commands)[0] != "Stopped."


# ---- in a practice -------------------------------------------------------------------------------


@pytest.fixture
def lying(asked):
    """Somebody in the long rest of a back release that can be asked about."""
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.wait(150)
    assert b.practice.timetable.part.step.id == "rest"
    return b


def test_a_hold_goes_on_while_a_question_is_answered(lying):
    left_s = lying.practice.hold_left_s(lying.now)

    lying.say("SupineWhyHelp")
    lying.wait(20)

    assert lying.texts[-2:] == list(WHY)
    assert lying.practice.state is State.HOLDING
    assert lying.practice.hold_left_s(lying.now) == pytest.approx(left_s - 20, abs=0.2)


def test_a_practice_ends_on_time_whatever_is_asked(lying):
    for intent in ("SupineWhatIs", "SupineWhyHelp", "SupineTellRules", "SupineHowAmIDoing"):
        lying.say(intent)
        lying.wait(45)

    lying.finish()

    assert lying.now - lying.ready_at == pytest.approx(600, abs=2)


def test_a_short_hold_is_not_talked_away(asked):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    while b.practice.hold_left_s(b.now) is None:
        b.wait(0.1)
    assert b.practice.timetable.part.step.id == "head"

    b.say("SupineTellRules")
    b.finish()

    assert " ".join(RULES[:2]) in b.texts
    assert RULES[2] in b.texts
    assert RULES[-1] not in b.texts
    assert b.now - b.ready_at == pytest.approx(600, abs=2)


def test_somebody_who_gets_ready_hears_all_rules_and_may_still_say_ready(asked):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    b.say("SupineTellRules")
    b.wait(60)

    assert b.texts[-1] == RULES[-1]
    b.reply("SupineReady")
    assert not b.practice.getting_ready


@pytest.mark.parametrize("after_s", [0.5, 3.0, 6.5, 8.0])
def test_getting_ready_waits_until_all_rules_are_told(asked, after_s):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(after_s)

    b.say("SupineTellRules")
    while not b.ears:
        b.wait(0.1)

    told = [text for text in b.texts if text.startswith("Rule")]
    assert told == [" ".join(RULES[:2]), *RULES[2:]]
    assert b.texts.count("Roll onto your back.") == 1
    assert b.texts[-1] == "When you are down, say, I'm down."


@pytest.mark.parametrize("after_s", [0.5, 3.0, 6.5, 8.0])
def test_a_short_answer_skips_nothing_of_getting_ready(asked, after_s):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    b.wait(after_s)

    b.say("SupineWhatIs")
    while not b.ears:
        b.wait(0.1)

    rolled = b.heard("Roll onto your back.")
    assert b.heard("When you are down, say, I'm down.").from_s - rolled.to_s >= 5


def test_in_a_pause_all_is_told_and_the_pause_stays(lying):
    lying.say("SupinePause")
    left_s = lying.practice.left_s(lying.now)

    lying.say("SupineTellRules")
    lying.wait(100)

    assert lying.texts[-1] == RULES[-1]
    assert lying.practice.state is State.PAUSED
    assert lying.practice.left_s(lying.now) == left_s


# ---- what was practised --------------------------------------------------------------------------


def doing(bench, days, **options):
    b = bench(
        habits=Habits(days={MONDAY - timedelta(days=n): s for n, s in days.items()}), **options
    )
    return b, answers(b.say("SupineHowAmIDoing"))[0]


def test_a_week_without_practice_is_told_without_blame(bench):
    _, text = doing(bench, {1: 900.0})  # a Sunday: last week

    assert text == "Nothing yet this week."


def test_days_and_minutes_of_this_week_are_told(bench):
    b, first = doing(bench, {0: 890.0, 1: 900.0})
    b.noon += timedelta(days=3)
    b.site.scene.habits.days[MONDAY + timedelta(days=2)] = 2000.0

    [later] = answers(b.say("SupineHowAmIDoing"))

    assert first == "This week, one day, fifteen minutes in all."
    assert later == "This week, two days, forty-eight minutes in all."


def test_some_seconds_are_no_day_of_practice(bench):
    assert doing(bench, {0: 20.0})[1] == "Nothing yet this week."


def test_a_practice_counts_as_soon_as_it_is_over(bench):
    b = bench()
    b.say("SupineStartRoutine", routine="desk-break")
    b.finish()
    [record] = [c for c in b.done if isinstance(c, RecordPractice)]
    assert record.practised_s > 30

    assert answers(b.say("SupineHowAmIDoing")) == ["This week, one day, one minute in all."]


def test_the_goal_counts_the_days_that_were_long_enough(bench):
    days = {0: 900.0, 1: 899.0, 2: 600.0, 30: 1800.0, 89: 900.0, 90: 900.0}

    _, text = doing(bench, days, goal=Goal(minutes=15, months=3))

    assert text == (
        "This week, one day, fifteen minutes in all. Days towards your goal, four of ninety."
    )


def test_no_streak_is_told_unless_it_is_asked_for(bench):
    b, text = doing(bench, dict.fromkeys(range(5), 900.0), goal=Goal())

    assert "row" not in text
    assert answers(b.say("SupineStreak")) == ["Five days in a row."]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, "There is no streak just now."),
        ({2: 900.0}, "There is no streak just now."),
        ({1: 900.0}, "One day so far."),
        ({1: 900.0, 2: 60.0, 4: 900.0}, "Two days in a row."),
    ],
)
def test_a_streak_reaches_until_today_or_yesterday(bench, days, said):
    b, _ = doing(bench, days)

    assert answers(b.say("SupineStreak")) == [said]


def test_nothing_told_is_longer_than_an_answer_may_be(asked):
    b = asked("walk", "sit", "stand", habits=known(last_routine="back-release"))
    said = [b.say(intent) for intent in about.RULES]

    for commands in said:
        assert all(len(text) <= ANSWER_MAX for text in answers(commands))
        assert all(len(c.text) <= 90 for c in commands if isinstance(c, Say))


@pytest.mark.parametrize("code", ["en", "de"])
def test_every_routine_that_supine_brings_tells_what_it_is_and_why_it_helps(code):
    library = load_library([shipped("routines")], shipped("intents"), [code])

    for routine in library.languages[code].routines.values():
        assert 1 <= len(routine.about) <= 2, routine.id
        assert 1 <= len(routine.why) <= 2, routine.id


# ---- what there is for somebody's trouble --------------------------------------------------------


@pytest.fixture
def aiming(asked):
    """Routines that say what they are meant for: lying is the back release."""

    def make(**options):
        b = asked("walk", **options)
        scene = b.site.scene
        routines = dict(scene.settings.language.routines)
        aims = {
            "back-release": ("back", "neck"),
            "desk-break": ("neck",),
            "hip-stretch": ("hips", "back"),
        }
        for name, values in aims.items():
            routines[name] = replace(routines[name], aims=values)
        scene.settings = replace(
            scene.settings, language=replace(scene.settings.language, routines=routines)
        )
        return b

    return make


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        ("back", "For that, I have back release and hip stretch."),
        ("neck", "For that, I have back release and desk break."),
        ("hips", "For that, I have hip stretch."),
        ("sleep", "I have nothing for that."),
    ],
)
def test_the_routines_for_a_part_are_named_the_nearest_and_lying_first(aiming, aim, said):
    b = aiming()

    assert answers(b.say("SupineWhatHelps", aim=aim)) == [said]
    b.until_quiet()
    assert b.practice is None
    assert not b.ears


def test_somebody_who_is_uneasy_is_offered_one_and_nothing_begins_by_itself(aiming):
    b = aiming()

    assert answers(b.say("SupineUneasy", aim="hips")) == [
        "There is the hip stretch. Shall we begin?"
    ]
    b.wait(60)

    assert b.practice is None
    assert not b.ears


def test_yes_to_an_offer_begins_it(aiming):
    b = aiming()
    b.say("SupineUneasy", aim="back")

    assert answers(b.reply("SupineYes"))[0].startswith("Back release")
    assert b.practice.routine.id == "back-release"


@pytest.mark.parametrize("answer", ["SupineNo", "SupineStop"])
def test_no_to_an_offer_ends_quietly(aiming, answer):
    b = aiming()
    b.say("SupineUneasy", aim="back")

    assert answers(b.reply(answer)) == [""]
    assert b.practice is None


def test_nothing_is_offered_where_nothing_is_meant_for_it(aiming):
    b = aiming()

    assert answers(b.say("SupineUneasy", aim="sleep")) == ["I have nothing for that."]
    assert not b.ears


def test_a_practice_that_runs_goes_on_when_somebody_cannot_sleep(aiming):
    b = aiming(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(100)

    assert answers(b.say("SupineUneasy", aim="back")) == ["That's all right. We just go on."]
    assert b.practice.running


def test_pain_where_nothing_runs_is_eased_first_and_then_offered_something(aiming):
    b = aiming()

    assert answers(b.say("SupinePain", aim="neck")) == [
        "Ease out of what hurts. If it stays, see a professional. Shall we try the back release?"
    ]
    b.reply("SupineYes")
    assert b.practice.routine.id == "back-release"


def test_pain_that_nothing_is_meant_for_is_answered_as_ever(aiming):
    b = aiming()

    [text] = answers(b.say("SupinePain", aim="sleep"))

    assert "help me up" in text
    assert not b.ears


def test_pain_in_a_practice_ends_the_hold_and_offers_nothing_else(aiming):
    b = aiming(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    b.get_down()
    b.wait(100)

    [text] = answers(b.say("SupinePain", aim="neck"))

    assert "Gentler, or finish?" in text
    assert b.practice.state is State.EASED


def test_a_red_flag_is_heard_before_an_answer_to_an_offer(aiming):
    b = aiming()
    b.say("SupinePain", aim="back")

    [text] = answers(b.reply("SupineRedFlag"))

    assert "urgent medical help" in text
    assert b.practice is None


@pytest.mark.parametrize("code", ["en", "de"])
def test_every_aim_has_a_routine_that_is_shipped(code):
    language = load_library([shipped("routines")], shipped("intents"), [code]).languages[code]
    aims = {aim for routine in language.routines.values() for aim in routine.aims}

    assert aims == {"back", "neck", "shoulders", "hips", "legs", "sleep", "stress", "sitting"}


# ---- how long one takes --------------------------------------------------------------------------


def test_how_long_a_routine_takes_is_told_with_its_shortest_and_longest(asked):
    b = asked()

    [span] = answers(b.say("SupineHowLong", routine="back-release"))

    assert span == (
        "The back release usually takes fifteen minutes, five minutes at least and"
        " forty-five minutes at most."
    )
    assert answers(b.say("SupineHowLong", routine="desk-break")) == [
        "The desk break takes one minute."
    ]
    assert b.practice is None


def test_how_long_does_it_take_is_about_the_one_that_was_told_of(asked):
    b = asked()
    b.say("SupineWhatIs", routine="back-release")

    [soon] = answers(b.say("SupineHowLong"))
    b.wait(600)
    [later] = answers(b.say("SupineHowLong"))

    assert soon.startswith("The back release usually takes")
    assert later == "Nothing is running."


def test_in_a_practice_another_one_is_told_of_and_its_own_is_what_is_left(asked):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release", minutes=10)
    b.get_down()
    b.wait(100)

    [other] = answers(b.say("SupineHowLong", routine="desk-break"))
    [own] = answers(b.say("SupineHowLong", routine="back-release"))

    assert other == "The desk break takes one minute."
    assert own.startswith("About eight minutes.")


# ---- while the gate waits ------------------------------------------------------------------------


def test_at_the_gate_what_is_needed_is_told_and_the_ear_opens_again(asked):
    b = asked(habits=known())
    b.say("SupineStartRoutine", routine="back-release")
    while not b.ears:
        b.wait(0.1)

    [text] = answers(b.reply("SupineWhatDoINeed"))
    b.until_quiet()

    assert text == "A rug."
    assert b.practice.state is State.WAITING
    assert b.ears
