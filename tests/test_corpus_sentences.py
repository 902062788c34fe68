"""Where one sentence ends and the next begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.sentences import split

CASES = [
    ("Notice any changes in bowel or bladder function?| This is a red flag."),
    ("According to the U.S. Department of Health, it hurts.| It does."),
    ("Try heat, e.g. A warm bath.| Or ice."),
    ("Ice for 15-20 minutes.| It’s fine."),
    ("It’s 3.5 kg.| Then 20."),
    ("Well… maybe.| “Stop.”| He did."),
    ("Ask Dr. Smith.| See no. 4 for more."),
    ("Is it no.| You decide."),
    ("At 10 a.m.| Then rest."),
    ("Stop!| Rest."),
    ("It hurts! said he."),
    ("क्या दर्द है?| हाँ।| ठीक।"),
    ("痛い。|休む。"),
    ("No stop at all"),
    ("  Padded.| Twice.  "),
]


@pytest.mark.parametrize("marked", CASES)
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace("|", "")
    assert [text[a:b] for a, b in split(text)] == [part.strip() for part in marked.split("|")]


@given(st.text())
def test_nothing_but_white_space_is_left_out(text: str) -> None:
    kept = "".join(text[a:b] for a, b in split(text))
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text())
def test_spans_are_in_order_and_never_empty(text: str) -> None:
    edges = [edge for span in split(text) for edge in span]
    assert edges == sorted(edges)
    assert all(a < b for a, b in split(text))
