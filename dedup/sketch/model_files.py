"""Where a sentence model lies on disk, and whether its weights are the ones they should be.

The default model is carried by the package, as a graph of 8-bit weights for onnxruntime that `python -m benchmarks.bert_graph`
makes from the weights as published. Its digest is that of those weights.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from dedup.cache import read_kept, write_kept
from dedup.errors import ModelError

DEFAULT_WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
CHARACTERS: Final = "characters.json"
_CARRIED: Final = {
    GRAPH: "d2f7bd32c79e416a965e900afae9e2aacf32ae77d6ad23254efab4033003e75d",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    CHARACTERS: "f0f3f3e8b8308084c42800cc7e1451798e83c1da6b70bc329df1bae16804a578",
}
_DEFAULT_CONFIG_SHA256: Final = "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"
_WEIGHTS: Final = "model.safetensors"
_SUMS: Final = "SHA256SUMS"
_DIGESTS: Final = "digests"


def default_folder() -> Path:
    """Folder of the default model, inside the package."""
    return Path(__file__).parent / "minilm"


def is_default_model(folder: Path) -> bool:
    """Whether `folder` says that it is the default model: its config.json is that one, byte for byte."""
    config = folder / "config.json"
    return config.is_file() and hashlib.sha256(config.read_bytes()).hexdigest() == _DEFAULT_CONFIG_SHA256


def weights_digest(folder: Path) -> str:
    """SHA-256 of the folder's weights (of all weight files, in the order of their names). Raises ModelError without any."""
    files = sorted([*folder.glob("*.safetensors"), *folder.glob("pytorch_model*.bin")])
    if not files:
        raise ModelError(f"{folder} holds no sentence model (no *.safetensors); name a folder that sentence-transformers saved")
    digests = [file_digest(path) for path in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def check_weights(folder: Path) -> str:
    """Digest of the folder's weights, checked against its SHA256SUMS and, for the default model, against the known hash.

    Raises ModelError when a hash is wrong.
    """
    if folder == default_folder():  # of which `verified` checks what is read
        return DEFAULT_WEIGHTS_SHA256
    _check_listed(folder)
    digest = weights_digest(folder)
    if is_default_model(folder) and digest != DEFAULT_WEIGHTS_SHA256:
        raise ModelError(
            f"{folder / _WEIGHTS} has SHA-256 {digest[:16]}…, all-MiniLM-L6-v2 has {DEFAULT_WEIGHTS_SHA256[:16]}…; "
            "the file is damaged or not that model: copy the model folder again, or leave --model out for the carried one"
        )
    return digest


def verified(path: Path) -> bytes:
    """The content of a file of the default model, which is checked at every reading. Raises ModelError."""
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != _CARRIED[path.name]:
        what = "is damaged" if content else "is missing"
        raise ModelError(f"{path} {what}; run `pip install --force-reinstall --no-deps dedup-news`")
    return content


def _check_listed(folder: Path) -> None:
    sums = folder / _SUMS
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else ():
        wanted, _, name = line.partition(" ")
        path = folder / name.strip().lstrip("*")
        if name and (not path.is_file() or file_digest(path) != wanted.lower()):
            raise ModelError(f"{path} is not the file that {sums} lists; copy the model folder again")


def file_digest(path: Path) -> str:
    """SHA-256 of a file in hex. Remembered with the file's size and times, so that 90 MB are not read at every start."""
    state = path.stat()
    stamp = [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
    known = _remembered()
    entry = known.get(str(path.resolve()))
    if entry and entry[:-1] == stamp:
        return str(entry[-1])
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    _remember(known | {str(path.resolve()): [*stamp, digest]})
    return digest


def _remembered() -> dict[str, Any]:
    kept = read_kept(_DIGESTS)
    known: dict[str, Any] = json.loads(kept) if kept else {}
    return known


def _remember(known: dict[str, Any]) -> None:
    write_kept(_DIGESTS, json.dumps(known, indent=1).encode())
