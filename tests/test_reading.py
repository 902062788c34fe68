"""What a person must act on is easy to read."""

from __future__ import annotations

import pytest

from assistant.triage import catalogue, load_numbers
from assistant.wording import read_wording
from eval.reading import grade, syllables

GRADE = 8.0


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
