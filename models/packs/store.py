"""What is installed: folders, state, digests, consent."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import PackDigestError, PackStateError
from models.packs.catalogue import ImportedSource, PackCard, card, cards
from models.packs.folders import packs_dir

MANIFEST = "manifest.json"
CONSENT = "consent.json"


class PackState(StrEnum):
    """How a pack stands on this machine."""

    NOT_INSTALLED = "not installed"
    INSTALLED = "installed"
    CONSENT_MISSING = "licence not accepted"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class PackStatus:
    """A card and how its pack stands. `licence_accepted_at` is ISO 8601 in UTC, or empty."""

    card: PackCard
    state: PackState
    detail: str
    folder: Path
    licence_accepted_by: str = ""
    licence_accepted_at: str = ""


class InstalledFile(BaseModel):
    """Size in bytes and SHA-256 of a file as it was written here."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Manifest(BaseModel):
    """What an installation wrote, and from which source files."""

    model_config = ConfigDict(frozen=True)

    pack: str
    version: str
    installed_at: str
    files: dict[str, InstalledFile]
    source_sha256: dict[str, str]


class Consent(BaseModel):
    """Who accepted which licence text, and when (ISO 8601, UTC)."""

    model_config = ConfigDict(frozen=True)

    accepted_by: str
    accepted_at: str
    licence: str
    text_sha256: str


def pack_folder(name: str) -> Path:
    """Where the files of a pack lie once it is installed."""
    return packs_dir() / card(name).name


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as lower-case hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def read_manifest(name: str) -> Manifest | None:
    """The manifest of an installed pack, None where there is none that can be read."""
    try:
        return Manifest.model_validate_json((pack_folder(name) / MANIFEST).read_bytes())
    except (OSError, ValidationError):
        return None


def read_consent(name: str) -> Consent | None:
    """The recorded consent of a pack, None where there is none that can be read."""
    try:
        return Consent.model_validate_json((pack_folder(name) / CONSENT).read_bytes())
    except (OSError, ValidationError):
        return None


def status(name: str) -> PackStatus:
    """How a pack stands, judged by manifest, consent and file sizes (quick; see `verify`)."""
    return _status(name, deep=False)


def verify(name: str) -> PackStatus:
    """How a pack stands after every installed file was read and its digest compared."""
    return _status(name, deep=True)


def usable(name: str) -> PackStatus:
    """The status of an installed pack, every file of it read and compared.

    Raises
    ------
    PackDigestError
        A file differs from what was installed.
    PackStateError
        The pack is not installed, or its licence is not accepted.
    """
    found = verify(name)
    if found.state is PackState.DAMAGED:
        raise PackDigestError(
            f"The pack {name} is damaged: {found.detail}.",
            _mend(found.card),
        )
    if found.state is not PackState.INSTALLED:
        consent = " --accept-licence" if found.card.licence.needs_consent else ""
        raise PackStateError(
            f"The pack {name} cannot be used: {found.detail or found.state.value}.",
            f"Install it with `intronaut packs install {name}{consent}`.",
        )
    return found


def _mend(item: PackCard) -> str:
    if isinstance(item.source, ImportedSource):
        return f"Run `intronaut packs remove {item.name}` and import {item.source.file} again."
    return f"Install it again with `intronaut packs install {item.name}`."


def all_statuses() -> tuple[PackStatus, ...]:
    """The status of every pack that has a card."""
    return tuple(status(item.name) for item in cards())


def gene_table_path(name: str, assembly: str) -> Path:
    """The gene table of an installed pack for `GRCh37` or `GRCh38`."""
    item = card(name)
    if assembly not in item.gene_tables:
        raise PackStateError(
            f"The pack {name} has no gene table for {assembly}.", "Name a gene file with --genes."
        )
    path = pack_folder(name) / item.gene_tables[assembly]
    if not path.is_file():
        raise PackStateError(
            f"The pack {name} is not installed.",
            f"Install it with `intronaut packs install {name}` or name a gene file with --genes.",
        )
    return path


def exon_table_path(name: str, assembly: str) -> Path:
    """The exons of all transcripts that an installed pack holds for `GRCh37` or `GRCh38`."""
    item = card(name)
    if assembly not in item.exon_tables:
        raise PackStateError(
            f"The pack {name} has no table of exons for {assembly}.",
            "Name a gene file with --genes.",
        )
    path = pack_folder(name) / item.exon_tables[assembly]
    if not path.is_file():
        raise PackStateError(
            f"The pack {name} is not installed, or was installed without its tables of exons.",
            f"Install it again with `intronaut packs install {name}`.",
        )
    return path


def engine_digest(name: str) -> str:
    """SHA-256 over the digests of the converted networks of an installed pack, in name order."""
    manifest = read_manifest(name)
    if manifest is None:
        raise PackStateError(
            f"The pack {name} is not installed.",
            f"Install it with `intronaut packs install {name}`.",
        )
    networks = {
        item.installs: manifest.files[item.installs].sha256
        for item in card(name).members
        if item.converter != "copy" and item.installs in manifest.files
    }
    listing = json.dumps(networks, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(listing.encode("ascii")).hexdigest()


def _status(name: str, *, deep: bool) -> PackStatus:
    item, folder = card(name), pack_folder(name)
    if not folder.is_dir():
        return PackStatus(item, PackState.NOT_INSTALLED, "", folder)
    consent = read_consent(name)
    who, when = (consent.accepted_by, consent.accepted_at) if consent else ("", "")
    damage = _damage(item, deep=deep)
    if damage:
        return PackStatus(item, PackState.DAMAGED, damage, folder, who, when)
    if item.licence.needs_consent and consent is None:
        detail = f"{item.licence.name} has to be accepted first"
        return PackStatus(item, PackState.CONSENT_MISSING, detail, folder)
    detail = "every digest agrees" if deep else ""
    return PackStatus(item, PackState.INSTALLED, detail, folder, who, when)


def _damage(item: PackCard, *, deep: bool) -> str:
    """What is wrong with the installed files, in one phrase; empty for nothing."""
    manifest = read_manifest(item.name)
    if manifest is None:
        return f"{MANIFEST} is missing or unreadable"
    installed = manifest.source_sha256.items()
    if not item.demanded.items() <= installed <= item.files.items():
        return "it was installed from other files than this program's card names"
    named = [member for member in item.members if member.member in manifest.source_sha256]
    missing = {member.installs for member in named} - manifest.files.keys()
    if missing:
        return f"{MANIFEST} does not list {min(missing)}"
    for file_name, expected in manifest.files.items():
        fault = _file_fault(pack_folder(item.name) / file_name, expected, deep=deep)
        if fault:
            return fault
    return ""


def _file_fault(path: Path, expected: InstalledFile, *, deep: bool) -> str:
    if not path.is_file():
        return f"{path.name} is missing"
    if path.stat().st_size != expected.size:
        return f"{path.name} has the wrong size"
    if deep and file_sha256(path) != expected.sha256:
        return f"{path.name} has the wrong digest"
    return ""
