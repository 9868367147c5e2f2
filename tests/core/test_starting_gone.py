"""A routine whose file was taken away while somebody was asked about it."""

from dataclasses import replace


def without(b, routine_id):
    """Take a routine away, as when its file was."""
    scene = b.site.scene
    routines = dict(scene.settings.language.routines)
    del routines[routine_id]
    language = replace(scene.settings.language, routines=routines)
    scene.settings = replace(scene.settings, language=language)


def test_who_would_leave_a_practice_for_it_hears_that_it_is_not_known(resting):
    b = resting()
    b.say("SupineStartRoutine", routine="hip-stretch")
    b.wait(10)
    without(b, "hip-stretch")

    b.reply("SupineYes")
    b.wait(5)

    assert b.practice is None
    assert b.texts[-1] == b.site.scene.settings.language.phrases.say("not_known", 0)


def test_who_was_asked_which_one_hears_that_it_is_not_known(bench):
    b = bench()
    b.say("SupineStartRoutine")
    b.wait(6)
    first = b.site.scene.question.routines[0]
    without(b, first)

    b.reply("SupineChoose", ordinal=1)
    b.wait(5)

    assert b.practice is None
    assert b.texts[-1] == b.site.scene.settings.language.phrases.say("not_known", 0)


def test_a_practice_of_it_goes_on_and_can_be_asked_about(resting):
    b = resting()
    without(b, "back-release")

    for intent in ("SupineWhatIs", "SupinePause", "SupineResume", "SupineHowLong", "SupineStop"):
        b.say(intent)

    b.say("SupineYes")  # to be helped up
    b.wait(120)
    assert b.practice is None or b.practice.ends_as is None
