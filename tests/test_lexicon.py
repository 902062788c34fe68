from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.bank import read_bank
from corpus.errors import DataError
from corpus.lexicon import PATH, read_lexicon
from corpus.reader import read_corpus
from corpus.yaml_file import read_mapping

if TYPE_CHECKING:
    from pathlib import Path


ENGLISH_VOICES = {"british", "american", "terse", "careful"}
# How those of their questions begin that are in another language and written without an accent.
NOT_ENGLISH = (
    "Darf ich das Eis",
    "Rear Deltoid Row welche",
    "Wie lange dauert Muskelkater",
    "bhai ye compression stockings",
    "compression stockings se kamar",
    "ejercicios abdominales q recomienda?",
    "est-ce que boire de",
    "est-ce que la glucosamine",
    "glace ou pas directement",
    "gym ke baad kamar",
    "haldi wala doodh peene",
    "kamar dard me haldi",
    "posso tomar dipirona depois",
    "posso treinar com ressaca?",
    "pq minhas costas doem",
    "quand aller voir un",
    "quero botar mais peso",
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("is PHYSIO any use", "physical therapist"),
        ("paracetamol", "acetaminophen"),
        ("a hot water bottle?", "heat therapy"),
        ("¿hielo?", "ice"),
        ("按摩有什么", "massage"),
        ("मालिश", "massage"),
    ],
)
def test_what_people_say_is_glossed_with_the_articles_word(said: str, meant: str) -> None:
    assert meant in read_lexicon().gloss(said)


def test_a_term_inside_another_word_is_none() -> None:
    assert read_lexicon().gloss("ablaze ptarmigan") == ()


def test_each_gloss_comes_once() -> None:
    glossed = read_lexicon().gloss("abs abs tummy")
    assert len(glossed) == len(set(glossed))


def test_a_malformed_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("english:\n  core: abs\n", encoding="utf-8")
    with pytest.raises(DataError, match="'core'"):
        read_lexicon(path)


def other_terms() -> set[str]:
    return {term.casefold() for said in read_mapping(PATH)["other_languages"].values() for term in said}


def test_no_english_question_holds_a_word_of_another_language() -> None:
    bank, lexicon, others = read_bank(read_corpus()), read_lexicon(), other_terms()
    held = {
        asked.text: found
        for asked in (*bank.asked, *bank.unanswered)
        if asked.voice in ENGLISH_VOICES and asked.text.isascii() and not asked.text.startswith(NOT_ENGLISH)
        if (found := others.intersection(lexicon.pattern.findall(asked.text.casefold())))
    }
    assert not held, "put each word in a longer phrase, or name the question above if it is not English"


def test_no_term_is_meant_twice() -> None:
    groups = read_mapping(PATH)
    said = [term.casefold() for terms in groups["other_languages"].values() for term in terms]
    english = {term.casefold() for terms in groups["english"].values() for term in terms}
    assert len(said) == len(set(said))
    assert not english.intersection(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("¿directamente sobre la piel?", "don't apply ice directly to the skin"),
        ("remedios caseiros", "home remedies"),
        ("J'ai mal au dos", "pain"),
        ("Was tun, wenn Hausmittel nicht helfen?", "home remedies don't help"),
        ("Dehnuebungen fuer den Ruecken", "back"),
        ("kamar dard", "back pain"),
        ("घरेलू नुस्खे काम न करें", "home remedies don't help"),
    ],
)
def test_other_languages_are_read_with_and_without_accents(said: str, meant: str) -> None:
    assert meant in read_lexicon().gloss(said)


@pytest.mark.parametrize(
    "text", ["will it die down", "is it fast", "main causes", "what can a son do", "dos and don'ts"]
)
def test_an_english_word_is_no_word_of_another_language(text: str) -> None:
    assert not other_terms().intersection(read_lexicon().pattern.findall(text))


def test_an_english_text_stays_as_it_is() -> None:
    assert read_lexicon().in_english("How long should I ICE it?") == "How long should I ICE it?"


def test_terms_of_other_languages_are_put_into_english_in_their_places() -> None:
    assert read_lexicon().in_english("was hilft, Massage?") == "what helps, massage?"
