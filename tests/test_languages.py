"""The language of a message is found, and what is shown in it says what the English says."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from assistant.domain import Role, Tier, Turn
from assistant.languages import language_of, read_translation, spoken, translated
from assistant.triage import build_triage, catalogue, load_numbers
from assistant.triage.rules import HERE, read_data
from assistant.triage.speech import Speech
from assistant.wording import read_wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from assistant.triage import Advice

LANGUAGES = ("de", "es", "fr", "hi", "pt")
DIGITS = re.compile(r"\d+")
PLACEHOLDER = re.compile(r"\{\w+\}|\[\[|\]\]")


def english_red_flags() -> dict[str, Any]:
    """What a translation translates, in the shape of its ``red_flags``."""
    found: dict[str, Any] = {}
    for category in catalogue():
        entry: dict[str, Any] = {"label": category.label}
        if category.clarify:
            entry["clarify"] = category.clarify
        entry["advice"] = by_tier(category.advice)
        if category.advice_for:
            entry["advice_for"] = {name: by_tier(advice) for name, advice in category.advice_for.items()}
        found[category.id] = entry
    return found


def by_tier(advice: Mapping[Tier, Advice]) -> dict[str, dict[str, str]]:
    return {tier.word: {"you": said.you.strip(), "other": said.other.strip()} for tier, said in advice.items()}


def english_wording() -> dict[str, dict[str, str]]:
    wording = read_wording()
    return {"levels": wording.levels, "answers": wording.answers, "guidance": wording.guidance}


def english_numbers() -> set[str]:
    """The phrases around numbers that hold words."""
    data = read_data(HERE / "numbers.yaml")
    phrases = set(leaves(data["default"])) | {" or ".join(data["default"]["crisis"])}
    for lines in data["regions"].values():
        phrases |= set(leaves({name: line for name, line in lines.items() if name != "checked"}))
    return {phrase for phrase in phrases if re.search("[A-Za-z]", phrase)}


def leaves(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value)
    else:
        yield str(data)


def places(data: Mapping[str, Any], at: str = "") -> dict[str, str]:
    """Every text of a nested mapping by its path."""
    found: dict[str, str] = {}
    for key, value in data.items():
        found |= places(value, f"{at}/{key}") if isinstance(value, dict) else {f"{at}/{key}": str(value)}
    return found


def fingerprint() -> str:
    """Changes with any English text that is translated."""
    source = json.dumps([english_red_flags(), english_wording()], sort_keys=True)
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def test_there_is_a_file_for_each_language() -> None:
    assert translated() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_says_everything_and_keeps_every_number_and_placeholder(language: str) -> None:
    translation = read_translation(language)
    pairs = [(english_red_flags(), translation.red_flags), (english_wording(), translation.wording)]
    for english, said in pairs:
        ours, theirs = places(english), places(said)
        assert ours.keys() == theirs.keys()
        for place, text in ours.items():
            assert sorted(PLACEHOLDER.findall(theirs[place])) == sorted(PLACEHOLDER.findall(text)), place
            assert set(DIGITS.findall(theirs[place])) == set(DIGITS.findall(text)), place
            assert theirs[place] != text or place.endswith("/label"), place


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_no_number_of_its_own(language: str) -> None:
    translation = read_translation(language)
    assert set(translation.numbers) == english_numbers()
    for phrase, said in translation.numbers.items():
        assert DIGITS.findall(said) == DIGITS.findall(phrase)
        assert ("(" in said) == ("(" in phrase)
    assert {name: text.count("{several}") for name, text in translation.sentences.items()} == {
        "the_number": 1,
        "the_emergency_number": 1,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_was_made_of_the_english_that_stands_now(language: str) -> None:
    made_of = read_data(HERE.parent / "languages" / f"{language}.yaml")["made_of"]
    assert made_of == fingerprint(), f"translate what changed, then set made_of: {fingerprint()}"


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("No siento nada cuando me limpio desde el peso muerto", "es"),
        ("Je ne sens plus rien quand je m'essuie", "fr"),
        ("Ich spüre nichts mehr beim Abwischen", "de"),
        ("Não consigo fazer xixi desde ontem", "pt"),
        ("मेरी पीठ में बहुत दर्द है", "hi"),
        ("mujhe kal se peshab nahi aa raha hai", "hi"),
        ("my back hurts after deadlifts, what should I do?", "en"),
        ("Mi fa male la schiena da ieri sera dopo la palestra", "en"),
        ("DOMS", "en"),
        ("", "en"),
        ("🥵🥵", "en"),
        ("12345", "en"),
        ("cauda equina", "en"),
    ],
)
def test_the_language_of_a_message(message: str, language: str) -> None:
    assert language_of([message]) == language


def test_a_short_reply_keeps_the_language_of_the_talk() -> None:
    assert language_of(["Me duele la espalda desde ayer por la tarde", "ok"]) == "es"
    assert (
        language_of(
            ["Me duele la espalda desde ayer por la tarde", "sorry, can we talk in English please, my back hurts"]
        )
        == "en"
    )


def test_without_the_library_everything_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "_detector", lambda: None)
    assert language_of(["Ich kann nicht mehr pinkeln"]) == "en"
    assert "lingua" in (spoken.missing_library() or "")


def test_advice_in_another_language_ends_with_english() -> None:
    triage = build_triage("ES", language_of=language_of)([Turn(Role.USER, "No siento la entrepierna desde ayer")])
    assert (triage.tier, triage.language) == (Tier.EMERGENCY, "es")
    said, english = triage.advice.split("\n\n")
    assert "112" in said
    assert "ayuda" in said
    assert english.startswith("English: ")
    assert "112" in english


def test_where_no_region_is_set_the_english_says_what_to_do_and_every_number() -> None:
    triage = build_triage(language_of=language_of)([Turn(Role.USER, "No siento la entrepierna desde ayer")])
    english = triage.advice.split("\n\n")[1]
    assert english.startswith("English: Please get emergency help now")
    assert english.endswith("The number is 112 in Europe, 999 in the UK, 911 in the US and Canada.")


def test_a_crisis_in_another_language_ends_with_the_line_to_call() -> None:
    turn = Turn(Role.USER, "Ich will nicht mehr leben mit diesen Schmerzen")
    english = build_triage("ES", language_of=language_of)([turn]).advice.split("\n\n")[1]
    assert "024" in english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["default", "US", "GB", "IN", "PT"])
def test_every_advice_can_be_said_in_every_language_and_region(language: str, region: str) -> None:
    numbers = load_numbers(region)
    speech = Speech(numbers, language)
    for category in catalogue():
        for tier in category.advice:
            for other in (False, True):
                text = speech.advice(category, "", tier, other=other)
                assert not PLACEHOLDER.search(text)
                if tier is Tier.EMERGENCY:
                    assert DIGITS.search(text.split("\n\n")[0]), (category.id, language)


@pytest.mark.parametrize("region", ["BR", "US", "DE", "GB"])
def test_a_number_is_never_taken_for_a_list(region: str) -> None:
    numbers = load_numbers(region)
    assert numbers.fill("Call {emergency_number} now. Then wait.") == f"Call {numbers.emergency} now. Then wait."


def test_a_region_without_a_crisis_line_is_given_its_own_number() -> None:
    assert load_numbers("PT").crisis == load_numbers("PT").emergency == "112"
