"""The project's question sets in, ``assistant/answerability.json`` and a table of its errors out.

Run it with ``make calibrate`` after a change of the articles, the encoder, the search or the sets. The
threshold is chosen on predictions for questions that were held out of the fit (ten folds). The share of
answerable questions that are answered is therefore set, not measured; the shares of the others that are
turned away are measured, for questions like these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.answerability import PATH
from assistant.build import build_finder, open_index
from assistant.domain import Role, Turn
from assistant.question import standalone
from assistant.settings import Settings

if TYPE_CHECKING:
    from numpy.typing import NDArray

SETS = Path(__file__).with_name("questions")
KINDS = ("answerable", "near_miss", "off_topic")
KEEP = 0.92  # share of answerable questions that must still be answered; a wrong "does not say" is the lesser evil
FOLDS = 10
# Strength of the fit on the named features and on the embedding; of {0.3, 1, 3} x {1, 2, 4} the best
# held-out AUC. The embedding is one long vector of small numbers, hence its factor.
STRENGTH = 1.0
EMBEDDING_FACTOR = 2.0
FEATURE_FACTOR = 0.3


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions as numbers: ``named`` (n, features), ``embedded`` (n, 384), ``kinds`` (n,)."""

    names: tuple[str, ...]
    named: NDArray[np.float64]
    embedded: NDArray[np.float64]
    kinds: NDArray[np.str_]


def read_examples() -> Examples:
    """Search for every question of the three sets and compute what answerability is judged by."""
    finder = build_finder(open_index(Settings()))
    rows, vectors, kinds = [], [], []
    for kind in KINDS:
        for line in (SETS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            question = standalone([Turn(Role.USER, text) for text in json.loads(line)["turns"]])
            if question:
                found = finder.find(question)
                rows.append(finder.features(question, found))
                vectors.append(found.vector)
                kinds.append(kind)
    names = tuple(rows[0])
    return Examples(
        names, np.array([[row[n] for n in names] for row in rows]), np.array(vectors, dtype=float), np.array(kinds)
    )


def calibrate(examples: Examples) -> tuple[dict[str, Any], dict[str, float]]:
    """The fitted model as JSON-ready data, and its held-out figures."""
    means, scales = examples.named.mean(axis=0), examples.named.std(axis=0) + 1e-9
    inputs = np.hstack([(examples.named - means) / scales * FEATURE_FACTOR, examples.embedded * EMBEDDING_FACTOR])
    answered = examples.kinds == "answerable"
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    held_out = cross_val_predict(model, inputs, answered, cv=folds, method="predict_proba")[:, 1]
    threshold = float(np.quantile(held_out[answered], 1 - KEEP))
    off_below = _off_topic_cut(examples)
    model.fit(inputs, answered)
    weights = model.coef_[0]
    split = len(examples.names)
    data = {
        "names": list(examples.names),
        "means": _rounded(means),
        "scales": _rounded(scales),
        "weights": _rounded(weights[:split] * FEATURE_FACTOR),
        "embedding_weights": _rounded(weights[split:] * EMBEDDING_FACTOR),
        "bias": round(float(model.intercept_[0]), 6),
        "threshold": round(threshold, 4),
        "off_topic_below": round(off_below, 4),
    }
    return data, _figures(examples.kinds, held_out, threshold)


def _off_topic_cut(examples: Examples) -> float:
    """The best cosine that parts off-topic questions from near misses with the fewest errors."""
    dense = examples.named[:, examples.names.index("dense_best")]
    near, off = dense[examples.kinds == "near_miss"], dense[examples.kinds == "off_topic"]
    cuts = np.unique(np.round(dense, 3))
    errors = [(near < cut).mean() + (off >= cut).mean() for cut in cuts]
    return float(cuts[int(np.argmin(errors))])


def _figures(kinds: NDArray[np.str_], held_out: NDArray[np.float64], threshold: float) -> dict[str, float]:
    health = kinds != "off_topic"
    return {
        "threshold": threshold,
        "auc_answerable_vs_near_miss": float(roc_auc_score(kinds[health] == "answerable", held_out[health])),
        "answerable_answered": float((held_out[kinds == "answerable"] >= threshold).mean()),
        "near_miss_abstained": float((held_out[kinds == "near_miss"] < threshold).mean()),
        "off_topic_abstained": float((held_out[kinds == "off_topic"] < threshold).mean()),
    }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(float(v), 5) for v in values]


def main() -> None:
    """Write the model and print its held-out figures."""
    examples = read_examples()
    data, figures = calibrate(examples)
    PATH.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    counts = ", ".join(f"{(examples.kinds == kind).sum()} {kind}" for kind in KINDS)
    print(f"Fitted on {counts}; held-out figures ({FOLDS} folds):")
    for name, value in figures.items():
        print(f"  {name:32s} {value:.3f}")


if __name__ == "__main__":
    main()
