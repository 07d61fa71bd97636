"""Small numbers that stand for enums in the file. A number once given is never changed."""

from core.domain.score import NotScoredReason
from core.domain.transcript import Region, TranscriptTrait

REGION_CODES = {
    Region.SPLICE_DINUCLEOTIDE: 1,
    Region.EXON_EDGE: 2,
    Region.CODING: 3,
    Region.UTR5: 4,
    Region.UTR3: 5,
    Region.NON_CODING_EXON: 6,
    Region.NEAR_SPLICE: 7,
    Region.INTRON: 8,
    Region.DEEP_INTRON: 9,
    Region.INTERGENIC: 10,
}
"""0 is "not annotated"."""

REGION_NAMES = ("", *(region.value for region in REGION_CODES))
REGIONS = {code: region for region, code in REGION_CODES.items()}

TRAIT_BITS = {
    TranscriptTrait.START_UNKNOWN: 1,
    TranscriptTrait.END_UNKNOWN: 2,
    TranscriptTrait.RNA_START_UNKNOWN: 4,
    TranscriptTrait.RNA_END_UNKNOWN: 8,
    TranscriptTrait.SLIPPAGE: 16,
    TranscriptTrait.DIFFERS_FROM_GENOME: 32,
    TranscriptTrait.SELENOCYSTEINE: 64,
}

SCORED = 0
REASON_CODES = {
    NotScoredReason.OUTSIDE_GENES: 1,
    NotScoredReason.REFERENCE_UNKNOWN: 2,
    NotScoredReason.REFERENCE_MISMATCH: 3,
    NotScoredReason.CONTIG_MISSING: 4,
    NotScoredReason.NEAR_CONTIG_END: 5,
    NotScoredReason.REF_TOO_LONG: 6,
    NotScoredReason.DELINS: 7,
    NotScoredReason.UNSUPPORTED_ALLELE: 8,
    NotScoredReason.MITOCHONDRIAL: 9,
    NotScoredReason.ENGINE_FAILED: 10,
    NotScoredReason.NO_EXON_NEARBY: 11,
    NotScoredReason.OUTSIDE_SUBJECTS: 12,
    NotScoredReason.TRANSLATION_START_UNKNOWN: 13,
    NotScoredReason.START_CODON_CHANGED: 14,
    NotScoredReason.SPLICED_FORM_UNKNOWN: 15,
    NotScoredReason.TRANSCRIPT_START_UNKNOWN: 16,
    NotScoredReason.TRANSCRIPT_START_CHANGED: 17,
    NotScoredReason.TRANSCRIPT_END_UNKNOWN: 18,
    NotScoredReason.NO_POLY_A_SIGNAL: 19,
    NotScoredReason.CHANGE_TOO_LONG: 20,
    NotScoredReason.NO_ELEMENT: 21,
}
"""`SCORED` (0) is less than every reason, so the least code of several outcomes is the one that counts."""

REASONS = {code: reason for reason, code in REASON_CODES.items()}
