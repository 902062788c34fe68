from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from assistant.cli import EXAMPLES, main
from corpus.reader import read_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ARTICLE = read_corpus().articles[0].text


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("data"))


def spotter(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize("verb", sorted(EXAMPLES))
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    result = spotter(verb, "--help")
    assert result.exit_code == 0
    assert f"spotter {verb}" in result.output


def test_every_verb_has_examples() -> None:
    assert set(main.commands) == set(EXAMPLES)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from assistant.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "heavy = {'numpy', 'chromadb', 'torch', 'gradio', 'langchain_core', 'onnxruntime'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("ask", "x", "--region", "Atlantis"), "Atlantis"),
        (("batch", "none.jsonl", "out.jsonl"), "none.jsonl"),
        (("serve", "--port", "99999"), "port"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_2(arguments: tuple[str, ...], named: str) -> None:
    result = spotter(*arguments)
    assert result.exit_code == 2
    assert named in result.output
    assert "Traceback" not in result.output


def test_a_missing_directory_of_articles_is_named(tmp_path: Path) -> None:
    result = spotter("index", "--articles", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "nowhere" in result.output


def test_flags_lists_all_categories_with_review_state() -> None:
    listed = json.loads(spotter("flags", "--json").output)["red_flags"]
    assert len(listed) == 21
    assert {"id", "label", "tier", "signs", "sources", "review"} <= set(listed[0])
    assert "unreviewed" in spotter("flags").output


@pytest.mark.model
def test_ask_gives_one_record_with_exact_citations(data_dir: str) -> None:
    result = spotter("ask", "How long should I ice my back?", "--json", "--data-dir", data_dir)
    assert result.exit_code == 0
    record = json.loads(result.output)
    assert record["kind"] == "answered"
    assert record["guidance"]
    assert all(ARTICLE[c["start"] : c["end"]] == c["quote"] for c in record["citations"])
    assert any("15-20 minutes" in c["quote"] for c in record["citations"])


@pytest.mark.model
def test_ask_shows_an_emergency_in_words_with_a_number(data_dir: str) -> None:
    output = spotter("ask", "I can't feel my groin and can't pee", "--region", "GB", "--data-dir", data_dir).output
    assert "Emergency: act now" in output
    assert "999" in output


@pytest.mark.model
def test_answering_imports_neither_torch_nor_sentence_transformers(data_dir: str) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from assistant.cli import main\n"
        f"assert CliRunner().invoke(main, ['ask', 'ice?', '--data-dir', {data_dir!r}]).exit_code == 0\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'gradio', 'sklearn'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


@pytest.mark.model
def test_batch_answers_in_order_and_twice_the_same(tmp_path: Path, data_dir: str) -> None:
    rows = [
        {"id": "a", "turns": ["Does massage help?", "and which types?"]},
        {"id": "b", "question": ""},
        {"id": "c", "turns": 3},
        {"id": "d", "question": "<img src=x onerror=alert(1)> \ud800 \u202e ice?"},
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    outs = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    for out in outs:
        assert spotter("batch", str(source), str(out), "--data-dir", data_dir).exit_code == 0
    one, two = ([json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] for out in outs)
    for record in (*one, *two):
        record.pop("timings_ms", None)
    assert one == two
    assert [record["id"] for record in one] == ["a", "b", "c", "d"]
    assert one[1]["kind"] == "off_topic"
    assert "turns" in one[2]["error"]


@pytest.mark.model
def test_an_index_that_cannot_be_kept_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = spotter("index", "--data-dir", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert "--data-dir" in result.output
