"""The recogniser's network: the encoder's upper layers, trained on, and what reads a message off them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEADS = 384, 12  # of all-MiniLM-L6-v2
GLANCES = 4  # weighted means over the tokens that the message is judged by; a plain mean drowns a sign in chatter
RARE = -2.0  # where the outputs start: most messages state nothing


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019), its weights taken over from the published model's ``layer``."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        old = dict(layer.named_modules())
        self.query, self.key, self.value = (old[f"attention.self.{name}"] for name in ("query", "key", "value"))
        self.joined, self.after = old["attention.output.dense"], old["attention.output.LayerNorm"]
        self.wide, self.narrow = old["intermediate.dense"], old["output.dense"]
        self.last = old["output.LayerNorm"]

    def forward(self, tokens: Tensor, there: Tensor) -> Tensor:
        """States of shape ``(batch, n, 384)``; ``there`` of shape ``(batch, n)`` is 0 for padding."""
        batch, n, _ = tokens.shape
        split = (batch, n, HEADS, WIDTH // HEADS)
        query = self.query(tokens).view(split).transpose(1, 2)
        key = self.key(tokens).view(split).transpose(1, 2)
        value = self.value(tokens).view(split).transpose(1, 2)
        fit = query @ key.transpose(2, 3) / (WIDTH // HEADS) ** 0.5 + (1 - there[:, None, None, :]) * -1e4
        read = (torch.softmax(fit, dim=-1) @ value).transpose(1, 2).reshape(batch, n, WIDTH)
        tokens = self.after(self.joined(read) + tokens)
        changed: Tensor = self.last(self.narrow(nn.functional.gelu(self.wide(tokens))) + tokens)
        return changed


class Network(nn.Module):
    """Token states in; logits of every output for the message and for each token out."""

    def __init__(self, layers: Sequence[nn.Module], outputs: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(layer) for layer in layers)
        self.signs = nn.Linear(WIDTH, outputs)
        self.glance = nn.Linear(WIDTH, GLANCES)
        self.message = nn.Linear(GLANCES * WIDTH, outputs)
        self.dropout = nn.Dropout(dropout)
        nn.init.constant_(self.message.bias, RARE)
        nn.init.constant_(self.signs.bias, RARE)

    def forward(self, tokens: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of shapes ``(batch, outputs)`` and ``(batch, n, outputs)``."""
        for layer in self.layers:
            tokens = layer(tokens, there)
        tokens = self.dropout(tokens)
        weights = torch.softmax(self.glance(tokens) + (1 - there[..., None]) * -1e4, dim=1)
        glanced = (weights.transpose(1, 2) @ tokens).flatten(1)
        return self.message(glanced), self.signs(tokens)


class OneMessage(nn.Module):
    """The same for a single message of shape ``(n, 384)``: what is exported."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of shapes ``(outputs,)`` and ``(n, outputs)``."""
        message, signs = self.network(tokens[None], torch.ones(1, tokens.shape[0]))
        return message[0], signs[0]
