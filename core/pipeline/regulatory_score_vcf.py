"""Job: annotate every record of a variant file with what an engine of regulatory sequence says.

INFO/<Engine> holds one `ALLELE|TRACK|REF|ALT|DELTA` per track. Where an engine reads stretches of
transcripts a track is spelled `GENE:TRANSCRIPT:NAME`.
"""

from collections.abc import Generator, Iterator, Sequence

from core.domain.counting import counted
from core.domain.regulatory import RegulatoryScore
from core.job import Progress
from core.pipeline.engine_kinds import is_own_network
from core.pipeline.info_keys import plain_key
from core.pipeline.mapping import translated
from core.pipeline.regulatory_asking import RegulatoryExaminer
from core.pipeline.score_vcf import build_of, demand_out
from core.pipeline.spec import ScoreFileSpec, demand_exact
from core.pipeline.track_score_vcf import TrackField, annotated, demand_unmasked, safe
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.sources.vcf import VcfSource
from models.engine import EngineInfo
from models.regulatory.engine import RegulatoryEngine, RnaEngine
from models.runtime import load_regulatory_engine


def score_file_regulatory(
    spec: ScoreFileSpec, engine: RegulatoryEngine | None = None
) -> Generator[Progress, None, str]:
    """Annotate `spec.vcf` into `spec.out`; gives a sentence with the counts, notes line by line.

    Raises
    ------
    ProblemError
        Input missing or damaged, wrong build, engine not installed, disk full.
    """
    demand_unmasked(spec)
    demand_exact(spec.engine_id, spec.computing)
    demand_out(spec)
    with VcfSource(spec.vcf) as source, Reference(spec.reference) as reference:
        _, doubt = build_of(source, reference)
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_regulatory_engine(spec.engine_id, device=spec.device)
        near = None if spec.genes is None else TranscriptIndex(load_genes(spec.genes).transcripts)
        examiner = RegulatoryExaminer(
            loaded, reference, near.overlapping if near else None, keeps_all=True
        )
        said = TrackField(info_key(loaded.info), _about(loaded), _texts)
        return (yield from annotated(spec, source, reference, examiner, said, doubt))


def info_key(engine: EngineInfo) -> str:
    """Give the key of an engine: its title, but of a network a person brought or trained its identifier.

    The title of such a one may be a whole sentence.
    """
    return plain_key(engine.engine_id if is_own_network(engine.engine_id) else engine.name)


def _about(engine: RegulatoryEngine) -> str:
    """What the header says of an engine: name and version, tracks, and the units of their values."""
    info = engine.info
    is_in_name = info.version in info.name.split()
    name = info.name if is_in_name else f"{info.name} {info.version}"
    units = list(dict.fromkeys(one.unit or "no stated unit" for one in engine.tracks))
    about = f"{name}, {counted(len(engine.tracks), 'track')}, values in {' or '.join(units)}"
    if isinstance(engine, RnaEngine):
        about += ", those of RNA only where transcripts of one strand lie"
    return about.replace('"', "'")


def _texts(alt: str, scores: Sequence[RegulatoryScore]) -> Iterator[str]:
    for score in scores:
        where = safe(f"{score.gene_symbol}:{score.transcript_id}:") if score.transcript_id else ""
        for one in score.changes:
            track = where + safe(one.track.name)
            yield f"{alt}|{track}|{one.ref:.4f}|{one.alt:.4f}|{one.delta:.4f}"
