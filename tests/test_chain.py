from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chain import Line, build_chain
from assistant.domain import Claim, Draft, Retrieved, Scope, Support
from assistant.verify import Verifier
from tests.fakes import TEXT, asked, small_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

    from assistant.domain import Turn

SENTENCES = ("A warm-up loosens the joints.", "It takes ten minutes.")


def retrieve(turns: Sequence[Turn]) -> Retrieved:
    return Retrieved(turns[-1].text, Scope.ANSWERED)


def compose(retrieved: Retrieved) -> Iterator[Draft]:
    for sentence in SENTENCES:
        at = TEXT.index(sentence)
        yield Draft(retrieved.scope, (Claim(sentence, (Support("small.txt", at, at + len(sentence)),)),))


def line() -> Line:
    return build_chain(retrieve, compose, Verifier(small_corpus()))


def test_the_chain_grounds_every_claim() -> None:
    assert [c.text for c in line().invoke(asked("warm up?")).claims] == list(SENTENCES)


def test_a_stream_hands_out_a_claim_at_a_time() -> None:
    parts = list(line().stream(asked("warm up?")))
    assert [len(p.claims) for p in parts] == [1, 1]
    assert parts[0] + parts[1] == line().invoke(asked("warm up?"))


def test_tracing_stays_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith import utils  # noqa: PLC0415 - only here

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    utils.get_env_var.cache_clear()  # type: ignore[attr-defined]
    seen: list[bool | str] = []

    def spy(turns: Sequence[Turn]) -> Retrieved:
        seen.append(utils.tracing_is_enabled())
        return retrieve(turns)

    build_chain(spy, compose, Verifier(small_corpus())).invoke(asked("warm up?"))
    monkeypatch.delenv("LANGSMITH_TRACING")
    utils.get_env_var.cache_clear()  # type: ignore[attr-defined]
    assert seen == [False]
