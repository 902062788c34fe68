"""An article's ``*.questions.yaml`` in; example questions, and one question a section answers, out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import DataError
from corpus.yaml_file import read_mapping

PATH = Path(__file__).with_name("article.questions.yaml")


@dataclass(frozen=True, slots=True)
class SuggestedQuestions:
    """``examples`` to start with; ``by_section`` maps a section's title to a question it answers."""

    examples: tuple[str, ...]
    by_section: dict[str, str]


@cache
def read_questions(path: Path = PATH) -> SuggestedQuestions:
    """The suggested questions of a file; raises ``DataError`` naming the file and what it lacks."""
    data = read_mapping(path)
    try:
        return SuggestedQuestions(
            tuple(map(str, data["examples"])), {str(k): str(v) for k, v in data["sections"].items()}
        )
    except (KeyError, TypeError, AttributeError):
        raise DataError(f"{path} needs a list `examples` and a mapping `sections`; correct or restore it.") from None
