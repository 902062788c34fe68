"""A question in, the questions it is made of out: one for each thing it asks, one for each thing it compares."""

from __future__ import annotations

from assistant.follow_up import carried
from assistant.question import content_words, leans, read_question_words

MOST = 3


def joined(question: str) -> tuple[str, ...]:
    """The questions that one message joins, each standing alone; the message itself where it is one question.

    >>> joined("how long should I ice and can I take ibuprofen?")
    ('how long should I ice', 'can I take ibuprofen?')
    """
    words = read_question_words()
    pieces = [piece.strip() for piece in words.joint.split(question) if piece.strip()]
    if not all(words.asking.search(piece) for piece in pieces):  # a story between them belongs to what they ask
        return (question,)
    alone: list[str] = []
    for piece in pieces:
        if alone and leans(piece):
            alone.append(carried(alone[-1], piece))
        elif content_words(piece):
            alone.append(piece)
    return tuple(alone) if 1 < len(alone) <= MOST else (question,)


def compared(question: str) -> tuple[str, ...]:
    """The question once for each of the alternatives it names beside one another; none where it names no two.

    >>> compared("is ice or heat better for a sore back")
    ('is ice better for a sore back', 'is heat better for a sore back')
    """
    for group in read_question_words().alternatives:
        named = sorted((found for way in group if (found := way.search(question))), key=lambda found: found.start())
        if 1 < len(named) <= MOST:
            opening, rest = question[: named[0].start()], question[max(found.end() for found in named) :]
            return tuple(f"{opening}{found[0]}{rest}" for found in named)
    return ()
