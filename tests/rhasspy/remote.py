"""A voice on another machine: what Rhasspy's "Remote HTTP" text to speech asks, and what it does.

Two programs, the second of which runs in the environment that has Rhasspy's packages::

    remote.py serve PORT COMMAND          an HTTP server that speaks: text in, WAV out
    remote.py speak HOST PORT SITE URL    the service, on Rhasspy's own client

The service does what rhasspy-remote-http-hermes 0.4.0 does with a text: it fetches the sound,
publishes it and tells the end at once, while the sound is only beginning.  That package itself
wants an aiohttp that no longer builds; `rhasspy.ill` takes it where it is installed all the same.
"""

import asyncio
import shlex
import subprocess
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def serve(port: str, command: str) -> None:
    """Answer every text with its sound."""

    class Voice(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            done = subprocess.run([*shlex.split(command), text], capture_output=True, check=True)
            self.send_response(200)
            self.send_header("Content-Type", "audio/wav")
            self.send_header("Content-Length", str(len(done.stdout)))
            self.end_headers()
            self.wfile.write(done.stdout)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    ThreadingHTTPServer(("127.0.0.1", int(port)), Voice).serve_forever()


def speak(host: str, port: str, site_id: str, url: str) -> None:
    """Serve one site, until ended."""
    import paho.mqtt.client as mqtt  # noqa: PLC0415 - only here
    from rhasspyhermes.audioserver import AudioPlayBytes  # noqa: PLC0415 - of Rhasspy's
    from rhasspyhermes.client import HermesClient  # noqa: PLC0415 - of Rhasspy's
    from rhasspyhermes.tts import TtsSay, TtsSayFinished  # noqa: PLC0415 - of Rhasspy's

    class Remote(HermesClient):
        async def on_message(self, message, site_id=None, session_id=None, topic=None):
            if isinstance(message, TtsSay):
                wav = await asyncio.to_thread(_fetch, url, message.text)
                to = {"site_id": message.site_id, "request_id": message.id}
                yield AudioPlayBytes(wav_bytes=wav), to
                yield TtsSayFinished(
                    id=message.id, site_id=message.site_id, session_id=message.session_id
                )

    async def run() -> None:
        client = mqtt.Client()
        service = Remote("remote", client, site_ids=[site_id])
        service.subscribe(TtsSay)
        client.connect(host, int(port))
        client.loop_start()
        await service.handle_messages_async()

    asyncio.run(run())


def _fetch(url: str, text: str) -> bytes:
    with urllib.request.urlopen(url, data=text.encode(), timeout=10) as response:
        return response.read()


if __name__ == "__main__":
    {"serve": serve, "speak": speak}[sys.argv[1]](*sys.argv[2:])
