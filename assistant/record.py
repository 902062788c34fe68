"""An Answer in, the JSON-ready record that programs rely on out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.domain import Answer, AnswerSentence, Citation, Note, Triage


def answer_record(answer: Answer) -> dict[str, Any]:
    """The whole record; every surface and file uses this one shape."""
    return {
        "question": answer.question,
        "answer": answer.answer,
        "kind": answer.kind.value,
        "abstained": answer.abstained,
        "sentences": [sentence_record(s) for s in answer.sentences],
        "citations": [citation_record(c) for c in answer.citations],
        "triage": triage_record(answer.triage),
        "guidance": answer.guidance,
        "notes": [note_record(n) for n in answer.notes],
        "follow_ups": list(answer.follow_ups),
        "timings_ms": answer.timings_ms,
        "version": {
            "spotter": answer.version.spotter,
            "index": answer.version.index,
            "generator": answer.version.generator,
        },
    }


def triage_record(triage: Triage) -> dict[str, Any]:
    """The triage part of a record."""
    return {
        "tier": triage.tier.word,
        "red_flags": [
            {"id": f.id, "label": f.label, "tier": f.tier.word, "turn": f.turn, "trigger": f.trigger}
            for f in triage.red_flags
        ],
        "question": triage.question,
        "advice": triage.advice,
        "language": triage.language,
    }


def sentence_record(sentence: AnswerSentence) -> dict[str, Any]:
    """One sentence of a record."""
    return {"text": sentence.text, "citations": list(sentence.citations), "verbatim": sentence.verbatim}


def citation_record(citation: Citation) -> dict[str, Any]:
    """One citation of a record."""
    return {
        "n": citation.n,
        "article": citation.article,
        "section": list(citation.section),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def note_record(note: Note) -> dict[str, Any]:
    """One editor's note of a record."""
    return {
        "id": note.id,
        "citations": list(note.citations),
        "severity": note.severity,
        "text": note.text,
        "sources": list(note.sources),
        "reviewed": note.reviewed,
    }
