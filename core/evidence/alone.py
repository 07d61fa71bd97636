"""Codes of a variant without a case: what the sequence and the engines tell, and nothing else."""

from collections.abc import Sequence

from core.domain.evidence import Evidence
from core.domain.evidence_inputs import EvidenceInputs, GeneEvidence
from core.domain.interpretation import Interpretation
from core.domain.score import EngineScores
from core.domain.transcript import TranscriptPosition
from core.domain.variant import Variant
from core.evidence.gather import coding_change, in_use, splice_evidence
from core.interpret.allele_map import Fetch
from core.interpret.evidence.places import canonical_sites, intron_ends
from core.interpret.evidence.rules import EvidenceRules
from core.interpret.evidence.suggest import suggest


def codes_without_case(
    variant: Variant,
    positions: Sequence[TranscriptPosition],
    engines: Sequence[EngineScores],
    interpreted: Interpretation,
    fetch: Fetch,
    rules: EvidenceRules,
) -> tuple[Evidence, ...]:
    """Suggest codes in the first gene a variant lies in.

    Population, family, phenotype, known variants and the mechanism of the gene are not known here,
    and no rule takes that for "no".
    """
    if not positions:
        return ()
    first = positions[0].transcript
    mine = tuple(one for one in positions if one.transcript.gene_symbol == first.gene_symbol)
    inputs = EvidenceInputs(
        variant=variant,
        gene=GeneEvidence(first.gene_symbol),
        positions=mine,
        in_use=in_use(mine),
        sites=canonical_sites(variant, first, fetch),
        intron_ends=intron_ends(variant, first, fetch, rules.splicing),
        splice=splice_evidence(engines, first.gene_symbol),
        outcomes=interpreted.outcomes if interpreted.splicing else None,
        coding=coding_change(interpreted, first.gene_symbol),
    )
    return suggest(inputs, rules)
