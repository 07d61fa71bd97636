"""The gates of the open case in the window: counted on the reader thread, applied by a job."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.errors import ProblemError
from core.gate_presets import Preset, known_presets, remove_preset, rules_of, save_preset
from core.interpret.gate_rules import GateRules
from core.pipeline.gating import GateCounts
from core.session import CaseReader
from gui.dialogs.gates_dialog import GatesDialog
from gui.state import Answer

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_COUNTS = "gate counts"


class Gates(QObject):
    """Connects the dialog on gates with the open case."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        window.state.answered.connect(self._on_answered)

    def show(self) -> None:
        """Show the gates the case went through, to try others."""
        info = self._window.state.info
        if info is None:
            return
        try:
            known = known_presets()
        except ProblemError as problem:
            self._window.commands.show_problem(problem)
            return
        name = info.preset or known[0].name
        current = Preset(name, info.preset_version, is_locked=False, rules=rules_of(info))
        dialog = GatesDialog(current, known, self._window)
        dialog.counts_asked.connect(self._on_counts_asked)
        dialog.save_asked.connect(self._on_save_asked)
        dialog.remove_asked.connect(self._on_remove_asked)
        dialog.apply_asked.connect(self._window.work.apply_gates)
        dialog.open()
        self._on_counts_asked(dialog.rules)

    def _on_counts_asked(self, rules: GateRules) -> None:
        self._window.state.ask(_COUNTS, lambda reader: _counts(reader, rules))

    def _on_answered(self, answer: Answer) -> None:
        if answer.kind == _COUNTS and isinstance(answer.value, GateCounts):
            for dialog in self._window.findChildren(GatesDialog):
                dialog.show_counts(answer.value)

    def _on_save_asked(self, name: str, rules: GateRules) -> None:
        self._change(lambda: save_preset(name, rules.model_copy(update={"label": name})))

    def _on_remove_asked(self, name: str) -> None:
        self._change(lambda: remove_preset(name))

    def _change(self, action: Callable[[], object]) -> None:
        """Change the presets, and offer them as they are then."""
        try:
            action()
            known = known_presets()
        except (ProblemError, OSError) as problem:
            self._window.commands.show_problem(problem)
            return
        for dialog in self._window.findChildren(GatesDialog):
            dialog.set_presets(known)


def _counts(reader: CaseReader, rules: GateRules) -> object:
    return reader.gate_counts(rules)
