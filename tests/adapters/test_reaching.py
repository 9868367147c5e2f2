import errno
import socket
import ssl

import pytest

from supine.adapters.reaching import REFUSALS, why

UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")
UNTRUSTED.verify_message = "self-signed certificate"

REASONS = [
    (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "is it running there?"),
    (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "nobody knows that name"),
    ("a..b".encode, "nobody knows that name"),
    (UNTRUSTED, "a TLS certificate that is not trusted: self-signed certificate"),
    (ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"), "its TLS port?"),
    (TimeoutError("timed out"), "does not answer in time"),
    (OSError(errno.EHOSTUNREACH, "No route to host"), "cannot be reached: No route to host"),
    (OSError("odd"), "cannot be reached: odd"),
    (ValueError("Invalid host."), "cannot be reached: Invalid host."),
]


@pytest.mark.parametrize(("error", "words"), REASONS, ids=lambda value: str(value)[:24])
def test_each_reason_says_what_to_look_at(error, words):
    if callable(error):
        with pytest.raises(UnicodeError) as raised:
            error("idna")
        error = raised.value

    reason = why(error)

    assert words in reason
    assert "\n" not in reason


def test_every_code_of_a_refusal_has_its_sentence():
    assert sorted(REFUSALS) == [1, 2, 3, 4, 5]
    assert all("user name and password" in REFUSALS[code] for code in (4, 5))
