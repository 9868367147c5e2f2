from supine.data import shipped


def test_what_is_installed_is_sound(supine):
    ran = supine("check")

    assert ran.out.startswith("nothing wrong")
    assert ran.code == 0


def test_every_fault_has_its_place_and_exit_1(supine, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "id: bad\nname: bad one\nposition: floating\nminutes: 3\n"
        "steps:\n  - id: one\n    say: Stop.\n    hodl: 20s\n",
        "utf-8",
    )

    ran = supine("check", bad)

    assert ran.code == 1
    assert "bad.yaml:3:" in ran.out
    assert "bad.yaml:8:" in ran.out
    assert "`hold`" in ran.out


def test_what_a_language_lacks_is_named_at_its_line(supine, tmp_path):
    german = (shipped("intents") / "de" / "sentences.yaml").read_text("utf-8")
    file = tmp_path / "sentences.yaml"
    file.write_text(german.replace("  SupineHelpUp:", "  SupineHelpUpp:"), "utf-8")

    ran = supine("check", file)

    assert ran.code == 1
    assert "SupineHelpUp has no sentences" in ran.out
    line = german.splitlines().index("  SupineHelpUp:") + 1
    assert f"sentences.yaml:{line}:3: the contract has no intent SupineHelpUpp" in ran.out
