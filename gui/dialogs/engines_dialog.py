"""Engines: every pack with state, licence and citation; installing, verifying, testing."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from core import packs
from core.errors import ProblemError
from core.own_networks import ImportedNetwork
from core.packs import ExaminedEngine, PackOverview, PackState, PackStatus
from core.session import install_pack_job
from core.worker import JobSpec
from gui.dialogs import engines_html
from gui.dialogs.engines_install import InstallDialog
from gui.dialogs.filters_dialog import FiltersButton
from gui.dialogs.own_network_buttons import OwnNetworkButtons
from gui.dialogs.problem_dialog import ProblemDialog
from gui.jobs import RunningJob
from gui.pace import Pace
from gui.theme import Theme

_STEPS = 1_000
_LEAD = (
    "Engines predict what a variant does to splicing or to regulatory sequence. None is part of "
    "this program: each comes as a pack with its own licence and stays on this computer."
)


class EnginesDialog(QDialog):
    """Lists the packs; runs one job at a time on them, with progress and cancel.

    Signals
    -------
    state_asked
        The packs are to be read (again); the answer goes to `show_packs`.
    packs_changed
        A pack was installed, or its engine tested: what can be used may be another.
    """

    state_asked = Signal()
    packs_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Engines")
        self.resize(960, 620)
        self._theme = theme
        self._packs: tuple[PackOverview, ...] = ()
        self._tests: dict[str, tuple[ExaminedEngine, ...]] = {}
        self._job: RunningJob | None = None
        self._tested_next = ""
        self._is_closing = False
        self._build_ui()
        self._connect()
        self._show_idle()

    @property
    def is_busy(self) -> bool:
        """A job on a pack is under way."""
        return self._job is not None

    @property
    def current(self) -> PackOverview | None:
        """The pack chosen in the list."""
        line = self.list.currentRow()
        return self._packs[line] if 0 <= line < len(self._packs) else None

    def show_packs(self, found: Sequence[PackOverview]) -> None:
        """Show how every pack stands."""
        line = max(0, self.list.currentRow())
        self._packs = tuple(found)
        self.list.clear()
        for one in self._packs:
            item = QListWidgetItem(f"{one.status.card.title}\n{engines_html.state_words(one)}")
            item.setSizeHint(QSize(0, 46))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, engines_html.spoken_words(one))
            self.list.addItem(item)
        self.list.setCurrentRow(min(line, len(self._packs) - 1))
        self._on_chosen()

    def choose(self, name: str) -> None:
        """Put the cursor on a pack."""
        for line, one in enumerate(self._packs):
            if one.status.card.name == name:
                self.list.setCurrentRow(line)

    def let_go(self) -> None:
        """Stop the job under way at once: the program closes."""
        self.own.let_go()
        self.filters.let_go()
        if self._job is not None:
            self._job.stop()
        self._job = None

    def _build_ui(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName("Engines")
        self.list.setFixedWidth(220)
        self.about = QTextBrowser(openLinks=False)
        self.about.setAccessibleName("About the engine")
        self.install = QPushButton("Install…")
        self.verify = QPushButton("Verify files")
        self.test = QPushButton("Self-test now")
        self.install.setToolTip("Read the licence and put the pack in place")
        self.verify.setToolTip("Read every file of the pack again and compare its digest")
        self.test.setToolTip("Put known questions to the engine and compare its answers")
        actions = QHBoxLayout()
        self.filters = FiltersButton()
        for button in (self.install, self.verify, self.test, self.filters):
            button.setAutoDefault(False)
            actions.addWidget(button)
        self.own = OwnNetworkButtons(self)
        actions.addStretch(1)
        actions.addWidget(self.own)
        right = QVBoxLayout()
        right.addWidget(self.about, stretch=1)
        right.addLayout(actions)
        middle = QHBoxLayout()
        middle.addWidget(self.list)
        middle.addLayout(right, stretch=1)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(QLabel(_LEAD, wordWrap=True))
        layout.addLayout(middle, stretch=1)
        layout.addLayout(self._progress_row())
        layout.addWidget(close)

    def _progress_row(self) -> QHBoxLayout:
        self.told = QLabel(wordWrap=True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(200)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.told, stretch=1)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        return row

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._on_chosen)
        self.install.clicked.connect(self._on_install)
        self.verify.clicked.connect(self._on_verify)
        self.test.clicked.connect(self._on_test)
        self.cancel.clicked.connect(self._on_cancel)
        self.own.asked.connect(self._run)
        self.own.imported.connect(self._on_imported)

    def _on_chosen(self) -> None:
        one = self.current
        is_there = one is not None and one.status.state is not PackState.NOT_INSTALLED
        is_whole = one is not None and one.status.state is PackState.INSTALLED
        is_own = self.own.show_for(one, is_busy=self.is_busy)
        self.filters.show_for(one)
        self.install.setEnabled(one is not None and not self.is_busy and not is_own)
        self.install.setText("Install again…" if is_there else "Install…")
        self.verify.setEnabled(is_there and not self.is_busy)
        self.test.setEnabled(is_whole and not self.is_busy and not is_own)
        if one is not None:
            tests = self._tests.get(one.status.card.name, ())
            self.about.setHtml(engines_html.pack_html(one, self._theme, tests))

    def _on_imported(self, made: ImportedNetwork) -> None:
        self.told.setText(" ".join(made.sentences))
        self._ask_again()

    def _on_install(self) -> None:
        if (one := self.current) is None:
            return
        dialog = InstallDialog(one, packs.licence_text(one.status.card.name), self)
        dialog.accepted.connect(partial(self._on_accepted, one.status.card.name, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_accepted(self, name: str, dialog: InstallDialog) -> None:
        self._run(install_pack_job(name, packs.user_name(), dialog.source))

    def _on_verify(self) -> None:
        if self.current is not None:
            card = self.current.status.card
            names = {"names": (card.name,)}
            self._run(JobSpec("core.packs:verify_packs", names, f"Verifying {card.title}"))

    def _on_test(self) -> None:
        if self.current is not None:
            self._test(self.current.status.card.name)

    def _test(self, name: str) -> None:
        if names := packs.engines_with_answers((name,)):
            job = "core.pipeline.selftest:examine_engines"
            self._run(JobSpec(job, {"names": names}, f"Testing {name}"))

    def _run(self, spec: JobSpec) -> None:
        if self._job is not None:
            return
        job = RunningJob(spec, self)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        job.cancelled.connect(self._on_cancelled)
        self._job = job
        self.told.setText(f"{spec.title}…")
        self.bar.setRange(0, 0)
        self.bar.setVisible(True)
        self.cancel.setVisible(True)
        self.cancel.setEnabled(True)
        self._on_chosen()
        job.start()

    def _on_progressed(self, pace: Pace) -> None:
        progress = pace.progress
        self.told.setText(engines_html.progress_words(progress))
        if progress.total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(round(_STEPS * progress.done / progress.total))

    def _on_finished(self, value: object) -> None:
        self._end()
        if isinstance(value, PackStatus) and not self._is_closing:
            self._tests.pop(value.card.name, None)
            self.told.setText(f"{value.card.title} is installed. Its engine is tested now.")
            self._test(value.card.name)
        elif isinstance(value, tuple):
            self._show_results(value)
        elif isinstance(value, str):
            self.told.setText(value)
        self._ask_again()

    def _show_results(self, value: tuple[object, ...]) -> None:
        verified = [one for one in value if isinstance(one, PackStatus)]
        tested = tuple(one for one in value if isinstance(one, ExaminedEngine))
        for one in verified:
            self.told.setText(f"{one.card.title}: {one.state}, {one.detail}.")
        if tested:
            self._tests[tested[0].engine_id] = tested
            self.told.setText(" ".join(engines_html.test_words(tested)[:2]))

    def _on_failed(self, problem: Exception) -> None:
        self._end()
        if isinstance(problem, ProblemError):
            self.told.setText(f"{problem.cause} {engines_html.remedy_words(problem)}")
        elif not self._is_closing:
            ProblemDialog(problem, self).open()
        self._ask_again()

    def _on_cancelled(self) -> None:
        self._end()
        self.told.setText("Stopped. Nothing was changed.")
        self._ask_again()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self.told.setText("Stopping…")
            self.cancel.setEnabled(False)
            self._job.cancel()

    def _end(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        self._show_idle()

    def _ask_again(self) -> None:
        if self._is_closing and self._job is None:
            super().reject()
            return
        self.packs_changed.emit()
        self.state_asked.emit()

    def _show_idle(self) -> None:
        self.bar.setVisible(False)
        self.cancel.setVisible(False)
        self._on_chosen()

    def reject(self) -> None:
        """Close; a job under way is stopped first and the dialog closes when it has ended."""
        if self._job is None:
            super().reject()
            return
        self._is_closing = True
        self._on_cancel()
