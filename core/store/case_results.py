"""The part of a case that engines, ranking and the person add."""

from collections.abc import Collection, Sequence

from core.domain.attribution import Attribution
from core.domain.candidate import Mark
from core.domain.case import SCORE_TABLE
from core.domain.exon_score import ExonScore
from core.domain.haplotype import HaplotypeScore
from core.domain.ledger import Unlisted
from core.domain.lookup import LookupScore
from core.domain.score import (
    EngineRun,
    EngineScores,
    NotScored,
    NotScoredReason,
    SpliceScore,
    SpliceTrack,
)
from core.domain.variant import Variant
from core.store.attributions import AttributionTable
from core.store.candidates import CandidateTable
from core.store.case_records import CaseRecords
from core.store.counters import SCORING, STATE, read_counts, set_count
from core.store.database import Database
from core.store.decisions import DecisionTable
from core.store.engine_runs import EngineRunTable
from core.store.evidence import EvidenceTable
from core.store.haplotypes import HaplotypeTable
from core.store.ledger import read_unlisted
from core.store.lookups import LookupTable
from core.store.records import CandidateRow, ScoredVariant
from core.store.regulatory_scores import RegulatoryScoreTable
from core.store.rna import RnaTable
from core.store.sample_checks import SampleCheckTable
from core.store.scores import ScoreTable
from core.store.track_scores import ExonScoredVariant, TrackScoreTable
from core.store.tracks import TrackTable


class CaseResults(CaseRecords):
    """Scores, candidates, decisions and attributions; the base of `CaseStore`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._runs = EngineRunTable(database)
        self._scores = ScoreTable(database, self._runs, self._columns)
        self._tracks = TrackTable(database)
        self._lookups = LookupTable(database)
        self._track_scores = TrackScoreTable(database, self._runs)
        self._haplotypes = HaplotypeTable(database, self._runs, self._alleles)
        self._candidates = CandidateTable(database)
        self._decisions = DecisionTable(database)
        self._attributions = AttributionTable(database)
        self._sample_checks = SampleCheckTable(database)
        self._evidence = EvidenceTable(database)
        self._rna = RnaTable(database)
        self._regulatory = RegulatoryScoreTable(database, self._runs, self._alleles)

    @property
    def evidence(self) -> EvidenceTable:
        """Codes, statements and classes of variants."""
        return self._evidence

    @property
    def rna(self) -> RnaTable:
        """What the patient's RNA shows at variants."""
        return self._rna

    @property
    def regulatory(self) -> RegulatoryScoreTable:
        """What engines of regulatory sequence said about variants."""
        return self._regulatory

    @property
    def sample_checks(self) -> SampleCheckTable:
        """What the calls say about the samples."""
        return self._sample_checks

    def engine_run(self, run: EngineRun) -> int:
        """Give the id of a run, storing it if it is new."""
        return self._runs.id_of(run)

    def engine_runs(self) -> tuple[tuple[int, EngineRun], ...]:
        """Give every run with its id, oldest first."""
        return self._runs.all()

    def pending(self, run_id: int) -> tuple[int, ...]:
        """Give the variants that passed every gate and have no outcome in this run."""
        return self._scores.pending(run_id)

    def write_scores(
        self,
        run_id: int,
        scored: Sequence[ScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes, replacing what the same variants have in this run."""
        self._scores.write(run_id, scored, not_scored)

    def refuse(self, run_id: int, reason: NotScoredReason, ids: Sequence[int]) -> None:
        """Store one reason for many variants that have no outcome in this run."""
        self._scores.refuse(run_id, reason, ids)

    def withdraw(self, run_id: int, reason: NotScoredReason, ids: Collection[int]) -> int:
        """Take back what `refuse` stored: these variants are pending again; gives how many."""
        return self._scores.withdraw(run_id, reason, ids)

    def runs_with_reason(self, reason: NotScoredReason) -> tuple[int, ...]:
        """Give the runs in which some variant was not scored for this reason, oldest first."""
        return self._scores.runs_with_reason(reason)

    def scores(self, ids: Sequence[int]) -> dict[int, tuple[SpliceScore, ...]]:
        """Give what the primary engine gave each of these variants, () for none."""
        return self._scores.scores(ids)

    def scores_by_engine(self, ids: Sequence[int]) -> dict[int, tuple[EngineScores, ...]]:
        """Give what each splice engine gave each of these variants, the primary engine first."""
        return self._scores.by_engine(ids)

    def scores_of_run(self, run_id: int, ids: Sequence[int]) -> dict[int, tuple[SpliceScore, ...]]:
        """Give what one run gave each of these variants, () for none."""
        return self._scores.of_run(run_id, ids)

    def primary_engine(self) -> str:
        """Give the engine whose scores are ranked; "" before any run."""
        return self._scores.primary_engine()

    def splice_engines(self) -> tuple[str, ...]:
        """Give the engines that scored splice sites, the primary first."""
        return self._scores.splice_engines()

    def write_exon_scores(
        self,
        run_id: int,
        scored: Sequence[ExonScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes of an exon engine, replacing what the same variants have in this run."""
        self._track_scores.write(run_id, scored, not_scored)

    def exon_scores(
        self, ids: Sequence[int], *, with_tissues: bool = True
    ) -> dict[int, tuple[ExonScore, ...]]:
        """Give the exon scores of each of these variants, () for none."""
        return self._track_scores.exon_scores(ids, with_tissues=with_tissues)

    def not_scored(self, ids: Sequence[int]) -> dict[int, tuple[NotScored, ...]]:
        """Give the reasons of each of these variants for having no score, () for none."""
        return self._scores.not_scored(ids)

    def max_deltas(self, run_id: int) -> dict[int, float]:
        """Give the largest raw delta of each variant scored in this run."""
        return self._scores.max_deltas(run_id)

    def changing(self, limit: float, ids: Sequence[int] | None = None) -> tuple[int, ...]:
        """Give the variants (all, or of `ids`) that any run saw change by `limit` or more."""
        return self._scores.changing(limit, ids)

    def exon_scored(self) -> tuple[int, ...]:
        """Give the variants that an exon engine scored."""
        return self._track_scores.scored()

    def begin_scoring(self) -> None:
        """Note that a scoring run is under way; the note outlives a cancel and a kill."""
        self._set_scoring(1)

    def end_scoring(self) -> None:
        """Note that the scoring run came to its end, the wide windows included."""
        self._set_scoring(0)

    def is_scoring_unfinished(self) -> bool:
        """Tell that the last scoring run did not come to its end, or has not yet."""
        with self._database.read() as connection:
            return bool(read_counts(connection, STATE)[SCORING])

    def _set_scoring(self, value: int) -> None:
        with self._database.write() as connection:
            set_count(connection, STATE, SCORING, value)

    def tracks(self, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Give the widest stored track of each transcript, as the primary engine sees it."""
        return self.tracks_by(self.primary_engine(), variant_id)

    def tracks_by(self, engine_id: str, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Give the widest stored track of each transcript, as one engine sees it."""
        runs = [run_id for run_id, run in self._runs.all() if run.engine_id == engine_id]
        return self._tracks.widest(variant_id, runs)

    def write_track(self, run_id: int, variant_id: int, track: SpliceTrack) -> None:
        """Store one track, usually the complete one of a variant that is looked at."""
        self._tracks.write(run_id, variant_id, track)

    def tracks_of_run(self, run_id: int, ids: Sequence[int]) -> dict[int, dict[str, SpliceTrack]]:
        """Give the widest track stored in one run by variant and transcript."""
        return self._lookups.tracks(run_id, ids)

    def lookups_waiting(self, run_id: int, source_digest: str) -> tuple[int, ...]:
        """Give the variants scored in a run that were not looked up in that source yet."""
        return self._lookups.waiting(run_id, source_digest)

    def write_lookups(
        self, run_id: int, source_digest: str, found: dict[int, Sequence[LookupScore]]
    ) -> None:
        """Store what a source says about variants, replacing what it said before."""
        self._lookups.write(run_id, source_digest, found)

    def forget_table(self, path: str) -> None:
        """Forget a table of precomputed scores, with everything that was looked up in it."""
        for digest in self.forget_source(SCORE_TABLE, path):
            self._lookups.forget(digest)

    def lookups(self, ids: Sequence[int]) -> dict[int, tuple[LookupScore, ...]]:
        """Give what was looked up for each of these variants, () for nothing."""
        return self._lookups.of(ids)

    def write_haplotypes(
        self, run_id: int, variant_id: int, scores: Sequence[HaplotypeScore]
    ) -> None:
        """Store what a candidate's chromosome copies gave, replacing what it has in this run."""
        self._haplotypes.write(run_id, variant_id, scores)

    def haplotypes_done(self, run_id: int) -> frozenset[int]:
        """Give the candidates whose chromosome copies were scored in this run."""
        return self._haplotypes.done(run_id)

    def haplotypes(self, ids: Sequence[int] | None = None) -> dict[int, tuple[HaplotypeScore, ...]]:
        """Give the scores of chromosome copies of those variants (of all) that have any."""
        return self._haplotypes.of(ids)

    def replace_candidates(self, rows: Sequence[CandidateRow], rule_set: str) -> None:
        """Store a new ranking and its rules; readers see the old one until the new one is whole."""
        self._candidates.replace(rows, rule_set)

    def ranked_by(self) -> str:
        """Give name, version and date of the rules of the list, "" where nobody knows."""
        return self._candidates.rule_set()

    def candidate_rows(
        self, ids: Sequence[int] | None = None, *, limit: int | None = None
    ) -> tuple[CandidateRow, ...]:
        """Give candidates in rank order."""
        return self._candidates.rows(ids, limit)

    def candidate_ids(self) -> tuple[int, ...]:
        """Give the variant ids of the candidates in rank order."""
        return self._candidates.ids()

    def unlisted(self) -> Unlisted:
        """Count what the ranked engine has looked at and the list does not hold."""
        with self._database.read():
            primary = self.primary_engine()
            return read_unlisted(self._database, self._columns, self._candidates, primary)

    def set_mark(self, variant_id: int, mark: Mark, note: str) -> None:
        """Store a decision, waiting for a busy job; no mark and no note removes it."""
        self._decisions.set(variant_id, mark, note)

    def marks(self) -> dict[int, tuple[Mark, str]]:
        """Give mark and note of every variant that has one."""
        return self._decisions.all()

    def put_attribution(self, variant_id: int, attribution: Attribution) -> None:
        """Store an attribution, replacing that of the same engine, transcript, effect, method."""
        self._attributions.put(variant_id, attribution)

    def attributions(self, variant_id: int) -> tuple[Attribution, ...]:
        """Give the attributions of a variant, the one stored last at the end."""
        return self._attributions.of(variant_id)

    def _alleles(self, ids: Sequence[int]) -> dict[int, Variant]:
        return {stored.variant_id: stored.variant for stored in self.variants(ids)}
