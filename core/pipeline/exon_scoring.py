"""Job: every pending variant of a case put to an exon engine.

What is left to do is read from the case, so that a run that was cancelled or killed is simply
started again. Results are stored batch by batch.
"""

from collections.abc import Generator, Sequence
from pathlib import Path

from core.domain.assembly import Assembly
from core.domain.score import EngineRun, NotScored, NotScoredReason
from core.job import Progress
from core.pipeline.annotation import Place
from core.pipeline.exon_asking import ExonExaminer, ExonQuestion
from core.pipeline.link_lookup import look_up_links
from core.pipeline.mapping import translated
from core.pipeline.opened import open_case, open_reference
from core.pipeline.rank import Ranker
from core.pipeline.spec import EXACTLY, Computing, demand_exact
from core.pipeline.transcript_index import TranscriptIndex
from core.store.case_store import CaseStore
from core.store.track_scores import ExonScoredVariant
from models.engine import EngineInfo
from models.runtime import load_exon_engine
from models.splice.exon_engine import ExonEngine

_PAGE = 5_000
"""Variants whose exons are looked up together in the reference inclusion."""

_BATCH = 32


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
    with open_case(case, owner_token) as store, open_reference(store.info()) as reference:
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_exon_engine(engine_id, device=device)
        index = TranscriptIndex(store.transcripts())
        examiner = ExonExaminer(
            loaded, reference, index.overlapping, assembly_name(store.info().proof.assembly)
        )
        n_done = yield from _ExonScorer(store, examiner).score_pending()
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


class _ExonScorer:
    """One exon engine at work on one case."""

    def __init__(self, store: CaseStore, examiner: ExonExaminer) -> None:
        self._store = store
        self._examiner = examiner
        source = store.info().source("reference")
        gene_set = "; ".join(f"{name} {digest}" for name, digest in store.gene_sets())
        digest = "" if source is None else source.sha256
        self._run_id = store.engine_run(exon_run(examiner.engine.info, gene_set, digest))

    def score_pending(self) -> Generator[Progress, None, int]:
        """Score what has no outcome yet."""
        pending = self._store.pending(self._run_id)
        n_passed = int((self._store.columns().gate == 0).sum())
        n_before = n_passed - len(pending)
        done = 0
        for first in range(0, len(pending), _PAGE):
            questions, refused = self._asked(pending[first : first + _PAGE])
            self._store.write_exon_scores(self._run_id, (), refused)
            done += len(refused)
            self._examiner.know(questions)
            yield Progress("scoring exons", n_before + done, n_passed, "variants")
            for start in range(0, len(questions), _BATCH):
                changed = self._score(questions[start : start + _BATCH])
                done += len(changed)
                yield Progress(
                    "scoring exons", n_before + done, n_passed, "variants", changed=changed
                )
        return done

    def _asked(self, ids: Sequence[int]) -> tuple[list[ExonQuestion], list[tuple[int, NotScored]]]:
        questions: list[ExonQuestion] = []
        refused: list[tuple[int, NotScored]] = []
        engine_id = self._examiner.engine.info.engine_id
        for stored in self._store.variants(ids):
            variant = stored.variant
            place = Place(variant.chrom, variant.pos, variant.ref)
            asked = self._examiner.question(stored.variant_id, place, variant.alt)
            if isinstance(asked, NotScoredReason):
                refused.append((stored.variant_id, NotScored(engine_id, asked)))
            else:
                questions.append(asked)
        return questions, refused

    def _score(self, questions: Sequence[ExonQuestion]) -> tuple[int, ...]:
        scored: list[ExonScoredVariant] = []
        failed: list[tuple[int, NotScored]] = []
        answers = list(self._examiner.ask(questions))
        for variant_id, answer in answers:
            if isinstance(answer, NotScored):
                failed.append((variant_id, answer))
            else:
                scored.append(ExonScoredVariant(variant_id, answer))
        self._store.write_exon_scores(self._run_id, scored, failed)
        return tuple(variant_id for variant_id, _ in answers)
