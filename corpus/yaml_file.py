"""A path to a reviewed YAML file in, its mapping out; libyaml's parser where it is compiled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from corpus.errors import ArticleError

if TYPE_CHECKING:
    from pathlib import Path

# A hundred times the pure Python loader's speed, and just as unable to build objects.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read the file's top mapping. Raises ``ArticleError`` when it cannot be read or holds anything else."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader either way
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        place = str(error).replace("\n", " ")
        raise ArticleError(f"{path} cannot be read as YAML: {place}. Correct or restore the file.") from error
    if not isinstance(found, dict):
        raise ArticleError(f"{path} must hold a mapping of fields, not {type(found).__name__}. Correct the file.")
    return found
