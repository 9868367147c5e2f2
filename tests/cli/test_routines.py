from householdfiles import routine


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


def test_a_file_that_is_left_out_is_told_beside_the_list(supine, tmp_path):
    file = tmp_path / "desk-sit.yaml"
    file.write_text(routine().replace("sitting", "floating"), "utf-8")
    (tmp_path / "supine.yaml").write_text(f"routines: [{tmp_path}]\n", "utf-8")

    ran = supine("routines", "-c", tmp_path / "supine.yaml")

    assert ran.code == 0
    assert "back-release" in ran.out
    assert f"left out: {file}:3:11: `position` has to be" in ran.err


def test_a_file_is_shown_in_full_without_any_settings(supine, tmp_path):
    (tmp_path / "desk-sit.yaml").write_text(routine(), "utf-8")

    ran = supine("routines", tmp_path / "desk-sit.yaml")

    assert ran.code == 0
    assert "Sit quietly." in ran.out
