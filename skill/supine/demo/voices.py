"""Make speech with whatever this machine has: sentence in, WAV out."""

import importlib
import io
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

Make = Callable[[str], bytes]
"""Turns a sentence into a WAV; raises OSError when it cannot."""

PICO_VOICES = {
    "de": "de-DE",
    "en": "en-US",
    "en-GB": "en-GB",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
}

_PICO_HZ = 16_000
_PATIENCE_S = 30.0


def find_voice(lang: str) -> Make | None:
    """Return the best voice there is for a language such as ``en`` or ``pt-BR``, or None."""
    voice = PICO_VOICES.get(lang) or PICO_VOICES.get(lang.partition("-")[0])
    if voice and (pico := installed("py_nanotts")):
        return lambda text: _with_header(pico.NanoTTS().speak(text, voice=voice))
    if say := shutil.which("say"):
        return lambda text: _say(say, text)
    if espeak := shutil.which("espeak-ng"):
        return lambda text: _run([espeak, "-v", lang, "--stdin", "--stdout"], text)
    return None


def installed(module: str) -> Any | None:  # noqa: ANN401 - extras have no types
    """Return a module, or None when it is not installed or does not load here."""
    try:
        return importlib.import_module(module)
    except (ImportError, OSError):
        return None


def _with_header(samples: bytes) -> bytes:
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(_PICO_HZ)
            writer.writeframes(samples)
        return buffer.getvalue()


def _say(program: str, text: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "said.wav")
        _run([program, "-o", str(path), "--data-format=LEI16@22050", "-f", "-"], text)
        return path.read_bytes()


def _run(command: list[str], text: str) -> bytes:
    """Give a program the text on its standard input, where nothing in it can be an option."""
    try:
        done = subprocess.run(  # noqa: S603 - found on the PATH, and no shell
            command, input=text.encode(), capture_output=True, check=True, timeout=_PATIENCE_S
        )
    except subprocess.SubprocessError as exc:
        raise OSError(str(exc)) from exc
    return done.stdout
