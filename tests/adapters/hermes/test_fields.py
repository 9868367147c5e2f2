import json

import pytest

from supine.adapters.hermes.fields import Fields
from supine.adapters.hermes.messages import NOT_OURS, HermesDecodeError


def fields(**values):
    return Fields("topic", json.dumps(values).encode())


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b"[1]", r"JSON object, not \[1\]"),
        (b'"text"', "JSON object"),
        (b"null", "JSON object, not None"),
        (b"[" * 60_000, "nested too deeply"),
        (b'{"a": %s}' % (b"9" * 5_000), "not JSON"),
        (b" " * 65_537, "65537 bytes are too many; 65536 are allowed"),
    ],
)
def test_what_is_no_object_is_refused_in_one_line(payload, problem):
    with pytest.raises(HermesDecodeError, match=problem) as refused:
        Fields("topic", payload)

    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    "value", [5, True, [], {}, "x" * 129, "a\nb", "a\x00", "\ud800", "a\u2028"]
)
def test_an_id_is_a_short_clean_text(value):
    with pytest.raises(HermesDecodeError, match="sessionId must"):
        fields(sessionId=value).required("sessionId")
    with pytest.raises(HermesDecodeError, match="sessionId must"):
        fields(sessionId=value).optional("sessionId")


def test_an_id_may_be_missing_only_where_it_is_optional():
    for empty in ({}, {"sessionId": None}, {"sessionId": ""}):
        assert fields(**empty).optional("sessionId") is None
        with pytest.raises(HermesDecodeError):
            fields(**empty).required("sessionId")


def test_the_site_has_hermes_own_default():
    assert fields().site_id == "default"
    assert fields(siteId=None).site_id == "default"
    assert fields(siteId="Küche").site_id == "Küche"


def test_no_site_is_not_the_default_site():
    assert fields(siteId="").from_no_site
    assert not fields(siteId=None).from_no_site
    assert not fields().from_no_site
    assert not fields(siteId=0).from_no_site


@pytest.mark.parametrize("value", [["default"], 5, {}, ""])
def test_a_site_that_is_no_text_is_refused(value):
    with pytest.raises(HermesDecodeError, match="siteId must"):
        _ = fields(siteId=value).site_id


@pytest.mark.parametrize("value", [{"timer": 5}, "x" * 129, "a\nb", 5, True])
def test_what_another_skill_keeps_with_its_session_is_its_own_affair(value):
    assert fields(customData=value).custom_data == NOT_OURS


def test_custom_data_that_may_be_ours_comes_through():
    assert fields(customData="supine:0badcafe:1").custom_data == "supine:0badcafe:1"
    assert fields(customData="").custom_data is None
    assert fields().custom_data is None
