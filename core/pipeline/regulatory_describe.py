"""One variant put to an engine of regulatory sequence, without a case."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.interpret.phase import stated_copy
from core.pipeline.annotation import Place
from core.pipeline.engine_answer import EngineAnswer
from core.pipeline.engine_kinds import regulatory_kind
from core.pipeline.mapping import translated
from core.pipeline.regulatory_asking import RegulatoryExaminer
from core.pipeline.regulatory_reading import reach_of_neighbours
from core.pipeline.regulatory_scoring import regulatory_run
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import GeneSet
from core.sources.reference import Reference
from models.registry import SEQUENCE
from models.runtime import load_regulatory_engine


def ask_about_sequence(
    engine_id: str,
    variant: Variant,
    genes: GeneSet,
    reference: Reference,
    device: str,
    beside: Sequence[Variant] = (),
) -> EngineAnswer:
    """Give the track scores of one variant; both alleles carry those stated to lie `beside` it."""
    with translated():
        engine = load_regulatory_engine(engine_id, device=device)
        near = TranscriptIndex(genes.transcripts).overlapping
        reach = reach_of_neighbours(regulatory_kind(engine.info.engine_id), engine.info)
        neighbours = (lambda _: stated_copy(variant, beside, reach)) if beside else None
        examiner = RegulatoryExaminer(engine, reference, near, neighbours)
        place = Place(variant.chrom, variant.pos, variant.ref)
        asked = examiner.question(0, place, variant.alt)
        if isinstance(asked, NotScoredReason):
            return EngineAnswer(not_scored=(NotScored(engine_id, asked),))
        ((_, answer),) = examiner.ask([asked])
    if isinstance(answer, NotScored):
        return EngineAnswer(not_scored=(answer,))
    gene_set = f"{genes.name} {genes.digest}" if examiner.kind != SEQUENCE else ""
    run = regulatory_run(engine.info, gene_set, reference.digest())
    run = replace(run, phased_neighbours=bool(beside))
    return EngineAnswer(regulatory=tuple(replace(score, run=run) for score in answer))
