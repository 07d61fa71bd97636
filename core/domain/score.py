"""What a splice engine said about a variant, or why it said nothing."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class SpliceEffect(StrEnum):
    """The four effects of a splice delta score."""

    ACCEPTOR_GAIN = "acceptor gain"
    ACCEPTOR_LOSS = "acceptor loss"
    DONOR_GAIN = "donor gain"
    DONOR_LOSS = "donor loss"

    @property
    def site(self) -> str:
        """Kind of the affected site: acceptor or donor."""
        return self.value.split()[0]

    @property
    def is_gain(self) -> bool:
        """The site becomes more likely."""
        return self.value.endswith("gain")


class NotScoredReason(StrEnum):
    """Why an engine gave no score. None of them means harmless."""

    OUTSIDE_GENES = "outside_genes"
    REFERENCE_UNKNOWN = "reference_unknown"
    REFERENCE_MISMATCH = "reference_mismatch"
    CONTIG_MISSING = "contig_missing"
    NEAR_CONTIG_END = "near_contig_end"
    REF_TOO_LONG = "ref_too_long"
    DELINS = "delins"
    UNSUPPORTED_ALLELE = "unsupported_allele"
    MITOCHONDRIAL = "mitochondrial"
    ENGINE_FAILED = "engine_failed"
    NO_EXON_NEARBY = "no_exon_nearby"
    NO_ELEMENT = "no_element"
    OUTSIDE_SUBJECTS = "outside_subjects"
    TRANSLATION_START_UNKNOWN = "translation_start_unknown"
    START_CODON_CHANGED = "start_codon_changed"
    SPLICED_FORM_UNKNOWN = "spliced_form_unknown"
    TRANSCRIPT_START_UNKNOWN = "transcript_start_unknown"
    TRANSCRIPT_START_CHANGED = "transcript_start_changed"
    TRANSCRIPT_END_UNKNOWN = "transcript_end_unknown"
    NO_POLY_A_SIGNAL = "no_poly_a_signal"
    CHANGE_TOO_LONG = "change_too_long"

    @property
    def sentence(self) -> str:
        """The reason in plain words."""
        return _SENTENCES[self]

    @property
    def is_of_splicing(self) -> bool:
        """An engine of splice sites may have given it; the rest comes from other engines alone."""
        return self not in _OF_OTHER_ENGINES


_OF_OTHER_ENGINES = frozenset(
    {
        NotScoredReason.NO_EXON_NEARBY,
        NotScoredReason.NO_ELEMENT,
        NotScoredReason.OUTSIDE_SUBJECTS,
        NotScoredReason.TRANSLATION_START_UNKNOWN,
        NotScoredReason.START_CODON_CHANGED,
        NotScoredReason.SPLICED_FORM_UNKNOWN,
        NotScoredReason.TRANSCRIPT_START_UNKNOWN,
        NotScoredReason.TRANSCRIPT_START_CHANGED,
        NotScoredReason.TRANSCRIPT_END_UNKNOWN,
        NotScoredReason.NO_POLY_A_SIGNAL,
        NotScoredReason.CHANGE_TOO_LONG,
    }
)
_SENTENCES = {
    NotScoredReason.OUTSIDE_GENES: "lies outside every loaded gene",
    NotScoredReason.REFERENCE_UNKNOWN: "the reference sequence here is unknown (N)",
    NotScoredReason.REFERENCE_MISMATCH: "REF differs from the reference sequence",
    NotScoredReason.CONTIG_MISSING: "the reference does not hold this contig",
    NotScoredReason.NEAR_CONTIG_END: "too close to the end of the contig for the network's context",
    NotScoredReason.REF_TOO_LONG: "the deleted sequence is longer than the scored window",
    NotScoredReason.DELINS: "the published protocol gives no score where REF and ALT are both longer than one base",
    NotScoredReason.UNSUPPORTED_ALLELE: "the allele is not a plain sequence of bases",
    NotScoredReason.MITOCHONDRIAL: "mitochondrial genes are not spliced",
    NotScoredReason.ENGINE_FAILED: "the engine failed on this variant",
    NotScoredReason.NO_EXON_NEARBY: "no exon within 100 bases",
    NotScoredReason.NO_ELEMENT: "lies in no promoter, untranslated region or listed element",
    NotScoredReason.OUTSIDE_SUBJECTS: "changes no sequence of a transcript that this network reads",
    NotScoredReason.TRANSLATION_START_UNKNOWN: "where translation begins is not known",
    NotScoredReason.START_CODON_CHANGED: "the start codon itself is changed, so where the 5' UTR ends is not known",
    NotScoredReason.SPLICED_FORM_UNKNOWN: "how the changed 5' UTR is spliced is not known",
    NotScoredReason.TRANSCRIPT_START_UNKNOWN: "where the transcript begins is not known",
    NotScoredReason.TRANSCRIPT_START_CHANGED: "the start of the transcript itself is deleted or replaced",
    NotScoredReason.TRANSCRIPT_END_UNKNOWN: "where the transcript ends is not known",
    NotScoredReason.NO_POLY_A_SIGNAL: "the transcript has no known poly-A signal before its end",
    NotScoredReason.CHANGE_TOO_LONG: "the change is longer than the sequence that the network reads",
}


@dataclass(frozen=True, slots=True)
class SpliceDelta:
    """Four delta scores (0-1) with the offset of the affected site from `pos`.

    Offsets run in genome direction on both strands: affected site = `pos` + offset.
    `masked` tells whether gains at annotated and losses at unannotated sites were set to 0;
    `distance` is the number of bases searched on either side.
    """

    acceptor_gain: float
    acceptor_loss: float
    donor_gain: float
    donor_loss: float
    acceptor_gain_offset: int
    acceptor_loss_offset: int
    donor_gain_offset: int
    donor_loss_offset: int
    masked: bool
    distance: int

    @property
    def max_delta(self) -> float:
        """The largest of the four."""
        return max(self.acceptor_gain, self.acceptor_loss, self.donor_gain, self.donor_loss)

    @property
    def strongest(self) -> SpliceEffect:
        """The effect with the largest delta; the published order decides ties."""
        return max(SpliceEffect, key=lambda effect: self.of(effect)[0])

    def of(self, effect: SpliceEffect) -> tuple[float, int]:
        """Delta and offset of one effect."""
        return {
            SpliceEffect.ACCEPTOR_GAIN: (self.acceptor_gain, self.acceptor_gain_offset),
            SpliceEffect.ACCEPTOR_LOSS: (self.acceptor_loss, self.acceptor_loss_offset),
            SpliceEffect.DONOR_GAIN: (self.donor_gain, self.donor_gain_offset),
            SpliceEffect.DONOR_LOSS: (self.donor_loss, self.donor_loss_offset),
        }[effect]


@dataclass(frozen=True, slots=True)
class EngineRun:
    """Everything needed to reproduce a score.

    `gene_set` and `reference_digest` name the transcripts and the sequence used; `digest` is
    that of the weights. `phased_neighbours`: both alleles carried what lies on the same
    chromosome copy.
    """

    engine_id: str
    version: str
    digest: str
    distance: int
    gene_set: str
    reference_digest: str
    precision: str
    screening: bool = False
    phased_neighbours: bool = False


@dataclass(frozen=True, slots=True)
class SpliceScore:
    """Raw (unmasked) score of one variant in one gene.

    Attributes
    ----------
    transcript_id, gene_symbol, strand
        The transcript whose bounds masked the sequence.
    delta
        Raw deltas at the case's standard distance (500): what ranking and rules look at.
    wide
        Raw deltas at 4,999 where that window was evaluated, else None.
    masked
        The masked view of `delta`, from the transcripts loaded in the case.
    """

    transcript_id: str
    gene_symbol: str
    strand: str
    delta: SpliceDelta
    masked: SpliceDelta
    wide: SpliceDelta | None = None


@dataclass(frozen=True, slots=True)
class EngineScores:
    """What one engine gave one variant, gene by gene, with all it was computed with."""

    run: EngineRun
    scores: tuple[SpliceScore, ...]


@dataclass(frozen=True, slots=True)
class NotScored:
    """An engine looked and gave no score."""

    engine_id: str
    reason: NotScoredReason
    detail: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class SpliceTrack:
    """Raw probabilities of REF and ALT around a variant in one gene.

    Attributes
    ----------
    offsets
        (n,) int32, genome direction, relative to `pos`; every base of the window when
        `is_complete`, else only sites >= 0.01 in either allele (all others are below).
    ref, alt
        (2, n) float32, rows acceptor and donor.
    """

    transcript_id: str
    strand: str
    distance: int
    is_complete: bool
    offsets: NDArray[np.int32]
    ref: NDArray[np.float32]
    alt: NDArray[np.float32]
