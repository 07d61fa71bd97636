"""One open case: decisions are written, jobs described; every action gives a `Change`."""

from pathlib import Path

from core.change import Change
from core.domain.attribution import AskedTrack, AttributionMethod
from core.domain.candidate import Mark
from core.domain.case import SCORE_TABLE, CaseInfo, SourceFile
from core.domain.score import SpliceEffect
from core.domain.stated import Stated
from core.errors import UnfinishedCaseError, UsageError
from core.evidence import EvidenceSheet, changes, evidence_profile, evidence_sheet, now
from core.gate_presets import Preset
from core.interpret.evidence.assess import Claim
from core.interpret.evidence.decisions import Ruling
from core.pipeline.engine_kinds import score_job_entry
from core.pipeline.spec import EXACTLY, Computing, PatientChange, RnaSpec, ScanSpec, TableSpec
from core.ranked import info_as_ranked
from core.session.jobs import ATTENTION, ATTRIBUTE, ATTRIBUTE_TRACK, OPEN_VARIANT
from core.session.reader import CaseReader
from core.store.case_store import CaseStore
from core.worker import JobSpec


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

    def accept_code(self, variant_id: int, ruling: Ruling, profile: str = "") -> Change:
        """Accept a code of a variant, as it is suggested or at another strength."""
        store = self._writer()
        changes.accept_code(store, variant_id, self._sheet(variant_id, profile), ruling)
        return Change(decisions=True, variant_ids=(variant_id,))

    def reject_code(self, variant_id: int, ruling: Ruling, profile: str = "") -> Change:
        """Reject a code of a variant."""
        store = self._writer()
        changes.reject_code(store, variant_id, self._sheet(variant_id, profile), ruling)
        return Change(decisions=True, variant_ids=(variant_id,))

    def classify(self, variant_id: int, claim: Claim, profile: str = "") -> Change:
        """Give a variant the class its accepted codes make; earlier classes stay."""
        store = self._writer()
        changes.make_class(store, variant_id, self._sheet(variant_id, profile), claim)
        return Change(decisions=True, variant_ids=(variant_id,))

    def state_evidence(self, variant_id: int, stated: Stated, author: str) -> Change:
        """Keep what a person states of a variant; it takes the place of what was stated before."""
        changes.state(self._writer(), variant_id, stated, author, now())
        return Change(decisions=True, variant_ids=(variant_id,))

    def save_copy(self, target: Path) -> None:
        """Write a complete copy of the case, also while a job runs."""
        self._writer().save_copy(target)

    def rank_job(self) -> JobSpec:
        """Rank again by the rules in use, with the scores that are there."""
        return JobSpec("core.pipeline.rank:rank_case", self._arguments(), "Ranking")

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

    def check_samples_job(self) -> JobSpec:
        """Check the samples anew, as for a case of an older version."""
        entry = "core.pipeline.sample_checks:check_case"
        return JobSpec(entry, self._arguments(), "Checking the samples")

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

    def read_rna_job(self, spec: RnaSpec) -> JobSpec:
        """Read a file of the patient's RNA at the first and marked candidates."""
        arguments = self._arguments() | {"spec": spec}
        return JobSpec("core.pipeline.rna:read_rna", arguments, "Reading RNA")

    def forget_rna(self, path: str) -> Change:
        """Forget what a file of RNA showed, such as that of another sample."""
        self._writer().rna.forget(path)
        return Change(candidates=True)

    def plan_rna_test_job(self, spelled: str) -> JobSpec:
        """Plan the RNA test of a variant; its value is the plan."""
        arguments = self._arguments() | {"spelled": spelled}
        entry = "core.pipeline.rna_plan:plan_rna_test"
        return JobSpec(entry, arguments, "Planning the RNA test")

    def scan_job(self, spec: ScanSpec) -> JobSpec:
        """Scan a region of the reference; its value is the scan."""
        arguments = self._arguments() | {"spec": spec}
        return JobSpec("core.pipeline.scan:scan_region", arguments, "Scanning the region")

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
        return JobSpec(OPEN_VARIANT, arguments, "Reading the splice sites")

    def attribute_job(
        self,
        spelled: str,
        method: AttributionMethod = AttributionMethod.ISM,
        about: SpliceEffect | AskedTrack | None = None,
    ) -> JobSpec:
        """Explain one variant base by base: a splice effect, None for the strongest, or a track."""
        arguments = self._arguments() | {"spelled": spelled, "method": method}
        if isinstance(about, AskedTrack):
            return JobSpec(ATTRIBUTE_TRACK, arguments | {"asked": about}, "Explaining per base")
        return JobSpec(ATTRIBUTE, arguments | {"effect": about}, "Explaining per base")

    def attention_job(self, spelled: str, about: AskedTrack) -> JobSpec:
        """Tell where the network of a track looks around a variant."""
        arguments = self._arguments() | {"spelled": spelled, "asked": about}
        return JobSpec(ATTENTION, arguments, "Reading where the network looks")

    def _sheet(self, variant_id: int, profile: str) -> EvidenceSheet:
        return evidence_sheet(self._writer(), variant_id, evidence_profile(profile).rules)

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
    info = info_as_ranked(store)
    if not info.is_complete:
        raise UnfinishedCaseError(store.path)
    return info
