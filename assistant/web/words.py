"""Every fixed sentence of the page and of its exports; nothing goes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from assistant.domain import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME: Final = "Spotter"
TAGLINE: Final = (
    "Answers from one article about a sore back after a workout, each tied to the exact sentence it comes from."
)
NOT_A_DOCTOR: Final = "Spotter is not a doctor and gives no diagnosis."
WHO_WROTE: Final = (
    "The safety advice was written by the Spotter maintainers from published sources such as NHS pages. "
    "No clinician has reviewed it yet."
)
UNREVIEWED: Final = "Not yet reviewed by a clinician."
IN_AN_EMERGENCY: Final = "In an emergency, call {number}."

WELCOME: Final = "What would you like to know about your back?"
WELCOME_MORE: Final = (
    "Spotter reads one article and answers only from it. Where the article is silent, it says so. "
    "Tell it how you feel in your own words: it listens for warning signs first."
)

KIND_LABELS: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.ANSWERED: "From the article",
    AnswerKind.NOT_IN_ARTICLE: "Not in the article",
    AnswerKind.OFF_TOPIC: "Outside what Spotter covers",
    AnswerKind.HELP_FIRST: "Help first",
    AnswerKind.UNAVAILABLE: "The article is out of reach",
}

WORKING: Final = "Looking in the article…"
STOPPED: Final = "Stopped before it was answered. Retry asks it again."
BROKEN: Final = "Something went wrong on this computer, and the question was not answered. Retry asks it again."
OPENING: Final = "Opening of the article"
NOT_REVIEWED: Final = "not reviewed by a clinician"
REVIEWED: Final = "reviewed by a clinician"
NO_DIAGNOSIS: Final = "This is a record of what was said. It is not a diagnosis and not medical advice."
BOX_LABEL: Final = "Your question"
BOX_HINT: Final = "In your own words"
TOOLS: Final[Mapping[str, str]] = {
    "retry": "Retry",
    "clear": "Clear",
    "copy": "Copy answer",
    "export": "Export as Markdown",
    "summary": "Summary for a clinician",
}
PRIVACY: Final = (
    "What you type stays in the memory of the computer that runs Spotter. It is never written to disk or sent on, "
    "and it is forgotten when you press Clear, or within about an hour of closing the tab."
)
