"""A message in, the red flags it states without naming them out: a small model beside the rules, which only adds."""

from assistant.recogniser.recogniser import LEARNED, LearnedRecogniser, load_recogniser

__all__ = ["LEARNED", "LearnedRecogniser", "load_recogniser"]
