import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loading.written import refused, written
from supine.errors import FaultsError
from supine.loading.config import check_config, load_config, variable_of
from supine.loading.document import Document


@pytest.fixture
def load(tmp_path):
    def load_text(text, **environ):
        return load_config(written(tmp_path, "supine.yaml", text), environ)

    return load_text


def test_without_a_file_everything_is_as_it_comes():
    config = load_config(None, {"PATH": "anything", "SUPINE_HOME": "somebody else's"})

    assert config.mqtt.host == "localhost"
    assert config.store.url.get_secret_value() == "sqlite:///supine.db"


def test_a_file_sets_what_it_names(load):
    config = load(
        "mqtt: {host: broker, keepalive: 1min}\nsites: [kitchen]\npause: {remind_after: 5min}\n"
    )

    assert (config.mqtt.host, config.mqtt.keepalive_s) == ("broker", 60.0)
    assert config.site_ids == ("kitchen",)
    assert config.pause.remind_after_s == 300.0


def test_a_file_of_comments_sets_nothing(load):
    assert load("# mqtt: {host: broker}\n").mqtt.host == "localhost"


def test_a_file_that_was_named_has_to_be_there(tmp_path):
    (fault,) = refused(lambda: load_config(tmp_path / "supine.yaml", {}))

    assert fault.source.endswith("supine.yaml")
    assert fault.problem == "there is no such file"


# ---- the environment


def test_the_environment_comes_before_the_file(load):
    config = load(
        "mqtt: {host: broker, port: 1}\n",
        SUPINE_MQTT__HOST="other",
        SUPINE_MQTT__TLS__ENABLED="true",
        SUPINE_CONFIDENCE_FLOOR="0.75",
        SUPINE_SITES="kitchen, bedroom",
        SUPINE_GATE__ASK_AFTER="2min",
        SUPINE_LANGUAGE="no",
    )

    assert (config.mqtt.host, config.mqtt.port) == ("other", 1)
    assert config.mqtt.tls.enabled
    assert config.confidence_floor == 0.75
    assert config.site_ids == ("kitchen", "bedroom")
    assert config.gate.ask_after_s == 120.0
    assert config.language == "no"


def test_a_variable_that_looks_like_a_number_can_be_a_text():
    config = load_config(None, {"SUPINE_MQTT__USERNAME": "007", "SUPINE_MQTT__PASSWORD": "123"})

    assert config.mqtt.username == "007"
    assert config.mqtt.password.get_secret_value() == "123"


def test_an_empty_variable_unsets(load):
    assert load("favourite: back-release\n", SUPINE_FAVOURITE="").favourite is None


@pytest.mark.parametrize(
    ("variable", "value", "rule", "part"),
    [
        ("SUPINE_MQTT__HSOT", "a", "unknown-key", "did you mean `SUPINE_MQTT__HOST`?"),
        ("SUPINE_MQTT_HOST", "a", "unknown-key", "did you mean `SUPINE_MQTT__HOST`?"),
        ("SUPINE_CONFIDENCE__FLOOR", "1", "unknown-key", "did you mean `SUPINE_CONFIDENCE_FLOOR`?"),
        ("SUPINE_GATE__ASK_AFTER_S", "1", "unknown-key", "did you mean `SUPINE_GATE__ASK_AFTER`?"),
        ("SUPINE_XYZZY__PLUGH", "a", "unknown-key", "no such setting"),
        ("SUPINE_MQTT__PORT", "many", "wrong-type", "`port` has to be a whole number"),
        ("SUPINE_MQTT__TLS__ENABLED", "yes", "wrong-type", "true or false"),
        ("SUPINE_MQTT__HOST", "", "text-missing", "`host` is empty"),
        ("SUPINE_GATE__ASK_AFTER", "3 minutes", "wrong-value", "3min"),
        ("SUPINE_ROUTINES", "nowhere", "unreadable", "no folder `nowhere`"),
    ],
)
def test_a_wrong_variable_is_told_by_its_name(variable, value, rule, part):
    (fault,) = refused(lambda: load_config(None, {variable: value}))

    assert (fault.source, fault.line, fault.rule) == (variable, 0, rule)
    assert part in fault.problem


def test_the_variable_of_a_setting_is_its_keys():
    assert variable_of(("mqtt", "tls", "ca_file")) == "SUPINE_MQTT__TLS__CA_FILE"


# ---- faults in the file


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("mqtt:\n  hst: a\n", (2, 3, "unknown-key"), "not a key of `mqtt`; did you mean `host`?"),
        ("mqqt: {}\n", (1, 1, "unknown-key"), "did you mean `mqtt`?"),
        ("log: {level: loud}\n", (1, 14, "wrong-value"), "debug, info, warning or error"),
        ("sites: {kitchen: {lang: de}}\n", (1, 19, "unknown-key"), "did you mean `language`?"),
        ("sites: {a b: {}}\n", (1, 9, "wrong-value"), "no spaces"),
        ("routines: [nowhere]\n", (1, 12, "unreadable"), "no folder `nowhere`"),
        ("mqtt: {tls: {ca_file: a.pem}}\n", (1, 23, "unreadable"), "no file `a.pem`"),
        ("mqtt: {password: a}\n", (1, 8, "missing-key"), "needs a `username`"),
        ("mqtt: a\n", (1, 7, "wrong-type"), 'lines like "key: value"'),
        ("- mqtt\n", (1, 1, "wrong-type"), "the config has to be made of keys"),
        ("mqtt: {host: a, host: b}\n", (1, 17, "duplicate-key"), "twice"),
    ],
)
def test_a_wrong_setting_is_told_at_its_place(load, text, place, part):
    (fault,) = refused(lambda: load(text))

    assert (fault.line, fault.column, fault.rule) == place
    assert part in fault.problem


def test_every_fault_is_told_at_once(load):
    text = "language: english\nmqtt: {port: a, hst: b}\npause: {remind_after: never}\n"

    found = refused(lambda: load(text, SUPINE_MQTT__KEEPALIVE="x", SUPINE_A__B=""))

    assert [(Path(fault.source).name, fault.line) for fault in found] == [
        ("supine.yaml", 1),
        ("supine.yaml", 2),
        ("supine.yaml", 2),
        ("supine.yaml", 3),
        ("SUPINE_A__B", 0),
        ("SUPINE_MQTT__KEEPALIVE", 0),
    ]


# ---- paths


def test_paths_begin_at_the_files_folder(tmp_path, load):
    (tmp_path / "mine").mkdir()
    for name in ("ca.pem", "me.pem", "me.key"):
        (tmp_path / name).touch()

    config = load(
        "routines: [mine]\nstore: {url: 'sqlite:///data/supine.db?timeout=5'}\n"
        "mqtt: {tls: {ca_file: ca.pem, cert_file: me.pem, key_file: me.key}}\n"
    )

    assert config.routines == [tmp_path / "mine"]
    assert config.mqtt.tls.ca_file == tmp_path / "ca.pem"
    assert config.mqtt.tls.key_file == tmp_path / "me.key"
    assert config.store.url.get_secret_value() == f"sqlite:///{tmp_path}/data/supine.db?timeout=5"


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:////var/a.db", "postgresql://db/supine"]
)
def test_other_databases_stay_where_they_are(load, url):
    assert load(f"store: {{url: '{url}'}}\n").store.url.get_secret_value() == url


def test_a_key_needs_its_certificate(tmp_path, load):
    (tmp_path / "me.key").touch()

    (fault,) = refused(lambda: load("mqtt: {tls: {key_file: me.key}}\n"))

    assert (fault.line, fault.column, fault.rule) == (1, 14, "missing-key")
    assert "needs a `cert_file`" in fault.problem


# ---- secrets


def test_a_password_can_come_from_a_file(tmp_path, load):
    (tmp_path / "password").write_text("open sesame\n")

    config = load("mqtt: {username: me, password_file: password}\n")

    assert config.mqtt.password.get_secret_value() == "open sesame"
    assert config.mqtt.password_file == tmp_path / "password"
    assert "sesame" not in repr(config)


@pytest.mark.parametrize(
    ("content", "part"),
    [(None, "no such password file"), (b"", "is empty"), (b"\xff", "not UTF-8")],
)
def test_a_password_file_that_holds_none_is_told(tmp_path, load, content, part):
    if content is not None:
        (tmp_path / "password").write_bytes(content)

    (fault,) = refused(lambda: load("mqtt: {username: me, password_file: password}\n"))

    assert (fault.line, fault.column, fault.rule) == (1, 37, "unreadable")
    assert part in fault.problem


def test_two_passwords_are_one_too_many(tmp_path, load):
    (tmp_path / "file").write_text("a")

    (fault,) = refused(lambda: load("mqtt: {username: me, password: a, password_file: file}\n"))

    assert (fault.line, fault.column, fault.rule) == (1, 35, "wrong-value")
    assert "not both" in fault.problem


@pytest.mark.parametrize(
    "text",
    [
        "mqtt: {username: me, password: hunter2}\nlanguage: x\n",
        "mqtt: {password: hunter2}\n",
        "mqtt: {username: me, password: [hunter2]}\n",
        "mqtt: {username: me, password: hunter2: a}\n",
        "mqtt:\n  username: me\n  password: hunter2: a\n",
        "mqtt: {username: me, pasword: hunter2}\n",
        "mqtt: {username: me, password: 'hunter2\n",
        "mqtt: hunter2\n",
        "store: {url: hunter2}\n",
        "store: {url: [hunter2]}\n",
        "store: {url: 'postgresql://me:hunter2@db/supine', pool: 5}\n",
    ],
)
def test_no_fault_gives_a_secret_away(load, text):
    with pytest.raises(FaultsError) as caught:
        load(text)

    seen = f"{caught.value} {caught.value.__cause__} {caught.value.__context__} {caught.value!r}"
    assert "hunter2" not in seen


def test_no_secret_is_printed_with_the_settings(load):
    config = load(
        "mqtt: {username: me, password: hunter2}\nstore: {url: 'postgresql://me:hunter2@db/supine'}\n"
    )

    assert "hunter2" not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"


# ---- anything


SETTINGS = st.sampled_from(
    [
        "mqtt",
        "host",
        "tls",
        "password",
        "sites",
        "routines",
        "store",
        "url",
        "pause",
        "remind_after",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(SETTINGS | st.text(max_size=3), inner)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(SETTINGS, VALUES), st.dictionaries(SETTINGS, st.text(max_size=5), max_size=2)
)
def test_any_settings_are_taken_or_refused_in_sentences(settings, variables):
    document = Document("supine.yaml", settings)
    environ = {f"SUPINE_MQTT__{name.upper()}": text for name, text in variables.items()}

    refused(lambda: check_config(document, Path(os.devnull), environ))
