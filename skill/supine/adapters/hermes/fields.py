"""A JSON object that came from anywhere, and the only way to take something out of it.  Pure."""

import json
import re
from typing import NoReturn

from supine.adapters.hermes.messages import NOT_OURS, HermesDecodeError, shown

PAYLOAD_MAX = 65_536
"""Bytes of the longest message that is read."""

ID_MAX = 128
"""Characters of the longest id."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def clean(text: str, longest: int = ID_MAX) -> bool:
    """Whether a text is short enough and free of control characters."""
    return len(text) <= longest and (text.isprintable() or not _FORBIDDEN.search(text))


class Fields:
    """What a message holds.

    Args:
        topic: Where it was published; errors name it.
        payload: As it came.

    Raises:
        HermesDecodeError: The payload is no JSON object; later: a field is not what it must be.
    """

    def __init__(self, topic: str, payload: bytes) -> None:
        self.topic = topic
        if len(payload) > PAYLOAD_MAX:
            self.refuse(f"{len(payload)} bytes are too many; {PAYLOAD_MAX} are allowed")
        try:
            values = json.loads(payload.decode())
        except UnicodeDecodeError:
            self.refuse("the payload is not UTF-8")
        except RecursionError:
            self.refuse("the payload is nested too deeply")
        except ValueError:
            self.refuse("the payload is not JSON")
        if not isinstance(values, dict):
            self.refuse(f"the payload must be a JSON object, not {shown(values)}")
        self.values: dict[str, object] = values

    def refuse(self, problem: str) -> NoReturn:
        """Raise the one error."""
        raise HermesDecodeError(self.topic, problem)

    def checked(self, key: str, value: object) -> str:
        """Return ``value`` as an id that may be kept, compared and sent back."""
        if not isinstance(value, str) or not value:
            self.refuse(f"{key} must be a text, not {shown(value)}")
        if not clean(value):
            self.refuse(
                f"{key} must have at most {ID_MAX} characters and none of them a control "
                f"character, not {shown(value)}"
            )
        return value

    def required(self, key: str) -> str:
        """Return the id in a field that has to be there."""
        return self.checked(key, self.values.get(key))

    def optional(self, key: str) -> str | None:
        """Return the id in a field, or None where it is missing, null or empty."""
        value = self.values.get(key)
        return None if value is None or value == "" else self.checked(key, value)

    @property
    def from_no_site(self) -> bool:
        """Whether it says of itself that it comes from nowhere."""
        return self.values.get("siteId") == ""

    @property
    def site_id(self) -> str:
        """The site; Hermes' own default where it is missing."""
        value = self.values.get("siteId")
        return "default" if value is None else self.checked("siteId", value)

    @property
    def custom_data(self) -> str | None:
        """What came with the session: another skill may have put anything there."""
        value = self.values.get("customData")
        if value is None or value == "":
            return None
        return value if isinstance(value, str) and clean(value) else NOT_OURS
