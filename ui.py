"""Something that answers, the corpus and the checklist in, the Gradio page out; no thinking in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while Gradio is imported

import gradio as gr

from assistant.web import talk, words
from assistant.web.checklist import checklist_html
from assistant.web.conversation import Conversation
from assistant.web.frame import fineprint_html, footer_html, header_html
from assistant.web.reading import reading_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from assistant.web.checklist import Checklist
    from assistant.web.talk import Answers, View
    from corpus.article import Corpus
    from corpus.notes import EditorNote

AT_ONCE = 8  # questions answered at the same time; more wait their turn
WAITING = 64  # beyond these a person is told to try again


def build_page(answers: Answers, corpus: Corpus, checklist: Checklist, notes: Sequence[EditorNote] = ()) -> gr.Blocks:
    """The page, to be mounted; ``checklist`` is what stands behind "Warning signs checklist"."""
    page = gr.Blocks(title=words.NAME, analytics_enabled=False, fill_width=True)
    with page:
        conversation = gr.State(Conversation())
        _html(header_html() + checklist_html(checklist), "top")
        with gr.Row(elem_id="columns"):
            with gr.Column(elem_id="chat"):
                _html('<h2 class="hush">Conversation</h2>', "heading")
                shown = _chat()
                box, buttons = _composer()
            with gr.Column(elem_id="reading"):
                sources = _html("", "sources")
                _html(reading_html(corpus, notes), "article")
        _html(footer_html(checklist.number), "foot")
        _wire(answers, conversation, box, buttons, [shown[0], shown[1], sources, shown[2]])
    page.queue(default_concurrency_limit=AT_ONCE, max_size=WAITING)
    return page


def theme() -> gr.themes.Base:
    """The plainest theme with the system's own fonts; the looks are in ``page.css``."""
    return gr.themes.Default(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])


def _html(value: str, id_: str) -> gr.Markdown:
    """Our own HTML, already escaped. Markdown carries it under a strict CSP, which ``gr.HTML`` cannot."""
    return gr.Markdown(value, elem_id=id_, sanitize_html=False, latex_delimiters=[])


def _chat() -> tuple[gr.Markdown, gr.Markdown, gr.Markdown]:
    empty = talk.view(Conversation())
    return _html(empty.past, "past"), _html(empty.live, "live"), _html(empty.papers, "papers")


def _composer() -> tuple[gr.Textbox, dict[str, gr.Button]]:
    with gr.Row(elem_id="tools"):
        buttons = {name: gr.Button(label, size="sm", elem_id=name) for name, label in words.TOOLS.items()}
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="asking"):
            box = gr.Textbox(label=words.BOX_LABEL, placeholder=words.BOX_HINT, max_lines=8, elem_id="box", scale=1)
            send = gr.Button("Send", variant="primary", elem_id="send", scale=0)
            stop = gr.Button("Stop", variant="stop", elem_id="stop", scale=0)
        _html(fineprint_html(), "fineprint")
    return box, {"send": send, "stop": stop, **buttons}


def _wire(
    answers: Answers,
    conversation: gr.State,
    box: gr.Textbox,
    buttons: dict[str, gr.Button],
    parts: list[gr.Markdown],
) -> None:
    """Connect the buttons. Copy, Export and Summary need no server: ``page.js`` serves them."""

    # Gradio sends the last thing a run yielded once more when it ends. That has to be nothing: by then the
    # conversation may have been cleared. For the same reason no run is cancelled: it finds its ticket gone.
    def ask(question: str, held: Conversation) -> Iterator[tuple[Any, ...]]:
        emptied: Any = ""
        for one in _unlogged(talk.talk(answers, held, question)):
            yield (emptied, *_values(one))
            emptied = gr.skip()  # the next question may be on its way
        yield (gr.skip(),) * (1 + len(parts))

    def again(held: Conversation) -> Iterator[tuple[Any, ...]]:
        yield from map(_values, _unlogged(talk.retry(answers, held)))
        yield (gr.skip(),) * len(parts)

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
    asked = gr.on([box.submit, buttons["send"].click], ask, [box, conversation], [box, *parts], **quiet)
    retried = buttons["retry"].click(again, conversation, parts, **quiet)
    for running in (asked, retried):
        running.failure(_then(talk.broken), conversation, parts, **quiet)
    for name, act in (("stop", talk.stop), ("clear", talk.clear)):
        buttons[name].click(_then(act), conversation, parts, **quiet)


def _unlogged(views: Iterator[View]) -> Iterator[View]:
    """The same views; Gradio prints the trace of a fault, and a trace may quote what was typed."""
    try:
        yield from views
    except Exception:  # noqa: BLE001 - whatever it was
        raise gr.Error(words.BROKEN, print_exception=False) from None


def _then(act: Callable[[Conversation], View]) -> Callable[[Conversation], tuple[str, ...]]:
    return lambda held: _values(act(held))


def _values(view: View) -> tuple[str, ...]:
    return view.past, view.live, view.sources, view.papers
