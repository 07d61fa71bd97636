"""A scan in chunks, each looked for first among what is kept on this computer.

A chunk lies on a fixed grid of the contig and is found again by a digest of the networks and of the
reference sequence that is read. No case, sample or variant is part of it: only the reference is
ever kept.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.domain.activity import ActivityTrack
from core.domain.element import Stretch
from core.errors import UsageError
from core.paths import data_dir
from core.pipeline.engine_kinds import kinds_of
from core.pipeline.mapping import translated
from core.sources.reference import Reference
from core.store.cache_file import FILE_NAME
from core.store.cache_switch import is_on
from core.store.score_cache import ScoreCache
from models.packs import engine_digest
from models.registry import SEQUENCE, EngineCard, engines
from models.regulatory.scanning import Scanning
from models.runtime import load_regulatory_engine

CHUNK = 16_384
"""Bases of a chunk; chunks begin at whole multiples of it."""

MOST_TRACKS = 24
"""An engine that says more things at each place is not scanned with."""

MOST_UNKNOWN = 0.05
"""Part of what an engine reads around a base that may be unknown; our own choice."""

SCAN_VERSION = "1"
"""Raised whenever the same sequence would be answered otherwise than before."""

Load = Callable[[str], Scanning]


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """What an engine says in a stretch: (tracks, n) values from `place.start` on, NaN for N."""

    place: Stretch
    tracks: tuple[ActivityTrack, ...]
    values: NDArray[np.float32]


def chunk_places(place: Stretch, length: int) -> tuple[Stretch, ...]:
    """Give the chunks of the grid that a stretch of a contig so long lies in."""
    first = place.start // CHUNK * CHUNK
    return tuple(
        Stretch(place.chrom, start, min(start + CHUNK, length))
        for start in range(first, min(place.end, length), CHUNK)
    )


def demand_scannable(engine_id: str) -> EngineCard:
    """Give the card of an engine that can be asked anywhere on the genome.

    Raises
    ------
    UsageError
        It is not there, not installed, or reads something else.
    """
    found = [one for one in engines() if one.engine_id == engine_id]
    if not found or SEQUENCE not in kinds_of(engine_id):
        raise UsageError(
            f"{engine_id} cannot be asked along the genome.",
            f"Choose one of: {', '.join(scanning_engines()) or 'none is installed'}.",
        )
    if not found[0].installed:
        raise UsageError(
            f"{found[0].title} is not installed.", f"`intronaut packs install {engine_id}`"
        )
    return found[0]


DEFAULTS = ("mpra-dragonn", "bpnet-ctcf")
"""What a region is scanned with unless a person chooses."""


def scanning_engines() -> tuple[str, ...]:
    """Give the engines a region is scanned with unless others are chosen, as far as installed."""
    there = {one.engine_id for one in engines() if one.installed}
    return tuple(one for one in DEFAULTS if one in there)


class EngineScan:
    """One engine along the reference; it is loaded only when something has to be computed.

    Parameters
    ----------
    load
        Gives the engine by its identifier.
    """

    def __init__(self, engine_id: str, load: Load) -> None:
        self.card = demand_scannable(engine_id)
        self._load = load
        with translated():
            self._digest = engine_digest(self.card.pack)

    @cached_property
    def engine(self) -> Scanning:
        """The engine, loaded."""
        return self._load(self.card.engine_id)

    @cached_property
    def tracks(self) -> tuple[ActivityTrack, ...]:
        """What the engine tells."""
        info, stride = self.engine.info, self.engine.scan_stride
        return tuple(
            ActivityTrack(
                info.engine_id,
                info.name,
                info.version,
                info.digest,
                one.name,
                one.assay,
                one.cell_type,
                one.factor,
                one.unit,
                stride,
            )
            for one in self.engine.scan_tracks
        )

    def chunk(self, reference: Reference, place: Stretch, cache: ScoreCache | None) -> Chunk:
        """Give a chunk out of what is kept, else compute and keep it."""
        flank = self.card.context_length
        first = max(place.start - flank, 0)
        sequence = reference.fetch(place.chrom, first, place.end + flank)
        start = place.start - first
        n_bases = place.end - place.start
        key = self._key(sequence, start, n_bases)
        kept = cache.find([key]) if cache else {}
        found = _unpacked(kept[key], place) if key in kept else None
        if found is not None:
            return found
        if cache and key in kept:
            cache.forget(key)
        made = Chunk(place, self.tracks, self.values(sequence, start, start + n_bases))
        if cache:
            cache.put(key, _packed(made))
            cache.flush()
        return made

    def values(self, sequence: str, start: int, end: int) -> NDArray[np.float32]:
        """Give (tracks, n) of the bases [start, end) of a sequence.

        NaN at unknown bases, and where more than `MOST_UNKNOWN` of what the engine reads is
        unknown or lies beyond the contig: networks take the edge of nothing for a signal.
        """
        with translated():
            parts = [one.values for one in self.engine.scan(sequence, start, end)]
        found = np.concatenate(parts, axis=1)
        is_known = np.frombuffer(sequence.encode("ascii"), np.uint8) != ord("N")
        length = self.card.context_length
        left = length // 2
        sums = np.cumsum(np.pad(is_known, (left + 1, length - left)))
        n_known = (sums[length:] - sums[:-length])[: len(sequence)]
        is_told = is_known & (n_known >= (1 - MOST_UNKNOWN) * length)
        found[:, ~is_told[start : end : self.engine.scan_stride]] = np.nan
        return found

    def _key(self, sequence: str, start: int, n: int) -> bytes:
        """Give the digest of all that the answer depends on; every part ends where it says."""
        card = self.card
        parts = (SCAN_VERSION, card.engine_id, card.version, self._digest, str(start), str(n))
        digest = hashlib.sha256()
        for part in ("scan", *parts, sequence):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part.encode())
        return digest.digest()


def loader(device: str) -> Load:
    """Give the function that loads an engine to scan with.

    The function raises `UsageError` where an engine cannot be asked along a sequence, or says too
    many things at once.
    """

    def load(engine_id: str) -> Scanning:
        with translated():
            engine = load_regulatory_engine(engine_id, device=device)
        if not isinstance(engine, Scanning) or len(engine.scan_tracks) > MOST_TRACKS:
            raise UsageError(
                f"{engine.info.name} cannot be asked along the genome.",
                f"Engines that read windows and give up to {MOST_TRACKS} numbers can.",
            )
        return engine

    return load


@contextmanager
def kept_scans(*, uses_cache: bool) -> Iterator[ScoreCache | None]:
    """Open the cache of the data folder, unless it is switched off there or not wanted."""
    folder = data_dir()
    if not uses_cache or not is_on(folder):
        yield None
        return
    with closing(ScoreCache(folder / FILE_NAME)) as cache:
        yield cache


def _packed(chunk: Chunk) -> bytes:
    """A line of JSON about the tracks, then the numbers."""
    about = json.dumps([asdict(one) for one in chunk.tracks]).encode()
    return zlib.compress(about + b"\n" + chunk.values.astype("<f4").tobytes())


def _unpacked(data: bytes, place: Stretch) -> Chunk | None:
    """Read what `_packed` wrote; None where it is not that."""
    try:
        about, _, numbers = zlib.decompress(data).partition(b"\n")
        told: list[Mapping[str, object]] = json.loads(about)
        tracks = tuple(ActivityTrack(**one) for one in told)  # type: ignore[arg-type]
        values = np.frombuffer(numbers, "<f4").reshape(len(tracks), -1).astype(np.float32)
    except (zlib.error, ValueError, TypeError):
        return None
    n_places = -(-(place.end - place.start) // tracks[0].stride) if tracks else 0
    return Chunk(place, tracks, values) if values.shape[-1] == n_places else None
