def test_the_list_has_a_line_for_each_routine(supine):
    ran = supine("routines")

    assert ran.code == 0
    assert "back-release" in ran.out
    assert "15 min (5 to 45)" in ran.out


def test_one_routine_is_shown_with_every_sentence(supine):
    ran = supine("routines", "hip-stretch")

    assert "[left] " in ran.out
    assert "[right] " in ran.out
    assert "rest for what is left of the minutes" in ran.out
    assert "also called: hips" in ran.out
    assert "why\n  Tight hip flexors" in ran.out


def test_an_unknown_routine_names_those_there_are(supine):
    ran = supine("routines", "juggling")

    assert ran.code == 2
    assert "back-release" in ran.err


def test_an_unknown_language_is_one_line(supine):
    ran = supine("routines", "--lang", "tlh")

    assert ran.code == 2
    assert "tlh" in ran.err
