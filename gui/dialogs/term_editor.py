"""The patient's phenotype terms: found by name, synonym or identifier, shown or stated absent."""

import re
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.domain.phenotype import HpoTerm
from core.domain.term_index import TermIndex
from core.interpret.phenotype import few_terms_hint
from core.interpret.term_search import (
    TermHit,
    definition_of,
    find_term,
    information_of,
    search_terms,
)
from gui.dialogs.term_chip import ChosenTerm, TermChip
from gui.dialogs.term_suggestions import TermSuggestions
from gui.flow_layout import FlowLayout

_IDENTIFIER = re.compile(r"(!?)\s*(HP:\d{7})", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\s]+")
_PAUSE = 70
_SHORTEST = 2
_PLACEHOLDER = "A sign, or HP:0000957. Enter: shown, Shift+Enter: absent"
_WAITING = "The list of terms is being made ready; identifiers can be entered already."
_ONLY_NAMES = "Search synonyms too (hp.obo)…"
_WHY_OBO = "Only names are searched. The ontology file brings synonyms and definitions."
_UNREAD = "“{}” is no chosen HPO term yet: press Enter to take the term offered, or clear the line."
_NOTHING = "“{}” is found in no HPO term: try other words, or clear the line."
_UNKNOWN = "Not in this release of the HPO: {}."
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class TermEditor(QWidget):
    """A line to search in, and a chip for each term chosen.

    Signals
    -------
    changed
        Terms were chosen, turned or taken away, or the line holds other words.
    ontology_asked
        The person wants to give an ontology file for synonyms and definitions.
    """

    changed = Signal()
    ontology_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index: TermIndex | None = None
        self._chosen: dict[str, ChosenTerm] = {}
        self._found_nothing = False
        self._build_ui()
        self._connect()
        self._show()

    @property
    def present(self) -> tuple[str, ...]:
        """Identifiers of the signs shown, in the order chosen."""
        return tuple(one.term_id for one in self._chosen.values() if not one.is_absent)

    @property
    def absent(self) -> tuple[str, ...]:
        """Identifiers of the signs stated absent."""
        return tuple(one.term_id for one in self._chosen.values() if one.is_absent)

    @property
    def unread(self) -> str:
        """Words in the line that are no chosen term."""
        return self.line.text().strip()

    @property
    def unread_words(self) -> str:
        """What to do about the words in the line."""
        return (_NOTHING if self._found_nothing else _UNREAD).format(self.unread)

    @property
    def chips(self) -> list[TermChip]:
        """The chips in order."""
        return [self._flow.itemAt(i).widget() for i in range(self._flow.count())]  # type: ignore[union-attr,misc]

    def set_index(self, index: TermIndex) -> None:
        """Search in these terms; names of terms chosen by identifier are then known."""
        self._index = index
        named = [ChosenTerm(*self._named(one), one.is_absent) for one in self._chosen.values()]
        self._chosen = {one.term_id: one for one in named}
        self._show()
        if self.line.text():
            self._timer.start()

    def set_terms(
        self, present: Iterable[str], absent: Iterable[str], names: Mapping[str, str]
    ) -> None:
        """Choose terms instead of those chosen."""
        self._chosen = {}
        for is_absent, terms in ((False, present), (True, absent)):
            for term_id in terms:
                self._choose(ChosenTerm(term_id, names.get(term_id, ""), is_absent))
        self._show()

    def enter(self, *, is_absent: bool = False) -> None:
        """Take what the line says: its identifiers, or else the term offered first."""
        text = self.line.text()
        if found := _IDENTIFIER.findall(text):
            for mark, term_id in found:
                self._choose(ChosenTerm(term_id.upper(), "", is_absent or bool(mark)))
            self.line.setText(_BETWEEN.sub(" ", _IDENTIFIER.sub(" ", text)).strip())
            self._end_choice()
            return
        if self._timer.isActive() or self.suggestions.current is None:
            self._on_search()
        if (hit := self.suggestions.current) is not None:
            self._take(hit, is_absent=is_absent or text.lstrip().startswith("!"))

    def _build_ui(self) -> None:
        self.line = QLineEdit(placeholderText=_PLACEHOLDER)
        self.line.setAccessibleName("HPO terms")
        self.line.setToolTip("Words of a name or synonym, in any order. ! before them: absent.")
        self.suggestions = TermSuggestions(self.line)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder)
        self.hint = QLabel(wordWrap=True)
        self.hint.setProperty("role", "muted")
        self.ontology = QPushButton(_ONLY_NAMES)
        self.ontology.setToolTip(_WHY_OBO)
        self.ontology.setProperty("role", "link")
        self.ontology.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for widget in (self.line, self._holder, self.hint):
            column.addWidget(widget)
        column.addWidget(self.ontology, alignment=Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE)
        self._timer.timeout.connect(self._on_search)
        self.line.textEdited.connect(self._on_edited)
        self.line.textChanged.connect(self.changed)
        self.line.installEventFilter(self)
        self.suggestions.chosen.connect(self._on_clicked)
        self.ontology.clicked.connect(self.ontology_asked)

    def _choose(self, term: ChosenTerm) -> None:
        term_id, name = self._named(term)
        self._chosen[term_id] = ChosenTerm(term_id, name, term.is_absent)

    def _named(self, term: ChosenTerm) -> tuple[str, str]:
        """Identifier and name as the list of terms has them; a former identifier is replaced."""
        found = find_term(self._index, term.term_id) if self._index else None
        return (found.term_id, found.name) if found else (term.term_id, term.name)

    def _take(self, hit: TermHit, *, is_absent: bool) -> None:
        self._choose(ChosenTerm(hit.term_id, hit.name, is_absent))
        self.line.clear()
        self._end_choice()

    def _end_choice(self) -> None:
        self._timer.stop()
        self.suggestions.hide()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for term in self._chosen.values():
            about = definition_of(self._index, term.term_id) if self._index else ""
            chip = TermChip(term, about)
            chip.turned.connect(self._on_turned)
            chip.removed.connect(self._on_removed)
            self._flow.addWidget(chip)
        self._holder.setVisible(bool(self._chosen))
        self._holder.updateGeometry()
        hint = self._hint()
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.ontology.setVisible(self._index is not None and not self._index.has_synonyms)

    def _hint(self) -> str:
        index = self._index
        if index is None:
            return _WAITING
        unknown = [term_id for term_id in self._chosen if find_term(index, term_id) is None]
        told = _UNKNOWN.format(", ".join(unknown)) if unknown else ""
        few = few_terms_hint(
            [
                HpoTerm(one.term_id, one.words, information_of(index, one.term_id))
                for one in self._chosen.values()
                if not one.is_absent and one.term_id not in unknown
            ]
        )
        return " ".join(filter(None, (told, few)))

    def _on_edited(self) -> None:
        self._found_nothing = False
        self._timer.start()

    def _on_search(self) -> None:
        self._timer.stop()
        text = self.line.text().lstrip(" !")
        if self._index is None or len(text.strip()) < _SHORTEST:
            self.suggestions.hide()
            return
        hits = search_terms(self._index, text)
        self._found_nothing = not hits
        self.suggestions.offer(hits, self._index)
        if not hits:
            self.changed.emit()

    def _on_clicked(self, hit: TermHit) -> None:
        self._take(hit, is_absent=self.line.text().lstrip().startswith("!"))
        self.line.setFocus()

    def _on_turned(self, term_id: str) -> None:
        self._chosen[term_id] = self._chosen[term_id].turned()
        self._end_choice()

    def _on_removed(self, term_id: str) -> None:
        del self._chosen[term_id]
        self._end_choice()

    def _on_key(self, event: QKeyEvent) -> bool:
        """Answer keys that mean something here; the dialog gets all others."""
        key, has_words = event.key(), bool(self.line.text().strip())
        if key in _RETURNS and has_words:
            self.enter(is_absent=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in _STEPS and self.suggestions.isVisible():
            self.suggestions.step(_STEPS[Qt.Key(key)])
        elif key == Qt.Key.Key_Escape and has_words:
            self.line.clear()
            self.suggestions.hide()
        else:
            return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter takes a term instead of closing the dialog; the list goes with the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        if event.type() == QEvent.Type.FocusOut and not self.suggestions.underMouse():
            self.suggestions.hide()
        return super().eventFilter(watched, event)
