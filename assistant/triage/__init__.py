"""Turns in, ``Triage`` out: red-flag rules as data, assertion status, and a recogniser behind a protocol."""

from assistant.triage.numbers import Numbers, load_numbers
from assistant.triage.rules import Advice, Category, Review, Source
from assistant.triage.triager import Recogniser, Sensed, Triager, build_triage, catalogue

__all__ = [
    "Advice",
    "Category",
    "Numbers",
    "Recogniser",
    "Review",
    "Sensed",
    "Source",
    "Triager",
    "build_triage",
    "catalogue",
    "load_numbers",
]
