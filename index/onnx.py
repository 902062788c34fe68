"""A model file in, a session that runs it on one thread out; the only home of ONNX runtime."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

_M_MMAP_THRESHOLD = -3  # glibc's malloc.h
# Field numbers of onnx.proto: a model's graph, a graph's outputs, an output's name.
_GRAPH, _OUTPUT, _NAME = 7, 12, 1
_LENGTH_DELIMITED = 2  # the protobuf wire type of bytes and of messages


class OnnxModel:
    """A loaded model; calls from several threads at once are safe."""

    def __init__(self, model: bytes) -> None:
        import onnxruntime  # noqa: PLC0415 - heavy

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        _map_large_blocks()
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        _return_memory()

    def run(self, **inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
        """Every output of the model, in its order, for inputs by name."""
        outputs: list[NDArray[np.float32]] = self._session.run(None, inputs)
        return outputs

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the model file says of itself."""
        described: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        return described


def load_runtime() -> None:
    """Import the runtime, and numpy with it, before a thread is started that would."""
    import onnxruntime  # noqa: F401, PLC0415 - heavy


def with_output(model: bytes, name: str) -> bytes:
    """The same model that also gives out the inner value ``name``, after its own outputs.

    Protobuf joins the parts of a message that is given twice, so nothing has to be parsed
    (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
    """
    return model + _field(_GRAPH, _field(_OUTPUT, _field(_NAME, name.encode())))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


def _map_large_blocks() -> None:
    """Let glibc map each block over 128 KB by itself: what unpacking frees is then free at once, 10 MB less at peak."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 128 * 1024)


def _return_memory() -> None:
    """Hand back the 50 MB that unpacking the weights leaves in the allocator of glibc; others have no such call."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
