"""Research in the window: the profile of this computer, its mark, and what it offers."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from core.domain.attribution import AskedTrack
from core.pipeline.engine_kinds import designing_engines
from core.profile import Profile, choose_profile, current_profile
from core.report.regulatory import engine_title
from core.session import Session
from gui import text
from gui.dialogs.attention_dialog import AttentionDialog
from gui.dialogs.design_dialog import DesignDialog
from gui.dialogs.design_form import DesignStart
from gui.dialogs.job_dialog import JobDialog
from gui.dialogs.settings_dialog import MEANING, SettingsDialog
from gui.dialogs.train_dialog import TrainDialog

if TYPE_CHECKING:
    from gui.main_window.window import MainWindow

_PROFILE, _ENGINES = "profile", "designing engines"
_FLANK = 50
"""Bases on either side of the chosen variant that a design begins with."""


class Research(QObject):
    """Shows the profile, lets a person choose it, and opens what is research alone."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.mark = QLabel("Research profile")
        self.mark.setProperty("role", "preview")
        self.mark.setToolTip(MEANING[Profile.RESEARCH])
        self.profile = current_profile()
        window.state.finished_task.connect(self._on_task)

    def show(self) -> None:
        """Show the profile in the window."""
        is_research = self.profile is Profile.RESEARCH
        self.mark.setVisible(is_research)
        self._window.actions_.offer_research(is_offered=is_research)

    @property
    def job(self) -> str:
        """What is under way: "train", "design", or nothing."""
        for kind, name in ((TrainDialog, "train"), (DesignDialog, "design")):
            if any(dialog.is_busy for dialog in self._window.findChildren(kind)):
                return name
        return ""

    def show_settings(self) -> None:
        """Ask for the profile."""
        dialog = SettingsDialog(self.profile, self._window)
        dialog.profile_chosen.connect(self._on_chosen)
        dialog.open()

    def train(self) -> None:
        """Show the dialog that trains a network."""
        dialog = TrainDialog(self._reference, self._window)
        dialog.trained.connect(self._window.engines.read)
        dialog.show()

    def design(self) -> None:
        """Show the dialog that designs a sequence, once the engines are known."""
        self._window.state.submit(_ENGINES, _read_engines)

    def show_attention(self, about: object) -> None:
        """Show where the network of a track looks around the chosen variant."""
        shown = self._window.detail.detail
        if shown is not None and isinstance(about, AskedTrack):
            variant = shown.facts.variant
            job = self._window.state.session.attention_job(variant.spelled, about)
            title = f"{engine_title(about.engine_id)} at {text.place(variant)}"
            theme = self._window.themes.theme
            dialog = AttentionDialog(job, title, variant.pos, theme, self._window)
            dialog.show()
            dialog.begin()

    def let_go(self) -> None:
        """Stop what the dialogs do: the window closes."""
        for dialog in self._window.findChildren(JobDialog):
            dialog.let_go()

    @property
    def _reference(self) -> Path | None:
        info = self._window.state.info
        source = info.source("reference") if info is not None else None
        return Path(source.path) if source is not None else None

    def _start(self, engines: dict[str, str]) -> DesignStart:
        shown = self._window.detail.detail
        if shown is None:
            return DesignStart(engines, reference=self._reference)
        variant, tracks = shown.facts.variant, {}
        for score in shown.facts.regulatory:
            tracks[score.engine_id] = [change.track.name for change in score.changes]
        about = self._window.detail.bar.about
        asked = (about.engine_id, about.track) if isinstance(about, AskedTrack) else ()
        region = f"{variant.chrom}:{max(variant.pos - _FLANK, 1)}-{variant.pos + _FLANK}"
        return DesignStart(engines, tracks, region, self._reference, *asked)

    def _on_chosen(self, profile: object) -> None:
        self._window.state.submit(_PROFILE, partial(_choose, Profile(str(profile))))

    def _on_task(self, name: str, value: object) -> None:
        if name == _PROFILE and isinstance(value, Profile):
            self.profile = value
            self.show()
            self._window.engines.read()
        elif name == _ENGINES and isinstance(value, dict):
            DesignDialog(self._start(value), self._window).show()


def _choose(profile: Profile, _: Session) -> object:
    choose_profile(profile)
    return profile


def _read_engines(_: Session) -> object:
    return {engine_id: engine_title(engine_id) for engine_id in designing_engines()}
