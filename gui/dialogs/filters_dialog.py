"""What the filters of an engine's first layer look for: asked, shown as a page, saved."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.domain.case import CaseInfo
from core.domain.network_filter import FilterReport
from core.errors import ProblemError
from core.packs import PackOverview, PackStatus
from core.pipeline.filter_spec import FilterSpec, has_network_per_track, may_have_filters
from core.report.network_filters import SUFFIXES, filters_html, summary, write_filters
from core.worker import JobSpec
from gui.dialogs.engines_html import progress_words
from gui.dialogs.genome_fields import genes_field, reference_field, take_known
from gui.dialogs.printed_page import PrintedPage
from gui.dialogs.problem_dialog import ProblemDialog
from gui.jobs import RunningJob
from gui.pace import Pace

_LEAD = (
    "The first layer of a network is a set of filters, each of which looks for a few bases in a row. "
    "They are shown random promoters; what activates each is drawn as a logo and compared with the "
    "motifs of JASPAR, where that pack is installed."
)
_WHOSE = "whose network is meant: each track has one"
_ONE_NETWORK = "one network for all tracks: none is to be named"
_KINDS = {
    ".html": "HTML page",
    ".svg": "Drawing",
    ".tsv": "Table, for other programs",
    ".meme": "Motifs in MEME's format",
}
_STEPS = 1_000


class FiltersDialog(QDialog):
    """Asks for a reference and gene models, runs the job, shows its page; those with matches first.

    Begins with the files of the open case, `info`, if there is one.
    """

    def __init__(
        self, pack: PackStatus, info: CaseInfo | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"What the filters of {pack.card.title} look for")
        self.resize(860, 680)
        self.page: PrintedPage | None = None
        self._pack = pack
        self._report: FilterReport | None = None
        self._job: RunningJob | None = None
        self._build_ui()
        take_known(self.reference, self.genes, info)
        self._connect()
        self._show_state()

    @property
    def spec(self) -> FilterSpec | None:
        """What is asked for, None while a file is missing."""
        if self.reference.path is None or self.genes.path is None:
            return None
        return FilterSpec(
            self._pack.card.name, self.reference.path, self.genes.path, self.track.text().strip()
        )

    def show_report(self, report: FilterReport) -> None:
        """Show the filters, in the place of any shown before."""
        if self.page is not None:
            self.page.deleteLater()
        self._report = report
        self.page = PrintedPage(filters_html(report))
        self.page.setAccessibleName("Filters")
        self._column.insertWidget(self._column.indexOf(self.told), self.page, stretch=1)
        self._room.hide()
        self.told.setText(f"{summary(report)}.")

    def let_go(self) -> None:
        """Stop the job under way at once: the dialog or the program closes."""
        if self._job is not None:
            self._job.stop()
            self._job.deleteLater()
            self._job = None

    def _build_ui(self) -> None:
        self.reference, self.genes = reference_field(), genes_field()
        has_tracks = has_network_per_track(self._pack)
        self.track = QLineEdit(placeholderText=_WHOSE if has_tracks else _ONE_NETWORK)
        self.track.setEnabled(has_tracks)
        self.track.setAccessibleName("Track")
        form = QFormLayout()
        for words, field in (
            ("Reference (FASTA)", self.reference),
            ("Gene models", self.genes),
            ("Track", self.track),
        ):
            form.addRow(words, field)
        self._room = QWidget()
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(textVisible=False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.ask = buttons.addButton("Show", QDialogButtonBox.ButtonRole.ActionRole)
        self.save = buttons.addButton("Save as…", QDialogButtonBox.ButtonRole.ActionRole)
        self.ask.setDefault(True)
        buttons.rejected.connect(self.reject)
        self._column = QVBoxLayout(self)
        self._column.addWidget(QLabel(_LEAD, wordWrap=True))
        self._column.addLayout(form)
        self._column.addWidget(self._room, stretch=1)
        for widget in (self.told, self.bar, buttons):
            self._column.addWidget(widget)

    def _connect(self) -> None:
        self.reference.changed.connect(self._show_state)
        self.genes.changed.connect(self._show_state)
        self.ask.clicked.connect(self._on_ask)
        self.save.clicked.connect(self._on_save)

    def _show_state(self) -> None:
        is_busy = self._job is not None
        self.bar.setVisible(is_busy)
        self.ask.setEnabled(not is_busy and self.spec is not None)
        self.save.setEnabled(not is_busy and self._report is not None)

    def _on_ask(self) -> None:
        title = f"Reading the filters of {self._pack.card.title}"
        job = JobSpec("core.pipeline.network_filters:show_filters", {"spec": self.spec}, title)
        self._job = RunningJob(job, self)
        self._job.progressed.connect(self._on_progressed)
        self._job.finished.connect(self._on_finished)
        self._job.failed.connect(self._on_failed)
        self.told.setText(f"{title}…")
        self.bar.setRange(0, 0)
        self._show_state()
        self._job.start()

    def _on_progressed(self, pace: Pace) -> None:
        progress = pace.progress
        stage = f"{progress.stage[:1].upper()}{progress.stage[1:]}…"
        self.told.setText(progress_words(progress) if progress.total else stage)
        self.bar.setRange(0, _STEPS if progress.total else 0)
        if progress.total:
            self.bar.setValue(round(_STEPS * progress.done / progress.total))

    def _on_finished(self, value: object) -> None:
        self.let_go()
        if isinstance(value, FilterReport):
            self.show_report(value)
        self._show_state()

    def _on_failed(self, problem: Exception) -> None:
        self.let_go()
        self._show_state()
        self.told.clear()
        if isinstance(problem, ProblemError):
            self.told.setText(f"{problem.cause} {problem.remedy}")
        else:
            ProblemDialog(problem, self).open()

    def _on_save(self) -> None:
        if self._report is None:
            return
        patterns = [f"{_KINDS[one]} (*{one})" for one in SUFFIXES]
        name = f"filters-{self._report.engine_id}{SUFFIXES[0]}"
        chosen, pattern = QFileDialog.getSaveFileName(
            self, "Save the filters", name, ";;".join(patterns)
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in SUFFIXES and pattern in patterns:
            path = path.with_name(path.name + SUFFIXES[patterns.index(pattern)])
        try:
            write_filters(self._report, path)
        except ProblemError as problem:
            self.told.setText(f"{problem.cause} {problem.remedy}")
        else:
            self.told.setText(f"Saved: {path}")

    def done(self, result: int) -> None:
        """Close the dialog; a job that still runs is let go."""
        self.let_go()
        super().done(result)


class FiltersButton(QPushButton):
    """Opens the dialog on the filters of a pack; hidden where an engine has none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("What its filters look for…", parent)
        self.setToolTip("Draw what activates the first layer, and the motifs that look alike")
        self.case_info: CaseInfo | None = None
        """The open case, whose files a dialog begins with."""
        self._pack: PackStatus | None = None
        self.clicked.connect(self._on_clicked)

    def show_for(self, one: PackOverview | None) -> None:
        """Offer the filters of a pack that is chosen."""
        self._pack = one.status if one is not None else None
        self.setVisible(one is not None and may_have_filters(one.status))
        self.setEnabled(one is not None and one.is_usable)

    def let_go(self) -> None:
        """Stop what a dialog does: the program closes."""
        for dialog in self.window().findChildren(FiltersDialog):
            dialog.let_go()

    def _on_clicked(self) -> None:
        if self._pack is not None:
            FiltersDialog(self._pack, self.case_info, self.window()).open()
