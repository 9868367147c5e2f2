import json

from supine.adapters.contact import Contact
from supine.core.events import Alert, Hush


def test_an_alert_reaches_the_topic_that_was_opted_in():
    published = []
    contact = Contact(lambda topic, payload: published.append((topic, payload)), "household/help")

    contact.tell("bedroom", Alert("red flag"))
    contact.tell("bedroom", Hush())

    [(topic, payload)] = published
    assert topic == "household/help"
    assert json.loads(payload) == {"siteId": "bedroom", "kind": "red flag"}


def test_without_a_topic_nobody_is_told():
    published = []

    Contact(lambda *message: published.append(message), None).tell("bedroom", Alert("red flag"))

    assert published == []


def test_that_nobody_could_be_told_is_in_the_log(caplog):
    Contact(lambda *_: False, "household/help").tell("bedroom", Alert("red flag"))

    assert "bedroom: the contact could not be told" in caplog.text
