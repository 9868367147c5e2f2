import pytest

from supine.loading.config import load_config
from supine.loading.secretfiles import exposed_secrets


@pytest.fixture
def house(tmp_path):
    """A folder with the files that a configuration may name; everybody may read all of them."""
    for name, text in (("pw", "secret\n"), ("me.key", "key"), ("me.pem", "pem")):
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / name).chmod(0o644)
    return tmp_path


def exposed(house, text, mode=0o644, **environ):
    file = house / "supine.yaml"
    file.write_text(text, "utf-8")
    file.chmod(mode)
    return exposed_secrets(load_config(file, environ), file)


IN_THE_FILE = "mqtt: {username: me, password: hunter2}\n"
IN_ITS_OWN = "mqtt: {username: me, password_file: pw}\n"


@pytest.mark.parametrize(
    ("text", "name", "what"),
    [
        (IN_THE_FILE, "supine.yaml", "`mqtt.password` in it"),
        (IN_ITS_OWN, "pw", "the MQTT password"),
        (
            "store: {url: 'postgresql://me:hunter2@db/x'}\n",
            "supine.yaml",
            "`store.url` in it",
        ),
        ("mqtt: {tls: {cert_file: me.pem, key_file: me.key}}\n", "me.key", "the TLS key"),
    ],
)
def test_a_secret_that_everybody_may_read_is_named_and_how_to_mend_it(house, text, name, what):
    [fault] = exposed(house, text)

    assert fault.source == str(house / name)
    assert what in fault.problem
    assert f"chmod o-rwx {house / name}" in fault.problem
    assert "hunter2" not in str(fault)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o400])
def test_what_only_its_owner_and_group_may_read_is_well_kept(house, mode):
    (house / "pw").chmod(mode)

    assert exposed(house, IN_THE_FILE, mode) == []
    assert exposed(house, IN_ITS_OWN) == []


def test_a_configuration_without_secrets_may_be_read_by_everybody(house):
    assert exposed(house, "mqtt: {username: me}\nstore: {url: 'sqlite:///supine.db'}\n") == []


def test_a_password_from_the_environment_is_in_no_file(house):
    assert exposed(house, "mqtt: {username: me}\n", SUPINE_MQTT__PASSWORD="hunter2") == []


def test_a_password_in_the_file_is_told_though_the_environment_has_another(house):
    [fault] = exposed(house, IN_THE_FILE, SUPINE_MQTT__PASSWORD="sesame")

    assert "`mqtt.password` in it" in fault.problem


def test_a_word_in_the_file_is_not_taken_for_a_password_from_the_environment(house):
    assert exposed(house, "mqtt: {username: me}\n", SUPINE_MQTT__PASSWORD="me") == []


def test_an_address_with_a_user_and_no_password_is_no_secret(house):
    assert exposed(house, "store: {url: 'postgresql://supine@db/supine'}\n") == []


def test_a_file_that_is_gone_by_now_exposes_nothing(house):
    file = house / "supine.yaml"
    file.write_text(IN_THE_FILE, "utf-8")
    config = load_config(file, {})
    file.unlink()

    assert exposed_secrets(config, file) == []
    assert exposed_secrets(config, None) == []


def test_several_secrets_in_one_file_are_one_warning(house):
    text = f"{IN_THE_FILE}rhasspy: {{token: sesame}}\n"

    [fault] = exposed(house, text)

    assert "`mqtt.password` and `rhasspy.token` in it" in fault.problem
    assert "sesame" not in str(fault)
