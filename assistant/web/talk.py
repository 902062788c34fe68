"""A question and its conversation in, views of the page out: one for each thing that arrives of the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from assistant.events import CitationsReady, Done, SentenceReady, TriageReady
from assistant.web.export import papers_html
from assistant.web.markup import clean
from assistant.web.page import Partial, broken_html, exchange_html, sources_html, welcome_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Answer, Turn
    from assistant.events import Event
    from assistant.web.conversation import Conversation, Exchange


class Answers(Protocol):
    """What the page asks: an ``Assistant``, or one that is still loading.

    ``fault`` says in one sentence why nothing can be answered from the article, ``lack`` what else is missing;
    either is None where all is well.
    """

    @property
    def fault(self) -> str | None:
        """The sentence, or None when model and index are ready."""

    @property
    def lack(self) -> str | None:
        """The sentence, or None when nothing is missing."""

    def reply(self, turns: Sequence[Turn]) -> Answer:
        """The whole answer to the last of the person's turns."""

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        """The same answer as it arrives, triage first."""


@dataclass(frozen=True, slots=True)
class View:
    """The four changing parts of the page, as HTML of one line each."""

    past: str
    live: str
    sources: str
    papers: str


def view(conversation: Conversation, live: str | None = None, partial: Partial | None = None) -> View:
    """The page as it stands; ``live`` and ``partial`` stand in for the last exchange while it runs."""
    if not conversation.exchanges:
        return View("", welcome_html(), "", "")
    last = conversation.exchanges[-1]
    seen = partial or (Partial.of(last.answer) if last.answer else Partial())
    now = exchange_html(last.question, seen) if conversation.running else _settled(last)
    return View(
        past="".join(_settled(e) for e in conversation.exchanges[:-1]),
        live=live or now,
        sources=sources_html(seen.citations),
        papers=papers_html(conversation.exchanges),
    )


def talk(answers: Answers, conversation: Conversation, question: str) -> Iterator[View]:
    """Ask and show what arrives. Ends without a word once the conversation was stopped, cleared or went on."""
    question = clean(question)
    if not question.strip() or conversation.asks(question):
        yield view(conversation)
        return
    ticket = conversation.start(question)
    turns = conversation.turns
    partial = Partial()
    yield view(conversation, exchange_html(question, None), partial)
    try:
        for event in answers.events(turns):
            if not conversation.holds(ticket):
                return
            partial = grow(partial, event)
            if isinstance(event, Done):
                conversation.finish(ticket, event.answer)
            yield view(conversation, exchange_html(question, partial), partial)
    finally:
        conversation.end(ticket)


def retry(answers: Answers, conversation: Conversation) -> Iterator[View]:
    """Take the last question back and ask it again."""
    yield from talk(answers, conversation, conversation.take_back())


def stop(conversation: Conversation) -> View:
    """End what runs and say so."""
    conversation.stop()
    return view(conversation)


def clear(conversation: Conversation) -> View:
    """Forget everything."""
    conversation.clear()
    return view(conversation)


def broken(conversation: Conversation) -> View:
    """The page after a fault nobody foresaw. A run that was stopped on purpose ends here too, and is none."""
    failed = conversation.failed and conversation.exchanges
    return view(conversation, broken_html(conversation.exchanges[-1].question) if failed else None)


def grow(partial: Partial, event: Event) -> Partial:
    """What has arrived, and one event more."""
    match event:
        case TriageReady(triage):
            return replace(partial, triage=triage)
        case CitationsReady(citations):
            return replace(partial, citations=citations)
        case SentenceReady(sentence, notes):
            fresh = tuple(n for n in notes if n not in partial.notes)
            return replace(partial, sentences=(*partial.sentences, sentence), notes=partial.notes + fresh)
        case Done(answer):
            return Partial.of(answer)


def _settled(exchange: Exchange) -> str:
    if exchange.answer is None:
        return exchange_html(exchange.question, None, stopped=True)
    return exchange_html(exchange.question, Partial.of(exchange.answer))
