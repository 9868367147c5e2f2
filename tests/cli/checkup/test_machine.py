from datetime import UTC, datetime, timedelta

import pytest

from supine.cli.checkup import machine
from supine.cli.checkup.finding import State
from supine.cli.checkup.machine import BUILT
from supine.loading.config import load_config

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def configured(tmp_path):
    """Return a function that loads a configuration and tells its file."""

    def load(text):
        file = tmp_path / "supine.yaml"
        file.write_text(text, "utf-8")
        file.chmod(0o644)
        return load_config(file, {}), file

    return load


def states(findings):
    return [finding.state for finding in findings]


def test_a_clock_that_goes_right_is_fine():
    assert machine.clock(NOON).state is State.FINE


@pytest.mark.parametrize("now", [datetime(1970, 1, 1, tzinfo=UTC), BUILT - timedelta(minutes=1)])
def test_a_clock_from_before_this_version_was_made_is_wrong(now):
    found = machine.clock(now)

    assert found.state is State.MEND
    assert "made later than that" in found.what
    assert "timedatectl" in found.mend


def test_a_clock_in_the_far_future_is_wrong():
    assert machine.clock(BUILT + timedelta(days=365 * 21)).state is State.MEND


def test_the_time_is_shown_in_the_households_zone(configured):
    config, _ = configured("zone: Asia/Kolkata\n")

    found = machine.zone(config, NOON, given=True)

    assert found.state is State.FINE
    assert found.what == "Asia/Kolkata, as configured: it is 17:30 there"


def test_a_machine_that_knows_no_zone_is_worth_a_note(configured):
    config, _ = configured("zone: UTC\n")

    assert machine.zone(config, NOON, given=False).state is State.NOTE
    assert machine.zone(config, NOON, given=True).state is State.FINE


def test_a_file_without_secrets_may_be_read_by_all(configured):
    config, file = configured("language: en\n")

    assert states(machine.files(config, file)) == [State.FINE]


@pytest.mark.parametrize(
    "text",
    [
        "mqtt: {username: anna, password: secret}\n",
        "rhasspy: {token: secret}\n",
        "store: {url: 'postgresql://anna:secret@localhost/supine'}\n",
    ],
)
def test_a_configuration_that_holds_a_secret_is_for_its_owner_alone(configured, text):
    config, file = configured(text)

    [before] = machine.files(config, file)
    file.chmod(0o640)
    [after] = machine.files(config, file)

    assert before.state is State.MEND
    assert before.mend == f"chmod o-rwx {file}"
    assert "secret@" not in before.what
    assert after.state is State.FINE


def test_a_password_file_is_for_its_owner_alone(configured, tmp_path):
    secret = tmp_path / "password"
    secret.write_text("secret\n", "utf-8")
    secret.chmod(0o644)
    config, file = configured("mqtt: {username: anna, password_file: password}\n")

    [found] = machine.files(config, file)

    assert found.state is State.MEND
    assert str(secret) in found.what


def test_a_database_that_others_may_look_into_is_told(tmp_path):
    file = tmp_path / "supine.db"
    file.write_bytes(b"")
    file.chmod(0o640)
    found = machine.database_file(file)
    file.chmod(0o600)

    assert found is not None
    assert "0640" in found.what
    assert machine.database_file(file) is None
