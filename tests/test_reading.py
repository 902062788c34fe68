"""What a person must act on is easy to read."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from assistant.triage import catalogue, load_numbers
from assistant.wording import read_wording
from corpus.notes import read_notes
from corpus.reader import read_corpus
from eval.reading import grade, syllables

if TYPE_CHECKING:
    from corpus.notes import EditorNote

GRADE = 8.0
NOTE_GRADE = 9.0  # a note speaks of what the article speaks of, in its words
SENTENCE = re.compile(r"(?<=[.!?])\s+")


def shown() -> list[tuple[str, str]]:
    """Every fixed text of the safety line and the wording, as a person in Britain reads it, by its place."""
    fill = load_numbers("GB").fill
    texts = [(f"{c.id} clarify", c.clarify) for c in catalogue() if c.clarify]
    for category in catalogue():
        for name, advice in [("", category.advice), *category.advice_for.items()]:
            for tier, said in advice.items():
                place = f"{category.id} {name} {tier.word}"
                texts += [(f"{place} you", fill(said.you)), (f"{place} other", fill(said.other))]
    wording = read_wording()
    return texts + [*wording.answers.items()] + [(f"guidance {k}", v) for k, v in wording.guidance.items()]


@pytest.mark.parametrize(("place", "text"), shown(), ids=[place for place, _ in shown()])
def test_every_text_of_ours_is_read_at_grade_eight(place: str, text: str) -> None:
    assert grade(text) <= GRADE, place


@pytest.mark.parametrize("note", read_notes(read_corpus()), ids=lambda note: note.id)
def test_every_note_is_read_at_grade_nine(note: EditorNote) -> None:
    assert grade(note.text) <= NOTE_GRADE


def test_answer_advice_guidance_and_notes_repeat_nothing_of_one_another() -> None:
    wording, fill = read_wording(), load_numbers("GB").fill
    advice = [fill(said) for c in catalogue() for tier in c.advice.values() for said in (tier.you, tier.other)]
    groups = [
        [*wording.answers.values()],
        [*wording.guidance.values()],
        [note.text for note in read_notes(read_corpus())],
        advice,
        [sentence.text for sentence in read_corpus().sentences],
    ]
    said = [{part.strip().casefold() for text in texts for part in SENTENCE.split(text)} for texts in groups]
    for one, other in combinations(said, 2):
        assert not one & other


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("back", 1),
        ("muscle", 2),
        ("emergency", 4),
        ("ache", 1),
        ("bladder", 2),
        ("numb", 1),
        ("called", 1),
        ("wanted", 2),
    ],
)
def test_syllables_are_counted_as_they_are_said(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_hard_text_has_a_higher_grade_than_an_easy_one() -> None:
    easy = "Stop now. Call a doctor. Do not drive."
    hard = "Immediate neurological evaluation is recommended in patients presenting with bilateral symptoms."
    assert grade(easy) < 3
    assert grade(hard) > 15
    assert grade("112") == 0.0
