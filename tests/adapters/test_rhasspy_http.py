import socket
import ssl
import threading

import pytest

from brokers import Certificates, certificates, free_port
from rhasspyserver import RhasspyWeb
from supine.adapters.rhasspy_http import Login, RhasspyServer, Understood
from supine.errors import UnreachableError

__all__ = ["certificates"]


def learn(profile):
    """Know the words that stand in a slot."""
    words = (profile / "slots/supine/side").read_text("utf-8").split()
    return lambda text, _intents: ("SupineChoose", {"side": text}) if text in words else None


@pytest.fixture
def web(tmp_path):
    with RhasspyWeb(tmp_path, learn) as web:
        yield web


@pytest.fixture
def server(web):
    return RhasspyServer(web.url)


def problem(call, *arguments):
    with pytest.raises(UnreachableError) as raised:
        call(*arguments)
    return str(raised.value)


def test_what_was_written_is_learnt(server):
    server.write_slots({"supine/side": ["left", "right"]})
    server.write_sentences({"sentences.ini": "[SupineChoose]\n($supine/side){side}\n"})

    said = server.train()

    assert said == "Training completed in 0.28 second(s)"
    assert server.sentences() == {"sentences.ini": "[SupineChoose]\n($supine/side){side}\n"}
    assert server.understand("left", ["SupineChoose"]) == Understood(
        "SupineChoose", {"side": "left"}
    )
    assert server.understand("up", ["SupineChoose"]) == Understood(None, {})


def test_an_empty_file_of_sentences_is_removed(server):
    server.write_sentences({"sentences.ini": "[A]\na\n", "intents/supine.ini": "[B]\nb\n"})
    server.write_sentences({"sentences.ini": ""})

    assert server.sentences() == {"intents/supine.ini": "[B]\nb\n"}


def test_a_slot_that_is_missing_fails_the_training_by_its_name(server):
    server.write_sentences({"sentences.ini": "[A]\n($supine/side){side}\n"})

    assert "the training failed: AssertionError: Missing slot supine/side" in problem(server.train)


@pytest.mark.parametrize(
    ("settings", "loosely"),
    [
        ({"intent": {"system": "fsticuffs", "fsticuffs": {"fuzzy": True}}}, True),
        ({"intent": {"system": "fsticuffs", "fsticuffs": {}}}, True),
        ({"intent": {"system": "fsticuffs", "fsticuffs": {"fuzzy": False}}}, False),
        ({"intent": {"system": "rasa"}}, None),
        ({}, None),
        ([], None),
    ],
)
def test_whether_it_matches_loosely_is_read_from_its_profile(server, web, settings, loosely):
    web.settings = settings

    assert server.matches_loosely() is loosely


def test_the_token_is_sent_and_shown_nowhere(tmp_path):
    login = Login(token="very-secret", username="anna", password="hidden")

    with RhasspyWeb(tmp_path, learn, authorization="Bearer very-secret") as web:
        assert RhasspyServer(web.url, login).sentences() == {}

    assert "very-secret" not in repr(login)
    assert "hidden" not in repr(login)


def test_whoever_is_not_let_in_is_told_what_to_set(tmp_path):
    with RhasspyWeb(tmp_path, learn, authorization="Bearer right") as web:
        server = RhasspyServer(web.url, Login(token="wrong"))

        assert "SUPINE_RHASSPY__TOKEN" in problem(server.sentences)
        assert "wrong" not in problem(server.train)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((500, "OSError: [Errno 28] No space left on device"), "500 to POST /api/slots: OSError"),
        ((500, "<html><h1>500</h1>"), "answers 500 to POST /api/slots: Internal Server Error"),
        ((404, "nothing"), "has no /api/slots (404)"),
        ((302, "http://other/"), "sends us on to http://other/"),
        ((500, "x" * 5000), "x ..."),
        ((500, "a\x1b[31mb\u2028c"), "a [31mb"),
    ],
)
def test_a_refusal_is_one_line_that_can_be_shown(server, web, answer, told):
    web.answers["/api/slots"] = answer

    text = problem(server.write_slots, {})

    assert told in text
    assert len(text) < 450
    assert text.isprintable()


@pytest.mark.parametrize("answer", ["[]", "<html>", "", '{"intent": null}', "[" * 100_000])
def test_an_answer_that_is_not_rhasspys_is_no_understanding(server, web, answer):
    web.answers["/api/text-to-intent"] = (200, answer)

    assert "does not answer as a Rhasspy would" in problem(server.understand, "left", ["A"])


def test_a_server_that_breaks_off_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up():
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        server = RhasspyServer(f"http://127.0.0.1:{listener.getsockname()[1]}")

        assert "breaks off instead of answering to /api/train" in problem(server.train)
        thread.join()


def test_a_server_that_says_nothing_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = RhasspyServer(f"http://127.0.0.1:{listener.getsockname()[1]}")

        assert "has not answered to /api/train within 0.2 s" in problem(server.train, 0.2)


def test_a_name_that_nobody_knows_is_told():
    assert "nobody knows that name" in problem(RhasspyServer("http://no.such.invalid").sentences)


def test_a_port_that_nobody_listens_on_is_told():
    server = RhasspyServer(f"http://127.0.0.1:{free_port()}")

    assert "refuses the connection" in problem(server.sentences)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    certificates: Certificates, tmp_path, monkeypatch
):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.file("server.crt"), certificates.file("server.key"))
    with RhasspyWeb(tmp_path, learn) as web:
        web._server.socket = context.wrap_socket(web._server.socket, server_side=True)
        url = web.url.replace("http://127.0.0.1", "https://localhost")
        refused = problem(RhasspyServer(url).sentences)
        monkeypatch.setenv("SSL_CERT_FILE", certificates.file("ca.crt"))
        trusted = RhasspyServer(url).sentences()

    assert "certificate that is not trusted" in refused
    assert trusted == {}


@pytest.mark.parametrize(
    ("url", "is_read_as"),
    [
        ("http://pi:12101/", "http://pi:12101"),
        ("https://pi/rhasspy", "https://pi/rhasspy"),
        ("http://pi:12101/api", "http://pi:12101"),
        ("http://[::1]:12101", "http://[::1]:12101"),
    ],
)
def test_addresses_are_taken_as_people_copy_them(url, is_read_as):
    assert RhasspyServer(url).url == is_read_as


@pytest.mark.parametrize(
    "url", ["", "pi", "pi:12101", "file:///etc/passwd", "http://pi:x", "http://pi:99999", "http://"]
)
def test_what_is_no_address_is_refused(url):
    assert "write it like http://localhost:12101" in problem(RhasspyServer, url)
