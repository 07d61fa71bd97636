"""HGVS descriptions in a transcript: c., n., and what is predicted of them, r. and p.

A description follows the sequence of the genome: it is shifted to its most 3' place on the strand
of the transcript, over the border of an exon into the intron, never from an exon into the next.
"""

import re
from dataclasses import replace
from functools import cached_property

from core.domain.assembly import accession
from core.domain.transcript import Mane, Region, Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.codons import STOP, UNKNOWN
from core.interpret.dna_change import (
    described,
    is_duplication,
    mirrored,
    mirrored_fetch,
    most_3_prime,
)
from core.interpret.hgvs_protein import START_LOST, UNKNOWN_PROTEIN, protein_hgvs
from core.interpret.position import locate
from core.interpret.reading import Reading, disagreement, reading_of
from core.interpret.transcript_map import ExonPlace, TranscriptMap

RNA_UNKNOWN = "r.(?)"
"""Nothing can be said of the RNA."""

RNA_SPLICE = "r.(spl?)"
"""Splicing may change, how is not said."""

CODING_BIOTYPES = frozenset(
    {"", "protein_coding", "mRNA", "nonsense_mediated_decay", "non_stop_decay"}
)
"""Where a transcript of such a kind has no coding sequence, the gene models do not tell it."""

_SITES = frozenset({Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE})
_BASES = re.compile("[ACGTN]+")
_TO_RNA = str.maketrans("ACGTN", "acgun")


class TranscriptNames:
    """Descriptions of many variants in one transcript.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig of the transcript for 0-based half-open bounds, upper
        case, clipped to the contig.
    """

    def __init__(self, transcript: Transcript, fetch: Fetch) -> None:
        self.transcript = transcript
        self.places = TranscriptMap(transcript)
        self._fetch = fetch
        self._is_forward = transcript.strand == "+"
        low, high = transcript.start, transcript.end

        def within(start: int, end: int) -> str:
            return fetch(max(start, low), min(end, high))

        self._oriented = within if self._is_forward else mirrored_fetch(within)

    @cached_property
    def reading(self) -> Reading | None:
        """How the transcript is read, None for a non-coding one."""
        return reading_of(self.transcript, self._fetch, self.places)

    @cached_property
    def fault(self) -> str:
        """A sentence that says why nothing is named in this transcript, "" where all is well."""
        transcript, name = self.transcript, self.transcript.transcript_id
        if name == transcript.gene_symbol:
            return f"{name}: the gene models give it no accession, only the symbol of its gene."
        for trait in (TranscriptTrait.DIFFERS_FROM_GENOME, TranscriptTrait.START_UNKNOWN):
            if trait in transcript.traits:
                return f"{name}: {trait.value}."
        if not transcript.is_coding and transcript.biotype in CODING_BIOTYPES:
            return f"{name}: the gene models do not tell where its coding sequence is."
        if transcript.is_coding and self.reading is None:
            return f"{name}: its coding sequence does not lie in its exons."
        return "" if self.reading is None else disagreement(transcript, self.reading)

    def why_unnamed(self, variant: Variant) -> str:
        """Say in a sentence why a variant has no name here, "" where it has one."""
        return self.fault or self._why_outside(variant)

    def c(self, variant: Variant) -> str:
        """Description with accession, such as `NC_000017.11(NM_001042492.3):c.5812+332A>G`.

        `n.` in a non-coding transcript. The chromosome is named where a place lies in an intron,
        which the transcript alone does not have. "" where `why_unnamed` says why.
        """
        if self.why_unnamed(variant):
            return ""
        change = self._change(variant)
        words = described(change, self._oriented, self._spell)
        name = transcript_accession(self.transcript)
        if self._names_intron(change):
            name = f"{accession(variant.assembly, variant.chrom)}({name})"
        return f"{name}:{'c' if self.transcript.is_coding else 'n'}.{words}"

    def r(self, variant: Variant) -> str:
        """Predicted RNA without accession, such as `r.(76a>c)`; "" as in `c`.

        `r.(spl?)` next to a splice site, at an exon edge and across one, `r.(?)` elsewhere in an
        intron: what an engine predicts of splicing is not asked here.
        """
        if self.why_unnamed(variant):
            return ""
        change = self._change(variant)
        here = change if self._is_forward else mirrored(change)
        moved = replace(variant, pos=here.start + 1, ref=here.deleted, alt=here.inserted)
        region = locate(moved, [self.transcript])[0].region
        if region in _SITES or (region is Region.NEAR_SPLICE and self._exonic(change) is None):
            return RNA_SPLICE
        if self._exonic(change) is None:
            return RNA_UNKNOWN
        words = described(change, self._oriented, self._spell)
        rna = _BASES.sub(lambda found: found[0].translate(_TO_RNA), words)
        return f"r.({rna})"

    def p(self, variant: Variant) -> str:
        """Predicted protein without accession, such as `p.(Arg97ProfsTer23)`.

        `p.?` where DNA alone does not tell: introns, UTRs, changes across an exon edge, coding
        sequences that are not read in one piece. "" in a non-coding transcript and as in `c`.
        """
        if self.reading is None or self.why_unnamed(variant):
            return ""
        change = self._change(variant)
        stretch = self._exonic(change)
        if stretch is None or TranscriptTrait.SLIPPAGE in self.transcript.traits:
            return UNKNOWN_PROTEIN
        return _protein(self.reading, *stretch, change.inserted)

    def number(self, pos: int) -> str:
        """Give a genome place (0-based) as c. or n. number it, such as `*37-2`."""
        return place_number(self.places, self.places.place_of(pos))

    def _before(self, limit: int) -> Fetch:
        """Bases of the transcript that lie before a place, in its direction."""
        return lambda start, end: self._oriented(start, min(end, limit))

    def _change(self, variant: Variant) -> Change:
        """The change at its most 3' place, in the direction of the transcript."""
        change = change_of(variant)
        change = change if self._is_forward else mirrored(change)
        moved = most_3_prime(change, self._oriented)
        if moved.deleted or self._oriented(moved.start, moved.start + 1):
            return moved
        # Behind the last base there is no neighbour to name, unless bases before it are repeated.
        is_named = is_duplication(moved, self._oriented)
        return moved if is_named else most_3_prime(change, self._before(moved.start - 1))

    def _genomic(self, at: int) -> int:
        return at if self._is_forward else -at - 1

    def _spell(self, start: int, end: int) -> str:
        first = self.number(self._genomic(start))
        return first if end - start == 1 else f"{first}_{self.number(self._genomic(end - 1))}"

    def _names_intron(self, change: Change) -> bool:
        """A place that the description names lies in an intron."""
        edges = _named_edges(change, self._oriented)
        return any(self.places.index_of(self._genomic(edge)) is None for edge in edges)

    def _exonic(self, change: Change) -> tuple[int, int] | None:
        """Its 0-based half-open place in the spliced transcript; None outside one single exon."""
        if self._names_intron(change):
            return None
        start, end = change.start, change.end
        if not change.deleted:
            start, end = start - 1, end + 1
        first = self.places.index_of(self._genomic(start))
        last = self.places.index_of(self._genomic(end - 1))
        if first is None or last is None or last - first != end - start - 1:
            return None
        return (first, last + 1) if change.deleted else (last, last)

    def _why_outside(self, variant: Variant) -> str:
        change = change_of(variant)
        low, high = self.transcript.start, self.transcript.end
        is_inside = low <= change.start and change.end <= high
        if not change.deleted:
            is_inside = low < change.start < high
        if is_inside and variant.chrom == self.transcript.chrom:
            return ""
        return f"{self.transcript.transcript_id}: the change reaches beyond its ends."


def hgvs_c(variant: Variant, transcript: Transcript, fetch: Fetch) -> str:
    """Give `TranscriptNames.c` of one variant; for several, keep a `TranscriptNames`."""
    return TranscriptNames(transcript, fetch).c(variant)


def hgvs_p(variant: Variant, transcript: Transcript, fetch: Fetch) -> str:
    """Give `TranscriptNames.p` of one variant."""
    return TranscriptNames(transcript, fetch).p(variant)


def hgvs_r(variant: Variant, transcript: Transcript, fetch: Fetch) -> str:
    """Give `TranscriptNames.r` of one variant."""
    return TranscriptNames(transcript, fetch).r(variant)


def why_unnamed(variant: Variant, transcript: Transcript, fetch: Fetch) -> str:
    """Give `TranscriptNames.why_unnamed` of one variant."""
    return TranscriptNames(transcript, fetch).why_unnamed(variant)


def transcript_accession(transcript: Transcript) -> str:
    """Name a transcript: a MANE one by its RefSeq accession where that is told, else its own."""
    is_refseq = transcript.other_id.startswith(("NM_", "NR_"))
    is_same = is_refseq and transcript.mane is not Mane.NONE
    return transcript.other_id if is_same else transcript.transcript_id


def place_number(places: TranscriptMap, place: ExonPlace) -> str:
    """Number a place: `76`, `-12`, `*5` with its offset into an intron; from 1 if non-coding."""
    index, offset = place
    start, end = places.coding or (0, places.n_bases)
    if index < start:
        base = str(index - start)
    else:
        base = str(index - start + 1) if index < end else f"*{index - end + 1}"
    return f"{base}{offset:+d}" if offset else base


def _named_edges(change: Change, fetch: Fetch) -> tuple[int, int]:
    """The outer places a description names."""
    if change.deleted:
        return change.start, change.end - 1
    if is_duplication(change, fetch):
        return change.start - len(change.inserted), change.start - 1
    return change.start - 1, change.start


def _protein(reading: Reading, first: int, end: int, inserted: str) -> str:
    """Describe what a change of the spliced transcript within its coding sequence does."""
    start, n_deleted = reading.start, end - first
    if end <= start or first >= reading.end:
        return UNKNOWN_PROTEIN
    mutant = reading.bases[:first] + inserted + reading.bases[end:]
    if not reading.protein.endswith(STOP):
        mutant = mutant[: len(mutant) - len(reading.bases) + reading.end]
    if first < start or (first < start + 3 and mutant[start : start + 3] != reading.start_codon):
        return START_LOST if reading.is_start_known else UNKNOWN_PROTEIN
    shift = len(inserted) - n_deleted
    first, end = first - start, end - start
    moved = {place if place < first else place + shift for place in reading.selenocysteines}
    protein = reading.translated(mutant, start, moved)
    return protein_hgvs(
        reading.protein,
        protein,
        is_frame_kept=shift % 3 == 0,
        uses_old_stop=_uses_old_stop(reading, protein, end, shift),
        touched=_replaced(reading, protein, mutant[start:], (first, end), shift),
        is_start_known=reading.is_start_known,
    )


def _uses_old_stop(reading: Reading, protein: str, end: int, shift: int) -> bool:
    """Translation ends at the very stop codon of the unchanged transcript, or runs on to its end."""
    if not reading.protein.endswith(STOP):
        return shift % 3 == 0 and not protein.endswith(STOP)
    old = 3 * (len(reading.protein) - 1)
    return protein.endswith(STOP) and end <= old and 3 * (len(protein) - 1) == old + shift


def _replaced(
    reading: Reading, protein: str, coding: str, stretch: tuple[int, int], shift: int
) -> tuple[int, int]:
    """0-based half-open codons a change lies in; in a changed protein, those not read again behind it.

    Codons put in are read to their last one, whatever stop they hold.
    """
    first, end = stretch
    start = first // 3
    stop = start if first == end and first % 3 == 0 else max(end - 1, first) // 3 + 1
    if protein == reading.protein or shift % 3:
        return start, stop
    codons = range(3 * start, 3 * stop + shift, 3)
    new = [reading.code.get(coding[place : place + 3], UNKNOWN) for place in codons]
    old = list(reading.protein[start:stop])
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    return start, start + len(old)
