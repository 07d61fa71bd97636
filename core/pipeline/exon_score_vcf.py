"""Job: annotate every record of a variant file with what an exon engine says.

INFO/MMSplice holds one `ALLELE|TRACK|REF|ALT|DELTA` per track and exon. A track is spelled
`GENE:TRANSCRIPT:exonNUMBER:NAME`; names are `delta_logit_psi`, the five modules,
`delta_efficiency` and `pathogenicity`. What a track has no value for is `.`. The 56 tissues
stand in `describe` and in cases only: they would make a record some kilobytes longer.
"""

from collections.abc import Generator, Iterator, Sequence

from core.domain.exon_score import MODULES, TRACK, ExonScore
from core.errors import UsageError
from core.job import Progress
from core.pipeline.exon_asking import ExonExaminer
from core.pipeline.exon_scoring import assembly_name
from core.pipeline.gene_check import check_genes
from core.pipeline.mapping import translated
from core.pipeline.score_vcf import build_of, demand_out
from core.pipeline.spec import ScoreFileSpec, demand_exact
from core.pipeline.track_score_vcf import TrackField, annotated, demand_unmasked, safe
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.sources.vcf import VcfSource
from models.engine import EngineInfo
from models.runtime import load_exon_engine
from models.splice.exon_engine import ExonEngine

_KEYS = {"mmsplice": "MMSplice"}


def score_file_exons(
    spec: ScoreFileSpec, engine: ExonEngine | None = None
) -> Generator[Progress, None, str]:
    """Annotate `spec.vcf` into `spec.out`; gives a sentence with the counts, notes line by line.

    Raises
    ------
    ProblemError
        Input missing or damaged, wrong build, no gene models, engine not installed, disk full.
    """
    if spec.genes is None:
        raise UsageError(
            f"{spec.engine_id} scores exons and has no gene table of its own.",
            "Name a gene file with --genes.",
        )
    demand_unmasked(spec)
    demand_exact(spec.engine_id, spec.computing)
    demand_out(spec)
    with VcfSource(spec.vcf) as source, Reference(spec.reference) as reference:
        assembly, doubt = build_of(source, reference)
        genes = load_genes(spec.genes)
        if misfit := check_genes(spec.genes, genes, reference):
            doubt = f"{doubt}. {misfit.rstrip('.')}"
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_exon_engine(spec.engine_id, device=spec.device)
        near = TranscriptIndex(genes.transcripts).overlapping
        examiner = ExonExaminer(loaded, reference, near, assembly_name(assembly))
        said = TrackField(_key(loaded.info), _about(loaded.info), _texts)
        return (yield from annotated(spec, source, reference, examiner, said, doubt))


def _key(info: EngineInfo) -> str:
    return _KEYS.get(info.engine_id, info.name)


def _about(info: EngineInfo) -> str:
    return f"{_key(info)} {info.version}, exons within {info.max_distance} bases"


def _texts(alt: str, scores: Sequence[ExonScore]) -> Iterator[str]:
    for score in scores:
        yield from _texts_of(alt, score)


def _texts_of(alt: str, score: ExonScore) -> Iterator[str]:
    where = safe(f"{score.gene_symbol}:{score.transcript_id}:exon{score.exon_number}")
    yield f"{alt}|{where}:{TRACK}|.|.|{score.delta_logit_psi:.4f}"
    for name, ref, new in zip(MODULES, score.ref_modules, score.alt_modules, strict=True):
        yield f"{alt}|{where}:{safe(name)}|{ref:.4f}|{new:.4f}|{new - ref:.4f}"
    yield f"{alt}|{where}:delta_efficiency|.|.|{score.efficiency:.4f}"
    yield f"{alt}|{where}:pathogenicity|.|{score.pathogenicity:.4f}|."
