import json

import pytest

PACK = 'name: quiet\nversion: "2"\napi: "{api}"\ndescription: A quiet pack.\n'


@pytest.fixture
def config(tmp_path):
    """Return a function that writes a household with one pack."""

    def write(api="1.0", more=""):
        (tmp_path / "plugins" / "quiet").mkdir(parents=True)
        (tmp_path / "plugins" / "quiet" / "plugin.yaml").write_text(PACK.format(api=api), "utf-8")
        (tmp_path / "supine.yaml").write_text(more or "language: en\n", "utf-8")
        return tmp_path / "supine.yaml"

    return write


def test_our_own_content_is_listed_first(supine):
    ran = supine("plugins")

    assert ran.code == 0
    assert ran.out.startswith("supine  active")
    assert "routines: " in ran.out
    assert "intents: " in ran.out


def test_a_pack_is_listed_with_what_it_says_of_itself(supine, config):
    ran = supine("plugins", "-c", config())

    assert ran.code == 0
    assert "quiet   active" in ran.out
    assert "A quiet pack." in ran.out


def test_one_that_is_not_well_says_why_and_the_exit_code_tells(supine, config):
    ran = supine("plugins", "-c", config(api="7.0"))

    assert ran.code == 1
    assert "quiet   refused" in ran.out
    assert "it was written for version 7.0 of the interface" in ran.out


def test_one_that_is_left_out_is_well(supine, config):
    ran = supine("plugins", "-c", config(more="plugins: {disabled: [quiet]}\n"))

    assert ran.code == 0
    assert "quiet   disabled" in ran.out


def test_all_of_it_is_there_as_json(supine, config):
    ran = supine("plugins", "--json", "-c", config(api="7.0"))

    ours, quiet = json.loads(ran.out)
    assert (ours["name"], ours["status"], ours["api"]) == ("supine", "active", "1.0")
    assert (quiet["status"], quiet["version"]) == ("refused", "2")
    assert quiet["origin"].endswith("quiet")
    assert len(quiet["reason"]) == 1
