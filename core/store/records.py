"""What crosses the border of the store: frozen rows, in and out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.candidate import InheritanceFit, Lane, Reason
from core.domain.ledger import AlleleSetAside, RecordSetAside
from core.domain.sample import Genotype
from core.domain.score import SpliceScore, SpliceTrack
from core.domain.transcript import Region
from core.domain.variant import Variant


@dataclass(frozen=True, slots=True)
class SetAsideRecord:
    """A record that was not taken; `line` is 1-based in the text, None if unknown."""

    record_number: int
    line: int | None
    reason: RecordSetAside
    detail: str


@dataclass(frozen=True, slots=True)
class SetAsideAllele:
    """An ALT allele of a kept record that was not taken; `allele_index` is 1-based."""

    record_number: int
    allele_index: int
    alt: str
    reason: AlleleSetAside


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """One variant of the case.

    Attributes
    ----------
    record_number, allele_index
        Where it was read first; `origins` of the store lists the records merged into it.
    gate
        Name of the first gate it failed, empty if it passed all (or none was applied yet).
    region
        Its best region over all transcripts, None before annotation.
    distance
        Bases to the nearest splice site, None if there is none (or before annotation).
    gene_symbols
        Genes it lies in.
    """

    variant_id: int
    variant: Variant
    identifier: str
    quality: float | None
    filters: tuple[str, ...]
    population_frequency: float | None
    genotypes: tuple[Genotype, ...]
    record_number: int
    allele_index: int
    gate: str
    region: Region | None
    distance: int | None
    gene_symbols: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoredVariant:
    """What an engine gave for one variant: at least one score, and its sparse tracks."""

    variant_id: int
    scores: tuple[SpliceScore, ...]
    tracks: tuple[SpliceTrack, ...]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One line of the ranked list; fields as in `core.domain.candidate.Candidate`."""

    variant_id: int
    rank: int
    lane: Lane
    points: float
    sentence: str
    gene_symbol: str
    inheritance: tuple[InheritanceFit, ...]
    partners: tuple[int, ...]
    phenotype_score: float | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False, slots=True)
class FilterColumns:
    """The filter columns of every variant as read-only arrays of one length, in id order.

    Attributes
    ----------
    variant_id
        int32, ascending.
    contig
        uint16, index into `contig_names`.
    pos
        uint32, 1-based.
    population_frequency, quality
        float32, NaN where unknown.
    passed_filter
        bool, FILTER is PASS or missing.
    region
        uint8, index into `region_names` (0 is "", not annotated).
    distance
        int32, bases to the nearest splice site, -1 where there is none.
    gate
        uint8, index into `gate_names` (0 is "", passed all).
    genes
        int32, index into `gene_names` (0 is "", in no gene); each name is a comma-joined list.
    depth, genotype_quality
        int16 of the proband, -1 unknown, values above 32,767 cut to it.
    alt_copies
        int8 of the proband, -1 unknown (a no-call is never "reference").
    """

    variant_id: NDArray[np.int32]
    contig: NDArray[np.uint16]
    pos: NDArray[np.uint32]
    population_frequency: NDArray[np.float32]
    quality: NDArray[np.float32]
    passed_filter: NDArray[np.bool_]
    region: NDArray[np.uint8]
    distance: NDArray[np.int32]
    gate: NDArray[np.uint8]
    genes: NDArray[np.int32]
    depth: NDArray[np.int16]
    genotype_quality: NDArray[np.int16]
    alt_copies: NDArray[np.int8]
    contig_names: tuple[str, ...]
    region_names: tuple[str, ...]
    gate_names: tuple[str, ...]
    gene_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.variant_id)
