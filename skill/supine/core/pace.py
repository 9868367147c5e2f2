"""How fast the voice speaks, learned from what it has really said.

A voice takes some time to start and then so much for each character.  Both are fitted
to what was heard, beginning from a standard voice, so that the time which the close will
take is known well before the close begins.
"""

from supine.model import Sound

STANDARD_PER_CHAR_S = 1 / 14
"""A calm voice speaks 14 characters a second; espeak-ng was measured at 18."""

GAP_S = 0.6
"""Silence between two sentences, in seconds."""

STANDARD_START_S = 0.1
"""What such a voice takes before its first word, in seconds."""

_TRUST_START = 1.0  # the standard voice counts like one sentence for its start-up
_TRUST_RATE = 400.0  # ... and for its rate like one sentence of 20 characters
_FORGET = 0.97  # a voice that changes is believed within some thirty sentences
_ODD = 4.0  # a sentence that took this many times its estimate tells of something else


def standard_s(text: str) -> float:
    """Return the seconds a standard voice takes for ``text``."""
    return len(text) * STANDARD_PER_CHAR_S


class Pace:
    """Estimates of a voice's speaking times, a running least-squares fit.

    Args:
        per_char_s: Seconds a character to begin with.
        start_s: Seconds before the first character to begin with.
    """

    def __init__(
        self, per_char_s: float = STANDARD_PER_CHAR_S, start_s: float = STANDARD_START_S
    ) -> None:
        self._weight = _TRUST_START
        self._chars = 0.0
        self._chars_squared = _TRUST_RATE
        self._took = _TRUST_START * start_s
        self._chars_took = _TRUST_RATE * per_char_s
        self._prior = (_TRUST_START * start_s, _TRUST_RATE * per_char_s)
        self._start_s, self._per_char_s = self._fit()

    @property
    def learned(self) -> tuple[float, float]:
        """The seconds a character and those before the first: what to begin with another time."""
        return self._per_char_s, self._start_s

    def estimate_s(self, text: str | Sound) -> float:
        """Return the seconds this voice will take for ``text``; a sound takes its own."""
        return text.lasts_s if isinstance(text, Sound) else self.words_s(1, len(text))

    def words_s(self, texts: int, chars: int) -> float:
        """Return the seconds this voice will take for so many texts of so many characters."""
        return max(0.0, texts * self._start_s + chars * self._per_char_s)

    def learn(self, text: str | Sound, took_s: float) -> None:
        """Take note that ``text`` took ``took_s`` seconds; odd values are passed over."""
        if isinstance(text, Sound) or not 0 < took_s < _ODD * (self.estimate_s(text) + 1):
            return
        chars = len(text)
        prior_took, prior_chars_took = self._prior
        # The prior does not fade, or a voice that is quiet for long would be forgotten.
        self._weight = _TRUST_START + _FORGET * (self._weight - _TRUST_START) + 1
        self._chars = _FORGET * self._chars + chars
        self._chars_squared = (
            _TRUST_RATE + _FORGET * (self._chars_squared - _TRUST_RATE) + chars * chars
        )
        self._took = prior_took + _FORGET * (self._took - prior_took) + took_s
        self._chars_took = (
            prior_chars_took + _FORGET * (self._chars_took - prior_chars_took) + chars * took_s
        )
        self._start_s, self._per_char_s = self._fit()

    def _fit(self) -> tuple[float, float]:
        determinant = self._weight * self._chars_squared - self._chars * self._chars
        start_s = (self._took * self._chars_squared - self._chars * self._chars_took) / determinant
        per_char_s = (self._weight * self._chars_took - self._chars * self._took) / determinant
        return start_s, per_char_s
