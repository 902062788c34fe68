"""Texts in, unit vectors out; the only home of ONNX runtime, tokenizers and sentence-transformers.

Both encoders run all-MiniLM-L6-v2 on one thread: more threads make a loaded server slower, not faster.
The heavy libraries are imported when an encoder is made, so importing this module costs little.
"""

from __future__ import annotations

import ctypes
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

from index.weights import FLOAT32, INT8, TOKENIZER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
_M_MMAP_THRESHOLD = -3  # glibc's malloc.h
_MAX_TOKENS = 256  # what the model was trained to read; the rest of a longer text is left out


class Encoder(Protocol):
    """What turns texts into vectors; equal ``name`` promises equal vectors for equal texts."""

    @property
    def name(self) -> str:
        """The model, its precision and the hash of its weights; part of the index's fingerprint."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts``: an array of shape ``(len(texts), dimensions)`` with rows of length 1."""


class OnnxEncoder:
    """The int8 model on ONNX runtime: small and quick to start, so it is the one that serves.

    ``model`` and ``tokenizer`` stand in for the installed files and must hold the same bytes.
    Raises ``IndexFault`` when a file is missing or altered.
    """

    name = f"minilm-l6-v2/int8/{INT8.sha256[:12]}-{TOKENIZER.sha256[:12]}/{_MAX_TOKENS}"
    dimensions = DIMENSIONS

    def __init__(self, model: Path | None = None, tokenizer: Path | None = None) -> None:
        # All imports are done before the thread starts: numpy cannot bear being imported by two at once.
        import onnxruntime  # noqa: F401, PLC0415 - heavy
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

        # Making the session takes no interpreter lock, so the caller can import chromadb meanwhile.
        executor = ThreadPoolExecutor(max_workers=1)
        self._session = executor.submit(_session, INT8.at(model))
        executor.shutdown(wait=False)
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER.at(tokenizer)))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed one text at a time: on one thread a batch is no faster, and padding costs memory."""
        import numpy as np  # noqa: PLC0415 - heavy

        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[:] = self._vector(text)
        return vectors

    def _vector(self, text: str) -> NDArray[np.float32]:
        import numpy as np  # noqa: PLC0415 - heavy

        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        tokens: NDArray[np.float32] = self._session.result().run(None, inputs)[0][0]
        mean = tokens.mean(axis=0)  # no padding, so the attention mask is all ones
        unit: NDArray[np.float32] = mean / np.linalg.norm(mean)
        return unit


def _session(model: Path) -> Any:  # noqa: ANN401 - onnxruntime has no types
    import onnxruntime  # noqa: PLC0415 - heavy

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    _map_large_blocks()
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    _return_memory()
    return session


def _map_large_blocks() -> None:
    """Let glibc map each block over 128 KB by itself: what unpacking frees is then free at once, 10 MB less at peak."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


def _return_memory() -> None:
    """Hand back the 50 MB that unpacking the weights leaves in the allocator of glibc; others have no such call."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


class TorchEncoder:
    """The published float32 model on sentence-transformers: the reference the int8 one is held to.

    ``directory`` stands in for the installed folder and must hold the same weights and tokenizer.
    Raises ``IndexFault`` when one of them is missing or altered.
    """

    name = f"minilm-l6-v2/float32/{FLOAT32.sha256[:12]}-{TOKENIZER.sha256[:12]}/{_MAX_TOKENS}"
    dimensions = DIMENSIONS

    def __init__(self, directory: Path | None = None) -> None:
        weights = FLOAT32.at(directory / "model.safetensors" if directory else None)
        TOKENIZER.at(weights.with_name("tokenizer.json"))
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the libraries are imported
        import torch  # noqa: PLC0415 - heavy
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy

        torch.set_num_threads(1)
        self._model = SentenceTransformer(str(weights.parent), device="cpu", local_files_only=True)
        self._model.max_seq_length = _MAX_TOKENS

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed ``texts`` in batches that sentence-transformers sorts by length."""
        import numpy as np  # noqa: PLC0415 - heavy

        if not texts:
            return np.empty((0, DIMENSIONS), dtype=np.float32)
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
