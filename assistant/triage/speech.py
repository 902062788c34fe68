"""A category, a tier and a language in; what a person reads of it out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from assistant.domain import Tier
from assistant.languages import ENGLISH, read_translation, translated
from assistant.triage.numbers import IN_ENGLISH, Phrases

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.triage.numbers import Numbers
    from assistant.triage.rules import Category


_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|$)", re.DOTALL)


class Speech:
    """The safety line's words in one language; in English wherever a translation has none."""

    def __init__(self, numbers: Numbers, language: str = ENGLISH) -> None:
        self._numbers = numbers
        self._said: Mapping[str, Mapping[str, Any]] = {}
        self._phrases = IN_ENGLISH
        if language in translated():
            translation = read_translation(language)
            self._said = translation.red_flags
            self._phrases = Phrases(translation.numbers, **translation.sentences)

    def label(self, category: Category) -> str:
        """What a category is called."""
        return str(self._said.get(category.id, {}).get("label") or category.label)

    def question(self, category: Category) -> str | None:
        """What is worth asking back about a category."""
        return category.clarify and str(self._said.get(category.id, {}).get("clarify") or category.clarify)

    def advice(self, category: Category, finding: str, tier: Tier, *, other: bool) -> str:
        """What to do now, by the finding that raised the category; said for somebody else where ``other``.

        In another language what matters most is said once more in English: for whoever stands nearby, and for a
        person whose language was taken for another.
        """
        fitting = category.advice_for.get(finding, {})
        advice = fitting.get(tier) or category.advice[tier]
        english = self._numbers.fill(advice.other if other else advice.you)
        said = self._said.get(category.id, {})
        texts = said.get("advice_for", {}).get(finding, {}) if tier in fitting else said.get("advice", {})
        text = texts.get(tier.word, {}).get("other" if other else "you")
        if text is None:
            return english
        text = self._numbers.fill(text, self._phrases)
        return f"{text}\n\nEnglish: {gist(english, call=tier is Tier.EMERGENCY)}" if tier >= Tier.URGENT else text


def gist(text: str, *, call: bool) -> str:
    """The first sentence of advice; with ``call``, the first that says a number."""
    sentences: list[str] = [said.strip() for said in _SENTENCE.findall(text)]
    at = next((number for number, said in enumerate(sentences) if any(c.isdigit() for c in said)), 0) if call else 0
    # Where no region is set, the numbers stand in a sentence of their own after the one that says what to do.
    return " ".join(sentences[: at + 1] if at <= 1 else sentences[at : at + 1])
