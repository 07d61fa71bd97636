"""Sequences that are known to code for a protein, or known not to, cut out of a reference.

What codes are transcripts of MANE, whole and in pieces. What does not are stretches of their
introns and UTRs, and transcripts of genes without any coding transcript in MANE whose exons touch
no coding sequence of MANE on either strand.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np

from core.domain.transcript import Mane, Transcript, TranscriptTrait
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.coding_rules import CodingRules
from core.interpret.mrna import reverse_complement, spliced
from core.interpret.transcript_map import TranscriptMap
from core.sources.reference import Reference
from models.coding.training import LabelledSequence

WHOLE = "whole mRNA"
PIECE = "piece of coding sequence"
UTR = "UTR"
INTRON = "intron"
SPLICED = "non-coding transcript, spliced"
ONE_EXON = "non-coding transcript, one exon"
_TRIES = 20
_BASES = frozenset("ACGT")
_ODD = frozenset(TranscriptTrait) - {TranscriptTrait.SELENOCYSTEINE}


class Spans:
    """Intervals of a genome that can be asked whether they touch another one."""

    def __init__(self, spans: Iterable[tuple[str, int, int]]) -> None:
        of_chrom: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for chrom, start, end in spans:
            of_chrom[chrom].append((start, end))
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        for chrom, found in of_chrom.items():
            self._starts[chrom] = sorted(start for start, _ in found)
            self._ends[chrom] = sorted(end for _, end in found)

    def touch(self, chrom: str, start: int, end: int) -> bool:
        """Whether any of them shares a base with [start, end)."""
        begun = bisect_left(self._starts.get(chrom, []), end)
        over = bisect_right(self._ends.get(chrom, []), start)
        return begun > over


class SequenceCutter:
    """Cuts labelled sequences out of a reference; the same seed cuts the same ones."""

    def __init__(self, reference: Reference, rules: CodingRules) -> None:
        self._reference = reference
        self._rules = rules
        self._rng = np.random.default_rng(rules.training.seed)
        self._min_length = int(rules.min_length.value)
        self._lengths: list[int] = []

    def non_coding(
        self, coding: Sequence[Transcript], others: Sequence[Transcript]
    ) -> list[LabelledSequence]:
        """Give the longest known transcript of every non-coding gene, or of some where there are many.

        Parameters
        ----------
        coding
            All coding transcripts that are known.
        others
            All transcripts of all genes, coding or not.
        """
        found = []
        n_most = self._rules.training.max_non_coding_transcripts
        for transcript in self._some(_of_non_coding_genes(coding, others), n_most):
            bases = self._bases(transcript)
            if self._is_known(bases):
                kind = SPLICED if len(transcript.exons) > 1 else ONE_EXON
                found.append(_labelled(transcript, bases, kind, is_coding=False))
        self._lengths = [len(one.sequence) for one in found]
        return found

    def of_coding(
        self, transcripts: Sequence[Transcript], exons: Spans
    ) -> Iterator[list[LabelledSequence]]:
        """Yield, transcript by transcript, itself, pieces of it, and of its UTRs and introns.

        Lengths of pieces are those of non-coding transcripts, lengths of UTR and intron those of
        whole transcripts and pieces, so that length alone tells little.

        Parameters
        ----------
        exons
            Of all known transcripts: no stretch of an intron touches one.
        """
        n_most = self._rules.training.max_coding_transcripts
        for transcript in self._some(usable_coding(transcripts), n_most):
            bases = self._bases(transcript)
            coding = TranscriptMap(transcript).coding
            if coding is not None and self._is_known(bases) and _is_whole(bases, coding):
                yield self._cut(transcript, bases, coding, exons)

    def _some(self, transcripts: Iterable[Transcript], n_most: int) -> list[Transcript]:
        """Give in genome order some of those whose ends the reference knows: a quick look."""
        ordered = sorted(transcripts, key=lambda one: (one.chrom, one.start, one.end, one.gene_id))
        found = [
            one
            for one in ordered
            if self._reference.fetch(one.chrom, one.start, one.start + 1) in _BASES
            and self._reference.fetch(one.chrom, one.end - 1, one.end) in _BASES
        ]
        if len(found) <= n_most:
            return found
        drawn = np.sort(self._rng.choice(len(found), n_most, replace=False))
        return [found[int(number)] for number in drawn]

    def _cut(
        self, transcript: Transcript, bases: str, coding: tuple[int, int], exons: Spans
    ) -> list[LabelledSequence]:
        training = self._rules.training
        start, end = coding
        whole = _labelled(transcript, bases, WHOLE, is_coding=True)
        found = [replace(whole, coding=coding)]
        pieces = [
            self._piece(bases[start:end], self._drawn(self._lengths))
            for _ in range(training.pieces_per_transcript)
        ]
        found += _all_labelled(transcript, pieces, PIECE, is_coding=True)
        lengths = [len(one.sequence) for one in found]
        utrs = (bases[:start], bases[end:])
        utr_pieces = [
            self._piece(self._one_of(utrs), self._drawn(lengths))
            for _ in range(training.negatives_per_transcript)
        ]
        found += _all_labelled(transcript, utr_pieces, UTR, is_coding=False)
        introns = [
            self._intron(transcript, self._drawn(lengths), exons)
            for _ in range(training.negatives_per_transcript)
        ]
        found += _all_labelled(transcript, introns, INTRON, is_coding=False)
        return found

    def _drawn(self, lengths: Sequence[int]) -> int:
        return int(self._rng.choice(lengths)) if lengths else self._min_length

    def _one_of(self, stretches: Sequence[str]) -> str:
        """One of them, a long one more often."""
        lengths = np.array([len(one) for one in stretches], dtype=float)
        if not lengths.sum():
            return ""
        return stretches[int(self._rng.choice(len(stretches), p=lengths / lengths.sum()))]

    def _piece(self, bases: str, length: int) -> str:
        """Give a random piece, shorter where there is no more; empty below the least length."""
        length = min(length, len(bases))
        if length < self._min_length:
            return ""
        start = int(self._rng.integers(len(bases) - length + 1))
        return bases[start : start + length]

    def _intron(self, transcript: Transcript, length: int, exons: Spans) -> str:
        """Give a random stretch of an intron that touches no exon; empty where none is found."""
        introns = [(left[1], right[0]) for left, right in pairwise(transcript.exons)]
        long_enough = [one for one in introns if one[1] - one[0] >= self._min_length]
        for _ in range(_TRIES if long_enough else 0):
            low, high = long_enough[int(self._rng.integers(len(long_enough)))]
            size = min(length, high - low)
            start = int(self._rng.integers(low, high - size + 1))
            if exons.touch(transcript.chrom, start, start + size):
                continue
            bases = self._reference.fetch(transcript.chrom, start, start + size)
            if self._is_known(bases):
                return reverse_complement(bases) if transcript.strand == "-" else bases
        return ""

    def _bases(self, transcript: Transcript) -> str:
        fetch: Fetch = partial(self._reference.fetch, transcript.chrom)
        return spliced(AlleleMap(None, fetch), transcript.strand, transcript.exons).bases

    def _is_known(self, bases: str) -> bool:
        return len(bases) >= self._min_length and "N" not in bases


def usable_coding(transcripts: Sequence[Transcript]) -> list[Transcript]:
    """Give one MANE Select transcript a gene; of files without MANE one coding transcript."""
    coding = [one for one in transcripts if one.is_coding and not _ODD & one.traits]
    preferred = [one for one in coding if one.mane is Mane.SELECT] or coding
    return list({one.gene_id or one.gene_symbol: one for one in preferred}.values())


def coding_spans(transcripts: Iterable[Transcript]) -> Iterator[tuple[str, int, int]]:
    """Give the pieces of exons that code."""
    for one in transcripts:
        if one.cds_start is None or one.cds_end is None:
            continue
        for start, end in one.exons:
            if start < one.cds_end and end > one.cds_start:
                yield one.chrom, max(start, one.cds_start), min(end, one.cds_end)


def exon_spans(transcripts: Iterable[Transcript]) -> Iterator[tuple[str, int, int]]:
    """Give all exons."""
    return ((one.chrom, start, end) for one in transcripts for start, end in one.exons)


def _of_non_coding_genes(
    coding: Sequence[Transcript], others: Sequence[Transcript]
) -> Iterator[Transcript]:
    is_coding = {_bare(one.gene_id) for one in coding if one.is_coding}
    is_coding |= {one.gene_symbol for one in coding if one.is_coding}
    spans = Spans(coding_spans(coding))
    longest: dict[str, Transcript] = {}
    touched = set()
    for one in others:
        gene = _bare(one.gene_id)
        if one.is_coding or gene in is_coding or one.gene_symbol in is_coding:
            continue
        if any(spans.touch(one.chrom, start, end) for start, end in one.exons):
            touched.add(gene)
        elif gene not in longest or _n_bases(one) > _n_bases(longest[gene]):
            longest[gene] = one
    for gene in sorted(longest.keys() - touched):
        yield longest[gene]


def _bare(gene_id: str) -> str:
    return gene_id.partition(".")[0]


def _n_bases(transcript: Transcript) -> int:
    return sum(end - start for start, end in transcript.exons)


def _is_whole(bases: str, coding: tuple[int, int]) -> bool:
    """The coding sequence starts with ATG, ends with a stop, and is whole codons."""
    orf = bases[coding[0] : coding[1]]
    return len(orf) % 3 == 0 and orf[:3] == "ATG" and orf[-3:] in {"TAA", "TAG", "TGA"}


def _labelled(
    transcript: Transcript, bases: str, kind: str, *, is_coding: bool
) -> LabelledSequence:
    gene = _bare(transcript.gene_id) or transcript.gene_symbol
    return LabelledSequence(bases, transcript.chrom, gene, kind, is_coding)


def _all_labelled(
    transcript: Transcript, pieces: Iterable[str], kind: str, *, is_coding: bool
) -> list[LabelledSequence]:
    return [_labelled(transcript, one, kind, is_coding=is_coding) for one in pieces if one]
