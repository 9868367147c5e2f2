"""All sounds that can be played: those that files bring, the chime, the track."""

from pathlib import Path

from supine.adapters.sounds.chime import chime
from supine.adapters.sounds.track import Track
from supine.core.sounds import CHIME, TRACK
from supine.model import Sound


class SoundBox:
    """Finds the WAV of a sound; given to a voice.

    Args:
        background: The track for the silences; None: there is none.
    """

    def __init__(self, background: Path | None = None) -> None:
        self._track = None if background is None else Track(background)

    def __call__(self, sound: Sound, from_s: float) -> bytes | None:
        """Return the WAV of a sound, without ever waiting for a disk.

        Args:
            sound: Whose.
            from_s: Where its piece begins, for the track.

        Returns:
            None when there is no such sound, or its piece has not been read yet.
        """
        if sound.wav is not None:
            return sound.wav
        if sound.name == CHIME.name:
            return chime()
        if sound.name == TRACK and self._track is not None:
            return self._track.piece(from_s, sound.lasts_s)
        return None
