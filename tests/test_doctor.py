from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.doctor import examine
from assistant.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.doctor import Check


def checks(**flags: object) -> dict[str, Check]:
    return {check.what: check for check in examine(flags)}


@pytest.mark.model
def test_a_sound_installation_has_no_fault(tmp_path: Path) -> None:
    found = checks(data_dir=tmp_path)
    assert [check.what for check in found.values() if not check.sound] == []
    assert found["setting data_dir"].found == f"{tmp_path} (from flag)"
    assert {f"setting {name}" for name in Settings.model_fields} <= set(found)
    assert "0 of them reviewed by a clinician" in found["safety data"].found


def test_settings_that_cannot_be_read_end_the_examination() -> None:
    found = checks(port=0)
    assert not found["settings"].sound
    assert "index" not in found


@pytest.mark.model
def test_each_fault_is_its_own_check(tmp_path: Path) -> None:
    found = checks(region="Atlantis", articles=tmp_path / "nowhere", data_dir=tmp_path)
    assert not found["safety data"].sound
    assert not found["articles"].sound
    assert "nowhere" in found["articles"].found
    assert found["weights"].sound
