"""The long work behind the window: make a case, score it, explain a variant, install the pack."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from core import packs
from core.change import Change
from core.domain.attribution import AskedTrack, Attribution, AttributionMethod
from core.domain.case import NO_GENES, CaseInfo
from core.domain.counting import counted
from core.domain.score import SpliceEffect
from core.domain.variant import Variant
from core.errors import ProblemError
from core.gate_presets import Preset
from core.interpret.sample_words import is_grave
from core.pipeline.engine_kinds import computing_for, scores_sites
from core.pipeline.spec import EXACTLY, IntakeSpec, PatientChange, RnaSpec, ScanSpec, TableSpec
from core.session import (
    READY_JOBS,
    Waiting,
    install_pack_job,
    networks_made_ready,
    new_case_job,
)
from gui.jobs import JobRunner, Outcome
from gui.main_window.tasks import find_engines, prepare_demo, read_pending
from gui.pace import Pace
from gui.state import CaseState

PACK = "spliceai"
_VALUES = "values"
_LOCAL = "local sources"
_SAMPLES = "samples"
_RNA = "rna"
_RANK = "rank"
RNA_PLAN = "rna plan"
SCAN = "scan"
_QUIET = frozenset({"track", _VALUES})
"""Small jobs that explain nothing."""

_CHANGED_CASE = {
    _LOCAL: "The case was looked up in the files of this computer.",
    "patient": "The list is ranked anew.",
    _SAMPLES: "The samples are checked.",
    "gates": "The case went through the gates. What newly passes waits for scoring.",
}
"""What is said when a job changed what the case says about itself."""

_TOLD = {"look up": "{}", _RNA: "{}", _RANK: "The list is ranked again.", SCAN: "Scanned."}
"""What is said of the value of a job."""

_SCORED = {
    True: "All variants are scored.",
    False: "Scored, but not for splicing: none of the chosen engines reads splice sites.",
}
_HELD = "Scoring waits: it is in doubt whose samples these are. Score goes on nevertheless."
_ANNOUNCE_PAUSE = 400
_IS_RUNNING = True


class Work(QObject):
    """Starts jobs in the right order and announces what they changed.

    Signals
    -------
    consent_needed
        Licence text: the pack must be installed before scoring.
    told
        A sentence for the status bar.
    stopped_by_problem
        An exception to show.
    became
        Busy or idle: title of the main job, empty when idle.
    explaining
        Variant id, and whether its explanation is being computed.
    sharpened
        Variant id, and its explanation as far as it is known.
    rearranged
        The person had the list ranked or gated anew: it may take its new order at once.
    pending_known
        What scoring has left to do, a `Waiting`.
    """

    consent_needed = Signal(str)
    told = Signal(str)
    stopped_by_problem = Signal(object)
    became = Signal(str)
    explaining = Signal(object, bool)
    sharpened = Signal(object, object)
    rearranged = Signal()
    pending_known = Signal(object)

    def __init__(self, state: CaseState, runner: JobRunner) -> None:
        super().__init__()
        self._state, self._runner = state, runner
        self.computing = EXACTLY
        self.chosen_engines: tuple[str, ...] = ()
        self._engines_left: tuple[str, ...] = ()
        self._has_asked_sites = False
        self._intake: IntakeSpec | None = None
        self._scores_after_open = False
        self._is_looking = False
        self._small: dict[str, int] = {}
        self._changed: set[int] = set()
        self._is_pack_ready = False
        self._announce_timer = QTimer(self, singleShot=True, interval=_ANNOUNCE_PAUSE)
        self._announce_timer.timeout.connect(self._on_announce)
        state.changed.connect(self._on_changed)
        state.answered.connect(self._on_answered)
        state.finished_task.connect(self._on_task)
        runner.progressed.connect(self._on_progressed)
        runner.ended.connect(self._on_ended)

    def create(self, spec: IntakeSpec) -> None:
        """Read a variant file into a new case, open it, score it."""
        self._state.close()
        self._intake, self._is_looking = spec, False
        self._start("intake", new_case_job(spec))

    @property
    def may_read_up_to_damage(self) -> bool:
        """A case was to be made of a file read to its end."""
        return self._intake is not None and not self._intake.up_to_damage

    def create_up_to_damage(self) -> None:
        """Make the last case anew from what stands before the damage, as the person agreed."""
        if self._intake is not None:
            self.create(replace(self._intake, up_to_damage=True))

    def open_demo(self) -> None:
        """Open the demo case; the first time it is made."""
        self._state.submit("demo", prepare_demo)

    def score(self) -> None:
        """Score what is pending with each chosen engine; asks for a pack where there is none."""
        self._state.submit("pack for scoring", partial(find_engines, self.chosen_engines))

    def look_up(self, table: TableSpec) -> None:
        """Look up the scored variants in a table of precomputed scores."""
        self._start("look up", self._state.session.look_up_job(table))

    def change_patient(self, change: PatientChange) -> None:
        """Change the patient's terms and the panels of the case, and rank anew."""
        self._start("patient", self._state.session.change_patient_job(change))

    def apply_gates(self, preset: object) -> None:
        """Put the case through a `Preset` of gates, and rank anew."""
        if isinstance(preset, Preset):
            self._start("gates", self._state.session.apply_gates_job(preset))

    def look_up_local(self) -> None:
        """Look the case up in frequencies, ClinVar, tracks and tables of this computer."""
        self._start(_LOCAL, self._state.session.look_up_everything_job())

    def rank(self) -> None:
        """Rank again by the rules in use."""
        self._start(_RANK, self._state.session.rank_job())

    def read_rna(self, spec: RnaSpec) -> None:
        """Read a file of the patient's RNA at the predicted changes."""
        self._start(_RNA, self._state.session.read_rna_job(spec))

    def scan(self, spec: ScanSpec) -> None:
        """Scan a region of the reference; `JobRunner.ended` carries the scan."""
        if self._runner.main_job:
            self.told.emit("Wait until the job under way has ended, then scan the region.")
        else:
            self._start(SCAN, self._state.session.scan_job(spec))

    def plan_rna_test(self, spelled: str) -> None:
        """Plan the RNA test of a variant; `JobRunner.ended` carries the plan."""
        self._start(RNA_PLAN, self._state.session.plan_rna_test_job(spelled))

    def check_samples(self) -> None:
        """Check whether samples are whose they should be, in a case of an older version."""
        self._start(_SAMPLES, self._state.session.check_samples_job())

    def take_gene_sources(self) -> None:
        """Take what is installed on genes into the case, and rank anew."""
        self._start("genes", self._state.session.take_gene_sources_job())

    def check_engines(self) -> None:
        """Find out again whether there is an engine to score with."""
        self._state.submit("pack", partial(find_engines, self.chosen_engines))

    def install(self) -> None:
        """Install the pack, accepted by the person at this machine, then score."""
        self._start("install", install_pack_job(PACK, packs.user_name()))

    def explain(
        self,
        variant_id: int,
        variant: Variant,
        about: SpliceEffect | AskedTrack,
        method: AttributionMethod,
    ) -> None:
        """Compute the per-base explanation of an effect or a track of a variant."""
        if self._state.is_being_read:
            self.told.emit("Explanations are computed once the variant file is read.")
            return
        name = f"explain {variant_id}"
        self._small[name] = variant_id
        self.explaining.emit(variant_id, _IS_RUNNING)
        self._runner.run_small(
            name, self._state.session.attribute_job(variant.spelled, method, about)
        )

    def stop_explaining(self, *, but: int) -> None:
        """Stop what is being explained of other variants than one."""
        for name, variant_id in tuple(self._small.items()):
            if name not in _QUIET and variant_id != but:
                self._runner.cancel_small(name)

    def read_track(self, variant_id: int) -> None:
        """Compute the complete track of a variant, if nothing bigger is under way."""
        if self._is_pack_ready and not self._runner.main_job and not self._runner.waits("track"):
            self._small["track"] = variant_id
            self._runner.run_small("track", self._state.session.track_job(variant_id))

    def read_values(self, variant_id: int) -> None:
        """Look a variant up in the tracks and tables of this computer."""
        if not self._runner.main_job and not self._runner.waits(_VALUES):
            self._small[_VALUES] = variant_id
            self._runner.run_small(_VALUES, self._state.session.look_up_local_job(variant_id))

    def _start(self, name: str, spec: object) -> None:
        if self._runner.run(name, spec):  # type: ignore[arg-type]
            self._state.has_running_job = name in ("score", "intake")
            self.became.emit(getattr(spec, "title", name))

    def _ask_pending(self) -> None:
        if self._state.is_open:
            self._state.ask("pending", read_pending)

    def _on_changed(self, change: Change) -> None:
        if change.case:
            self.pending_known.emit(Waiting())
            if not self._state.is_being_read:
                self._ask_pending()
            if self._state.is_open and not self._state.is_being_read:
                self.check_engines()
        if change.case and self._state.is_open and self._scores_after_open:
            self._scores_after_open = False
            self._score_new_case()

    def _score_new_case(self) -> None:
        """Score by itself, unless it is in doubt whose samples these are."""
        info = self._state.info
        if info is not None and any(map(is_grave, info.warnings)):
            self.told.emit(_HELD)
        else:
            self.score()

    def _on_answered(self, answer: object) -> None:
        if getattr(answer, "kind", "") == "pending":
            self.pending_known.emit(getattr(answer, "value", Waiting()))

    def _on_task(self, name: str, value: object) -> None:
        if name in ("pack", "pack for scoring"):
            self._is_pack_ready = bool(value)
            if self._is_pack_ready and self._state.is_open:
                self._runner.keep_ready(networks_made_ready(PACK), READY_JOBS)
        if name == "demo" and isinstance(value, IntakeSpec):
            self.create(value)
        elif name == "demo" and isinstance(value, Path):
            self._state.open(value)
        elif name == "pack for scoring" and isinstance(value, tuple) and value:
            self._engines_left = value
            self._has_asked_sites = any(map(scores_sites, value))
            self._score_next()
        elif name == "pack for scoring":
            self.consent_needed.emit(packs.licence_text(PACK))

    def _score_next(self) -> None:
        engine_id, *rest = self._engines_left
        self._engines_left = tuple(rest)
        job = self._state.session.score_job(
            engine_id, computing=computing_for(engine_id, self.computing)
        )
        self._start("score", job)

    def _on_progressed(self, name: str, pace: Pace) -> None:
        if name == "intake" and pace.progress.changed and not self._state.is_open:
            self._look_into_case()
        if name in ("score", "intake") and pace.progress.changed:
            self._changed.update(pace.progress.changed)
            if not self._announce_timer.isActive():
                self._announce_timer.start()
        if isinstance(pace.progress.so_far, Attribution) and name in self._small:
            self.sharpened.emit(self._small[name], pace.progress.so_far)

    def _look_into_case(self) -> None:
        """Show the first candidates while the rest of the file is read."""
        if self._intake is not None and not self._is_looking:
            self._is_looking = True
            self._state.look_into(self._intake.case)

    def _on_announce(self) -> None:
        changed, self._changed = tuple(self._changed), set()
        self._state.announce(Change(candidates=True, variant_ids=changed))

    def _on_ended(self, outcome: Outcome) -> None:
        if outcome.name in self._small:
            self._end_small(outcome)
            return
        self._announce_timer.stop()
        self._state.has_running_job = False
        self.became.emit("")
        if outcome.problem is not None or outcome.is_cancelled:
            self._engines_left = ()
            if outcome.name == "intake":
                self._state.close()
        if outcome.problem is not None:
            self.stopped_by_problem.emit(outcome.problem)
        elif outcome.is_cancelled and outcome.name == "intake":
            self.told.emit("Stopped. No case was made.")
        elif outcome.is_cancelled:
            self.told.emit("Stopped. What was done is kept.")
        else:
            self._go_on(outcome)
        if outcome.name in ("score", "look up", _LOCAL, _RNA, _RANK, SCAN) and self._state.is_open:
            self._state.announce(Change(candidates=True))
            self._state.read_info()
            self._ask_pending()

    def _go_on(self, outcome: Outcome) -> None:
        name = outcome.name
        if name == "intake" and self._intake is not None:
            self._scores_after_open = True
            self._state.open(self._intake.case)
        elif name == "install":
            self.score()
        elif name == "score" and self._engines_left:
            self._score_next()
        elif name == "score":
            info = self._state.info
            has_genes = info is None or NO_GENES not in info.warnings
            self.told.emit(_SCORED[self._has_asked_sites] if has_genes else NO_GENES)
        elif name in _CHANGED_CASE and isinstance(outcome.value, CaseInfo):
            self._state.take_info(outcome.value)
            self._ask_pending()
            self.told.emit(_CHANGED_CASE[name])
            self.rearranged.emit()
        elif name == "genes":
            self._state.announce(Change(candidates=True))
            self.told.emit(f"The case took {counted(int(str(outcome.value)), 'source')} on genes.")
        elif name in _TOLD:
            self.told.emit(_TOLD[name].format(outcome.value))

    def _end_small(self, outcome: Outcome) -> None:
        variant_id = self._small.pop(outcome.name)
        if outcome.name not in _QUIET:
            self.explaining.emit(variant_id, not _IS_RUNNING)
        if (
            outcome.problem is not None
            and isinstance(outcome.problem, ProblemError)
            and outcome.name in _QUIET
        ):
            self.told.emit(str(outcome.problem))
        elif outcome.problem is not None:
            self.stopped_by_problem.emit(outcome.problem)
        elif self._state.is_open and not outcome.is_cancelled:
            self._state.announce(Change(candidates=True, variant_ids=(variant_id,)))
