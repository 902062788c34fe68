"""Texts in, unit vectors out; the only home of tokenizers and sentence-transformers.

Both encoders run all-MiniLM-L6-v2 on one thread: more threads make a loaded server slower, not faster.
The heavy libraries are imported when an encoder is made, so importing this module costs little.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from index.onnx import OnnxModel, load_runtime, with_output
from index.weights import FLOAT32, INT8, TOKENIZER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS = 384
THIRD_LAYER = "layer_norm_6"  # the value of the int8 model's graph that its third of six layers gives out
_KEPT = 8  # readings at hand: triage and retrieval read the same message, each of a few at once
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


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one pass of the model gives.

    ``vector`` has length 1 and shape ``(384,)``; ``tokens`` of shape ``(n, 384)`` are the third layer's states of the
    n tokens, the two marks around the text included, and ``offsets`` their places in it, in code points.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    offsets: tuple[tuple[int, int], ...]


class OnnxEncoder:
    """The int8 model on ONNX runtime: small and quick to start, so it is the one that serves.

    ``model`` and ``tokenizer`` stand in for the installed files and must hold the same bytes.
    Raises ``IndexFault`` when a file is missing or altered.
    """

    name = f"minilm-l6-v2/int8/{INT8.sha256[:12]}-{TOKENIZER.sha256[:12]}/{_MAX_TOKENS}"
    dimensions = DIMENSIONS

    def __init__(self, model: Path | None = None, tokenizer: Path | None = None) -> None:
        # All imports are done before the thread starts: numpy cannot bear being imported by two at once.
        from tokenizers import Tokenizer  # noqa: PLC0415 - heavy

        load_runtime()

        # Making the session takes no interpreter lock, so the caller can import chromadb meanwhile.
        executor = ThreadPoolExecutor(max_workers=1)
        path = INT8.at(model)
        self._model: Future[OnnxModel] = executor.submit(lambda: OnnxModel(with_output(path.read_bytes(), THIRD_LAYER)))
        executor.shutdown(wait=False)
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER.at(tokenizer)))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        self._kept: OrderedDict[bytes, Reading] = OrderedDict()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed one text at a time: on one thread a batch is no faster, and padding costs memory."""
        import numpy as np  # noqa: PLC0415 - heavy

        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[:] = self.read(text).vector
        return vectors

    def read(self, text: str) -> Reading:
        """One text's vector and tokens. The last few readings are kept, by a hash: no text is."""
        key = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = self._read(text)
            with self._lock:
                self._kept[key] = known
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return known

    def _read(self, text: str) -> Reading:
        import numpy as np  # noqa: PLC0415 - heavy

        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], dtype=np.int64)
        last, third = self._model.result().run(
            input_ids=ids, attention_mask=np.ones_like(ids), token_type_ids=np.zeros_like(ids)
        )
        mean = last[0].mean(axis=0)  # no padding, so the attention mask is all ones
        vector: NDArray[np.float32] = mean / np.linalg.norm(mean)
        return Reading(vector, third[0], tuple(encoded.offsets))


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
