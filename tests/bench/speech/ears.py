"""Recognisers of speech that come as packages: from audio to text."""

from collections.abc import Callable

import numpy as np
from voices import RATE, Audio

_QUIET_S = 0.4
"""Silence around what is said, as there is around what anybody says."""

_SOUNDS_MAX = 3000
"""Beginnings that PocketSphinx follows at a time; with its own thirty thousand it takes minutes."""

Ear = Callable[[Audio], str]


def moonshine() -> Ear:
    """Return Moonshine with its smallest English model: it hears any text."""
    from moonshine_voice import ModelArch, get_model_path
    from moonshine_voice.transcriber import Transcriber

    # With the detector of speech at work short commands lose their beginnings.
    transcriber = Transcriber(
        get_model_path("tiny-en"), ModelArch.TINY, options={"vad_threshold": 0}
    )

    def hear(audio: Audio) -> str:
        whole = _with_quiet(audio)
        lines = transcriber.transcribe_without_streaming(whole.tolist(), RATE).lines
        return " ".join(line.text for line in lines).strip()

    return hear


def pocketsphinx(grammar: str) -> Ear:
    """Return PocketSphinx with a grammar: it hears only what the grammar allows.

    Args:
        grammar: In JSGF.
    """
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, samprate=float(RATE), loglevel="FATAL", maxhmmpf=_SOUNDS_MAX)
    decoder.add_jsgf_string("said", grammar)
    decoder.activate_search("said")

    def hear(audio: Audio) -> str:
        samples = (np.clip(_with_quiet(audio), -1, 1) * 32767).astype(np.int16)
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), no_search=False, full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return found.hypstr if found else ""

    return hear


def known_words() -> Callable[[str], bool]:
    """Return what tells whether PocketSphinx knows how a word sounds."""
    from pocketsphinx import Decoder

    decoder = Decoder(lm=None, loglevel="FATAL")
    return lambda word: decoder.lookup_word(word) is not None


def _with_quiet(audio: Audio) -> Audio:
    quiet = np.zeros(int(_QUIET_S * RATE), dtype=np.float32)
    return np.concatenate([quiet, audio, quiet])
