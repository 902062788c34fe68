"""Messages in, ``assistant/recogniser/model.onnx`` and ``model.json`` out: ``make train``.

With ``--held-out voice,voice`` those voices are not learned from but measured on, and nothing is written but a table.
The same messages give the same model on one machine. How the method was chosen: ``assistant/recogniser/MODEL_CARD.md``.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from assistant.domain import Role, Tier, Turn
from assistant.recogniser.recogniser import LEARNED, TIERS
from assistant.triage import build_triage, catalogue
from corpus.bank import read_bank
from corpus.reader import read_corpus
from eval.export import export
from eval.network import Network
from eval.sets import read_folder
from eval.training import Message, read_asides, read_messages
from eval.variants import closed, mistyped
from eval.voices import VOICES
from index.encoder import OnnxEncoder
from index.weights import FLOAT32

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

SHARED, OWN = 3, 2  # layers of the encoder's six: below, shared with retrieval and as published; above, trained on
EPOCHS, BATCH = 3, 32
STEP, STEP_OF_NEW = 1e-4, 1e-3  # largest learning rates: of the layers taken over, of the new outputs
WARM_UP = 0.06
MISTYPED, JOINED, ASIDE = 0.2, 0.25, 0.35  # copies with slips of the finger; beside a harmless message; with asides
AROUND = ((True, False), (False, True), (True, True))  # before a message, after it
ON_SIGNS = 0.3  # weight of telling the tokens of the sign from the others
BUCKET = 20  # batches that are filled with messages of like length
SEED = 20
NOT_ORDINARY = "first"  # the voice of the bank that also wrote of real signs


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A message as numbers: token states ``(n, 384)``, outputs wanted ``(outputs,)`` and per token ``(n, outputs)``."""

    tokens: Tensor
    wanted: Tensor
    signs: Tensor


def main() -> None:
    """Train, then either write the model or measure it on what was held out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--held-out", default="", help="voices to measure on, separated by commas")
    held_out = set(filter(None, arguments.parse_args().held_out.split(",")))
    random.seed(SEED)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(mode=True)
    encoder, categories = OnnxEncoder(), tuple(category.id for category in catalogue())
    messages = [*read_messages(), *ordinary()]
    learned = [m for m in messages if m.voice not in held_out]
    network = train([example(m, encoder, categories) for m in [*learned, *varied(learned)]], len(categories))
    if held_out:
        print(measured(network, [m for m in messages if m.voice in held_out], encoder, categories))
    else:
        export(network, LEARNED, categories, encoder.name)


def ordinary() -> Iterator[Message]:
    """Plain questions about the article and about anything else, by writers who were told that nobody is ill.

    Where the rules hear a sign all the same, nothing is to be unlearned.
    """
    bank = read_bank(read_corpus())
    texts = [one.text for one in (*bank.asked, *bank.unanswered) if one.voice != NOT_ORDINARY]
    texts += [turn.text for _, rows in read_folder(VOICES) for row in rows for turn in row.turns]
    rules = build_triage("default")
    for text in dict.fromkeys(texts):
        if rules([Turn(Role.USER, text)]).tier < Tier.URGENT:
            yield Message("questions", (), Tier.SELF_CARE, "ordinary", "en", text, ())


def varied(messages: Sequence[Message]) -> Iterator[Message]:
    """Some messages once more: with slips of the finger, beside a harmless one, or with asides around them."""
    rng = random.Random(SEED)  # noqa: S311 - repeatable, not secret
    chat = [m.text for m in messages if m.register in ("ordinary", "chat") and not m.categories]
    asides = read_asides()
    for message in messages:
        if rng.random() < MISTYPED:
            text = message.text
            for _ in range(1 + len(text) // 80):
                text = mistyped(text, rng)
            yield replace(message, text=text, signs=())
        for lines, share in ((chat, JOINED), (asides, ASIDE)):
            if rng.random() < share:
                before, after = rng.choice(AROUND)
                yield surrounded(message, rng.choice(lines) if before else "", rng.choice(lines) if after else "")


def surrounded(message: Message, before: str, after: str) -> Message:
    """The message with other words around it; its signs move along."""
    head = f"{closed(before)} " if before else ""
    text = f"{head}{closed(message.text)} {after}" if after else head + message.text
    signs = tuple((start + len(head), end + len(head)) for start, end in message.signs)
    return replace(message, text=text, signs=signs)


def example(message: Message, encoder: OnnxEncoder, categories: Sequence[str]) -> Example:
    """A message as numbers."""
    reading = encoder.read(message.text)
    tiers = [message.tier >= tier for tier in TIERS]
    wanted = torch.tensor([float(x) for x in (*tiers, *(name in message.categories for name in categories))])
    inside = torch.zeros(len(reading.offsets), 1)
    for place, (start, end) in enumerate(reading.offsets):
        inside[place] = float(any(start < last and end > first for first, last in message.signs if end > start))
    signs = inside * wanted
    if message.categories and not message.signs:
        signs = torch.full_like(signs, float("nan"))  # where the sign stands is not known in a changed copy
    return Example(torch.from_numpy(reading.tokens.astype(np.float16)), wanted, signs)


def train(examples: Sequence[Example], categories: int) -> Network:
    """The network fitted to the examples."""
    network = Network(_upper_layers(), len(TIERS) + categories)
    new = [p for name, p in network.named_parameters() if not name.startswith("layers.")]
    groups = [{"params": network.layers.parameters(), "lr": STEP}, {"params": new, "lr": STEP_OF_NEW}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), max(0.02, 1 - step / steps))
    )
    network.train()
    started = time.perf_counter()
    for epoch in range(EPOCHS):
        losses = []
        for batch in _batches(examples):
            loss = _loss(network, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.perf_counter() - started:.0f} s", flush=True)
    return network.eval()


def _upper_layers() -> list[nn.Module]:
    from transformers import AutoModel  # noqa: PLC0415 - slow to import

    published = AutoModel.from_pretrained(str(FLOAT32.at().parent), local_files_only=True)
    return list(published.encoder.layer[SHARED : SHARED + OWN])


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    order = list(range(len(examples)))
    random.shuffle(order)
    batches = []
    for start in range(0, len(order), BATCH * BUCKET):
        bucket = sorted(order[start : start + BATCH * BUCKET], key=lambda i: len(examples[i].tokens))
        batches += [bucket[i : i + BATCH] for i in range(0, len(bucket), BATCH)]
    random.shuffle(batches)
    return ([examples[i] for i in batch] for batch in batches)


def _loss(network: Network, batch: Sequence[Example]) -> Tensor:
    pad = nn.utils.rnn.pad_sequence
    tokens = pad([e.tokens.float() for e in batch], batch_first=True)
    there = pad([torch.ones(len(e.tokens)) for e in batch], batch_first=True)
    signs = pad([e.signs for e in batch], batch_first=True, padding_value=float("nan"))
    wanted = torch.stack([e.wanted for e in batch])
    message, token = network(tokens, there)
    known = ~torch.isnan(signs)
    on_message = nn.functional.binary_cross_entropy_with_logits(message, wanted, reduction="none")
    on_signs = nn.functional.binary_cross_entropy_with_logits(token[known], signs[known])
    tiers, categories = on_message[:, : len(TIERS)], on_message[:, len(TIERS) :]
    weighted: Tensor = tiers.mean() + categories.sum(1).mean() / 2 + ON_SIGNS * on_signs * wanted.shape[1] / 2
    return weighted


def predict(network: Network, message: Message, encoder: OnnxEncoder) -> NDArray[np.float64]:
    """The probabilities of every output for a message, as the recogniser joins them."""
    tokens = torch.from_numpy(encoder.read(message.text).tokens)[None]
    with torch.no_grad():
        whole, signs = network(tokens, torch.ones(1, tokens.shape[1]))
    joined: NDArray[np.float64] = ((torch.sigmoid(whole[0]) + torch.sigmoid(signs[0]).amax(0)) / 2).double().numpy()
    return joined


def measured(network: Network, messages: Sequence[Message], encoder: OnnxEncoder, categories: Sequence[str]) -> str:
    """How well voices that were not learned from are told apart, at false alarms on 1, 3 and 5 % of the harmless."""
    found = np.stack([predict(network, message, encoder) for message in messages])
    harmless = np.array([not message.categories for message in messages])
    tiers = np.array([message.tier for message in messages])
    lines = [f"{len(messages)} messages, {int(harmless.sum())} of them harmless"]
    for number, tier in enumerate(TIERS):
        lowest = np.sort(found[harmless, number])[::-1]
        shares = [
            (found[tiers >= tier, number] > lowest[int(share * len(lowest))]).mean() for share in (0.01, 0.03, 0.05)
        ]
        lines.append(f"at least {tier.word}: {' / '.join(f'{share:.3f}' for share in shares)}")
    ill = [i for i, message in enumerate(messages) if message.categories]
    named = [categories[int(found[i, len(TIERS) :].argmax())] in messages[i].categories for i in ill]
    return "\n".join([*lines, f"category named: {np.mean(named):.3f}"])


if __name__ == "__main__":
    main()
