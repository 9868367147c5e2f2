"""A web server with the part of Rhasspy 2.5's HTTP API that trains it, on loopback.

It keeps a profile in a folder as Rhasspy does, and answers as Rhasspy does: what goes wrong in
it is a 500 with the error's class and text.  What it understands after training is up to the
test: the intents it has learnt are those that stand in its files.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Collection, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Understand = Callable[[str, Collection[str] | None], tuple[str, Mapping[str, Any]] | None]
Learn = Callable[[Path], Understand]
"""Takes a profile and returns what recognises texts by it."""


class TrainingFailedException(Exception):  # noqa: N818 - its name is told
    """Rhasspy's own."""


class RhasspyWeb:
    """The server as a context manager.

    Args:
        profile: The folder of its profile.
        learn: Makes a recogniser out of the profile.
        authorization: What the header has to say to be let in, if anything.

    Attributes:
        asked: Method and path of every request, in order.
        settings: Its profile.json.
        train_s: How long training takes.
        answers: What it says to a path in place of everything else: code and text.
    """

    def __init__(self, profile: Path, learn: Learn, authorization: str | None = None) -> None:
        self.profile = profile
        self.asked: list[str] = []
        self.settings: dict[str, Any] = {
            "intent": {"system": "fsticuffs", "fsticuffs": {"fuzzy": False}}
        }
        self.train_s = 0.0
        self.answers: dict[str, tuple[int, str]] = {}
        self._learn = learn
        self._understand: Understand = lambda _text, _intents: None
        self._authorization = authorization
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def respond(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, str]:
        parts = urlsplit(address)
        self.asked.append(f"{method} {address}")
        if parts.path in self.answers:
            return self.answers[parts.path]
        if self._authorization not in {None, headers.get("Authorization")}:
            return 401, "<html>401 Authorization Required</html>"
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        name = f"_{method.lower()}_{parts.path.strip('/').replace('/', '_').replace('-', '_')}"
        handler = getattr(self, name, None)
        if handler is None:
            return 404, "<!doctype html><title>404 Not Found</title>"
        try:
            return 200, handler(options, headers, body)
        except Exception as exc:  # noqa: BLE001 - as Rhasspy does
            return 500, f"{type(exc).__name__}: {exc}"

    def _get_api_profile(self, _options: Any, _headers: Any, _body: bytes) -> str:
        return json.dumps(self.settings)

    def _get_api_sentences(self, _options: Any, headers: Mapping[str, str], _body: bytes) -> str:
        main = self.profile / "sentences.ini"
        if headers.get("Accept") != "application/json":
            return main.read_text("utf-8") if main.is_file() else ""
        files = [main, *(self.profile / "intents").glob("*.ini")]
        return json.dumps(
            {
                path.relative_to(self.profile).as_posix(): path.read_text("utf-8")
                for path in files
                if path.is_file()
            }
        )

    def _post_api_sentences(self, _options: Any, headers: Mapping[str, str], body: bytes) -> str:
        if headers.get("Content-Type") != "application/json":
            (self.profile / "sentences.ini").write_bytes(body)
            return f"Wrote {len(body)} byte(s) to sentences.ini"
        written = []
        for name, text in json.loads(body).items():
            path = self.profile / name
            if text.strip():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
                written.append(name)
            else:
                path.unlink(missing_ok=True)
        return f"Wrote {sum(map(len, written))} char(s) to {written}"

    def _post_api_slots(self, options: Mapping[str, str], _headers: Any, body: bytes) -> str:
        for name, values in json.loads(body).items():
            path = self.profile / "slots" / name
            if options.get("overwrite_all") == "true":
                path.unlink(missing_ok=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = set(path.read_text("utf-8").splitlines()) if path.is_file() else set()
            path.write_text("".join(f"{value}\n" for value in kept | set(values)), "utf-8")
        return "OK"

    def _post_api_train(self, _options: Any, _headers: Any, _body: bytes) -> str:
        time.sleep(self.train_s)
        texts = json.loads(self._get_api_sentences({}, {"Accept": "application/json"}, b""))
        for slot in set(re.findall(r"\(\$([\w/]+)\)", "".join(texts.values()))):
            if not (self.profile / "slots" / slot).is_file():
                raise AssertionError(f"Missing slot {slot}")
        self._understand = self._learn(self.profile)
        return "Training completed in 0.28 second(s)"

    def _post_api_text_to_intent(
        self, options: Mapping[str, str], _headers: Any, body: bytes
    ) -> str:
        text = body.decode()
        wanted = options.get("intentFilter")
        found = self._understand(text, wanted.split(",") if wanted else None)
        name, slots = found or ("", {})
        return json.dumps(
            {
                "text": text,
                "intent": {"name": name, "confidence": 1.0 if found else 0},
                "entities": [{"entity": slot, "value": it} for slot, it in slots.items()],
                "slots": dict(slots),
                "raw_text": text,
                "speech_confidence": 1.0,
                "recognize_seconds": 0.01,
            }
        )

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                code, text = web.respond(self.command, self.path, self.headers, body)
                content = text.encode()
                self.send_response(code)
                if code == 302:
                    self.send_header("Location", text)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = _answer  # noqa: N815 - http.server's names

            def log_message(self, *_: object) -> None:
                pass

        return Handler
