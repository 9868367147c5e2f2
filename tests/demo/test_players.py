"""Playing sound with what a machine has."""

import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from supine.demo import players
from supine.demo.players import find_player
from supine.demo.rhasspy.audio import silence, wav_lasts_s

miniaudio = pytest.importorskip("miniaudio")


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder that is the whole PATH, on a machine without miniaudio."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(players, "installed", lambda _module: None)
    return folder


def put(folder: Path, name: str, python: str) -> None:
    program = folder / name
    program.write_text(f"#!{sys.executable}\n{python}\n", "utf-8")
    program.chmod(0o755)


def device() -> SimpleNamespace:
    """The real miniaudio with its device that plays in real time to nobody."""
    return SimpleNamespace(
        decode=miniaudio.decode,
        MiniaudioError=miniaudio.MiniaudioError,
        PlaybackDevice=partial(miniaudio.PlaybackDevice, backends=[miniaudio.Backend.NULL]),
    )


def test_a_sound_device_plays_in_real_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(players, "installed", lambda _module: device())
    play = find_player()
    assert play is not None

    began = time.monotonic()
    play(silence(1.0))

    assert 1.0 <= time.monotonic() - began < 2.5


def test_a_device_that_does_not_open_is_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch):
    def closed(**_settings: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -401)

    broken = device()
    broken.PlaybackDevice = closed
    monkeypatch.setattr(players, "installed", lambda _module: broken)

    assert find_player() is None
    assert not list(path.iterdir())


def test_a_program_gets_the_sound_as_a_file(path: Path, tmp_path: Path):
    played = tmp_path / "played"
    put(path, "aplay", f"import shutil, sys; shutil.copy(sys.argv[1], {str(played)!r})")
    play = find_player()
    assert play is not None

    play(silence(0.75))

    assert wav_lasts_s(played.read_bytes()) == 0.75


def test_a_program_that_cannot_play_is_passed_over(path: Path):
    put(path, "paplay", "raise SystemExit('connection refused')")
    put(path, "aplay", "pass")

    play = find_player()

    assert play is not None
    assert play.args[0] == str(path / "aplay")  # type: ignore[attr-defined]


@pytest.mark.usefixtures("path")
def test_without_any_there_is_none():
    assert find_player() is None


def test_what_is_no_sound_is_refused(path: Path):
    put(path, "aplay", "pass")
    play = find_player()
    assert play is not None

    with pytest.raises(ValueError, match="not a WAV"):
        play(b"garbage")
