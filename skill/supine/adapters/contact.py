"""Tell the contact that the household has opted in, once, when something is urgent."""

import json
import logging
from collections.abc import Callable

from supine.core.events import Alert, Command

_LOGGER = logging.getLogger(__name__)


class Contact:
    """A witness that publishes alerts to one MQTT topic.

    Args:
        publish: Publishes a payload to a topic; False, if it says so, when that was not possible.
        topic: Where to; None tells nobody.
    """

    def __init__(self, publish: Callable[[str, str], object], topic: str | None) -> None:
        self._publish = publish
        self._topic = topic

    def tell(self, site_id: str, command: Command) -> None:
        """Publish an alert."""
        if isinstance(command, Alert) and self._topic:
            payload = json.dumps({"siteId": site_id, "kind": command.kind})
            if self._publish(self._topic, payload) is False:
                text = "%s: the contact could not be told: the broker did not take it to %s"
                _LOGGER.error(text, site_id, self._topic)
