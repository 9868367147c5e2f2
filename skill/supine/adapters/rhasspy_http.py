"""A Rhasspy server's HTTP API, as far as training needs it (Rhasspy 2.5).

The server has no users of its own; where it stands behind something that has, a token or a
name with a password is sent along.  Nobody is followed elsewhere, since these would come too,
and no proxy is asked: a Rhasspy stands in the house.
"""

import base64
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from supine.adapters.reaching import why
from supine.errors import UnreachableError

ANSWERS_WITHIN_S = 15.0
TRAINED_WITHIN_S = 900.0
"""Kaldi on a small machine takes minutes."""

_ANSWER_MAX = 1_000_000
_SHOWN_MAX = 300
_OTHERS_PAGE = (301, 302, 303, 307, 308)
_NOT_LET_IN = (401, 403)
_NOT_THERE = (404, 405, 501)

FilesByPath = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """How to get past what stands before a server; nothing of it is ever shown."""

    token: str | None = field(default=None, repr=False)
    """Sent as it is (``Authorization: Bearer ...``)."""

    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def header(self) -> str | None:
        """What the ``Authorization`` header says."""
        if self.token:
            return f"Bearer {self.token}"
        if self.username:
            pair = f"{self.username}:{self.password or ''}"
            return f"Basic {base64.b64encode(pair.encode()).decode()}"
        return None


@dataclass(frozen=True, slots=True)
class Understood:
    """What a server made of a sentence."""

    intent: str | None
    """None when it found nothing."""

    slots: Mapping[str, object]


class RhasspyServer:
    """One server.

    Args:
        url: Such as ``http://localhost:12101``.
        login: How to get in.

    Raises:
        UnreachableError: This is no such address.
    """

    def __init__(self, url: str, login: Login | None = None) -> None:
        self.url = _checked(url)
        self._login = login or Login()
        self._opener = _opener()

    def sentences(self) -> dict[str, str] | None:
        """Return the server's files of sentences by path; None if it does not tell.

        Raises:
            UnreachableError: It is not there, or does not let us in.
        """
        return _texts(self._peek("/api/sentences"))

    def matches_loosely(self) -> bool | None:
        """Return whether it takes what is only like a sentence; None if it does not tell.

        Raises:
            UnreachableError: It is not there, or does not let us in.
        """
        profile = self._peek("/api/profile?layers=all")
        intent = profile.get("intent") if isinstance(profile, dict) else None
        if not isinstance(intent, dict) or intent.get("system") != "fsticuffs":
            return None
        settings = intent.get("fsticuffs")
        fuzzy = settings.get("fuzzy") if isinstance(settings, dict) else None
        return fuzzy if isinstance(fuzzy, bool) else True

    def write_sentences(self, files: FilesByPath) -> None:
        """Write files of sentences; an empty one is removed.

        Raises:
            UnreachableError: It is not there, or refuses.
        """
        self._post("/api/sentences", json.dumps(files), "application/json")

    def write_slots(self, values: Mapping[str, Sequence[str]]) -> None:
        """Write all values of these slots in place of those that they had; others stay.

        Raises:
            UnreachableError: It is not there, or refuses.
        """
        self._post("/api/slots?overwrite_all=true", json.dumps(values), "application/json")

    def train(self, within_s: float = TRAINED_WITHIN_S) -> str:
        """Let it learn everything anew and return what it says then.

        Raises:
            UnreachableError: It is not there, refuses, or the training fails.
        """
        return _first_line(self._post("/api/train", "", "text/plain", within_s))

    def understand(self, text: str, intents: Sequence[str]) -> Understood:
        """Return what it makes of a sentence; none of its own skills acts on that.

        Raises:
            UnreachableError: It is not there, or understands nothing at all.
        """
        options = urlencode({"nohass": "true", "intentFilter": ",".join(intents)})
        answer = self._post(f"/api/text-to-intent?{options}", text, "text/plain")
        found = _json(answer)
        intent = found.get("intent") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(intent, dict):
            raise self._error(f"does not answer as a Rhasspy would: {_shown(answer)}")
        slots = found.get("slots")
        name = intent.get("name")
        return Understood(
            name if isinstance(name, str) and name else None,
            slots if isinstance(slots, dict) else {},
        )

    # ---- the wire ---------------------------------------------------------------------------

    def _peek(self, path: str) -> object:
        """Return the JSON that a page holds, or None where there is no such page."""
        try:
            return _json(self._send("GET", path, None, {"Accept": "application/json"}))
        except HTTPError as error:
            with error:
                if error.code in (*_NOT_LET_IN, *_OTHERS_PAGE):
                    raise self._refused(error, "GET", path) from None
            return None

    def _post(self, path: str, content: str, kind: str, within_s: float = ANSWERS_WITHIN_S) -> str:
        try:
            return self._send("POST", path, content.encode(), {"Content-Type": kind}, within_s)
        except HTTPError as error:
            with error:
                raise self._refused(error, "POST", path) from None

    def _send(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: Mapping[str, str],
        within_s: float = ANSWERS_WITHIN_S,
    ) -> str:
        request = Request(  # noqa: S310 - the scheme has been checked
            self.url + path, content, {"User-Agent": "supine", **headers}, method=method
        )
        if header := self._login.header:
            request.add_unredirected_header("Authorization", header)
        try:
            with self._opener.open(request, timeout=within_s) as response:
                answer: bytes = response.read(_ANSWER_MAX)
        except HTTPError:
            raise
        except URLError as error:
            reason = error.reason if isinstance(error.reason, BaseException) else error
            raise self._error(why(reason)) from None
        except (HTTPException, OSError, ValueError) as error:
            raise self._error(self._broken(error, path, within_s)) from None
        return answer.decode("utf-8", "replace")

    def _broken(self, error: Exception, path: str, within_s: float) -> str:
        page = path.partition("?")[0]
        if isinstance(error, TimeoutError):
            return f"has not answered to {page} within {within_s:g} s"
        if isinstance(error, HTTPException | ConnectionError):
            return f"breaks off instead of answering to {page}; is it a web server?"
        return why(error)

    def _refused(self, error: HTTPError, method: str, path: str) -> UnreachableError:
        page = path.partition("?")[0]
        if error.code in _NOT_LET_IN:
            return self._error(
                f"does not let us in ({error.code}): set SUPINE_RHASSPY__TOKEN, or "
                "SUPINE_RHASSPY__USERNAME and SUPINE_RHASSPY__PASSWORD"
            )
        if error.code in _OTHERS_PAGE:
            return self._error(f"sends us on to {_shown(error.headers.get('Location', ''))}")
        if error.code in _NOT_THERE:
            return self._error(
                f"has no {page} ({error.code}); is that the address of a Rhasspy 2.5 server?"
            )
        said = _first_line(error.read(_ANSWER_MAX).decode("utf-8", "replace"))
        if page == "/api/train":
            return self._error(f"the training failed: {said or f'answer {error.code}'}")
        return self._error(f"answers {error.code} to {method} {page}: {said or error.reason}")

    def _error(self, problem: str) -> UnreachableError:
        return UnreachableError(self.url, problem)


class _StaysHere(HTTPRedirectHandler):
    def redirect_request(
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Go nowhere else: the answer is then an error that says where to."""
        del req, fp, code, msg, headers, newurl


def _opener() -> OpenerDirector:
    context = ssl.create_default_context()
    return build_opener(ProxyHandler({}), HTTPSHandler(context=context), _StaysHere())


def _checked(url: str) -> str:
    form = "write it like http://localhost:12101"
    try:
        parts = urlsplit(url)
        port_known = parts.port is None or parts.port > 0
    except ValueError:
        raise UnreachableError(_shown(url), f"this is no address of a server: {form}") from None
    if parts.username is not None or parts.password is not None:
        place = parts.netloc.rpartition("@")[2]
        problem = (
            "no secrets in addresses: set SUPINE_RHASSPY__USERNAME and SUPINE_RHASSPY__PASSWORD"
        )
        raise UnreachableError(place, problem)
    whole = parts.scheme in {"http", "https"} and parts.hostname and port_known
    if not whole or parts.query or parts.fragment or " " in url:
        raise UnreachableError(_shown(url), f"this is no address of a server: {form}")
    return url.rstrip("/").removesuffix("/api")


def _json(text: str) -> Any:  # noqa: ANN401 - whatever somebody sends
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _texts(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {path: text for path, text in value.items() if isinstance(text, str)}


def _first_line(text: str) -> str:
    """Return what a server says; a page of HTML says nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return _shown(lines[0]) if lines and not lines[0].startswith("<") else ""


def _shown(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _SHOWN_MAX else f"{line[:_SHOWN_MAX]} ..."
