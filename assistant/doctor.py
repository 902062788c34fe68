"""The flags of a command in, one Check after another out: is it sound, what was found, what to do."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from corpus.errors import IndexFault, SpotterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from assistant.settings import Settings

PACKAGES = ("langchain", "chromadb", "sentence-transformers", "onnxruntime", "gradio", "torch")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``found`` says what is there or how to mend it."""

    what: str
    sound: bool
    found: str


def examine(flags: dict[str, Any]) -> Iterator[Check]:
    """Look at the installation, the settings, the safety data, the article, the weights and the index."""
    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield from (_package(name) for name in PACKAGES)
    from assistant.settings import ORDER, read_settings, where_from  # noqa: PLC0415 - each fault is its own check

    settings = None
    try:
        settings = read_settings(**flags)
    except SpotterError as error:
        yield Check("settings", sound=False, found=str(error))
        return
    source = where_from(settings, flags)
    for name in type(settings).model_fields:
        yield Check(f"setting {name}", sound=True, found=f"{getattr(settings, name)} (from {source[name]})")
    yield Check("order of settings", sound=True, found=" > ".join(ORDER))
    yield _try("safety data", lambda: _safety(settings))
    yield _try("articles", lambda: _articles(settings))
    yield _try("weights", lambda: _weights(settings))
    yield _try("recogniser", lambda: _recogniser(settings))
    yield _try("languages", _languages)
    yield _try("index", lambda: _index(settings))


def _package(name: str) -> Check:
    try:
        return Check(name, sound=True, found=version(name))
    except PackageNotFoundError:
        return Check(name, sound=False, found="not installed; run `make run` or `pip install -e .`")


def _try(what: str, look: Callable[[], str]) -> Check:
    try:
        return Check(what, sound=True, found=look())
    except SpotterError as error:
        return Check(what, sound=False, found=str(error))
    except ImportError as error:
        return Check(what, sound=False, found=f"{error}; reinstall with `pip install --force-reinstall -e .`")


def _safety(settings: Settings) -> str:
    from assistant.triage import build_triage, catalogue  # noqa: PLC0415

    build_triage(settings.region)
    found = catalogue()
    reviewed = sum(c.review.by is not None for c in found)
    return f"{len(found)} red flags, {reviewed} of them reviewed by a clinician, numbers for {settings.region}"


def _articles(settings: Settings) -> str:
    from corpus.notes import read_notes  # noqa: PLC0415
    from corpus.reader import read_corpus  # noqa: PLC0415

    corpus = read_corpus(settings.articles)
    return f"{', '.join(a.name for a in corpus.articles)}; {len(read_notes(corpus))} editor's notes"


def _weights(settings: Settings) -> str:
    from assistant.build import build_encoder  # noqa: PLC0415

    encoder = build_encoder(settings)
    encoder.encode(["sore back"])
    return f"{encoder.name} answers"


def _recogniser(settings: Settings) -> str:
    from assistant.build import BY_RULES, build_encoder, build_recogniser  # noqa: PLC0415

    try:
        build_recogniser(build_encoder(settings)).recognise("sore back")
    except SpotterError as error:
        raise IndexFault(f"{error} {BY_RULES}") from None
    return "answers; signs are heard by it and by the rules"


def _languages() -> str:
    from assistant.languages import ENGLISH, missing_library, translated  # noqa: PLC0415

    missing = missing_library()
    if missing:
        raise IndexFault(missing)
    return f"advice in {', '.join((ENGLISH, *translated()))}"


def _index(settings: Settings) -> str:
    from assistant.build import open_index  # noqa: PLC0415

    return f"{open_index(settings).store.fingerprint} in {settings.data_dir}"
