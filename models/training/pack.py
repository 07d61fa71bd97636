"""What was trained kept as a pack: network, tracks, and a record of how it was made and how it does."""

import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from safetensors.torch import save
from torch import Tensor

from models.errors import TrainingError
from models.packs.catalogue import (
    CARD,
    TRAINED,
    ImportedSource,
    Licence,
    PackCard,
    PackMember,
    cards,
)
from models.packs.folders import packs_dir
from models.packs.imported import card_toml
from models.packs.installer import put_in_place, write_durably
from models.packs.store import MANIFEST, InstalledFile, Manifest
from models.packs.track_list import TRACKS, TrackRow, tracks_text
from models.packs.trial import WEIGHTS
from models.training.record import RECORD, TrainingRecord


@dataclass(frozen=True, slots=True)
class TrainedPack:
    """What is kept.

    Attributes
    ----------
    name, title, predicts
        Identifier, title and what it predicts.
    architecture, engine, kind, length
        What it is, what runs it (`module:Class`), what it reads, and how many bases of it.
    tracks
        Its outputs; () of a splice network.
    licence
        Of the network it was trained from; "" where it began with random numbers.
    commercial_use
        Whether that licence allows it.
    record
        Plan, data, losses and figures.
    """

    name: str
    title: str
    predicts: str
    architecture: str
    engine: str
    kind: str
    length: int
    tracks: Sequence[TrackRow]
    licence: str
    commercial_use: bool
    record: TrainingRecord


def check_name(name: str) -> None:
    """Refuse the name of a pack that was not trained here: it would be replaced.

    Raises
    ------
    TrainingError
        Another pack has it.
    """
    for one in cards():
        source = one.source
        if one.name == name and getattr(source, "standing", "") != TRAINED:
            raise TrainingError(f"There is another pack {name}.", "Give the plan another name.")


def keep_trained(pack: TrainedPack, arrays: Mapping[str, Tensor]) -> PackCard:
    """Write a pack and put it in place, instead of an older one of the same name; gives its card."""
    weights = save({name: one.detach().cpu().contiguous() for name, one in arrays.items()})
    files = {
        WEIGHTS: weights,
        RECORD: pack.record.model_dump_json(indent=1).encode(),
    }
    if pack.tracks:
        files[TRACKS] = tracks_text(pack.tracks).encode()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    card = _card(pack, hashlib.sha256(weights).hexdigest(), now)
    files[CARD] = card_toml(card).encode()
    packs = packs_dir()
    packs.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{pack.name}-", dir=packs))
    try:
        ready = staging / "ready"
        ready.mkdir()
        for name, content in files.items():
            write_durably(ready / name, content)
        manifest = Manifest(
            pack=card.name,
            version=card.version,
            installed_at=now,
            files={name: _installed(content) for name, content in files.items()},
            source_sha256=card.files,
        )
        write_durably(ready / MANIFEST, manifest.model_dump_json(indent=1).encode())
        put_in_place(ready, packs / pack.name, staging / "replaced")
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return card


def _card(pack: TrainedPack, digest: str, now: str) -> PackCard:
    return PackCard(
        name=pack.name,
        title=pack.title,
        version=f"trained-{digest[:8]}",
        engine=pack.engine,
        kinds=(pack.kind,),
        predicts=pack.predicts,
        assemblies=("GRCh37", "GRCh38"),
        context_length=pack.length,
        citation=f"Trained on this computer; see {RECORD} in the pack.",
        source=ImportedSource(
            kind="imported",
            architecture=pack.architecture,
            file=TRAINED,
            sha256=digest,
            standing=TRAINED,
            imported_at=now,
        ),
        licence=Licence(
            name=pack.licence or "the laboratory's own",
            url="",
            text_file="",
            commercial_use=pack.commercial_use,
            needs_consent=False,
        ),
        members=(
            PackMember(member=WEIGHTS, sha256=digest, installs=WEIGHTS, converter="safetensors"),
        ),
    )


def _installed(content: bytes) -> InstalledFile:
    return InstalledFile(size=len(content), sha256=hashlib.sha256(content).hexdigest())
