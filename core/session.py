"""The state the window and the command line mirror: one open case and what can be done with it.

A `CaseReader` reads (from any one thread, with its own connection); the `Session` writes the
person's decisions and describes the jobs that a worker runs. Every action gives a `Change`.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from core import listing, others, review
from core.change import Change
from core.domain.attribution import AttributionMethod
from core.domain.candidate import Candidate, Mark
from core.domain.case import SCORE_TABLE, CaseInfo, SourceFile
from core.domain.exon_score import ExonScore
from core.domain.gene_knowledge import GeneSourceKind
from core.domain.interval import Interval, IntervalKind, IntervalProblem
from core.domain.ledger import Ledger
from core.domain.local_value import Registration
from core.domain.score import EngineRun, SpliceEffect, SpliceTrack
from core.domain.variant import Variant
from core.errors import UnfinishedCaseError, UsageError
from core.gate_presets import Preset
from core.interpret.gate_rules import GateRules
from core.listing import CandidateQuery, ListRow, Movement, Order
from core.others import OtherOverview
from core.pipeline.engine_kinds import score_job_entry
from core.pipeline.gating import GateBench, GateCounts
from core.pipeline.spec import EXACTLY, Computing, IntakeSpec, PanelFile, PatientChange, TableSpec
from core.review import VariantDetail
from core.store.case_store import CaseStore
from core.store.records import SetAsideAllele, SetAsideRecord
from core.trace import Trace, trace_text
from core.worker import JobSpec, Preparation

_OPEN_VARIANT = "core.pipeline.attribute:open_variant"
_ATTRIBUTE = "core.pipeline.attribute:attribute_variant"
READY_JOBS = (_OPEN_VARIANT, _ATTRIBUTE)
"""Jobs on the variant a person looks at: they should answer at once."""


def inspect_job(spec: IntakeSpec) -> JobSpec:
    """Look into the files of a case to be, before any work starts."""
    return JobSpec("core.pipeline.inspect:inspect_input", {"spec": spec}, "Looking into the files")


def new_case_job(spec: IntakeSpec) -> JobSpec:
    """Read a variant file into a new case."""
    return JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading the variant file")


def look_at_panels_job(paths: Sequence[Path]) -> JobSpec:
    """Read panels, to show what they are before they are chosen."""
    return JobSpec("core.pipeline.panels:look_at_panels", {"paths": tuple(paths)}, "Reading panels")


def gene_sources_job(add: Sequence[Path] = (), remove: Sequence[GeneSourceKind] = ()) -> JobSpec:
    """Keep files on genes and forget kinds; tells how every kind stands."""
    arguments = {"add": tuple(add), "remove": tuple(remove)}
    return JobSpec("core.pipeline.gene_sources:change_gene_sources", arguments, "Reading files")


def local_sources_job(add: Registration | None = None, remove: str = "") -> JobSpec:
    """Register a track or table of this computer, or forget one; gives what is registered."""
    job = "core.pipeline.local_sources:change_local_sources"
    return JobSpec(job, {"add": add, "remove": remove}, "Looking at tracks and tables")


def keep_terms_job(ontology_file: Path | None = None) -> JobSpec:
    """Make the list of phenotype terms that are searched, with the synonyms of a file if given."""
    arguments = {"ontology_file": ontology_file}
    return JobSpec("core.pipeline.term_index:keep_term_index", arguments, "Reading terms")


def networks_made_ready(engine_id: str) -> Preparation:
    """What a worker does ahead of the jobs in `READY_JOBS`: load the engine they ask."""
    return Preparation("core.pipeline.ready:make_ready", {"engine_id": engine_id})


def install_pack_job(name: str, accepted_by: str | None, source: str | None = None) -> JobSpec:
    """Fetch and install a pack."""
    arguments = {"name": name, "source": source, "accepted_by": accepted_by}
    return JobSpec("core.packs:install_pack", arguments, f"Installing {name}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left to do on a case.

    Attributes
    ----------
    n_pending
        Variants that passed the gates and that an engine has not looked at.
    is_unfinished
        The last scoring run did not come to its end: also with no variant pending the wide
        windows are still to be looked at.
    """

    n_pending: int = 0
    is_unfinished: bool = False


class CaseReader(AbstractContextManager["CaseReader"]):
    """Read-only view of a case for one thread.

    `interrupt` may be called from another thread; the read under way then raises.
    """

    def __init__(self, path: Path) -> None:
        self._store = CaseStore.open(path)
        self._bench: GateBench | None = None
        self.path = path

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    @property
    def store(self) -> CaseStore:
        """The store underneath, for report writers."""
        return self._store

    def close(self) -> None:
        """Close the connection."""
        self._store.close()

    def interrupt(self) -> None:
        """Stop the read under way in another thread."""
        self._store.interrupt()

    def info(self) -> CaseInfo:
        """Identity of the case."""
        return self._store.info()

    def ledger(self) -> Ledger:
        """Where every record and allele went."""
        return self._store.ledger()

    def primary_engine(self) -> str:
        """The engine the list is ranked by; "" before any run."""
        return self._store.primary_engine()

    def engine_runs(self) -> tuple[EngineRun, ...]:
        """What scored this case."""
        return tuple(run for _, run in self._store.engine_runs())

    def waiting(self) -> Waiting:
        """What scoring has left to do for the list; all that passed the gates before any run."""
        engines = self._store.ledger().engines
        primary = engines.get(self._store.primary_engine())
        n_pending = 0 if primary is None else primary.pending
        if not engines:
            n_pending = self._n_passed()
        return Waiting(n_pending, self._store.is_scoring_unfinished())

    def set_aside(
        self, limit: int, offset: int = 0
    ) -> tuple[tuple[SetAsideRecord, ...], tuple[SetAsideAllele, ...]]:
        """Records and alleles that were set aside, a page of each in file order."""
        return (
            tuple(self._store.records_set_aside(limit=limit, offset=offset)),
            tuple(self._store.alleles_set_aside(limit=limit, offset=offset)),
        )

    def panels(self) -> tuple[PanelFile, ...]:
        """The panels chosen for the case."""
        return tuple(map(PanelFile.of, self._store.panels()))

    def other_overview(self) -> OtherOverview:
        """What the case holds besides small variants, its repeats judged."""
        return others.overview(self._store)

    def intervals(
        self, limit: int, offset: int = 0, kinds: Sequence[IntervalKind] | None = None
    ) -> tuple[Interval, ...]:
        """A page of the records that are no small variants, in file order."""
        return self._store.intervals(limit, offset, kinds)

    def interval_problems(self, limit: int, offset: int = 0) -> tuple[IntervalProblem, ...]:
        """A page of those that could not be placed."""
        return self._store.interval_problems(limit, offset)

    def ids(self, query: CandidateQuery) -> tuple[int, ...]:
        """Variant ids of the candidates that match, in the order asked for."""
        return listing.select(self._list_rows(), query)

    def order(self, query: CandidateQuery) -> Order:
        """The candidates that match with their ranks, all of one instant."""
        return listing.order(self._list_rows(), query, self._n_passed())

    def rows(self, ids: Sequence[int]) -> tuple[Candidate, ...]:
        """Candidates of these ids in the order given; ids no longer in the list are left out."""
        found = {one.facts.variant_id: one for one in review.candidates(self._store, ids)}
        return tuple(found[variant_id] for variant_id in ids if variant_id in found)

    def tracks(self, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Raw probabilities around a variant, the widest stored per gene."""
        return self._store.tracks(variant_id)

    def tracks_by(self, engine_id: str, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Raw probabilities around a variant as one engine sees them, the widest per gene."""
        return self._store.tracks_by(engine_id, variant_id)

    def exon_scores(self, ids: Sequence[int]) -> dict[int, tuple[ExonScore, ...]]:
        """What exon engines said about these variants, () for nothing."""
        return self._store.exon_scores(ids)

    def genomic_names(self, variants: Sequence[Variant]) -> dict[Variant, str]:
        """HGVS g. descriptions."""
        return review.genomic_names(self.info(), variants)

    def gate_counts(self, rules: GateRules) -> GateCounts:
        """What gates would do to the case; what was loaded for that is kept for the next time."""
        if self._bench is None or not self._bench.is_current:
            self._bench = GateBench(self._store)
        return self._bench.counts(rules)

    def movement(self, shown: Sequence[int], query: CandidateQuery) -> Movement:
        """How the list differs from the order on screen."""
        return listing.movement(shown, self.ids(query))

    def detail(self, variant_id: int) -> VariantDetail:
        """Everything about one variant."""
        return review.detail(self._store, variant_id)

    def marks(self) -> dict[int, tuple[Mark, str]]:
        """The person's decisions by variant id."""
        return self._store.marks()

    def find(self, text: str) -> tuple[int, Variant]:
        """Give id and allele of the stored variant meant by `chrom-pos-ref-alt`, in any spelling.

        Raises
        ------
        UsageError
            If the text is no variant or the case does not hold it.
        ReferenceMismatchError
            If REF differs from the reference.
        """
        variant = Variant.parse(text, self.info().proof.assembly)
        stored = review.find(self._store, variant)
        if stored is None and review.may_be_spelled_otherwise(self.info(), variant):
            raise UsageError(
                f"{text} is not in this case as spelled here, and another spelling cannot be "
                "looked up without the reference the case was made with.",
                "Put the reference back where it was, or spell the variant as the list does.",
            )
        if stored is None:
            raise UsageError(
                f"{text} is not in this case.",
                "`intronaut case trace` tells what became of it; check position and alleles.",
            )
        return stored.variant_id, stored.variant

    def trace(self, text: str) -> Trace:
        """Why a variant is, or is not, in the list; alleles such as `*` and `<DEL>` too.

        Raises
        ------
        UsageError
            If the text has not the form chrom-pos-ref-alt.
        ReferenceMismatchError
            If REF differs from the reference and no record set aside says the same.
        """
        return trace_text(self._store, text)

    def _n_passed(self) -> int:
        return int((self._store.columns().gate == 0).sum())

    def _list_rows(self) -> list[ListRow]:
        rows = self._store.candidate_rows()
        ids = [row.variant_id for row in rows]
        scores, marks = self._store.scores(ids), self._store.marks()
        stored = {one.variant_id: one for one in self._store.variants(ids)}
        return [
            ListRow(
                row=row,
                name=stored[row.variant_id].variant.spelled,
                place=stored[row.variant_id].variant.sort_key,
                max_delta=listing.max_delta(scores.get(row.variant_id, ())),
                frequency=stored[row.variant_id].population_frequency,
                distance=stored[row.variant_id].distance,
                mark=marks.get(row.variant_id, (Mark.NONE, ""))[0],
            )
            for row in rows
        ]


class Session:
    """One open case, or none."""

    def __init__(self) -> None:
        self._store: CaseStore | None = None
        self.path: Path | None = None
        self.info: CaseInfo | None = None

    @property
    def is_open(self) -> bool:
        """A case is open."""
        return self._store is not None

    def open(self, path: Path) -> Change:
        """Open a case for review; the one open before is closed.

        Raises
        ------
        CaseFileError, CaseFileTooNewError, CaseFileLockedError, UnfinishedCaseError
            If the file is no case, is newer than the program, is being written by another one, or
            its variant file was not read to its end. Then no case is open.
        """
        self.close()
        store = CaseStore.open(path, write=True)
        try:
            info = _info_of_complete(store)
        except BaseException:
            store.close()
            raise
        self._store, self.path, self.info = store, path, info
        return Change(case=True, candidates=True, decisions=True)

    def close(self) -> Change:
        """Close the case; nothing happens without one."""
        if self._store is not None:
            self._store.close()
        self._store = self.path = self.info = None
        return Change(case=True, candidates=True, decisions=True)

    def reader(self) -> CaseReader:
        """Give a read-only view with its own connection, for one thread."""
        return CaseReader(self._open_path())

    def mark(self, variant_id: int, mark: Mark, note: str = "") -> Change:
        """Store what the person decided about a variant."""
        self._writer().set_mark(variant_id, mark, note)
        return Change(decisions=True, variant_ids=(variant_id,))

    def save_copy(self, target: Path) -> None:
        """Write a complete copy of the case, also while a job runs."""
        self._writer().save_copy(target)

    def score_job(
        self, engine_id: str = "spliceai", device: str = "auto", computing: Computing = EXACTLY
    ) -> JobSpec:
        """Score and rank all that is pending."""
        how = {"engine_id": engine_id, "device": device, "computing": computing}
        arguments = self._arguments() | how
        return JobSpec(score_job_entry(engine_id), arguments, "Scoring variants")

    def look_up_job(self, table: TableSpec) -> JobSpec:
        """Look up every scored variant in a table of precomputed scores, and remember the table."""
        arguments = self._arguments() | {"table": table}
        return JobSpec("core.pipeline.lookup:look_up_case", arguments, "Looking into the table")

    def look_up_local_job(self, *variant_ids: int) -> JobSpec:
        """Look variants up in the tracks of this computer."""
        arguments = self._arguments() | {"variant_ids": variant_ids}
        job = "core.pipeline.local_sources:look_up_local"
        return JobSpec(job, arguments, "Looking into local sources")

    def look_up_everything_job(self) -> JobSpec:
        """Look all variants up in frequencies and ClinVar, the first and marked ones in tracks too."""
        job = "core.pipeline.annotate:look_up_everything"
        return JobSpec(job, self._arguments(), "Looking into local sources")

    def change_patient_job(self, change: PatientChange) -> JobSpec:
        """Change the patient's terms and the panels, and rank again."""
        arguments = self._arguments() | {"change": change}
        return JobSpec("core.pipeline.patient:change_patient", arguments, "Ranking anew")

    def apply_gates_job(self, preset: Preset) -> JobSpec:
        """Put the case through other gates, and rank again; scores are kept."""
        arguments = self._arguments() | {"preset": preset}
        return JobSpec("core.pipeline.gating:apply_gates", arguments, "Applying the gates")

    def take_gene_sources_job(self) -> JobSpec:
        """Take what is installed on genes into the case, and rank again."""
        entry = "core.pipeline.gene_sources:update_gene_sources"
        return JobSpec(entry, self._arguments(), "Taking what is known about genes")

    def score_tables(self) -> tuple[SourceFile, ...]:
        """Tables of precomputed scores the case remembers."""
        sources = self._writer().info().sources
        return tuple(source for source in sources if source.role == SCORE_TABLE)

    def forget_table(self, path: str) -> Change:
        """Forget a table, with everything that was looked up in it."""
        self._writer().forget_table(path)
        return Change(candidates=True)

    def track_job(self, variant_id: int) -> JobSpec:
        """Compute the complete probability track of one variant."""
        arguments = self._arguments() | {"variant_id": variant_id}
        return JobSpec(_OPEN_VARIANT, arguments, "Reading the splice sites")

    def attribute_job(
        self,
        spelled: str,
        method: AttributionMethod = AttributionMethod.ISM,
        effect: SpliceEffect | None = None,
    ) -> JobSpec:
        """Explain one variant base by base."""
        wanted = {"spelled": spelled, "method": method, "effect": effect}
        arguments = self._arguments() | wanted
        return JobSpec(_ATTRIBUTE, arguments, "Explaining per base")

    def _arguments(self) -> dict[str, object]:
        """What every job on this case is told: where it is, and that it may write it for us."""
        return {"case": self._open_path(), "owner_token": self._writer().owner_token}

    def _open_path(self) -> Path:
        if self.path is None:
            raise UsageError("No case is open.", "Open a case first.")
        return self.path

    def _writer(self) -> CaseStore:
        if self._store is None:
            raise UsageError("No case is open.", "Open a case first.")
        return self._store


def _info_of_complete(store: CaseStore) -> CaseInfo:
    info = store.info()
    if not info.is_complete:
        raise UnfinishedCaseError(store.path)
    return info
