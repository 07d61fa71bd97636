"""The reference sequence: an indexed FASTA file."""

import hashlib
import json
import os
from pathlib import Path
from typing import Self

import pysam

from core.domain.assembly import (
    CONTIGS,
    HG19_MITOCHONDRION_LENGTH,
    Assembly,
    canonical_chrom,
    contig_length,
)
from core.domain.counting import counted
from core.errors import ReferenceMissingError
from core.paths import cache_dir

_CHUNK = 1 << 18
_KEPT_CHUNKS = 4
_TO_BASES = bytes(ord(chr(b).upper()) if b in b"ACGTacgt" else ord("N") for b in range(256))
_MIN_AGREEING = 3


class Reference:
    """Random access to the sequence of a FASTA file, plain or bgzipped.

    Contigs are named in our own spelling. Neighbouring requests are served from memory, so that
    a sorted variant file is walked through at little cost.

    Raises
    ------
    ReferenceMissingError
        When the file or its index is missing or damaged; a missing index is built if the folder
        can be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = _open(path)
        self._spelling: dict[str, str] = {}
        for name in self._file.references:
            self._spelling.setdefault(canonical_chrom(name), name)
        lengths = dict(zip(self._file.references, self._file.lengths, strict=True))
        self._lengths: dict[str, int] = {
            chrom: lengths[name] for chrom, name in self._spelling.items()
        }
        self.contigs: tuple[str, ...] = tuple(self._spelling)
        # Cases of older versions keep contigs beside the primary ones by the file's own names.
        for name in self._file.references:
            self._spelling.setdefault(name, name)
            self._lengths.setdefault(name, lengths[name])
        self._chunks: dict[tuple[str, int], str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def length(self, chrom: str) -> int | None:
        """Length of a contig in bases, None if the file does not have it."""
        return self._lengths.get(chrom)

    def fetch(self, chrom: str, start: int, end: int) -> str:
        """Sequence of `chrom` from `start` to `end` (0-based, half-open).

        Upper case; everything but A C G T is given as N. Clipped to the contig, empty for a
        contig that the file does not have.
        """
        start, end = max(0, start), min(end, self._lengths.get(chrom, 0))
        if start >= end:
            return ""
        first, last = start // _CHUNK, (end - 1) // _CHUNK
        if first == last:
            offset = first * _CHUNK
            return self._chunk(chrom, first)[start - offset : end - offset]
        if last - first > 1:
            return self._read(chrom, start, end)
        joined = self._chunk(chrom, first) + self._chunk(chrom, last)
        return joined[start - first * _CHUNK : end - first * _CHUNK]

    def window(self, chrom: str, pos: int, flank: int) -> str | None:
        """Give the `2 * flank + 1` bases centred at `pos` (1-based).

        None where they leave the contig.
        """
        start, end = pos - 1 - flank, pos + flank
        if start < 0 or end > self._lengths.get(chrom, 0):
            return None
        return self.fetch(chrom, start, end)

    def repeat_share(self, chrom: str, start: int, end: int) -> float:
        """Share of bases written in small letters, as repeats are in masked references; 0-based."""
        start, end = max(0, start), min(end, self._lengths.get(chrom, 0))
        if start >= end:
            return 0.0
        try:
            text: str = self._file.fetch(self._spelling[chrom], start, end)
        except (ValueError, OSError) as error:
            raise _damaged(self.path, f"{chrom}:{start}-{end} cannot be read ({error}).") from error
        return sum(map(str.islower, text)) / len(text)

    def assembly(self) -> Assembly | None:
        """Build by contig lengths: at least three primary contigs agree and none disagrees."""
        for assembly in (Assembly.GRCH37, Assembly.GRCH38):
            if _agrees(self._lengths, assembly):
                return assembly
        return None

    def digest(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal; remembered by path, size and time."""
        state = self.path.stat()
        identity = f"{self.path.resolve()}|{state.st_size}|{state.st_mtime_ns}"
        store = cache_dir() / "reference_digests.json"
        known = _read_digests(store)
        if identity not in known:
            with self.path.open("rb") as file:
                known[identity] = hashlib.file_digest(file, "sha256").hexdigest()
            _write_digests(store, known)
        return known[identity]

    def _chunk(self, chrom: str, index: int) -> str:
        key = (chrom, index)
        found = self._chunks.get(key)
        if found is None:
            while len(self._chunks) >= _KEPT_CHUNKS:
                del self._chunks[next(iter(self._chunks))]
            found = self._read(chrom, index * _CHUNK, (index + 1) * _CHUNK)
            self._chunks[key] = found
        return found

    def _read(self, chrom: str, start: int, end: int) -> str:
        end = min(end, self._lengths[chrom])
        try:
            text: str = self._file.fetch(self._spelling[chrom], start, end)
        except (ValueError, OSError) as error:
            raise _damaged(self.path, f"{chrom}:{start}-{end} cannot be read ({error}).") from error
        if len(text) != end - start:
            raise _damaged(
                self.path, f"{chrom}:{start}-{end} has only {counted(len(text), 'base')}."
            )
        return text.encode().translate(_TO_BASES).decode()


def _agrees(lengths: dict[str, int], assembly: Assembly) -> bool:
    agreeing = 0
    for chrom in CONTIGS:
        length = lengths.get(chrom)
        if length is None or (chrom == "chrM" and length == HG19_MITOCHONDRION_LENGTH):
            continue
        if length != contig_length(assembly, chrom):
            return False
        agreeing += chrom != "chrM"
    return agreeing >= _MIN_AGREEING


def _open(path: Path) -> pysam.FastaFile:
    if not path.is_file():
        raise ReferenceMissingError(
            path, "the reference FASTA is not there.", "Choose the FASTA file of the genome build."
        )
    _demand_index(path)
    try:
        return pysam.FastaFile(str(path))
    except (OSError, ValueError) as error:
        raise _damaged(path, f"cannot be opened ({error}).") from error


def _demand_index(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(18)
    if head[:2] == b"\x1f\x8b" and head[12:14] != b"BC":
        raise ReferenceMissingError(
            path,
            "compressed with gzip, which allows no random access.",
            f"Run: gunzip {path} (or recompress it with bgzip), then samtools faidx.",
        )
    if not head.startswith((b">", b"\x1f\x8b")):
        raise ReferenceMissingError(
            path, "this is not a FASTA file.", "Choose the FASTA file of the genome build."
        )
    wanted = [Path(f"{path}.fai")]
    if head[:2] == b"\x1f\x8b":
        wanted.append(Path(f"{path}.gzi"))
    if all(index.is_file() for index in wanted):
        return
    _build_index(path)


def _build_index(path: Path) -> None:
    remedy = f"Run: samtools faidx {path}"
    if not os.access(path.parent, os.W_OK):
        raise ReferenceMissingError(
            path, "the index (.fai, .gzi) is missing and the folder is read-only.", remedy
        )
    try:
        pysam.faidx(str(path))
    except (pysam.utils.SamtoolsError, OSError) as error:
        raise ReferenceMissingError(
            path, f"the index is missing and cannot be built ({error}).", remedy
        ) from error


def _damaged(path: Path, cause: str) -> ReferenceMissingError:
    return ReferenceMissingError(
        path, cause, f"Check the file, then build its index anew: samtools faidx {path}"
    )


def _read_digests(store: Path) -> dict[str, str]:
    try:
        found = json.loads(store.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _write_digests(store: Path, known: dict[str, str]) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    partial = store.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(known), encoding="utf-8")
    partial.replace(store)
