from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.settings import Settings, read_settings, where_from
from corpus.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"SPOTTER_{name.upper()}", raising=False)


def test_the_first_source_that_names_a_value_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "spotter.toml").write_text('region = "ES"\nport = 1\nhost = "h"\ndata_dir = "d"\n', encoding="utf-8")
    (tmp_path / ".env").write_text("SPOTTER_REGION=FR\nSPOTTER_PORT=2\nSPOTTER_HOST=i\n", encoding="utf-8")
    monkeypatch.setenv("SPOTTER_REGION", "GB")
    monkeypatch.setenv("SPOTTER_PORT", "3")
    settings = read_settings(region="US")
    assert (settings.region, settings.port, settings.host, settings.data_dir.name) == ("US", 3, "i", "d")
    assert where_from(settings, {"region": "US"}) == {
        "region": "flag",
        "port": "environment",
        "host": ".env",
        "data_dir": "spotter.toml",
        "allowed_origins": "default",
        "articles": "default",
        "at_once": "default",
        "encoder": "default",
        "rate": "default",
        "rate_storage": "default",
        "timeout_s": "default",
        "trusted_proxies": "default",
        "waiting": "default",
    }


def test_a_flag_that_was_not_given_sets_nothing() -> None:
    assert read_settings(port=None).port == Settings().port


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", 0),
        ("port", 70000),
        ("encoder", "gpt"),
        ("rate", "many"),
        ("rate", "0/minute"),
        ("rate_storage", "memcached://h"),
        ("trusted_proxies", "*"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("at_once", 0),
        ("timeout_s", 0),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        read_settings(**{name: value})


def test_a_broken_toml_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "spotter.toml").write_text("region = ", encoding="utf-8")
    with pytest.raises(InputError, match=r"spotter\.toml"):
        read_settings()


def test_a_misspelt_name_in_the_toml_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "spotter.toml").write_text('regoin = "GB"\n', encoding="utf-8")
    with pytest.raises(InputError, match="regoin"):
        read_settings()


def test_other_programs_names_in_an_env_file_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=x\nSPOTTER_REGION=FR\n", encoding="utf-8")
    assert read_settings().region == "FR"


def test_origins_are_read_with_spaces_or_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPOTTER_ALLOWED_ORIGINS", "https://a.example, http://localhost:8000")
    assert read_settings().allowed_origins == ("https://a.example", "http://localhost:8000")


@pytest.mark.parametrize("origin", ["*", "example.org", "https://a.example/path", "https://a.example; script-src *"])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(InputError, match="allowed_origins"):
        read_settings(allowed_origins=(origin,))
