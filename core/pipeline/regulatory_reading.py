"""What engines of regulatory sequence read around a variant, by the kind of the engine."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Protocol

import numpy as np

from core.domain.assembly import Assembly
from core.domain.haplotype import Neighbours
from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.alleles import change_of
from core.interpret.gene_surroundings import GENE_REACH, gene_surroundings
from core.interpret.regulatory_subjects import TRANSCRIPT_REACH, regulatory_subjects
from core.interpret.subject import NoSubject, Subject
from core.pipeline.annotation import Place
from core.pipeline.copies import FetchOn
from models.engine import EngineInfo
from models.registry import GENE, SEQUENCE
from models.regulatory.protocol import AlleleRequest

MAX_UNKNOWN = 0.05
"""Share of unknown bases from which a window is not read. Own choice: the networks were trained
on known sequence, and a few bases at the edge of a long window change little."""

_GC_REACH = 100

PLUS_RNA, MINUS_RNA = "RNA of the plus strand", "RNA of the minus strand"
NO_RNA = "no RNA: no transcript lies here"
RNA_OF_BOTH = "no RNA: transcripts of both strands lie here"
RNA_UNKNOWN = "no RNA: no gene models were given"
"""What is read by an engine some of whose tracks are about RNA; without RNA those are not told."""

Near = Callable[[str, int, int], Iterable[Transcript]]
"""Transcripts that share a base with a stretch of a contig (0-based half-open)."""


class Reader(Protocol):
    """Finds what an engine reads around an allele."""

    def __call__(
        self, place: Place, alt: str, fetch: FetchOn
    ) -> tuple[Subject, ...] | NotScoredReason:
        """Give the stretches, or why there is none."""
        ...


def reader(kind: str, info: EngineInfo, near: Near | None, *, reads_rna: bool = False) -> Reader:
    """Give what finds the stretches an engine of a kind reads; some tracks may read RNA."""
    if kind == SEQUENCE:
        around = _around(info)
        return _along_transcripts(around, near) if reads_rna else around
    if near is None:
        raise UsageError(
            f"{info.name} reads sequences of transcripts.", "Name gene models with --genes."
        )
    return _of_transcripts(kind, near)


def reach_of_neighbours(kind: str, info: EngineInfo) -> int:
    """Bases on either side of a variant within which its neighbours may be read."""
    return info.context_length if kind == SEQUENCE else _reach_of(kind)


def _reach_of(kind: str) -> int:
    """Bases around a variant in which transcripts are looked for."""
    return GENE_REACH if kind == GENE else TRANSCRIPT_REACH


def read_with(of: Subject, neighbours: Neighbours) -> Neighbours:
    """Leave out neighbours in bases that are not read, such as those of an intron."""
    if of.places is None:
        return neighbours
    read = set(of.places.tolist())
    changes = ((one, change_of(one.variant)) for one in neighbours.beside)
    beside = tuple(one for one, at in changes if not read.isdisjoint(range(at.start, at.end)))
    return replace(neighbours, beside=beside)


def gc_near(request: AlleleRequest) -> float:
    """Share of G and C within 100 bases of the change, in REF; 0 where no base is known."""
    near = request.ref_sequence[max(request.start - _GC_REACH, 0) :][: 2 * _GC_REACH]
    known = len(near) - near.count("N")
    return (near.count("G") + near.count("C")) / known if known else 0.0


def _around(info: EngineInfo) -> Reader:
    """Read the sequence around an allele, plus strand."""

    def read(place: Place, alt: str, fetch: FetchOn) -> tuple[Subject, ...] | NotScoredReason:
        flank = info.context_length
        half = flank // 2
        start = place.pos - 1
        end = start + len(place.ref)
        left = fetch(place.chrom, start - flank, start)
        right = fetch(place.chrom, end, end + flank)
        if max(len(place.ref), len(alt)) > half:
            return NotScoredReason.CHANGE_TOO_LONG
        known = left[-half:] + right[:half]
        if known.count("N") > MAX_UNKNOWN * flank:
            return NotScoredReason.REFERENCE_UNKNOWN
        if len(known) < (1 - MAX_UNKNOWN) * 2 * half:
            return NotScoredReason.NEAR_CONTIG_END
        # Bases that REF and ALT share may be those of a neighbour.
        shared, *_ = AlleleRequest.of("", place.ref, alt, "").change
        before = left + fetch(place.chrom, start, start + shared)
        request = AlleleRequest(
            before + place.ref[shared:] + right,
            before + alt[shared:] + right,
            start=len(left),
            ref_length=len(place.ref),
            alt_length=len(alt),
        )
        return (Subject(SEQUENCE, "", "", "", request, ""),)

    return read


def _along_transcripts(around: Reader, near: Near | None) -> Reader:
    """Read what lies around an allele in the direction in which it is transcribed.

    DNA is read on both strands, so its tracks say the same either way. Introns count: proteins
    bind RNA before it is spliced.
    """

    def read(place: Place, alt: str, fetch: FetchOn) -> tuple[Subject, ...] | NotScoredReason:
        found = around(place, alt, fetch)
        if isinstance(found, NotScoredReason):
            return found
        if near is None:
            return (replace(found[0], phrase=RNA_UNKNOWN),)
        start = place.pos - 1
        strands = {one.strand for one in near(place.chrom, start, start + len(place.ref))}
        if len(strands) != 1:
            return (replace(found[0], phrase=RNA_OF_BOTH if strands else NO_RNA),)
        (strand,) = strands
        if strand == "+":
            return (replace(found[0], strand=strand, phrase=PLUS_RNA),)
        request = found[0].request
        places = start - request.start + np.arange(len(request.ref_sequence), dtype=np.int64)
        subject = Subject(SEQUENCE, "", "", strand, request.turned, MINUS_RNA, places[::-1])
        return (subject,)

    return read


def _of_transcripts(kind: str, near: Near) -> Reader:
    """Read what transcripts give: where none gives anything the first reason counts."""
    reach = _reach_of(kind)

    def read(place: Place, alt: str, fetch: FetchOn) -> tuple[Subject, ...] | NotScoredReason:
        variant = Variant(Assembly.ARTIFICIAL, place.chrom, place.pos, place.ref, alt)
        first, last = max(0, place.pos - 1 - reach), variant.end + reach
        transcripts = tuple(near(place.chrom, first, last))
        of_contig = partial(fetch, place.chrom)
        found = (
            tuple(gene_surroundings(variant, transcripts, of_contig))
            if kind == GENE
            else regulatory_subjects(kind, variant, transcripts, of_contig)
        )
        subjects = tuple(one for one in found if isinstance(one, Subject))
        reasons = [one.reason for one in found if isinstance(one, NoSubject)]
        return subjects or (reasons[0] if reasons else NotScoredReason.OUTSIDE_SUBJECTS)

    return read
