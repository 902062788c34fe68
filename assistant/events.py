"""An answer as it arrives, in this order: triage before any retrieval, the citations, the sentences, the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.domain import Answer, AnswerSentence, Citation, Note, Triage


@dataclass(frozen=True, slots=True)
class TriageReady:
    """First event of a streamed answer, sent before any retrieval."""

    triage: Triage


@dataclass(frozen=True, slots=True)
class CitationsReady:
    """Second event: every citation the sentences to come will use."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """One sentence and the notes that belong to its citations."""

    sentence: AnswerSentence
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Last event: the whole record."""

    answer: Answer


Event = TriageReady | CitationsReady | SentenceReady | Done
