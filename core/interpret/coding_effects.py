"""The consequence of a variant in a transcript, computed from the sequence."""

from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from core.domain.coding import CodingEffect
from core.domain.transcript import Transcript, TranscriptPosition, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.coding_terms import CodonChange, codon_change
from core.interpret.coding_words import sentence_of
from core.interpret.codons import STOP
from core.interpret.hgvs_transcript import CODING_BIOTYPES
from core.interpret.mrna import reverse_complement
from core.interpret.placement import placed
from core.interpret.position import locate
from core.interpret.reading import Reading, disagreement, reading_of
from core.interpret.sequence_ontology import ontology_rules, terms_of
from core.interpret.splice_terms import is_in_intron, outside_term, splice_terms
from core.interpret.transcript_map import TranscriptMap
from core.interpret.u12 import u12_introns

_UNREADABLE = (TranscriptTrait.DIFFERS_FROM_GENOME, TranscriptTrait.SLIPPAGE)
_OPEN = frozenset({TranscriptTrait.START_UNKNOWN, TranscriptTrait.END_UNKNOWN})
_AT_AN_EDGE = (
    "the bases come in exactly between exon and intron; what is told holds if the exon takes them"
)
_ON_EITHER_SIDE = (
    "counted from one side the bases belong to the exon, from the other to the intron, as "
    "splice sites stay on both sides; which of them is used is not known"
)
_ACROSS_AN_EDGE = "it reaches across an edge of an exon, and which RNA comes of it is not known"
_OTHER_BASES = "its REF is not what the reference has"
_UNKNOWN_BASES = "bases of the reference are not known here"
_NO_CODING_SEQUENCE = "the gene models do not tell where the coding sequence is"


class Stretch(NamedTuple):
    """Bases of the spliced transcript that a change replaces.

    `start`, `end` are 0-based half-open, equal where bases come in. `is_whole`: no base outside
    exons goes with them.
    """

    start: int
    end: int
    is_whole: bool


class CodingEffects:
    """Consequences of many variants in one transcript.

    An indel is spoken of at its most 3' place in the direction of the transcript, as in its HGVS
    name, unless an equivalent place leaves a splice site as it is (`placement.placed`). Every
    term whose definition fits is given, not the most severe alone. Splicing is taken to stay as
    it is; what becomes of a changed splice site is not told here.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig of the transcript for 0-based half-open bounds, upper
        case, clipped to the contig.
    """

    def __init__(self, transcript: Transcript, fetch: Fetch) -> None:
        self.transcript = transcript
        self.places = TranscriptMap(transcript)
        self.fetch = fetch
        self._distances = ontology_rules().distance

    @cached_property
    def reading(self) -> Reading | None:
        """How the transcript is read, None for a non-coding one."""
        return reading_of(self.transcript, self.fetch, self.places)

    @cached_property
    def why_unreadable(self) -> str:
        """Why nothing is told of the protein of this transcript, "" where it can be read."""
        transcript = self.transcript
        for trait in _UNREADABLE:
            if trait in transcript.traits:
                return trait.value
        if not transcript.is_coding:
            return _NO_CODING_SEQUENCE if transcript.biotype in CODING_BIOTYPES else ""
        if self.reading is None:
            return "its coding sequence does not lie in its exons"
        fault = disagreement(transcript, self.reading)
        return fault.removeprefix(f"{transcript.transcript_id}: ").rstrip(".")

    @cached_property
    def protein_length(self) -> int | None:
        """Amino acids of the unchanged protein, None where it is not known in full."""
        if self.reading is None or self.why_unreadable or _OPEN & self.transcript.traits:
            return None
        return len(self.reading.protein.rstrip(STOP))

    @cached_property
    def _u12_introns(self) -> tuple[int, ...]:
        return u12_introns(self.transcript, self.fetch)

    def of(self, variant: Variant) -> CodingEffect:
        """Give the consequence of a variant; one on another contig is intergenic."""
        change = change_of(variant)
        if variant.chrom != self.transcript.chrom:
            return self._effect(["intergenic_variant"])
        outside = outside_term(change, self.transcript, self._distances)
        if outside:
            return self._effect([outside])
        if self._is_ablation(change):
            return self._effect(["transcript_ablation"])
        place, other = placed(change, self.transcript, self.fetch)
        effect = self._inside(variant, place)
        if other is None or not any(map(self._is_coding_place, (place, other))):
            return effect
        return self._uncertain(effect)

    def _inside(self, variant: Variant, change: Change) -> CodingEffect:
        names = [*splice_terms(change, self.transcript, self._distances)]
        if is_in_intron(change, self.transcript, self._distances):
            names.append("intron_variant")
        stretch = self._stretch(change)
        codons = None
        if stretch is not None:
            names += self._untranslated(stretch)
            if self._is_coding(stretch):
                codons = self._codons(change, stretch)
                names += codons.terms
        moved = replace(variant, pos=change.start + 1, ref=change.deleted, alt=change.inserted)
        return self._effect(names, moved, stretch, codons)

    def _uncertain(self, effect: CodingEffect) -> CodingEffect:
        """Say of an effect that it may be another; an intron is then never all that is named."""
        names = list(effect.names)
        if effect.cds_position is None:
            names.append("coding_sequence_variant")
        found = replace(effect, terms=terms_of(names), why_unknown=_ON_EITHER_SIDE)
        return self._worded(found)

    def _worded(self, effect: CodingEffect) -> CodingEffect:
        is_u12 = effect.intron_number is not None and effect.intron_number in self._u12_introns
        return replace(effect, sentence=sentence_of(effect, is_u12_intron=is_u12))

    def _is_coding_place(self, change: Change) -> bool:
        stretch = self._stretch(change)
        return stretch is not None and self._is_coding(stretch)

    def _effect(
        self,
        names: list[str],
        variant: Variant | None = None,
        stretch: Stretch | None = None,
        codons: CodonChange | None = None,
    ) -> CodingEffect:
        at = next(iter(locate(variant, [self.transcript])), None) if variant else None
        is_placed = codons is not None and (not codons.why_unknown or bool(codons.ref_codons))
        found = CodingEffect(
            transcript_id=self.transcript.transcript_id,
            gene_symbol=self.transcript.gene_symbol,
            terms=terms_of(names),
            ref_codons=codons.ref_codons if codons else "",
            alt_codons=codons.alt_codons if codons else "",
            ref_amino_acids=codons.ref_amino_acids if codons else "",
            alt_amino_acids=codons.alt_amino_acids if codons else "",
            protein_position=_numbers(codons.first, codons.end) if codons and is_placed else None,
            protein_length=self.protein_length,
            cds_position=self._cds_position(stretch),
            cdna_position=_numbers(stretch.start, stretch.end) if stretch else None,
            exon_number=at.exon_number if at and stretch else None,
            n_exons=len(self.transcript.exons),
            intron_number=at.intron_number if at else None,
            why_unknown=self._why_unknown(at, stretch, codons),
            sentence="",
        )
        return self._worded(found)

    def _why_unknown(
        self, at: TranscriptPosition | None, stretch: Stretch | None, codons: CodonChange | None
    ) -> str:
        if codons is not None:
            is_inserted = stretch is not None and stretch.start == stretch.end
            is_at_edge = is_inserted and at is not None and at.intron_number is not None
            return codons.why_unknown or (_AT_AN_EDGE if is_at_edge else "")
        if stretch is not None and not self.transcript.is_coding:
            return self.why_unreadable
        return ""

    def _is_ablation(self, change: Change) -> bool:
        is_covered = change.start <= self.transcript.start and change.end >= self.transcript.end
        return is_covered and not change.inserted

    def _stretch(self, change: Change) -> Stretch | None:
        if not change.deleted:
            at = self._boundary(change.start)
            return None if at is None else Stretch(at, at, is_whole=True)
        ends, n_bases = [], 0
        for start, end in self.transcript.exons:
            low, high = max(start, change.start), min(end, change.end)
            if low < high:
                ends += [low, high - 1]
                n_bases += high - low
        if not ends:
            return None
        first, last = sorted(self._index(pos) for pos in (ends[0], ends[-1]))
        return Stretch(first, last + 1, is_whole=n_bases == len(change.deleted))

    def _boundary(self, pos: int) -> int | None:
        """Number of bases of the spliced transcript before a place between two bases.

        At an edge of an exon the exon takes what comes in: the splice site then stays as it is.
        """
        left, right = self.places.index_of(pos - 1), self.places.index_of(pos)
        is_forward = self.transcript.strand == "+"
        before, behind = (left, right) if is_forward else (right, left)
        if before is not None:
            return before + 1
        return behind

    def _index(self, pos: int) -> int:
        index = self.places.index_of(pos)
        if index is None:
            raise IndexError(pos)
        return index

    def _untranslated(self, stretch: Stretch) -> list[str]:
        if self.places.coding is None:
            is_told = not self.why_unreadable
            return ["non_coding_transcript_exon_variant" if is_told else "exon_variant"]
        start, end = self.places.coding
        if stretch.start == stretch.end:
            if stretch.start <= start:
                return ["5_prime_UTR_variant"]
            return ["3_prime_UTR_variant"] if stretch.start >= end else []
        found = ["5_prime_UTR_variant"] if stretch.start < start else []
        return [*found, "3_prime_UTR_variant"] if stretch.end > end else found

    def _is_coding(self, stretch: Stretch) -> bool:
        if self.places.coding is None:
            return False
        start, end = self.places.coding
        if stretch.start == stretch.end:
            return start < stretch.start < end
        return stretch.start < end and stretch.end > start

    def _codons(self, change: Change, stretch: Stretch) -> CodonChange:
        reading = self.reading
        why = self.why_unreadable
        bases = self.fetch(change.start, change.end)
        if reading is None or why or bases != change.deleted:
            why = why or (_UNKNOWN_BASES if "N" in bases else _OTHER_BASES)
            return CodonChange(("coding_sequence_variant",), 0, 0, why_unknown=why)
        if stretch.is_whole:
            is_forward = self.transcript.strand == "+"
            new = change.inserted if is_forward else reverse_complement(change.inserted)
            return codon_change(reading, stretch.start, stretch.end, new)
        names = [*_lost_ends(reading, stretch)] or ["coding_sequence_variant"]
        return CodonChange(tuple(names), 0, 0, why_unknown=_ACROSS_AN_EDGE)

    def _cds_position(self, stretch: Stretch | None) -> tuple[int, int] | None:
        if stretch is None or self.places.coding is None or not self._is_coding(stretch):
            return None
        start, end = self.places.coding
        return _numbers(max(stretch.start, start) - start, min(stretch.end, end) - start)


def coding_effect(variant: Variant, transcript: Transcript, fetch: Fetch) -> CodingEffect:
    """Give the consequence of one variant; for several, keep a `CodingEffects`."""
    return CodingEffects(transcript, fetch).of(variant)


def _lost_ends(reading: Reading, stretch: Stretch) -> list[str]:
    """Start and stop codon of which bases are deleted, whatever becomes of the RNA."""
    found = []
    if reading.is_start_known and stretch.start < reading.start + 3 and stretch.end > reading.start:
        found.append("start_lost")
    has_stop = reading.protein.endswith(STOP)
    if has_stop and stretch.end > reading.end - 3 and stretch.start < reading.end:
        found.append("stop_lost")
    return found


def _numbers(start: int, end: int) -> tuple[int, int]:
    """1-based first and last of a 0-based half-open stretch; both neighbours of an empty one."""
    return (start, start + 1) if start == end else (start + 1, end)
