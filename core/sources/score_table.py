"""A table of precomputed SpliceAI scores: a bgzipped VCF with a tabix index.

The layout is the published one, `INFO/SpliceAI` with
`ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL`, as in the files of Illumina
(`spliceai_scores.raw.snv.hg38.vcf.gz` and its like) and as `intronaut score` writes it. A variant
that the table does not hold has no score in it; that is never a score of zero.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pysam

from core.domain.assembly import Assembly, BuildVerdict, canonical_chrom
from core.domain.case import BuildProof
from core.domain.counting import counted
from core.domain.score import SpliceDelta
from core.domain.variant import Variant
from core.errors import AssemblyMismatchError, AssemblyUnprovenError, InputFileError
from core.sources.build import prove_build
from core.sources.reference import Reference
from core.sources.table_rows import has_index
from core.sources.vcf_header import VcfHeader, parse_header
from core.sources.vcf_records import CalledAllele, VcfRecord

KEY = "SpliceAI"
FIELDS = "ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL"
PUBLISHED_DISTANCE = 50
"""Bases on either side the published tables were computed with."""

_INFO = 7
_N_PLACES = 300
_N_HEADS = 40
_TELLING = 3
_LEAST_SHARE = 0.5
"""Of the right build nearly all REF bases agree, of another one about a quarter, by chance."""

_VERSION = re.compile(r"SpliceAI\s*v?(\d[\w.]*)", re.IGNORECASE)
_DISTANCE = re.compile(r"distance (\d+)")
_VIEWS = {
    True: re.compile(r"(?<![a-z])masked(?![a-z])", re.IGNORECASE),
    False: re.compile(r"(?<![a-z])(raw|unmasked)(?![a-z])", re.IGNORECASE),
}
_BUILDS = {
    Assembly.GRCH37: re.compile(r"hg19|grch37|b37", re.IGNORECASE),
    Assembly.GRCH38: re.compile(r"hg38|grch38|b38", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class TableScore:
    """What the table says about a variant in one gene; offsets run from `pos` of the record."""

    gene_symbol: str
    delta: SpliceDelta


class ScoreTable:
    """Random access to a table; a context manager.

    Parameters
    ----------
    masked
        The user's word on whether gains at annotated and losses at unannotated sites are set to
        0 in it; None to read it from the header or the file name.

    Attributes
    ----------
    digest
        SHA-256 of header, size and time of change: the tables are too large (30 GB) to read whole.
    version
        Of the tool, as the header tells it; empty if it does not.

    Raises
    ------
    InputFileError
        If it is missing, no such table, has no index, or does not tell whether it is masked.
    """

    def __init__(self, path: Path, *, masked: bool | None = None) -> None:
        self.path = path
        self.name = path.name
        self._file = _open(path)
        lines = [str(line) for line in self._file.header]
        self._header: VcfHeader = parse_header(path, [line.encode() for line in lines])
        description = _description(path, self._header)
        self.is_masked = _view(path, description) if masked is None else masked
        named_version, named_distance = _VERSION.search(description), _DISTANCE.search(description)
        self.version = named_version[1].rstrip(".") if named_version else ""
        self.distance = int(named_distance[1]) if named_distance else PUBLISHED_DISTANCE
        state = path.stat()
        identity = "\n".join([*lines, str(state.st_size), str(state.st_mtime_ns)])
        self.digest = hashlib.sha256(identity.encode()).hexdigest()
        self._spelling = {canonical_chrom(name): name for name in reversed(self._file.contigs)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def description(self) -> str:
        """View, window and version in words; the view comes first."""
        view = "masked" if self.is_masked else "raw"
        version = f"SpliceAI {self.version}" if self.version else "version of SpliceAI not told"
        return (
            f"{view}, within {self.distance} bases, {version}; the digest is that of header, size "
            "and time of change"
        )

    def lookup(self, variant: Variant) -> tuple[TableScore, ...]:
        """Give the scores of this very spelling, one for each gene; () where it is not there."""
        return tuple(
            TableScore(symbol, delta)
            for fields in self._at(variant.chrom, variant.pos)
            if fields[3].upper() == variant.ref
            for alt, symbol, delta in self._scores(fields)
            if alt == variant.alt
        )

    def prove(self, reference: Reference, places: Iterable[tuple[str, int]]) -> BuildProof:
        """Tell whether the table belongs to the reference, by contig lengths and REF bases.

        Parameters
        ----------
        places
            Contig and 1-based position where the table may have records, such as those that are to
            be looked up; the first records of each contig are taken besides where these say
            too little.
        """
        return prove_build(self._header, self._sample(reference, places), reference, None)

    def demand_build(self, reference: Reference, places: Iterable[tuple[str, int]]) -> str:
        """Refuse a table of another build; gives what has to be said where nothing proves it.

        Raises
        ------
        AssemblyMismatchError
            If REF bases, contig lengths or the file name show another build.
        AssemblyUnprovenError
            If nothing at all tells of which build it is.
        """
        sample = self._sample(reference, places)
        proof = prove_build(self._header, sample, reference, None)
        compared, matches = _agreement(sample, reference)
        named = {build for build, spelled in _BUILDS.items() if spelled.search(self.name)}
        told = f", and its name says {', '.join(sorted(named))}" if named else ""
        if proof.verdict is BuildVerdict.PROVEN:
            return ""
        differs = compared >= _TELLING and matches < _LEAST_SHARE * compared
        is_other = bool(named) and proof.assembly not in named
        if differs or is_other or proof.verdict is BuildVerdict.CONTRADICTED:
            raise AssemblyMismatchError(
                f"{self.path}: the table does not belong to the reference ({proof.assembly}): "
                f"{matches} of {counted(compared, 'REF base')} agree{told}.",
                "Choose the table of the genome build of the case.",
                proof.evidence,
            )
        if not (named or matches):
            raise AssemblyUnprovenError(
                f"{self.path}: nothing shows of which genome build the table is.",
                "Use a table that names the build in its file name or has contig lengths.",
            )
        return (
            f"The genome build of {self.name} is unproven: {matches} of "
            f"{counted(compared, 'REF base')} agree{told}."
        )

    def _sample(self, reference: Reference, places: Iterable[tuple[str, int]]) -> list[VcfRecord]:
        found = [record for place in places for record in self._single_bases(place)]
        if len(found) < _N_HEADS:
            found += self._heads(reference)
        by_place = {(record.chrom, record.pos): record for record in found}
        return list(by_place.values())[:_N_PLACES]

    def _at(self, chrom: str, pos: int) -> Iterator[list[str]]:
        name = self._spelling.get(chrom)
        if name is None:
            return
        for fields in self._fetch(name, pos - 1, pos):
            if fields[1] == str(pos) and len(fields) > _INFO:
                yield fields

    def _fetch(self, name: str, start: int, end: int | None) -> Iterator[list[str]]:
        try:
            for line in self._file.fetch(name, start, end):
                yield str(line).split("\t", _INFO + 1)
        except (OSError, ValueError) as error:
            raise InputFileError(
                self.path,
                f"the table cannot be read ({error}).",
                "Check the file, and build its index anew: tabix -f -p vcf FILE",
            ) from error

    def _scores(self, fields: list[str]) -> Iterator[tuple[str, str, SpliceDelta]]:
        """Yield ALT, gene and deltas of every entry of a record that holds a score."""
        info = dict(part.partition("=")[::2] for part in fields[_INFO].split(";"))
        for entry in filter(None, info.get(KEY, "").split(",")):
            values = entry.split("|")
            if len(values) < 10 or "." in values[2:10]:
                continue
            yield values[0].upper(), values[1], self._delta(fields, values)

    def _delta(self, fields: list[str], values: list[str]) -> SpliceDelta:
        try:
            gain_a, loss_a, gain_d, loss_d = (float(value) for value in values[2:6])
            at_gain_a, at_loss_a, at_gain_d, at_loss_d = (int(value) for value in values[6:10])
        except ValueError as error:
            raise InputFileError(
                self.path,
                f"{fields[0]}:{fields[1]}: {'|'.join(values)} is no score ({error}).",
                "Use the table as it was published.",
            ) from error
        return SpliceDelta(
            acceptor_gain=gain_a,
            acceptor_loss=loss_a,
            donor_gain=gain_d,
            donor_loss=loss_d,
            acceptor_gain_offset=at_gain_a,
            acceptor_loss_offset=at_loss_a,
            donor_gain_offset=at_gain_d,
            donor_loss_offset=at_loss_d,
            masked=self.is_masked,
            distance=self.distance,
        )

    def _single_bases(self, place: tuple[str, int]) -> Iterator[VcfRecord]:
        for fields in self._at(*place):
            if len(fields[3]) == 1:
                yield _record(fields)
                return

    def _heads(self, reference: Reference) -> Iterator[VcfRecord]:
        """Yield the first records of each contig whose reference is known, one for each position."""
        for chrom, name in self._spelling.items():
            last, n_found = "", 0
            for number, fields in enumerate(self._fetch(name, 0, None)):
                if n_found >= _N_HEADS or number > 100 * _N_HEADS:
                    break
                pos = int(fields[1])
                is_new = fields[1] != last and len(fields[3]) == 1
                last = fields[1]
                if is_new and reference.fetch(chrom, pos - 1, pos) not in ("", "N"):
                    n_found += 1
                    yield _record(fields)


def _agreement(sample: Iterable[VcfRecord], reference: Reference) -> tuple[int, int]:
    """Count REF bases that could be compared with the reference, and those that equal it."""
    pairs = [
        (record.ref, reference.fetch(record.chrom, record.pos - 1, record.pos)) for record in sample
    ]
    known = [(ref, base) for ref, base in pairs if base not in ("", "N")]
    return len(known), sum(ref == base for ref, base in known)


def _record(fields: list[str]) -> VcfRecord:
    return VcfRecord(
        number=0,
        line=None,
        chrom=canonical_chrom(fields[0]),
        pos=int(fields[1]),
        identifier="",
        ref=fields[3].upper(),
        quality=None,
        filters=(),
        alleles=(CalledAllele(1, fields[4][:1].upper(), (), None),),
        set_aside=(),
        raw=b"",
    )


def _open(path: Path) -> pysam.TabixFile:
    if not path.is_file():
        raise InputFileError(path, "the score table is not there.", "Check the name of the file.")
    if not has_index(path):
        raise InputFileError(
            path, "the score table has no index.", f"Run: tabix -p vcf {path} (bgzip it first)."
        )
    try:
        return pysam.TabixFile(str(path), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputFileError(
            path,
            f"the score table cannot be opened ({error}).",
            f"Check the file, and build its index anew: tabix -f -p vcf {path}",
        ) from error


def _description(path: Path, header: VcfHeader) -> str:
    found = next((info.description for info in header.info if info.key == KEY), None)
    if found is None or FIELDS not in found:
        raise InputFileError(
            path,
            f"this is no table of SpliceAI scores: its header declares no INFO/{KEY} with {FIELDS}.",
            "Choose a file in the layout SpliceAI publishes.",
        )
    return found.replace(FIELDS, "")


def named_view(text: str) -> bool | None:
    """Whether a name or description says masked (True) or raw (False); None where it says neither."""
    said = [is_masked for is_masked, spelled in _VIEWS.items() if spelled.search(text)]
    return said[0] if len(said) == 1 else None


def _view(path: Path, description: str) -> bool:
    for text in (description, path.name):
        is_masked = named_view(text)
        if is_masked is not None:
            return is_masked
    raise InputFileError(
        path,
        "neither header nor file name tells whether the scores are raw or masked.",
        "Say which of the two it is (--table-view raw or --table-view masked).",
    )
