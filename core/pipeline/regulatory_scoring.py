"""Job: every pending variant of a case put to an engine of regulatory sequence.

An engine that reads the sequence around a place is asked where something regulates: in promoters,
untranslated regions, exons of non-coding RNA, listed elements and known non-coding loci. What lies
elsewhere gets that as its reason, and can be asked about one by one.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.domain.regulatory import RegulatoryScore
from core.domain.score import EngineRun, NotScoredReason
from core.job import Progress
from core.pipeline.link_lookup import look_up_links
from core.pipeline.mapping import translated
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rank import Ranker
from core.pipeline.regulated import regulates, withdraw_refused
from core.pipeline.regulatory_asking import RegulatoryExaminer, examiner_of_case
from core.pipeline.spec import EXACTLY, Computing, demand_exact
from core.pipeline.track_scoring import Refused, TrackScorer
from core.store.case_store import CaseStore
from core.store.regulatory_scores import RegulatoryScoredVariant
from models.engine import EngineInfo
from models.registry import SEQUENCE
from models.regulatory.engine import RegulatoryEngine
from models.runtime import load_regulatory_engine

Scores = tuple[RegulatoryScore, ...]


def score_case_regulatory(
    case: Path,
    engine_id: str,
    device: str = "auto",
    owner_token: str | None = None,
    engine: RegulatoryEngine | None = None,
    *,
    computing: Computing = EXACTLY,
) -> Generator[Progress, None, int]:
    """Score all that is pending; gives the number of variants done in this run.

    Parameters
    ----------
    owner_token
        Names the program session the worker belongs to, None for a session of its own.
    engine
        A loaded engine instead of the one `engine_id` names.
    computing
        Only the exact way, with phased neighbours or without; the score cache holds no tracks.

    Raises
    ------
    ProblemError
        Case or reference unusable, engine not installed or out of order.
    """
    demand_exact(engine_id, computing)
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_regulatory_engine(engine_id, device=device)
        is_asked = computing.phased_neighbours
        examiner = examiner_of_case(store, loaded, reference, with_neighbours=is_asked)
        run_id = store.engine_run(replace(_run(store, examiner), phased_neighbours=is_asked))
        store.regulatory.write_tracks(run_id, examiner.tracks)
        store.regulatory.write_methods(run_id, examiner.methods)
        n_outside = _refuse_elsewhere(store, run_id) if examiner.kind == SEQUENCE else 0

        def write(run: int, scored: Sequence[tuple[int, Scores]], refused: Refused) -> None:
            found = [RegulatoryScoredVariant(*one) for one in scored]
            store.regulatory.write(run, found, refused)

        scorer = TrackScorer(store, examiner, run_id, write)
        n_done = yield from scorer.score_pending("scoring regulatory sequence")
        yield from look_up_links(store)
        yield Progress("ranking")
        Ranker(store).rank()
    return n_outside + n_done


def _run(store: CaseStore, examiner: RegulatoryExaminer) -> EngineRun:
    source = store.info().source("reference")
    gene_set = "; ".join(f"{name} {digest}" for name, digest in store.gene_sets())
    return regulatory_run(
        examiner.info,
        "" if examiner.kind == SEQUENCE else gene_set,
        "" if source is None else source.sha256,
    )


def regulatory_run(engine: EngineInfo, gene_set: str, reference_digest: str) -> EngineRun:
    """Name everything the scores of a regulatory engine depend on."""
    return EngineRun(
        engine_id=engine.engine_id,
        version=engine.version,
        digest=engine.digest,
        distance=engine.max_distance,
        gene_set=gene_set,
        reference_digest=reference_digest,
        precision=engine.precision,
    )


def _refuse_elsewhere(store: CaseStore, run_id: int) -> int:
    """Store that nothing known regulates where the others lie; gives how many."""
    is_regulating = regulates(store)
    withdraw_refused(store, is_regulating)
    pending = np.array(store.pending(run_id), np.int64)
    elsewhere = pending[~is_regulating[pending - 1]].tolist()
    store.refuse(run_id, NotScoredReason.NO_ELEMENT, elsewhere)
    return len(elsewhere)
