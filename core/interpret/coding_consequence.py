"""Terms of a variant in a transcript together with the changed protein and its decay."""

from core.domain.interpretation import TranscriptCoding
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import change_of
from core.interpret.coding_effects import CodingEffects
from core.interpret.mrna import spliced
from core.interpret.nmd import NmdRules
from core.interpret.outcomes.edges import exons_on
from core.interpret.outcomes.protein import Native, protein_of


def coding_consequence(
    variant: Variant, effects: CodingEffects, rules: NmdRules | None = None
) -> TranscriptCoding:
    """Give the consequence of a variant in the transcript of `effects`, spliced as ever."""
    transcript, fetch = effects.transcript, effects.fetch
    effect = effects.of(variant)
    reading = effects.reading
    if effect.cds_position is None or effect.why_unknown or reading is None:
        return TranscriptCoding(effect)
    allele = AlleleMap(change_of(variant), fetch)
    native = spliced(AlleleMap(None, fetch), transcript.strand, transcript.exons)
    mutant = spliced(allele, transcript.strand, exons_on(allele, transcript))
    return TranscriptCoding(effect, *protein_of(Native(native, reading), mutant, rules))
