"""Flags, environment, ``.env`` and ``spotter.toml`` in, one Settings out; the first that names a value wins."""

from __future__ import annotations

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, NoDecode, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import InputError

if TYPE_CHECKING:
    from pydantic_settings import PydanticBaseSettingsSource

ORIGIN = re.compile(r"https?://[\w.\-\[\]:]+")
RATE = re.compile(r"off|[1-9]\d{0,8} ?/ ?(?:[1-9]\d{0,3} ?)?(?:second|minute|hour|day)s?")
ORDER = ("flag", "environment", ".env", "spotter.toml", "default")


class _KnownNames(DotEnvSettingsSource):
    """The values of ``.env`` that are Spotter's; a project's ``.env`` holds other programs' names too."""

    def __call__(self) -> dict[str, Any]:
        return {name: value for name, value in super().__call__().items() if name in Settings.model_fields}


class Settings(BaseSettings):
    """Everything that can be set. Environment names carry the prefix ``SPOTTER_``, such as ``SPOTTER_REGION``."""

    model_config = SettingsConfigDict(
        env_prefix="SPOTTER_",
        env_file=".env",
        toml_file="spotter.toml",
        extra="forbid",
        frozen=True,
        env_ignore_empty=True,
    )

    region: str = Field(
        default="default",
        description="Country for emergency numbers, such as US, GB or ES; by default several are named.",
    )
    articles: Path | None = Field(
        default=None,
        description="A directory of further .txt or .md articles to answer from, beside the bundled one.",
    )
    data_dir: Path = Field(
        default_factory=lambda: user_cache_path("spotter"),
        description="Where the built index lives.",
    )
    encoder: Literal["onnx", "torch"] = Field(
        default="onnx",
        description="What turns text into vectors: onnx (small and fast) or torch (the reference).",
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Other sites that may frame the page and ask over HTTP, such as https://example.org.",
    )
    rate: str = Field(
        default="60/minute",
        description="How many answers one address may ask for over HTTP, such as 60/minute or 1000/day; or off.",
    )
    rate_storage: SecretStr | None = Field(
        default=None,
        description="Redis that several processes count in together, such as async+redis://127.0.0.1:6379/0.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Addresses or networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.",
    )
    at_once: int = Field(default=4, ge=1, le=64, description="Answers over HTTP that are worked on at the same time.")
    waiting: int = Field(default=16, ge=0, le=10_000, description="Answers over HTTP that wait beyond these.")
    timeout_s: float = Field(default=30, gt=0, le=600, description="Seconds that a whole answer over HTTP may take.")
    host: str = Field(default="127.0.0.1", description="Address that `spotter serve` listens on.")
    port: int = Field(default=7860, ge=1, le=65535, description="Port that `spotter serve` listens on.")

    @field_validator("articles", "data_dir")
    @classmethod
    def _home(cls, given: Path | None) -> Path | None:
        """Read ``~`` as the home directory."""
        return given.expanduser() if given else None

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _origins(cls, given: object) -> object:
        """Take a list, or one text with spaces or commas between the origins; refuse what is no origin."""
        origins = tuple(given.replace(",", " ").split()) if isinstance(given, str) else given
        if isinstance(origins, tuple | list) and not all(ORIGIN.fullmatch(str(origin)) for origin in origins):
            raise ValueError("each origin is a scheme and a host, with a port if it has one, like https://example.org")
        return origins

    @field_validator("rate")
    @classmethod
    def _a_rate(cls, given: str) -> str:
        if not RATE.fullmatch(given):
            raise ValueError("a rate is a number of answers in a time, like 60/minute or 1000/day, or off")
        return given

    @field_validator("rate_storage")
    @classmethod
    def _a_storage(cls, given: SecretStr | None) -> SecretStr | None:
        """Take Redis alone: nothing else that counts for several processes was tried."""
        if given and not given.get_secret_value().startswith(("async+redis://", "async+rediss://")):
            raise ValueError("it is the address of a Redis, like async+redis://127.0.0.1:6379/0")
        return given

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, given: object) -> object:
        """Take a list, or one text with spaces or commas between the networks; refuse what is none."""
        networks = tuple(given.replace(",", " ").split()) if isinstance(given, str) else given
        for network in networks if isinstance(networks, tuple | list) else ():
            ip_network(str(network))
        return networks

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by one that passes other names over
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class hands it in
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flag > environment > ``.env`` > TOML; the default stands below all of them."""
        return init_settings, env_settings, _KnownNames(settings_cls), TomlConfigSettingsSource(settings_cls)


def read_settings(**flags: Any) -> Settings:  # noqa: ANN401 - whatever the command line holds
    """Settings with the flags that were given (None means not given).

    Raises ``InputError`` that names the setting, what was wrong and where settings are documented.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or "settings"
        raise InputError(
            f"The setting {name!r} cannot be used: {first['msg']}. "
            f"Known settings: {', '.join(Settings.model_fields)}. See `spotter doctor`."
        ) from None
    except UnicodeDecodeError:
        raise InputError("spotter.toml or .env is not UTF-8 text. Save it as UTF-8.") from None
    except ValueError as error:  # a spotter.toml that is no TOML
        raise InputError(f"spotter.toml cannot be read: {error}. Mend or remove it.") from None


def where_from(settings: Settings, flags: dict[str, Any]) -> dict[str, str]:
    """For each setting the source its value came from: one of ``ORDER``."""
    given = {name for name, value in flags.items() if value is not None}
    env = {name for name in Settings.model_fields if f"SPOTTER_{name}".upper() in {k.upper() for k in os.environ}}
    dotenv = _names_in(Path(".env"))
    layers = (given, env, dotenv)
    return {
        name: next(
            (ORDER[i] for i, names in enumerate(layers) if name in names),
            "spotter.toml" if name in settings.model_fields_set else "default",
        )
        for name in Settings.model_fields
    }


def _names_in(dotenv: Path) -> set[str]:
    if not dotenv.is_file():
        return set()
    lines = dotenv.read_text(encoding="utf-8").splitlines()
    return {line.partition("=")[0].strip().removeprefix("SPOTTER_").lower() for line in lines if "=" in line}
