"""The doctor among Rhasspy's own services."""

import json

import pytest

from rhasspy.bus import Bus
from rhasspy.services import SITES, RhasspyServices
from supine.cli.main import run_command


@pytest.fixture
def config(services: RhasspyServices, tmp_path):
    file = tmp_path / "supine.yaml"
    file.write_text(
        f"mqtt: {{host: 127.0.0.1, port: {services.port}}}\n"
        f"store: {{url: 'sqlite:///{tmp_path}/supine.db'}}\n",
        "utf-8",
    )
    return str(file)


def examined(config, capsys):
    code = run_command(["doctor", "-c", config, "--json"])
    checks = json.loads(capsys.readouterr().out)["checks"]
    return code, {check["name"]: check for check in checks if check["state"] == "mend"}


def test_it_finds_all_of_them_well_and_no_room_hears_of_it(config, bus: Bus, capsys):
    code, to_mend = examined(config, capsys)

    assert (code, to_mend) == (0, {})
    asked = [
        *bus.heard("hermes/tts/say"),
        *bus.heard("hermes/nlu/query"),
        *bus.heard("hermes/dialogueManager/startSession"),
    ]
    assert len(asked) > len(SITES)
    assert {message.payload["siteId"] for message in asked} <= {"", "supine-doctor"}
    for site in SITES:
        assert bus.heard(f"hermes/audioServer/{site}/playBytes/+") == []
        assert bus.heard("hermes/hotword/toggleOff", siteId=site) == []


def test_it_finds_the_one_that_is_dead(
    config, services: RhasspyServices, capsys, request: pytest.FixtureRequest
):
    services.stop("tts")
    request.addfinalizer(services.wait_until_ready)
    request.addfinalizer(lambda: services.start("tts"))

    code, to_mend = examined(config, capsys)

    assert code == 1
    assert list(to_mend) == ["text to speech"]


def test_services_for_certain_sites_alone_are_found_well(
    config, services: RhasspyServices, capsys, request: pytest.FixtureRequest
):
    """As Rhasspy starts them: each with the sites that stand in its settings."""
    names = ("dialogue", "nlu", "tts")
    commands = services._commands

    def restart():
        for name in names:
            services.stop(name)
            services.start(name)

    def as_usual():
        del services._commands
        restart()
        services.wait_until_ready()

    services._commands = lambda *given: {
        name: [*command, *(("--site-id", SITES[0]) if name in names else ())]
        for name, command in commands(*given).items()
    }
    request.addfinalizer(as_usual)
    restart()
    with Bus(services.port) as bus:
        for _ in range(100):
            bus.publish("hermes/nlu/query", input="", id="here", siteId=SITES[0])
            bus.publish("hermes/tts/say", text="", id="here", siteId=SITES[0])
            try:
                bus.wait_for("hermes/nlu/intentNotRecognized", id="here", within_s=0.2)
                bus.wait_for("hermes/tts/sayFinished", id="here", within_s=0.2)
                break
            except AssertionError:
                continue

    code, to_mend = examined(config, capsys)

    assert (code, to_mend) == (0, {})
