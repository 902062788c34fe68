from __future__ import annotations

import json

from assistant.domain import Triage
from assistant.guard import Guard
from assistant.record import answer_record
from assistant.wording import read_wording
from tests.fakes import EMERGENCY, VERSION, claim, grounded

GUARD = Guard(read_wording(), (), VERSION)


def test_a_record_has_the_fields_programs_rely_on() -> None:
    record = answer_record(GUARD("ice?", Triage(), grounded(claim("Wrap the ice in a cloth.", 100))))
    assert list(record) == [
        "question", "answer", "kind", "abstained", "sentences", "citations", "triage",
        "guidance", "notes", "follow_ups", "timings_ms", "version",
    ]  # fmt: skip
    assert record["citations"] == [
        {
            "n": 1,
            "article": "small.txt",
            "section": ["Icing"],
            "quote": "Wrap the ice in a cloth.",
            "start": 100,
            "end": 124,
        }
    ]
    assert record["sentences"] == [{"text": "Wrap the ice in a cloth.", "citations": [1], "verbatim": True}]
    assert record["abstained"] is False


def test_a_red_flag_is_told_in_words() -> None:
    triage = answer_record(GUARD("help", EMERGENCY, None))["triage"]
    assert triage["tier"] == "emergency"
    assert triage["red_flags"][0] == {
        "id": "cauda_equina",
        "label": "Possible cauda equina syndrome",
        "tier": "emergency",
        "turn": 0,
        "trigger": "I can't feel my groin",
    }


def test_a_record_is_json() -> None:
    assert json.loads(json.dumps(answer_record(GUARD("x", Triage(), None))))["kind"] == "unavailable"
