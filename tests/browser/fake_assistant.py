"""A small real assistant for the page's tests: a keyword in the question decides the answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.domain import Answer, AnswerKind, AnswerSentence, Citation, Note, RedFlag, Role, Tier, Triage, Version
from assistant.events import CitationsReady, Done, SentenceReady, TriageReady
from assistant.web.checklist import Checklist
from corpus.reader import read_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from assistant.domain import Turn
    from assistant.events import Event

CORPUS = read_corpus()
ARTICLE = CORPUS.articles[0]
QUOTES = (
    "Applying an ice pack for 15-20 minutes every few hours",
    "It’s important not to apply ice directly to the skin",
    "Pain medications, such as ibuprofen or acetaminophen,",
)
GUIDANCE = "See a doctor or physiotherapist if it is not easing after a few days, or you notice any warning sign."
NOTE = Note(
    "N01",
    (3,),
    "high",
    "Correction: acetaminophen (paracetamol) eases pain but does not reduce inflammation.",
    ("NICE guideline NG59",),
)
CHECKLIST = Checklist(
    (
        ("Possible cauda equina syndrome", Tier.EMERGENCY, ("You cannot pee or control it", "Numb between the legs")),
        *((f"Sign {n}", Tier.URGENT, ("so long a list", "that it scrolls") * 4) for n in range(12)),
        ("Possible infection of the spine", Tier.URGENT, ("Fever or shivering with back pain",)),
        ("Pain that does not ease", Tier.ROUTINE, ("Pain for more than four weeks",)),
    ),
    number="your local emergency number (112 in Europe, 999 in the UK, 911 in the US and Canada)",
)


def citations() -> tuple[Citation, ...]:
    found = [next(s for s in ARTICLE.sentences if s.text.startswith(quote)) for quote in QUOTES]
    return tuple(Citation(n, s.article, s.section, s.text, s.start, s.end) for n, s in enumerate(found, 1))


def triage(text: str) -> Triage:
    low = text.lower()
    if "hurt myself" in low:
        flag = RedFlag("mental_health_crisis", "Thoughts of self-harm", Tier.EMERGENCY, 0, text)
        return Triage(Tier.EMERGENCY, (flag,), "Are you safe right now?", "Call or text 988 now, or 116 123 in the UK.")
    if "can't pee" in low:
        flag = RedFlag("cauda_equina", "Possible cauda equina syndrome", Tier.EMERGENCY, 0, "I can't pee")
        return Triage(Tier.EMERGENCY, (flag,), None, "Call 112, 999 or 911 now. Do not drive yourself.")
    if "fever" in low:
        flag = RedFlag("infection", "Possible infection of the spine", Tier.URGENT, 0, "fever since last night")
        return Triage(Tier.URGENT, (flag,), "Do you also feel numb anywhere?", "See a doctor today.")
    return Triage()


def answer_to(question: str) -> Answer:
    heard = triage(question)
    version = Version("0", "fake", "extractive")
    if heard.tier is Tier.EMERGENCY:
        line = "This needs emergency care first, so Spotter is not answering from the article now."
        return Answer(question, line, AnswerKind.HELP_FIRST, (), (), heard, "Do not wait.", (), (), version)
    if "weather" in question:
        line = "Spotter only answers from one article about a sore back after a workout."
        return Answer(question, line, AnswerKind.OFF_TOPIC, (), (), heard, GUIDANCE, (), (), version)
    if "tape" in question:
        line = "The article does not say."
        return Answer(question, line, AnswerKind.NOT_IN_ARTICLE, (), (), heard, GUIDANCE, (), (), version)
    cited = citations()
    sentences = tuple(AnswerSentence(c.quote, (c.n,), True) for c in cited)
    text = "\n\n".join(f"{s.text} [{s.citations[0]}]" for s in sentences)
    follow_ups = ("What does the article say about massage?", "When is it a concern?")
    return Answer(question, text, AnswerKind.ANSWERED, sentences, cited, heard, GUIDANCE, (NOTE,), follow_ups, version)


class FakeAssistant:
    """Answers at once; a question with ``slowly`` takes its time before each sentence."""

    fault: str | None = None
    lack: str | None = None

    def reply(self, turns: Sequence[Turn]) -> Answer:
        return answer_to(next(t.text for t in reversed(turns) if t.role is Role.USER))

    def events(self, turns: Sequence[Turn]) -> Iterator[Event]:
        answer = self.reply(turns)
        pause = 0.4 if "slowly" in answer.question else 0.0
        yield TriageReady(answer.triage)
        yield CitationsReady(answer.citations)
        for sentence in answer.sentences:
            time.sleep(pause)
            yield SentenceReady(sentence, tuple(n for n in answer.notes if set(n.citations) & set(sentence.citations)))
        time.sleep(pause)
        yield Done(answer)
