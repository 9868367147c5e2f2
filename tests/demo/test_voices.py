"""Making speech with what a machine has."""

import shutil
import sys
from pathlib import Path

import pytest

from supine.demo import voices
from supine.demo.rhasspy.audio import silence, wav_lasts_s
from supine.demo.voices import find_voice, installed

SENTENCE = "Lie on your back, with your knees bent."

needs_pico = pytest.mark.skipif(
    installed("py_nanotts") is None, reason="py-nanotts is not installed"
)


@pytest.fixture
def path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty folder that is the whole PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put(folder: Path, name: str, python: str) -> None:
    """Install a program of a few lines of Python."""
    program = folder / name
    program.write_text(f"#!{sys.executable}\n{python}\n", "utf-8")
    program.chmod(0o755)


@needs_pico
@pytest.mark.parametrize("lang", ["en", "en-GB", "de", "fr", "es", "it", "de-AT"])
def test_pico_speaks_its_languages(lang: str):
    voice = find_voice(lang)

    assert voice is not None
    assert 1.0 < wav_lasts_s(voice(SENTENCE)) < 8.0


@needs_pico
def test_half_as_many_words_take_about_half_as_long():
    voice = find_voice("en")
    assert voice is not None

    long, short = wav_lasts_s(voice(SENTENCE)), wav_lasts_s(voice("Lie on your back."))

    assert 1.3 < long / short < 3.0


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_speaks_what_pico_does_not():
    voice = find_voice("pt-BR")

    assert voice is not None
    assert 0.5 < wav_lasts_s(voice("Deite-se de costas.")) < 5.0


def test_a_text_is_no_option_to_a_program(path: Path, tmp_path: Path):
    put(
        path,
        "espeak-ng",
        "import sys\n"
        f"open({str(tmp_path / 'seen')!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read())))",
    )
    voice = find_voice("pt-BR")
    assert voice is not None

    voice("--help me up")

    seen = (tmp_path / "seen").read_text("utf-8")
    assert seen == "(['-v', 'pt-BR', '--stdin', '--stdout'], '--help me up')"


def test_on_a_mac_it_is_say(path: Path, tmp_path: Path):
    wav = tmp_path / "silence.wav"
    wav.write_bytes(silence(0.25))
    put(
        path,
        "say",
        "import shutil, sys\n"
        "assert sys.stdin.read() == 'Olá.'\n"
        f"shutil.copy({str(wav)!r}, sys.argv[sys.argv.index('-o') + 1])",
    )

    voice = find_voice("pt-BR")

    assert voice is not None
    assert voice("Olá.") == silence(0.25)


def test_a_program_that_fails_is_an_os_error(path: Path):
    put(path, "espeak-ng", "raise SystemExit(3)")
    voice = find_voice("pt-BR")
    assert voice is not None

    with pytest.raises(OSError, match="exit status 3"):
        voice("Olá.")


@pytest.mark.usefixtures("path")
def test_without_any_there_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(voices, "installed", lambda _module: None)

    assert find_voice("en") is None


def test_a_module_that_is_not_installed_is_none():
    assert installed("supine.no_such_module") is None
    assert installed("json") is not None
