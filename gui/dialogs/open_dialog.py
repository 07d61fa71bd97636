"""New case: shows build, REF match, samples and counts before any work starts."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core.domain.assembly import BuildVerdict
from core.domain.case import NO_GENES
from core.domain.term_index import TermIndex
from core.errors import DamagedFileError, ProblemError
from core.pipeline.first_look import FirstLook
from core.pipeline.spec import Inspection, IntakeSpec
from core.session import first_look_job, inspect_job
from core.store.case_state import CaseFileState, state_of
from gui.dialogs.case_form import CaseForm
from gui.dialogs.inspection_html import (
    first_look_html,
    inspection_html,
    needed_html,
    verdict_of,
)
from gui.jobs import RunningJob
from gui.theme import Theme

_PAUSE = 400
CHOOSE_PATIENT = "Choose who the patient is: the file holds several samples and no pedigree tells."
UNFINISHED = (
    "{name} is unfinished: reading its variant file was interrupted, and it holds no result. "
    "Start it again: the unfinished file is replaced."
)
_CREATE, _AGAIN = "Create case", "Start it again"
_BEGIN = "Choose a variant file and its reference. The files are looked at before anything is read."

CONSENT = "Load what stands before the damage; what lies behind it is not assessed"
REMEDY = (
    "Copy the file again from where it came from, or have it made anew: that is the safe way. What "
    "stands before the damage can be loaded; the case and every report then say what is missing."
)


class OpenDialog(QDialog):
    """Asks for the files of a case and shows what they are; `spec` is set once accepted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._job: RunningJob | None = None
        self.inspection: Inspection | None = None
        self.spec: IntakeSpec | None = None
        self._looked_at: IntakeSpec | None = None
        self._build_ui()
        self._connect()
        self._show_needed()

    def set_index(self, index: TermIndex) -> None:
        """Search phenotype terms in this list."""
        self.form.terms.set_index(index)

    def _build_ui(self) -> None:
        self.setWindowTitle("New case")
        self.resize(1120, 700)
        self.form = CaseForm()
        self.verdict = QLabel(wordWrap=True)
        self.verdict.setContentsMargins(9, 6, 9, 6)
        self.findings = QTextBrowser()
        self.findings.setAccessibleName("What was found in the files")
        self.busy = QProgressBar(textVisible=False)
        self.busy.setVisible(False)
        self.busy.setRange(0, 0)
        self.hint = QLabel(wordWrap=True)
        self.hint.setProperty("role", "muted")
        self.hint.setContentsMargins(9, 6, 9, 6)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        self.consent = QCheckBox(CONSENT)
        self.consent.setVisible(False)
        for widget in (self.verdict, self.consent, self.busy, self.findings):
            column.addWidget(widget)
        split = QSplitter(childrenCollapsible=False)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(self.form)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        split.addWidget(area)
        split.addWidget(right)
        split.setSizes([540, 560])
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.create_button = self.buttons.addButton(_CREATE, QDialogButtonBox.ButtonRole.AcceptRole)
        self.create_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(split, stretch=1)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._on_inspect)
        self.form.files_changed.connect(self._on_files_changed)
        self.form.changed.connect(self._show_readiness)
        self.consent.toggled.connect(self._on_consent)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _show_verdict(self, role: str, words: str) -> None:
        _dress(self.verdict, role or "muted")
        self.verdict.setText(words)
        self._show_readiness()

    def _show_readiness(self) -> None:
        case = self.form.case.path
        state = CaseFileState.FREE if case is None else state_of(case)
        problem = self._what_is_missing(state)
        is_ready = self.form.spec() is not None and self.inspection is not None and not problem
        self.create_button.setEnabled(is_ready)
        is_again = state is CaseFileState.UNFINISHED
        self.create_button.setText(_AGAIN if is_again else _CREATE)
        words = [UNFINISHED.format(name=case.name)] if is_again and case is not None else []
        words += [NO_GENES] if is_ready and self.form.genes.path is None else []
        self.hint.setText("\n".join([*words, problem] if problem else words))
        is_refused = self.inspection is not None and bool(self.inspection.problems)
        _dress(self.hint, "warning" if words or is_refused else "muted")

    def _what_is_missing(self, state: CaseFileState) -> str:
        spec, found = self.form.spec(), self.inspection
        if spec is None or found is None:
            return ""
        if found.problems:
            return " ".join(found.problems)
        if self.form.must_name_patient:
            return CHOOSE_PATIENT
        if found.proof.verdict is BuildVerdict.CONTRADICTED:
            return "A file of another build is never read."
        if found.proof.verdict is BuildVerdict.UNPROVEN and spec.assembly is None:
            return "State the assembly to go on."
        if self.form.unfinished:
            return self.form.unfinished
        return _case_problem(spec.case, state)

    def _stop_job(self) -> None:
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None
        self.busy.setVisible(False)

    def _on_files_changed(self) -> None:
        self._stop_job()
        blocker = QSignalBlocker(self.consent)
        self.consent.setChecked(False)
        self.consent.setVisible(False)
        blocker.unblock()
        self._on_consent()

    def _on_consent(self) -> None:
        """Look into the files anew."""
        self._stop_job()
        self.inspection = None
        self._show_needed()
        self._timer.start()

    def _show_needed(self) -> None:
        self.findings.setHtml(needed_html(self._theme))
        self._show_verdict("", _BEGIN)

    def _spec(self) -> IntakeSpec | None:
        """What is asked for, with what the person agreed to."""
        spec = self.form.spec()
        return spec and replace(spec, up_to_damage=self.consent.isChecked())

    def _on_inspect(self) -> None:
        spec, variants = self._spec(), self.form.vcf.paths
        others = (self.form.reference.path, self.form.genes.path, self.form.ped.path)
        if missing := _missing(*variants, *others):
            self._show_verdict("warning", f"There is no file {missing}.")
            return
        if spec is not None:
            self._looked_at = spec
            self._job = RunningJob(inspect_job(spec), self)
            self._job.finished.connect(self._on_inspected)
        elif variants and self.form.reference.path is None:
            look = first_look_job(variants, up_to_damage=self.consent.isChecked())
            self._job = RunningJob(look, self)
            self._job.finished.connect(self._on_looked)
        else:
            return
        self._job.failed.connect(self._on_failed)
        self.busy.setVisible(True)
        self._show_verdict("", "Looking into the files…")
        self._job.start()

    def _on_looked(self, look: FirstLook) -> None:
        self._stop_job()
        self.form.offer_samples(look.samples)
        self.findings.setHtml(first_look_html(look, self._theme))
        self._show_verdict("", "The variant file can be read. Choose the reference to go on.")

    def _on_inspected(self, inspection: Inspection) -> None:
        self._stop_job()
        self.inspection = inspection
        self.form.offer_samples(inspection.samples)
        must_choose = self.form.must_name_patient
        self.findings.setHtml(inspection_html(inspection, self._theme, has_patient=not must_choose))
        role, words = verdict_of(inspection)
        stated = self.form.stated_assembly
        if role == "warning" and stated is not None:
            words = f"{stated}: stated by hand, not proven. Every view and report will say so."
        self._show_verdict(role, words)
        if self._looked_at is not None and self._spec() != self._looked_at:
            # Another file has other samples: the choice of the patient was taken back.
            self._timer.start()

    def _on_failed(self, problem: Exception) -> None:
        self._stop_job()
        self.inspection = None
        if isinstance(problem, DamagedFileError):
            self.consent.setVisible(True)
            self._show_verdict("danger", f"{problem.cause}\n{REMEDY}")
        elif isinstance(problem, ProblemError):
            self._show_verdict("danger", f"{problem.cause}\n{problem.remedy}")
        else:
            self._show_verdict(
                "danger", "The files could not be looked at: a fault in the program."
            )
            self.findings.setPlainText(str(problem))

    def done(self, result: int) -> None:
        """Close the dialog; a look that still runs is stopped."""
        self._timer.stop()
        self._stop_job()
        self.form.panels.stop()
        self.spec = self._spec() if result == QDialog.DialogCode.Accepted else None
        super().done(result)


def _dress(label: QLabel, role: str) -> None:
    """Give a label another role and the look that belongs to it."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def _case_problem(case: Path, state: CaseFileState) -> str:
    if not case.parent.is_dir():
        return f"There is no folder {case.parent}."
    if state is CaseFileState.TAKEN:
        return f"{case.name} exists already. Choose another name for the case file."
    return ""


def _missing(*paths: Path | None) -> str:
    """Name the first path that is no file, "" if all are."""
    return next((str(path) for path in paths if path and not path.is_file()), "")
