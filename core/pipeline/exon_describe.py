"""One variant put to an exon engine, without a case."""

from dataclasses import replace

from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.pipeline.annotation import Place
from core.pipeline.engine_answer import EngineAnswer
from core.pipeline.exon_asking import ExonExaminer
from core.pipeline.exon_scoring import assembly_name, exon_run
from core.pipeline.mapping import translated
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import GeneSet
from core.sources.reference import Reference
from models.runtime import load_exon_engine


def ask_about_exons(
    engine_id: str, variant: Variant, genes: GeneSet, reference: Reference, device: str
) -> EngineAnswer:
    """Give the exon scores of one variant."""
    with translated():
        engine = load_exon_engine(engine_id, device=device)
        examiner = ExonExaminer(
            engine,
            reference,
            TranscriptIndex(genes.transcripts).overlapping,
            assembly_name(reference.assembly()),
        )
        place = Place(variant.chrom, variant.pos, variant.ref)
        asked = examiner.question(0, place, variant.alt)
        if isinstance(asked, NotScoredReason):
            return EngineAnswer(not_scored=(NotScored(engine_id, asked),))
        examiner.know([asked])
        ((_, answer),) = examiner.ask([asked])
    if isinstance(answer, NotScored):
        return EngineAnswer(not_scored=(answer,))
    run = exon_run(engine.info, f"{genes.name} {genes.digest}", reference.digest())
    return EngineAnswer(exons=tuple(replace(score, run=run) for score in answer))
