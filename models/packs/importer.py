"""Importing a checkpoint a person brings: read, tried, and only then put in place."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from models.errors import CheckpointError, DiskSpaceError, FolderNotWritableError
from models.packs.architectures import ArchitectureCard, architecture
from models.packs.catalogue import CARD, PackCard
from models.packs.contained import contained
from models.packs.folders import packs_dir
from models.packs.imported import (
    ImportOrder,
    card_toml,
    check_order,
    demand_imported,
    imported_card,
    standing,
)
from models.packs.installer import FULL_DISK, PackStep, put_in_place, write_durably
from models.packs.store import MANIFEST, InstalledFile, Manifest, file_sha256
from models.packs.track_list import TRACKS, TrackRow, numbered, read_tracks, tracks_text
from models.packs.trial import WEIGHTS, Tried, tried

_STAGING = ".import-"
_LOCK = "lock"
_STALE_AFTER_S = 24 * 3600
_TIMES_EXPECTED = 4
_LARGEST = 8 * 2**30
"""Bytes of a checkpoint, where the size of the official one is not known."""
_MEMORY_SPARE = 4 * 2**30
_MEMORY_TIMES = 4
"""File, arrays, their converted form and the network stand side by side for a moment."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made; `are_tracks_named` is False where nobody brought their names."""

    card: PackCard
    n_tracks: int
    are_tracks_named: bool


def import_network(order: ImportOrder) -> Generator[PackStep, None, Imported]:
    """Import a checkpoint step by step; its pack is in place, whole, once the generator has ended.

    Raises
    ------
    CheckpointError
        The file, the table of tracks or the identifier is refused; nothing is left behind.
    UnknownArchitectureError, DiskSpaceError, FolderNotWritableError
        As they say; nothing is left behind.
    """
    check_order(order)
    made_of = architecture(order.architecture)
    tracks = None if order.tracks is None else read_tracks(order.tracks)
    packs = packs_dir()
    with _told_of_the_disk(packs):
        packs.mkdir(parents=True, exist_ok=True)
        sweep(packs)
        with _staging(packs) as staging:
            found = yield from _tried(order, made_of, staging)
            rows = _rows(tracks, found.n_tracks, made_of, order)
            card = _laid_out(order, made_of, found, rows, staging)
            # Another import may have ended meanwhile.
            check_order(order)
            put_in_place(staging / "ready", packs / order.engine_id, staging / "replaced")
    yield PackStep("imported", 1, 1)
    return Imported(card, found.n_tracks, tracks is not None)


def remove_imported(name: str) -> None:
    """Remove an imported network and all its files.

    Raises
    ------
    PackStateError
        There is none of this name, or it is a pack of the program.
    """
    demand_imported(name)
    packs = packs_dir()
    with _told_of_the_disk(packs), _staging(packs) as staging:
        (packs / name).rename(staging / "removed")


def sweep(packs: Path) -> None:
    """Remove what imports left behind that were killed."""
    for folder in packs.glob(f"{_STAGING}*"):
        if not _is_in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _tried(
    order: ImportOrder, made_of: ArchitectureCard, staging: Path
) -> Generator[PackStep, None, Tried]:
    limit = _limit(made_of)
    scratch, ready = staging / "scratch", staging / "ready"
    scratch.mkdir()
    ready.mkdir()
    arguments = {
        "source": order.source.expanduser().absolute(),
        "card": made_of,
        "limit": limit,
        "scratch": scratch,
    }
    work = contained(tried, arguments, _MEMORY_SPARE + _MEMORY_TIMES * limit)
    answer = yield from _steps(work)
    found = Tried.model_validate(answer)
    (scratch / WEIGHTS).rename(ready / WEIGHTS)
    return found


def _steps(
    work: Generator[None, None, dict[str, object]],
) -> Generator[PackStep, None, dict[str, object]]:
    yield PackStep("reading and trying", 0, None)
    with contextlib.closing(work):
        while True:
            try:
                next(work)
            except StopIteration as end:
                return dict(end.value)
            yield PackStep("reading and trying", 0, None)


def _limit(made_of: ArchitectureCard) -> int:
    """Bytes its checkpoint may take: some times the official size, where that is known."""
    expected = max((one.size for one in made_of.official), default=0)
    return _TIMES_EXPECTED * expected or _LARGEST


def _rows(
    tracks: tuple[TrackRow, ...] | None,
    n_tracks: int,
    made_of: ArchitectureCard,
    order: ImportOrder,
) -> tuple[TrackRow, ...]:
    if tracks is None:
        return numbered(n_tracks, made_of.unit)
    if len(tracks) != n_tracks and order.tracks is not None:
        raise CheckpointError(
            f"{order.tracks.name} names {len(tracks)} tracks, but the network has {n_tracks} "
            "outputs.",
            "Bring a table with one line per output, in the order of the network, or none.",
        )
    return tuple(row if row.unit else row._replace(unit=made_of.unit) for row in tracks)


def _laid_out(
    order: ImportOrder,
    made_of: ArchitectureCard,
    found: Tried,
    rows: tuple[TrackRow, ...],
    staging: Path,
) -> PackCard:
    """Write the files of the pack beside its network."""
    ready = staging / "ready"
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known_as = standing(order, made_of.official, found.files)
    card = imported_card(order, made_of, found, known_as, now)
    write_durably(ready / CARD, card_toml(card).encode())
    write_durably(ready / TRACKS, tracks_text(rows).encode())
    manifest = Manifest(
        pack=card.name,
        version=card.version,
        installed_at=now,
        files={path.name: _installed(path) for path in sorted(ready.iterdir())},
        source_sha256=card.files,
    )
    write_durably(ready / MANIFEST, manifest.model_dump_json(indent=1).encode())
    return card


def _installed(path: Path) -> InstalledFile:
    return InstalledFile(size=path.stat().st_size, sha256=file_sha256(path))


@contextlib.contextmanager
def _staging(packs: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, and locked for as long as it is used."""
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=packs))
    try:
        with (folder / _LOCK).open("wb") as lock:
            _lock(lock)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    """Whether an import still works in a folder; one just made counts as used."""
    try:
        with (folder / _LOCK).open("rb+") as lock:
            return not _lock(lock)
    except OSError:
        with contextlib.suppress(OSError):
            return time.time() - folder.stat().st_mtime < _STALE_AFTER_S
        return False


def _lock(handle: IO[bytes]) -> bool:
    """Whether the lock of a folder was free and is ours now; the system frees it when we end."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where an open file cannot be removed anyway
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _told_of_the_disk(packs: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISK:
            raise DiskSpaceError(packs) from error
        raise FolderNotWritableError(packs, error.strerror or str(error)) from error
