from datetime import time

import pytest
from pydantic import ValidationError

from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.loading.settings import Config
from supine.loading.times import machine_zone


def rules(**settings):
    with pytest.raises(ValidationError) as caught:
        Config.model_validate(settings)
    return [error["type"] for error in caught.value.errors()]


def test_every_setting_has_a_default():
    config = Config()

    assert (config.mqtt.host, config.mqtt.port, config.mqtt.client_id) == (
        "localhost",
        1883,
        "supine",
    )
    assert (config.mqtt.keepalive_s, config.mqtt.tls.enabled) == (15.0, False)
    assert (config.language, config.favourite, config.confidence_floor) == ("en", None, 0.6)
    assert (config.pause.remind_after_s, config.gate.ask_after_s) == (600.0, 180.0)
    assert config.recovery.offer_within_s == 1800.0
    assert config.contact.topic is None
    assert (config.reminders, config.quiet, config.quiet_at("den")) == ([], [], ())
    assert (config.rules, config.after_lunch) == (Rules(), time(13, 30))
    assert config.zone == machine_zone()
    assert config.store.url.get_secret_value() == "sqlite:///supine.db"
    assert (config.log.level, config.log.format) == ("info", "text")
    assert config.site_ids == ()
    assert config.languages == ("en",)


def test_settings_cannot_be_changed():
    with pytest.raises(ValidationError):
        Config().language = "de"


def test_sites_may_be_a_list():
    config = Config.model_validate({"sites": ["livingroom", "kitchen"]})

    assert config.site_ids == ("livingroom", "kitchen")
    assert config.language_at("kitchen") == "en"


def test_a_site_may_speak_its_own_language():
    config = Config.model_validate({"sites": {"livingroom": {"language": "de"}, "kitchen": None}})

    assert config.site_ids == ("livingroom", "kitchen")
    assert config.language_at("livingroom") == "de"
    assert config.language_at("kitchen") == "en"
    assert config.language_at("elsewhere") == "en"
    assert config.languages == ("en", "de")


@pytest.mark.parametrize("site", ["", "a b", "a/b", "#", "+"])
def test_a_site_is_one_level_of_a_topic(site):
    assert rules(sites=[site]) == ["wrong-value"]
    assert rules(sites={site: {}}) == ["wrong-value"]


NIGHT = {"from": "21:30", "until": "07:30"}


def test_quiet_hours_are_those_of_every_site():
    config = Config.model_validate({"quiet": [NIGHT, {"from": "1 pm", "until": "2 pm"}]})

    assert [(each.start, each.end) for each in config.quiet_at("anywhere")] == [
        (time(21, 30), time(7, 30)),
        (time(13), time(14)),
    ]


def test_a_site_may_have_its_own_quiet_hours_and_others_none():
    config = Config.model_validate({"quiet": {"bedroom": [{**NIGHT, "days": ["sat"]}]}})

    assert config.quiet_at("bedroom") == (
        Quiet(start=time(21, 30), end=time(7, 30), days=frozenset({5})),
    )
    assert config.quiet_at("kitchen") == ()


@pytest.mark.parametrize("topic", ["", "a/#", "+/a", "$SYS/a"])
def test_the_contacts_topic_can_be_published_to(topic):
    assert rules(contact={"topic": topic}) == ["wrong-value"]


@pytest.mark.parametrize(
    ("settings", "rule"),
    [
        ({"mqtt": {"port": 0}}, "greater_than_equal"),
        ({"mqtt": {"port": 65536}}, "less_than_equal"),
        ({"mqtt": {"port": "1883"}}, "int_type"),
        ({"mqtt": {"keepalive": 0}}, "wrong-value"),
        ({"mqtt": {"host": ""}}, "string_too_short"),
        ({"mqtt": {"tls": {"ca_file": ""}}}, "wrong-value"),
        ({"mqtt": {"tls": {"ca_file": 5}}}, "wrong-type"),
        ({"confidence_floor": 1.1}, "less_than_equal"),
        ({"confidence_floor": float("nan")}, "finite_number"),
        ({"pause": {"remind_after": 0}}, "wrong-value"),
        ({"recovery": {"offer_within": 0}}, "wrong-value"),
        ({"store": {"url": "supine.db"}}, "wrong-value"),
        ({"log": {"level": "INFO"}}, "literal_error"),
        ({"favourite": "Back Release"}, "wrong-value"),
    ],
)
def test_a_setting_takes_only_what_it_means(settings, rule):
    assert rules(**settings) == [rule]
