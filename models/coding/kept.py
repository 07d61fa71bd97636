"""Models of coding potential in the data folder: written whole, read only with the right digests.

They are trained or imported by the user, so no card can name their digests; the manifest written
with them does.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import FolderNotWritableError, PackDigestError, PackStateError
from models.packs import data_dir

NETWORK = "network"
CPAT = "cpat"
_MANIFEST = "manifest.json"
_HOW_TO_GET = {
    NETWORK: "Train it on this computer, in a few minutes: `intronaut coding-model train "
    "--reference GRCh38.fa --genes MANE.gff3.gz --exons mmsplice:GRCh38`.",
    CPAT: "Import the hexamer table and coefficients of CPAT: `intronaut coding-model import-cpat "
    "HEXAMERS.tsv COEFFICIENTS.tsv`.",
}


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptFile(_Record):
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


class KeptManifest(_Record):
    """What a kept model is.

    Attributes
    ----------
    kind
        `network` or `cpat`.
    made_at, made_by
        ISO 8601 in UTC; version of the program.
    origin
        What it was trained on or imported from, in a sentence or two.
    coding_from, non_coding_below, cutoffs_source
        Where classes begin, and where that comes from.
    numbers
        What the kind needs besides its arrays: slope and intercept, coefficients.
    files
        All files but this one.
    """

    kind: str
    title: str
    made_at: str
    made_by: str
    origin: str
    coding_from: float
    non_coding_below: float
    cutoffs_source: str
    numbers: dict[str, float]
    files: dict[str, KeptFile] = {}

    @property
    def digest(self) -> str:
        """SHA-256 over files, numbers and cut-offs."""
        shape = self.model_dump(include={"numbers", "files", "coding_from", "non_coding_below"})
        text = json.dumps(shape, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def kept_folder(kind: str) -> Path:
    """Where a model lies, whether there is one or not."""
    return data_dir() / "coding" / kind


def keep(manifest: KeptManifest, files: Mapping[str, bytes]) -> KeptManifest:
    """Write a model in place of an older one of its kind; nothing changes when that fails.

    Raises
    ------
    FolderNotWritableError
        The data folder cannot be written.
    """
    listed = {
        name: KeptFile(size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in files.items()
    }
    whole = manifest.model_copy(update={"files": listed})
    target = kept_folder(manifest.kind)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=f".{manifest.kind}-", dir=target.parent))
        try:
            _write(staging, whole, files)
            _replace(staging, target)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise FolderNotWritableError(target.parent, error.strerror or str(error)) from error
    return whole


def _write(folder: Path, manifest: KeptManifest, files: Mapping[str, bytes]) -> None:
    ready = folder / "ready"
    ready.mkdir()
    for name, content in {**files, _MANIFEST: manifest.model_dump_json(indent=1).encode()}.items():
        with (ready / name).open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())


def _replace(staging: Path, target: Path) -> None:
    older = staging / "older"
    had_older = target.exists()
    if had_older:
        target.rename(older)
    try:
        (staging / "ready").rename(target)
    except OSError:
        if had_older:
            older.rename(target)
        raise


def kept(kind: str) -> tuple[KeptManifest, dict[str, bytes]]:
    """Give manifest and files of a model, every digest compared.

    Raises
    ------
    PackStateError
        There is none.
    PackDigestError
        It is damaged.
    """
    folder = kept_folder(kind)
    how = _HOW_TO_GET[kind]
    if not (folder / _MANIFEST).is_file():
        raise PackStateError(f"There is no {kind} model of coding potential in {folder}.", how)
    try:
        manifest = KeptManifest.model_validate_json((folder / _MANIFEST).read_bytes())
        files = {name: (folder / name).read_bytes() for name in manifest.files}
    except (OSError, ValidationError) as error:
        reason = str(error).partition("\n")[0]
        raise PackDigestError(f"The model in {folder} is damaged: {reason}.", how) from error
    for name, content in files.items():
        if hashlib.sha256(content).hexdigest() != manifest.files[name].sha256:
            raise PackDigestError(f"The model in {folder} is damaged: {name} differs.", how)
    return manifest, files


def has_kept(kind: str) -> bool:
    """A model of this kind is there, whole or not."""
    return (kept_folder(kind) / _MANIFEST).is_file()
