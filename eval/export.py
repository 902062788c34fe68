"""A trained network in, the two files that ship out: int8 weights in ONNX, and what belongs to them in JSON."""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from assistant.recogniser.recogniser import TIERS
from eval.network import WIDTH, OneMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.network import Network

LONGEST = 256  # tokens of a message


def export(network: Network, folder: Path, categories: Sequence[str], encoder: str) -> None:
    """Write ``model.onnx`` and ``model.json``; thresholds already in the folder are kept."""
    with tempfile.TemporaryDirectory() as scratch:
        full, small = Path(scratch) / "full.onnx", folder / "model.onnx"
        length = torch.export.Dim("n", min=2, max=LONGEST)
        torch.onnx.export(
            OneMessage(network).eval(),
            (torch.zeros(60, WIDTH),),
            str(full),
            input_names=["tokens"],
            output_names=["message", "signs"],
            dynamic_shapes={"tokens": {0: length}},
            dynamo=True,
            external_data=False,
        )
        model = onnx.load(full)
        del model.graph.value_info[:]  # the exporter's shapes of weights that it then turned over confuse the quantiser
        onnx.save(model, full)
        quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
    card = folder / "model.json"
    before = json.loads(card.read_text(encoding="utf-8")) if card.exists() else {}
    said = {
        "encoder": encoder,
        "sha256": sha256(small.read_bytes()).hexdigest(),
        "categories": list(categories),
        "thresholds": before.get("thresholds", {tier.word: 1.0 for tier in TIERS}),
    }
    card.write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
