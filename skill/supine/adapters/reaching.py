"""Why a broker cannot be reached, as sentences that say what to look at."""

import socket
import ssl

REFUSALS = {
    1: "does not speak MQTT 3.1.1",
    2: "does not accept the client id",
    3: "says that its service is not available",
    4: "does not accept this user name and password",
    5: "does not let this user in; are user name and password right?",
}
"""What a broker that turned us away means by its code; "it" is to be put before it."""


def why(error: BaseException) -> str:
    """Return why an attempt to connect failed; "it", the broker, is to be put before it."""
    match error:
        case ssl.SSLCertVerificationError():
            return f"shows a TLS certificate that is not trusted: {error.verify_message}"
        case ssl.SSLError():
            return f"does not agree on TLS ({error.strerror or error}); is that its TLS port?"
        case socket.gaierror() | UnicodeError():
            return "cannot be found, since nobody knows that name"
        case ConnectionRefusedError():
            return "refuses the connection; is it running there?"
        case TimeoutError():
            return "does not answer in time"
        case OSError(strerror=str(reason)):
            return f"cannot be reached: {reason}"
        case _:
            return f"cannot be reached: {error}"
