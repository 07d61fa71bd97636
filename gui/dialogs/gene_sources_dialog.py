"""Published files on genes and diseases: which are installed, adding and removing them."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.domain.counting import counted
from core.domain.gene_knowledge import GeneSourceKind
from core.pipeline.spec import KeptSource
from core.session import gene_sources_job
from gui.dialogs.list_dialog import ListDialog

WHAT_IT_IS = (
    "Files as they are published, kept on this computer. A new case takes what is installed and "
    "keeps it, so that its report can be made again; an open case takes it when you say so. What is "
    "not installed is named with every gene. None of it moves a rank."
)
_PATTERN = "Tables (*.tsv *.csv *.txt *.hpoa *.gz);;All files (*)"

_WHY_NOT = "Needs an open case with no job under way, and a file installed here."


class GeneSourcesDialog(ListDialog):
    """Lists the kinds of files; a worker reads, adds and removes them.

    Signals
    -------
    take_asked
        The open case is to take what is installed; the dialog then closes.
    """

    take_asked = Signal()

    def __init__(self, *, can_take: bool, parent: QWidget | None = None) -> None:
        super().__init__("Sources on genes", WHAT_IT_IS, parent)
        self.resize(680, 560)
        self._can_take = can_take
        self.sources: tuple[KeptSource, ...] = ()
        self.add = self._add_button("Add files…")
        self.take = self._add_button("Take into this case")
        self.add.clicked.connect(self._on_add)
        self.take.clicked.connect(self._on_take)
        self._start(gene_sources_job())

    def add_files(self, paths: Sequence[Path]) -> None:
        """Read files and keep them; the header of each tells which kind it is."""
        self._start(gene_sources_job(paths))

    def remove(self, name: str) -> None:
        """Forget a kind."""
        self._start(gene_sources_job((), (GeneSourceKind(name),)))

    def _show_busy(self) -> None:
        super()._show_busy()
        self.add.setEnabled(not self.is_busy)
        has_any = any(one.source is not None for one in self.sources)
        self.take.setEnabled(self._can_take and has_any and not self.is_busy)
        self.take.setToolTip("" if self.take.isEnabled() else _WHY_NOT)

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add files on genes", "", _PATTERN)
        if chosen:
            self.add_files([Path(name) for name in chosen])

    def _on_take(self) -> None:
        self.take_asked.emit()
        self.accept()

    def _on_done(self, value: object) -> None:
        self.sources = value if isinstance(value, tuple) else ()
        self._show_lines(
            self._line(
                source_words(one),
                one.title,
                one.kind.value if one.source is not None or one.problem else "",
            )
            for one in self.sources
        )


def source_words(one: KeptSource) -> str:
    """Title and state; what is missing says under which name it is published."""
    if one.problem:
        return f"<b>{escape(one.title)}</b><br><small>{escape(one.problem)}</small>"
    if one.source is None:
        told = f"Not installed. Published as: {one.published_as}."
        return f"{escape(one.title)}<br><small>{escape(told)}</small>"
    source = one.source
    about = f"{counted(one.n_entries, 'entry', 'entries')} · {source.licence} · {source.file_name}"
    return f"<b>{escape(source.edition)}</b><br><small>{escape(about)}</small>"
