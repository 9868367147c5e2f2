"""The program that speaks: orders in, answers and sound out."""

import io
import json
import threading

import pytest

from supine.demo import speaker as module
from supine.demo.rhasspy.audio import silence
from supine.demo.speaker import Speaker, main


class Player:
    """Keeps what it plays."""

    def __init__(self) -> None:
        self.played: list[bytes] = []
        self.enough = threading.Semaphore(0)

    def __call__(self, wav: bytes) -> None:
        if not wav:
            raise ValueError("not a WAV")
        self.played.append(wav)
        self.enough.release()


def make(text: str) -> bytes:
    """Say each letter in a tenth of a second."""
    if text == "unsayable":
        raise OSError(text)
    return silence(len(text) / 10)


def serve(player: Player, *orders: dict[str, str]) -> list[dict[str, object]]:
    out = io.StringIO()
    Speaker(make, player, out).serve(json.dumps(order) for order in orders)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_sentence_is_answered_with_how_long_it_really_lasts():
    answers = serve(Player(), {"say": "abcde", "key": "1"})

    assert answers == [{"key": "1", "lasts_s": 0.5}]


def test_it_is_played_when_that_is_asked_for_and_not_before():
    player = Player()

    serve(player, {"say": "ab", "key": "1"}, {"say": "abcd", "key": "2"}, {"begin": "2"})
    assert player.enough.acquire(timeout=5)

    assert player.played == [silence(0.4)]


def test_a_sentence_that_cannot_be_said_is_answered_too():
    answers = serve(Player(), {"say": "unsayable", "key": "1"}, {"say": "a", "key": "2"})

    assert answers == [{"key": "1", "lasts_s": None}, {"key": "2", "lasts_s": 0.1}]


def test_a_sound_from_a_file_is_played(tmp_path):
    (tmp_path / "chime.wav").write_bytes(silence(0.3))
    player = Player()

    serve(player, {"load": str(tmp_path / "chime.wav"), "key": "1"}, {"begin": "1"})
    assert player.enough.acquire(timeout=5)

    assert player.played == [silence(0.3)]


def test_what_cannot_be_played_does_not_keep_the_next_from_being_played():
    player = Player()

    serve(player, {"begin": "nothing"}, {"say": "a", "key": "1"}, {"begin": "1"})

    assert player.enough.acquire(timeout=5)


@pytest.mark.parametrize(
    ("voice", "player", "sorry"),
    [
        (None, Player(), "no voice here speaks 'xx'"),
        (make, None, "no sound card, or nothing that can play on it"),
    ],
)
def test_it_says_why_it_cannot_speak(
    voice: object,
    player: object,
    sorry: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setattr(module, "find_voice", lambda _lang: voice)
    monkeypatch.setattr(module, "find_player", lambda: player)

    main("xx")

    assert json.loads(capsys.readouterr().out) == {"sorry": sorry}


def test_it_begins_by_saying_that_it_can_speak(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(module, "find_voice", lambda _lang: make)
    monkeypatch.setattr(module, "find_player", Player)
    monkeypatch.setattr("sys.stdin", io.StringIO('{"say": "abc", "key": "1"}\n'))

    main("en")

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"sorry": ""}, {"key": "1", "lasts_s": 0.3}]
