"""Pictures of a promoter variant, the region around it, and of research."""

from importlib.resources import files
from pathlib import Path

from core.pipeline.spec import IntakeSpec
from core.profile import Profile
from gui.dialogs.design_dialog import DesignDialog
from gui.dialogs.settings_dialog import SettingsDialog
from gui.dialogs.train_dialog import TrainDialog
from tests.e2e.album import Album, pause, wait

LDLR_POS = 11_089_409
ENGINES = ("spliceai", "mpra-dragonn", "jaspar")


def take_regulatory(album: Album, spec: IntakeSpec) -> None:
    """The variant that breaks a motif in the LDLR promoter, explained; then its region, scanned."""
    window = album.window
    window.work.chosen_engines = ENGINES
    album.take_in(spec, LDLR_POS)
    window.split.setSizes([170, 730])
    pause(0.5)
    album.save("regulatory")
    _take_region(album)
    window.split.setSizes([280, 600])


def _take_region(album: Album) -> None:
    window = album.window
    region = window.detail.region
    window.detail.tabs.setCurrentWidget(region)
    wait(region.scan.isEnabled)
    pause(1.0)
    region.scan.click()
    wait(lambda: window.runner.main_job)
    wait(lambda: not window.runner.main_job)
    pause(1.0)
    album.save("region")
    window.detail.tabs.setCurrentIndex(0)


def take_research(album: Album, shared: Path) -> None:
    """Settings, a design of the LDLR promoter and a training that is refused, in the research profile."""
    window = album.window
    window.research.show_settings()
    settings = album.dialog(SettingsDialog)
    settings.choices[Profile.RESEARCH].setChecked(True)
    album.save("settings", settings)
    settings._on_accepted()
    wait(lambda: window.research.profile is Profile.RESEARCH)
    window.research.design()
    wait(lambda: window.findChildren(DesignDialog))
    design = album.dialog(DesignDialog)
    design.fields.engine.setCurrentIndex(design.fields.engine.findData("mpra-dragonn"))
    design.fields.way.setCurrentIndex(design.fields.way.findData("gradient"))
    design.fields.edits.setValue(4)
    design.start.click()
    wait(lambda: not design.is_busy)
    album.save("design", design)
    design.reject()
    _take_training(album, shared)


def _take_training(album: Album, shared: Path) -> None:
    plan = Path("dragonn-mpra.toml")
    text = (files("resources") / "training" / "dragonn-mpra.toml").read_text("utf-8")
    plan.write_text(text.replace("epochs = 12", "epochs = 2"))
    Path("truth.tsv.gz").symlink_to((shared / "data" / "truth" / "truth.tsv.gz").resolve())
    album.window.research.train()
    training = album.dialog(TrainDialog)
    training.fields.plan.set_path(plan)
    training.start.click()
    wait(lambda: not training.is_busy)
    album.save("training", training)
    training.reject()
