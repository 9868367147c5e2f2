"""The image and the compose file, as far as they can be held to their word without an engine.

That the image's steps build something that runs is tested with the packaging.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from zoneinfo import available_timezones

import pytest
import yaml

from brokers import AnyBroker
from deploy.dockerfile import Dockerfile
from deploy.shipped import DEPLOY, ROOT, SKILL, WAIT_S, Client, service
from supine.loading.config import load_config, variable_of


@pytest.fixture
def dockerfile():
    return Dockerfile.read(DEPLOY / "Dockerfile")


@pytest.fixture
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def healthy(dockerfile, file):
    """Run the image's health check, on a file of ours."""
    check = ["sh", "-c", dockerfile.last.health_check]
    environ = {**os.environ, "SUPINE_HEALTH__FILE": str(file)}
    done = subprocess.run(check, env=environ, capture_output=True, check=False)
    return done.returncode == 0


def test_nobody_in_the_image_is_root_and_the_image_is_a_slim_one(dockerfile):
    image = dockerfile.last

    assert image.last("USER") not in {"root", "0"}
    assert image.image.endswith("-slim")
    assert dockerfile.stages["build"].image == image.image
    assert image.of("VOLUME") == ["/data"]


def test_everything_that_is_copied_is_there_and_let_through(dockerfile):
    copied = [part for line in dockerfile.stages["build"].of("COPY") for part in line.split()[:-1]]
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()

    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {line.removeprefix("!") for line in ignore if line.startswith("!")} == set(copied)


def test_what_the_image_sets_are_settings_that_are_accepted(dockerfile):
    ours = {k: v for k, v in dockerfile.last.environment.items() if k.startswith("SUPINE_")}

    config = load_config(None, ours)

    assert config.store.url.get_secret_value() == "sqlite:////data/supine.db"
    assert str(config.health.file).startswith("/run/supine/")
    assert dockerfile.last.command == ["supine", "run"]


def test_the_health_check_tells_the_living_from_the_dead(dockerfile, tmp_path):
    file = tmp_path / "health"
    before = healthy(dockerfile, file)
    file.touch()
    fresh = healthy(dockerfile, file)
    old = time.time() - 150
    os.utime(file, (old, old))

    assert (before, fresh, healthy(dockerfile, file)) == (False, True, False)


@pytest.mark.broker
def test_the_health_check_believes_a_service_that_serves_and_not_one_that_has_left(
    dockerfile, tmp_path
):
    file = tmp_path / "health"
    with AnyBroker(tmp_path) as broker:
        environ = {"SUPINE_MQTT__PORT": str(broker.port), "SUPINE_HEALTH__FILE": str(file)}
        with service(tmp_path, **environ) as process, Client(broker.port) as watcher:
            watcher.subscribe("supine/bridge/state")
            watcher.wait_for("supine/bridge/state")
            give_up_at = time.monotonic() + WAIT_S
            while not (serving := healthy(dockerfile, file)) and time.monotonic() < give_up_at:
                time.sleep(0.05)
            process.terminate()
            process.wait(WAIT_S)

    assert serving
    assert not healthy(dockerfile, file)


def test_every_service_of_the_house_has_a_health_check(compose, dockerfile):
    services = compose["services"]

    assert set(services) == {"mosquitto", "rhasspy", "supine"}
    assert all("healthcheck" in services[name] for name in ("mosquitto", "rhasspy"))
    assert dockerfile.last.health_check
    for name in ("rhasspy", "supine"):
        assert services[name]["depends_on"]["mosquitto"]["condition"] == "service_healthy"


@pytest.mark.parametrize("name", ["mosquitto", "supine"])
def test_what_faces_the_network_can_change_nothing_and_gain_nothing(compose, name):
    described = compose["services"][name]

    assert described["read_only"] is True
    assert described["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in described["security_opt"]
    assert re.fullmatch(r"\$\{SUPINE_UID:-[1-9]\d*\}", described["user"])


def test_no_port_is_open_to_other_machines(compose):
    ports = [port for each in compose["services"].values() for port in each.get("ports", [])]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_what_is_to_be_typed_reaches_the_services_of_the_house(compose):
    """Nobody who has only containers has a `supine` of his own."""
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    typed = re.findall(
        r"^#     docker compose -f deploy/compose.yaml exec (\w+) (.*)", text, re.MULTILINE
    )
    hosts = {host for _, command in typed for host in re.findall(r"http://(\w+):", command)}
    files = {file for _, command in typed for file in re.findall(r"-c (\S+)", command)}
    mounted = {volume.split(":")[1] for volume in compose["services"]["supine"]["volumes"]}

    assert [command.split()[:2] for _, command in typed] == [
        ["supine", "train"],
        ["supine", "doctor"],
    ]
    assert {service for service, _ in typed} | hosts <= set(compose["services"])
    assert files <= mounted


def test_every_file_that_is_mounted_is_shipped_or_made_by_the_first_command(compose):
    mounts = [m for each in compose["services"].values() for m in each.get("volumes", [])]
    files = {mount.split(":")[0] for mount in mounts if mount.startswith("./")}
    made = {"./secrets/passwords", "./secrets/supine-password"}
    named = {mount.split(":")[0] for mount in mounts if not mount.startswith((".", "/"))}

    assert made <= files
    assert [file for file in files - made if not (DEPLOY / file).is_file()] == []
    assert named == set(compose["volumes"])


def test_supine_in_the_house_gets_settings_that_are_accepted(compose, tmp_path):
    described = compose["services"]["supine"]
    (tmp_path / "supine-password").write_text("secret\n", "utf-8")
    (tmp_path / "supine.yaml").write_text((DEPLOY / "supine.yaml").read_text("utf-8"), "utf-8")
    environ = {
        key: value.replace("/config", str(tmp_path))
        for key, value in described["environment"].items()
    }

    config = load_config(tmp_path / "supine.yaml", environ)

    assert set(environ) >= {variable_of(("mqtt", "host")), variable_of(("mqtt", "password_file"))}
    assert config.mqtt.host in compose["services"]
    assert config.mqtt.password.get_secret_value() == "secret"
    assert described["command"][-1] == "/config/supine.yaml"
    tmpfs = [place.partition(":")[0] for place in described["tmpfs"]]
    assert tmpfs == ["/run/supine"]


def test_what_the_compose_file_is_to_be_told_the_first_command_notes(compose, tmp_path):
    shutil.copy(DEPLOY / "passwords.py", tmp_path)
    command = [sys.executable, str(tmp_path / "passwords.py")]
    subprocess.run(command, env={**os.environ, "TZ": "Asia/Tokyo"}, check=True, capture_output=True)
    noted = dict(line.split("=") for line in (tmp_path / ".env").read_text("utf-8").splitlines())

    assert set(re.findall(r"\$\{(\w+)", str(compose))) == set(noted)


@pytest.mark.parametrize("told", ["Asia/Tokyo", ""])
def test_the_household_is_in_the_zone_that_its_container_was_told(compose, told):
    """A time zone that is only mounted has no name, and is the image's own: UTC."""
    line = "from supine.loading.config import load_config; print(load_config(None, {}).zone)"
    environ = {**os.environ, "TZ": told, "PYTHONPATH": str(SKILL)}
    command = [sys.executable, "-c", line]
    ran = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)

    assert compose["services"]["supine"]["environment"]["TZ"] == "${TZ:-}"
    assert ran.stdout.strip() in ({told} if told else available_timezones())


def test_what_is_made_here_is_kept_out_of_the_repository():
    ignored = (DEPLOY / ".gitignore").read_text("utf-8").splitlines()

    assert {"secrets/", ".env", "supine.db*"} <= set(ignored)
