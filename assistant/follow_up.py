"""A conversation in, the one standalone question to look up out: what a follow-up leaves unsaid is put back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.domain import Role
from assistant.question import content_words, focus, has_words, leans, read_question_words, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Turn

FURTHEST = 4  # messages that a chain of follow-ups reaches back
ORDINALS = {"first": 0, "one": 0, "second": 1, "two": 1, "third": 2, "three": 2, "fourth": 3, "four": 3}
MARK = re.compile(r"\s[-–—]+\s|[.;:!?()\n]+")
BETWEEN = re.compile(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or|vs\.?|versus)\s+", re.IGNORECASE)
MOST_WORDS = 4  # a longer piece between two commas is no item of a list


def standalone(turns: Sequence[Turn], listed: Sequence[str] = ()) -> str:
    """The person's last message as a question of its own; empty when nothing can be read.

    It comes with the message before it when it leans on that one, and without the story around the sentences that
    ask. ``listed`` holds what the last answer named in a row, for "the second one".
    """
    said = [readable(t.text) for t in turns if t.role is Role.USER]
    return _standalone([text for text in said[:-1] if content_words(text)] + said[-1:], listed)


def _standalone(said: Sequence[str], listed: Sequence[str]) -> str:
    if not said or not has_words(said[-1]):
        return ""
    question = focus(without_aside(said[-1]))
    if len(said) == 1 or not leans(question):
        return read_question_words().joining.sub("", question)
    place, named = ordinal_of(question), series(said[-2]) or tuple(listed)
    if place is not None and named and place < len(named):
        return read_question_words().ordinal.sub(named[place], question, count=1)
    return carried(_standalone(said[-FURTHEST:-1], ()), question)


def without_aside(text: str) -> str:
    """The message without an opening "ok cool, thanks"; the message itself where nothing else is left."""
    rest = read_question_words().aside.sub("", text)
    return rest if has_words(rest) else text


def carried(before: str, said: str) -> str:
    """A follow-up with the question it leans on, in which it changes what it names anew.

    >>> carried("how long should I ice my back?", "and heat?")
    'how long should I heat my back?'
    """
    words = read_question_words()
    corrects = words.correcting.search(said.lower())
    said = words.correcting.sub("", said) if corrects else said
    swapped = before
    if corrects or (words.opening.search(said.lower()) and not words.pointing.search(said.lower())):
        swapped = _swapped(before, said)
    unsaid = set(content_words(said)) - set(content_words(swapped))
    if swapped != before and not unsaid:
        return swapped
    return f"{swapped} {said}".strip()


def _swapped(before: str, said: str) -> str:
    """``before`` with the one of each group of alternatives that it names changed for the one ``said`` names."""
    words = read_question_words()
    for group in (*words.alternatives, words.times):
        new = [found for pattern in group if (found := pattern.search(said))]
        old = [pattern for pattern in group if pattern.search(before)]
        if len(new) == len(old) == 1 and not old[0].search(said):
            before = old[0].sub(new[0][0], before)
    return before


def ordinal_of(text: str) -> int | None:
    """Which of several things a message points to: 0 for "the first one", -1 for the last, None for none."""
    found = read_question_words().ordinal.search(text)
    if found is None:
        return None
    word = (found["place"] or found["pair"] or found["number"]).lower()
    if word in ("last", "latter"):
        return -1
    return ORDINALS.get(word, int(word[0]) - 1 if word[0].isdigit() else 0)


def series(text: str) -> tuple[str, ...]:
    """The things that a text names in a row, in its order; none where it names no two.

    >>> series("Massage or physical therapy, I'm choosing between the two.")
    ('Massage', 'physical therapy')
    """
    for clause in MARK.split(text):
        pieces = BETWEEN.split(clause)
        items = [_run(piece, last=number == 0) for number, piece in enumerate(pieces)]
        named = tuple(item for item in items if item and len(item.split()) <= MOST_WORDS)
        if len(named) > 1:
            return named
    return ()


def _run(piece: str, *, last: bool) -> str:
    """The words of a piece up to the first empty one; of the first piece, from the last empty one on."""
    words = read_question_words()
    runs: list[list[str]] = [[]]
    for word in piece.split():
        bare = word.strip("\"'“”‘’").lower()
        if bare.split("'")[0] in words.stop | words.small_talk:
            runs.append([])
        else:
            runs[-1].append(word)
    return " ".join(runs[-1] if last else runs[0])


def agrees(text: str) -> bool:
    """True for a bare "yes please": it takes up what was suggested."""
    words = read_question_words()
    said = set(re.findall(r"[^\W_]+(?:'[^\W_]+)?", text.lower()))
    return bool(said & words.agreeing) and said <= words.agreeing | words.agreeing_beside


def asks_more(text: str) -> bool:
    """True for a message that asks for more of the same and for nothing else."""
    return bool(read_question_words().more.search(text))
