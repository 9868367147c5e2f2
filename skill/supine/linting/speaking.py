"""What no speech engine can be trusted to say, and nobody would want to hear.

Each engine reads digits, signs and addresses in its own way, or leaves them out.  So what is
spoken is written as it is said.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator

from supine.loading.texts import Broken
from supine.loading.yamlerrors import show

_ADDRESS = re.compile(
    r"https?:|www\.|\S@\S+\.\S|\b[a-z0-9-]+\.(?:com|org|net|de|uk|io|eu|info)\b", re.IGNORECASE
)
_SLOT = re.compile(r"\{[^{}]*\}")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"\w+")

_PUNCTUATION = frozenset(".,;:!?'\"()-\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e")
"""What a voice makes a pause or a tone of."""

_MORE_PUNCTUATION = frozenset("\u2026\u00ab\u00bb\u2039\u203a\u00bf\u00a1\u00b7\u30fb")
_MARKS = frozenset(("Mn", "Mc", "Po", "Ps", "Pe", "Pi", "Pf", "Zs", "Lm"))
"""Categories that belong to words, or to the punctuation of some script."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))  # another rule's
_OF_PICTURES = "\ufe0f\u20e3\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_ASCII_SIGNS = frozenset("#%&*@/\\[]{}<>|^_~+=$`")

_SCRIPTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ar", "fa", "ps", "sd", "ug", "ur", "ckb"), ("ARABIC",)),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "tt", "uk"), ("CYRILLIC",)),
    **dict.fromkeys(("sr", "uz"), ("CYRILLIC", "LATIN")),
    **dict.fromkeys(("hi", "mr", "ne", "sa"), ("DEVANAGARI",)),
    **dict.fromkeys(("as", "bn"), ("BENGALI",)),
    **dict.fromkeys(("he", "yi"), ("HEBREW",)),
    **dict.fromkeys(("zh", "yue"), ("CJK",)),
    "am": ("ETHIOPIC",),
    "bo": ("TIBETAN",),
    "dv": ("THAANA",),
    "el": ("GREEK",),
    "gu": ("GUJARATI",),
    "hy": ("ARMENIAN",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"),
    "ka": ("GEORGIAN",),
    "km": ("KHMER",),
    "kn": ("KANNADA",),
    "ko": ("HANGUL",),
    "lo": ("LAO",),
    "ml": ("MALAYALAM",),
    "my": ("MYANMAR",),
    "or": ("ORIYA",),
    "pa": ("GURMUKHI",),
    "si": ("SINHALA",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "ti": ("ETHIOPIC",),
}
"""How Unicode calls the scripts of languages that are not written in Latin letters."""


def speech_faults(text: str, language: str, wake_words: Collection[str]) -> Iterator[Broken]:
    """Yield why a text cannot be spoken as it is written.

    Args:
        text: A sentence; slots in braces are passed over.
        language: The code of the language it is spoken in.
        wake_words: What it may not hold, in small letters.
    """
    said = _SLOT.sub(" ", text)
    if (address := _ADDRESS.search(said)) is not None:
        problem = f"nobody can listen to an address: leave {show(address[0])} out"
        yield Broken("web-address", problem)
        return
    if (digits := _DIGITS.search(said)) is not None:
        problem = f"voices read {show(digits[0])} each in their own way: write the number in words"
        yield Broken("digits", problem)
    yield from _signs(said)
    yield from _foreign_letters(said, language)
    for word in dict.fromkeys(_WORD.findall(said.casefold())):
        if word in wake_words:
            problem = f"{show(word)} is a wake word: the house would wake itself; say it otherwise"
            yield Broken("wake-word", problem)


def _signs(text: str) -> Iterator[Broken]:
    for char in dict.fromkeys(text):
        if char.isalnum() or char in _PUNCTUATION or char in _MORE_PUNCTUATION:
            continue
        category = unicodedata.category(char)
        if category == "So" or char in _OF_PICTURES:
            name = unicodedata.name(char, "a picture").casefold()
            yield Broken("emoji", f"a voice has no words for {char} ({name}): leave it out")
        elif category not in _UNSEEN and (char in _ASCII_SIGNS or category not in _MARKS):
            problem = f"a voice has no word of its own for {show(char)}: write what is to be said"
            yield Broken("symbol", problem)


def _foreign_letters(text: str, language: str) -> Iterator[Broken]:
    if text.isascii() and language.partition("-")[0] not in _SCRIPTS:
        return
    known = _SCRIPTS.get(language.partition("-")[0], ("LATIN",))
    for word in _WORD.findall(text):
        script = next((each for each in map(_script, word) if each and each not in known), None)
        if script is not None:
            problem = (
                f"{show(word)} has {script.capitalize()} letters, which a voice for "
                f"{language} cannot read: write it in its own letters"
            )
            yield Broken("script", problem)
            return


def _script(letter: str) -> str | None:
    """Return how Unicode calls a letter's script, None for what is no letter or of all scripts."""
    if not unicodedata.category(letter).startswith("L") or letter in "\u00aa\u00ba\u30fc":
        return None
    return unicodedata.name(letter, "").partition(" ")[0] or None
