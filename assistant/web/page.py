"""A conversation in, the HTML of its questions, answers and sources out; every word in it is escaped.

One answer reads from the top: what to do now, then what the article says, then the editor's notes on
that, then the guidance, then what to ask next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.domain import AnswerKind, Tier
from assistant.languages import ENGLISH
from assistant.web import words
from assistant.web.markup import element, esc, hidden, paragraph
from assistant.wording import read_wording
from corpus.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.domain import Answer, AnswerSentence, Citation, Note, RedFlag, Triage

LONGEST_SHOWN = 1500


@dataclass(frozen=True, slots=True)
class Partial:
    """What has arrived of an answer so far; ``answer`` is there once it is whole."""

    triage: Triage | None = None
    citations: tuple[Citation, ...] = ()
    sentences: tuple[AnswerSentence, ...] = ()
    notes: tuple[Note, ...] = ()
    answer: Answer | None = None

    @classmethod
    def of(cls, answer: Answer) -> Partial:
        """A whole answer."""
        return cls(answer.triage, answer.citations, answer.sentences, answer.notes, answer)


def welcome_html() -> str:
    """What stands in an empty conversation: what this is, and questions to start with."""
    chips = "".join(ask_button(question, "example") for question in read_questions().examples)
    examples = element("div", chips, class_="examples", role="group", aria_label="Example questions")
    return element(
        "section",
        element("h2", esc(words.WELCOME)) + paragraph(words.WELCOME_MORE, "lead") + examples,
        class_="welcome",
        data_state="empty",
    )


def exchange_html(question: str, partial: Partial | None, *, stopped: bool = False) -> str:
    """A question and what there is of its answer: None while nothing has arrived."""
    if stopped:
        return question_html(question) + _notice(words.STOPPED, "stopped")
    return question_html(question) + answer_html(partial or Partial())


def broken_html(question: str) -> str:
    """A question whose answer failed."""
    return question_html(question) + _notice(words.BROKEN, "broken")


def _notice(text: str, state: str) -> str:
    return element("div", paragraph(text), class_="answer notice", data_state=state)


def question_html(question: str) -> str:
    """The person's own words, a very long message shortened in the middle of nothing: its start is shown."""
    shown = question[:LONGEST_SHOWN]
    inner = hidden("You asked: ") + element("bdi", esc(shown), dir="auto")
    if len(question) > len(shown):
        rest = f"… and {len(question) - len(shown):,} more characters. Spotter read all of them."
        inner += element("span", esc(rest), class_="more")
    return element("div", element("p", inner), class_="asked")


def answer_html(partial: Partial) -> str:
    """An answer as far as it has arrived."""
    done = partial.answer is not None
    parts = [card_html(partial.triage)] if partial.triage else []
    parts.append(_body(partial))
    parts += [note_html(note) for note in partial.notes]
    if partial.answer:
        said = element("span", esc(partial.answer.guidance), lang=foreign(partial.answer.triage))
        guidance = element("strong", "When to get help: ") + said
        parts.append(element("p", guidance, class_="guidance"))
        parts.append(_follow_ups(partial.answer.follow_ups))
    tier = partial.triage.tier.word if partial.triage else None
    return element(
        "article",
        hidden("Spotter answered:") + "".join(parts),
        class_="answer",
        data_state="done" if done else "working",
        data_tier=tier,
        data_citations=len(partial.citations),
    )


def _body(partial: Partial) -> str:
    if partial.sentences:
        numbered = {c.n: c for c in partial.citations}
        head = element("h3", esc(words.KIND_LABELS[AnswerKind.ANSWERED]))
        before, after = _between(partial.answer)
        return element("div", head + before + _said(partial, numbered) + after, class_="said")
    if partial.answer:
        kind = partial.answer.kind
        lang = foreign(partial.answer.triage)
        inner = element("h3", esc(words.KIND_LABELS[kind])) + paragraph(partial.answer.answer, lang=lang)
        return element("div", inner, class_="said unsaid", data_kind=kind.value)
    return element("p", esc(words.WORKING), class_="working")


def _said(partial: Partial, numbered: dict[int, Citation]) -> str:
    """The sentences, a paragraph a section; one item a sentence where they are a list."""
    if partial.answer and partial.answer.is_list:
        return element("ul", "".join(element("li", _sentence(s, numbered)) for s in partial.sentences))
    runs = _by_section(partial.sentences, numbered)
    return "".join(element("p", " ".join(_sentence(s, numbered) for s in run)) for run in runs)


def _between(answer: Answer | None) -> tuple[str, str]:
    """What the answer says of its own before the article's sentences and after them."""
    if answer is None:
        return "", ""
    lang = foreign(answer.triage)
    before, after = ([paragraph(line, lang=lang) for line in lines] for lines in answer.own_lines)
    return "".join(before), "".join(after)


def _by_section(sentences: Sequence[AnswerSentence], numbered: dict[int, Citation]) -> list[list[AnswerSentence]]:
    """Runs of sentences under one heading: each is a paragraph."""
    runs: list[list[AnswerSentence]] = []
    before: tuple[str, ...] | None = None
    for sentence in sentences:
        section = next((numbered[n].section for n in sentence.citations if n in numbered), ())
        if section != before:
            runs.append([])
        runs[-1].append(sentence)
        before = section
    return runs


def _sentence(sentence: AnswerSentence, numbered: dict[int, Citation]) -> str:
    marks = "".join(cite_button(numbered[n]) for n in sentence.citations if n in numbered)
    return element("span", f"{esc(sentence.text)}&#32;{marks}", class_="sentence")


def cite_button(citation: Citation, inner: str | None = None) -> str:
    """The button that shows a citation in the article; by default its number."""
    place = citation.section[-1] if citation.section else words.OPENING
    return element(
        "button",
        inner or f"[{citation.n}]",
        type="button",
        class_="source" if inner else "cite",
        aria_label=None if inner else f"[{citation.n}] Show the source in the article: {place}",
        data_article=citation.article,
        data_start=citation.start,
        data_end=citation.end,
    )


def ask_button(question: str, class_: str) -> str:
    """A button that asks a question."""
    return element("button", esc(question), type="button", class_=class_, data_ask=question)


def _follow_ups(questions: Sequence[str]) -> str:
    if not questions:
        return ""
    chips = "".join(ask_button(question, "follow-up") for question in questions)
    return element("div", element("h3", "Ask next") + chips, class_="follow-ups")


def tier_label(triage: Triage) -> str:
    """The words that head a triage card."""
    return read_wording().spoken(triage.language).levels[triage.level]


def card_html(triage: Triage) -> str:
    """What to do now, headed in words; nothing at self-care with nothing to ask."""
    if triage.tier is Tier.SELF_CARE and not triage.question:
        return ""
    title = tier_label(triage)
    own, *english = triage.advice.split("\n\n")
    inner = paragraph(own, "advice", foreign(triage)) + "".join(paragraph(text, "advice") for text in english)
    if triage.question:
        asked = element("span", esc(triage.question), lang=foreign(triage))
        inner += element("p", element("strong", "Please tell us: ") + asked, class_="clarify")
    inner += _heard(triage.red_flags, foreign(triage))
    return element(
        "section",
        element("h3", esc(title), lang=foreign(triage)) + element("div", inner, class_="card-body"),
        class_=f"card {triage.tier.word}",
        aria_label=title,
    )


def foreign(triage: Triage) -> str | None:
    """The language a person is answered in, where it is not the page's own."""
    return None if triage.language == ENGLISH else triage.language


def _heard(flags: Sequence[RedFlag], lang: str | None) -> str:
    if not flags:
        return ""
    rows = "".join(
        element(
            "li",
            element("q", element("bdi", esc(flag.trigger), dir="auto")) + element("span", esc(flag.label), lang=lang),
        )
        for flag in flags
    )
    return element("div", element("p", "What you said that led to this:") + element("ul", rows), class_="heard")


def note_html(note: Note) -> str:
    """An editor's note beside the claims it is about."""
    name = "Editor’s note" + (" on " + ", ".join(f"[{n}]" for n in note.citations) if note.citations else "")
    review = words.REVIEWED if note.reviewed else words.NOT_REVIEWED
    head = element("strong", esc(name)) + element("span", esc(f"Importance: {note.severity}"), class_="tag")
    head += element("span", esc(review), class_="tag plain")
    inner = element("p", head, class_="note-head") + paragraph(note.text)
    if note.sources:
        inner += paragraph("Sources: " + "; ".join(note.sources), "note-sources")
    return element("div", inner, class_=f"note {note.severity}", role="note", aria_label=name)


def sources_html(citations: Sequence[Citation]) -> str:
    """The sources of the answer on show, each a button into the article; empty when it has none."""
    if not citations:
        return ""
    rows = "".join(element("li", cite_button(c, _source_line(c))) for c in citations)
    title = element("h2", "Sources of this answer")
    return element("section", title + element("ol", rows), class_="sources", aria_label="Sources of this answer")


def _source_line(citation: Citation) -> str:
    place = citation.section[-1] if citation.section else words.OPENING
    return (
        element("span", f"[{citation.n}]", class_="source-n")
        + element("span", esc(place), class_="source-place")
        + element("span", esc(f"“{citation.quote}”"), class_="source-quote")
    )
