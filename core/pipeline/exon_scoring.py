"""Job: every pending variant of a case put to an exon engine."""

from collections.abc import Generator, Sequence
from pathlib import Path

from core.domain.assembly import Assembly
from core.domain.exon_score import ExonScore
from core.domain.score import EngineRun
from core.job import Progress
from core.pipeline.exon_asking import ExonExaminer
from core.pipeline.link_lookup import look_up_links
from core.pipeline.mapping import translated
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rank import Ranker
from core.pipeline.spec import EXACTLY, Computing, demand_exact, demand_reference
from core.pipeline.track_scoring import Refused, TrackScorer
from core.pipeline.transcript_index import TranscriptIndex
from core.store.track_scores import ExonScoredVariant
from models.engine import EngineInfo
from models.runtime import load_exon_engine
from models.splice.exon_engine import ExonEngine

Exons = tuple[ExonScore, ...]


def score_case_exons(
    case: Path,
    engine_id: str = "mmsplice",
    device: str = "auto",
    owner_token: str | None = None,
    engine: ExonEngine | None = None,
    *,
    computing: Computing = EXACTLY,
) -> Generator[Progress, None, int]:
    """Score all that is pending, exon by exon; gives the number of variants done in this run.

    Parameters
    ----------
    owner_token
        Names the program session the worker belongs to, None for a session of its own.
    engine
        A loaded engine instead of the one `engine_id` names.
    computing
        Only the exact way; the score cache holds no exons.

    Raises
    ------
    ProblemError
        Case or reference unusable, engine not installed or out of order.
    """
    demand_exact(engine_id, computing)
    demand_reference(engine_id, computing)
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_exon_engine(engine_id, device=device)
        index = TranscriptIndex(store.transcripts())
        examiner = ExonExaminer(
            loaded, reference, index.overlapping, assembly_name(store.info().proof.assembly)
        )
        source = store.info().source("reference")
        gene_set = "; ".join(f"{name} {digest}" for name, digest in store.gene_sets())
        digest = "" if source is None else source.sha256
        run_id = store.engine_run(exon_run(loaded.info, gene_set, digest))

        def write(run: int, scored: Sequence[tuple[int, Exons]], refused: Refused) -> None:
            found = [ExonScoredVariant(*one) for one in scored]
            store.write_exon_scores(run, found, refused)

        scorer = TrackScorer(store, examiner, run_id, write)
        n_done = yield from scorer.score_pending("scoring exons")
        yield from look_up_links(store)
        yield Progress("ranking")
        Ranker(store).rank()
    return n_done


def assembly_name(assembly: Assembly | None) -> str:
    """Build whose reference inclusion applies; empty for none."""
    return "" if assembly in (None, Assembly.ARTIFICIAL) else str(assembly)


def exon_run(engine: EngineInfo, gene_set: str, reference_digest: str) -> EngineRun:
    """Name everything the scores of an exon engine depend on."""
    return EngineRun(
        engine_id=engine.engine_id,
        version=engine.version,
        digest=engine.digest,
        distance=engine.max_distance,
        gene_set=gene_set,
        reference_digest=reference_digest,
        precision=engine.precision,
    )
