"""The evaluation's own parts: rates, variants, sets, messages to learn from; and how little a change of manner does."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.build import build_encoder, build_recogniser
from assistant.domain import Role, Tier, Turn
from assistant.settings import Settings
from assistant.triage import build_triage, catalogue
from corpus.errors import DataError
from eval.fires import silent_names
from eval.look_alikes import PATH, look_alikes
from eval.rates import Rate, rate
from eval.retrieval import Looked, arms, curve, shared
from eval.safety import Outcome, confusion, figures, quoted, table
from eval.sets import QUESTIONS, Row, read_folder, read_set
from eval.training import FIELDS, read_asides, read_messages
from eval.variants import VARIANTS, vary
from index.search import Found, Hit
from tests.fakes import small_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.triage import Triager

HEADER = "\t".join(FIELDS)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (81, 263, 0.255, 0.366)],
)
def test_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    # The last is the worked example of Newcombe 1998, Statistics in Medicine 17:857, table I.
    assert Rate(hits, n).interval == pytest.approx((low, high), abs=5e-4)


def test_nothing_measured_is_no_zero() -> None:
    assert str(rate([])) == "not measured"
    assert str(rate([True, False])) == "50 % of 2 (9–91)"


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_keeps_the_words_and_is_the_same_again(name: str) -> None:
    text = "My lower back is aching badly since Tuesday"
    assert vary(text, name) == vary(text, name)
    assert vary(text, name) != text
    kept = {word for word in text.lower().split() if word in vary(text, name).lower().split()} | {
        word for word in text.lower().split() if word in vary(text, name).lower()
    }
    assert len(kept) >= len(text.split()) - 1


def test_every_set_that_ships_is_sound() -> None:
    rows = [row for folder in ("development", "blind") for _, found in read_folder(QUESTIONS / folder) for row in found]
    assert len({row.id for row in rows}) == len(rows)
    known = {category.id for category in catalogue()}
    assert {flag for row in rows for flag in row.red_flags} <= known


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id":"a","kind":"b","turns":["c"],"tiers":["soon"]}'])
def test_a_broken_row_names_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(DataError, match=r"mine\.jsonl, line 2"):
        read_set(path)


def test_the_messages_that_ship_are_sound_and_measure_nothing() -> None:
    messages = read_messages()
    texts = {message.text for message in messages}
    assert len(texts) == len(messages)
    measured = {
        turn.text
        for folder in ("development", "blind")
        for _, rows in read_folder(QUESTIONS / folder)
        for row in rows
        for turn in row.turns
        if len(turn.text) > 20
    }
    assert not texts & measured
    flagged = [message for message in messages if message.categories]
    assert 0.4 < len(flagged) / len(messages) < 0.6
    assert {name for message in flagged for name in message.categories} == {category.id for category in catalogue()}
    assert all(message.text[start:end].strip() for message in flagged for start, end in message.signs)
    assert len(set(read_asides())) == len(read_asides())


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("-\tself_care\tordinary\ten", "expected 5 fields, found 4"),
        ("flu\turgent\tplain\ten\t[[ill]]", "unknown category"),
        ("cauda_equina\tself_care\tplain\ten\t[[numb]]", "does not go with"),
        ("cauda_equina\turgent\tplain\ten\tnumb", "the sign is marked"),
        ("cauda_equina\turgent\tplain\ten\t[[numb", "do not pair"),
    ],
)
def test_a_broken_message_names_file_line_and_reason(tmp_path: Path, row: str, fault: str) -> None:
    (tmp_path / "voice.tsv").write_text(f"{HEADER}\n-\tself_care\tchat\ten\thello\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"voice\.tsv, line 3: .*{fault}"):
        read_messages(tmp_path)


def test_the_figures_of_a_small_report_are_those_counted_by_hand() -> None:
    def outcome(needs: Tier, given: str) -> Outcome:
        row = Row("a", "safety", (Turn(Role.USER, given),), (needs,), ("cauda_equina",) if needs else (), ())
        return Outcome(row, build_triage()(row.turns))

    bad, fine = "I can't pee and my groin is numb", "my back is a bit sore"
    outcomes = [outcome(Tier.EMERGENCY, bad), outcome(Tier.EMERGENCY, fine), outcome(Tier.SELF_CARE, fine)]
    found = figures({"rules": outcomes})
    assert "| emergencies caught as such | 50 % of 2 (9–91) |" in found
    assert "| no false alarm | 100 % of 1 (21–100) |" in found
    assert "| needs emergency | 1 |  |  | 1 |" in confusion(outcomes)
    assert [o.missed for o in outcomes] == [False, True, False]


def test_a_long_conversation_is_quoted_by_its_end() -> None:
    row = Row("a", "safety", (Turn(Role.USER, "x" * 500), Turn(Role.USER, "the end")), (Tier.SELF_CARE,), (), ())
    assert quoted(row).startswith("…x")
    assert quoted(row).endswith("x / the end")


def test_a_table_has_a_line_a_row() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_every_sign_can_be_heard() -> None:
    texts = [*(e.text for c in catalogue() for e in c.fires_on), *(m.text for m in read_messages())]
    assert silent_names(texts) == []


@pytest.fixture(scope="module")
def whole_line() -> Triager:
    return build_triage(recogniser=build_recogniser(build_encoder(Settings())))


FLIPS = 0.08  # a floor that a sample of 120 can hold; docs/safety-report.md has the rates over all sets


@pytest.mark.model
@pytest.mark.parametrize("name", VARIANTS)
def test_manner_changes_the_tier_of_few_messages(whole_line: Triager, name: str) -> None:
    rows = [row for folder in ("development", "blind") for _, found in read_folder(QUESTIONS / folder) for row in found]
    sample = random.Random(name).sample(rows, 120)  # noqa: S311 - repeatable, not secret
    flipped = rate(
        whole_line(row.turns).tier is not whole_line((*row.turns[:-1], Turn(Role.USER, vary(row.said, name)))).tier
        for row in sample
    )
    assert flipped.value <= FLIPS, flipped


@pytest.mark.model
def test_a_red_flag_more_never_lowers(whole_line: Triager) -> None:
    rng = random.Random(7)  # noqa: S311 - repeatable, not secret
    messages = rng.sample(read_messages(), 150)
    signs = [example.text for category in catalogue() for example in category.fires_on]
    for message in messages:
        sign = rng.choice(signs)
        alone = max(whole_line([Turn(Role.USER, text)]).tier for text in (message.text, sign))
        apart = whole_line([Turn(Role.USER, message.text), Turn(Role.USER, sign)])
        assert apart.tier >= alone, (message.text, sign)


def test_the_arms_and_the_curve_of_two_questions_are_those_counted_by_hand() -> None:
    corpus = small_corpus()
    one, two = corpus.sentences[:2]
    hits = (Hit(one, 1.0, 0.2, 0.1, 0.0, 0.3), Hit(two, 0.5, 0.9, 0.1, 1.0, 0.1))
    found = Found(hits, np.zeros(3, dtype=np.float32))
    looked = [Looked("in_scope", (frozenset([one.id]),), found, 0.9), Looked("not_in_article", (), found, 0.3)]
    table_of_arms = arms(looked[:1], 2)
    assert "| all of these and the bank (in use) | 100 % of 1 (21–100) |" in table_of_arms
    assert "| sentence vectors | 0 % of 1 (0–79) | 100 % of 1 (21–100) | 0.50 |" in table_of_arms
    risks = curve(looked, 0.25)
    assert "| 0.25 (in use) | 100 % of 1 (21–100) | 100 % of 1 (21–100) | not measured |" in risks
    assert "| 0.40 | 100 % of 1 (21–100) | 0 % of 1 (0–79) | not measured |" in risks


def test_a_sentence_holds_a_quote_whole_or_by_its_own_length() -> None:
    assert shared("Ice helps a lot.", "Ice helps") == 9
    assert shared("Ice helps.", "Ice helps. Heat too.") == 10
    assert shared("Rest.", "Ice helps.") == 0


def test_the_look_alikes_are_those_of_the_wordings_that_stand_now() -> None:
    listed = [line for line in PATH.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert listed == look_alikes(), "run `make look-alikes`"
