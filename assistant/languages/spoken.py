"""Messages in, the code of the language they are in out; the only home of lingua."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from assistant.languages.translation import HERE, translated
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lingua import LanguageDetector

ENGLISH = "en"
# What else a message may be in: without these, lingua would take Italian for French.
OTHERS = ("IT", "NL", "PL", "RO", "CA", "TR", "SV", "ID")
SURE = 0.7  # of 6,200 English messages 99.7 % stay English and 96 % of 730 in these languages are found
DOUBT = 0.02  # no message that may as well be English is answered in another language
_HALF = 0.5  # English needs no more than to be likelier than all others together
_WORD = re.compile(r"\w+")
_ROMANISED = 0.2  # share of the words that are little words of a language written in Latin letters


def language_of(texts: Sequence[str]) -> str:
    """The ISO 639-1 code of the language of the latest text that shows one; English where none is plain.

    Only languages with a file in this folder are ever named.
    """
    for text in reversed(texts):
        code = _language(text)
        if code is not None:
            return code
    return ENGLISH


def missing_library() -> str | None:
    """Why no language but English can be recognised, in one sentence, or None."""
    return None if _detector() else "lingua cannot be imported, so every answer is in English: reinstall Spotter."


def _language(text: str) -> str | None:
    words = [word.casefold() for word in _WORD.findall(text)]
    for code, little in _romanised().items():
        if sum(word in little for word in words) >= max(2, _ROMANISED * len(words)):
            return code
    if sum(word in _english() for word in words) >= max(1, _ROMANISED * len(words)):
        return ENGLISH  # too few words for the library to be trusted, and plain enough
    detector = _detector()
    if detector is None or not any(word.isalpha() for word in words):
        return None
    values = detector.compute_language_confidence_values(text)
    likely = {value.language.iso_code_639_1.name.lower(): value.value for value in values}
    best = max(likely, key=lambda code: likely[code])
    if best == ENGLISH:
        return ENGLISH if likely[best] > _HALF else None
    if likely[best] < SURE or likely[ENGLISH] > DOUBT:
        return None
    return best if best in translated() else ENGLISH


@cache
def _romanised() -> dict[str, frozenset[str]]:
    listed = read_mapping(HERE / "romanised.yaml")
    return {code: frozenset(words.split()) for code, words in listed.items() if code in translated()}


@cache
def _english() -> frozenset[str]:
    return frozenset(str(read_mapping(HERE / "romanised.yaml")[ENGLISH]).split())


@cache
def _detector() -> LanguageDetector | None:
    """Short texts, few languages: the small models do, at a tenth of the memory and the time to load."""
    try:
        from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - loaded for the first message
    except ImportError:
        return None
    codes = [getattr(IsoCode639_1, code.upper()) for code in (ENGLISH, *translated(), *OTHERS)]
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()
