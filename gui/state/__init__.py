"""The open case as the window sees it: reads, decisions and changes, off the GUI thread."""

from gui.state.case_state import CaseState
from gui.state.decisions import Decision
from gui.state.reading import Answer, Reading

__all__ = ["Answer", "CaseState", "Decision", "Reading"]
