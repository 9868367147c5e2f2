"""Tell the contact that the household has opted in, once, when something is urgent."""

import json
from collections.abc import Callable

from supine.core.events import Alert, Command


class Contact:
    """A witness that publishes alerts to one MQTT topic.

    Args:
        publish: Publishes a payload to a topic.
        topic: Where to; None tells nobody.
    """

    def __init__(self, publish: Callable[[str, str], object], topic: str | None) -> None:
        self._publish = publish
        self._topic = topic

    def tell(self, site_id: str, command: Command) -> None:
        """Publish an alert."""
        if isinstance(command, Alert) and self._topic:
            self._publish(self._topic, json.dumps({"siteId": site_id, "kind": command.kind}))
