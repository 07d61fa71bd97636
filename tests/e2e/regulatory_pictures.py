"""Pictures of a promoter variant: an explained track with its motif, and the region around it."""

from core.pipeline.spec import IntakeSpec
from tests.e2e.album import Album, pause, wait

LDLR_POS = 11_089_409
ENGINES = ("mpra-dragonn", "jaspar")


def take_regulatory(album: Album, spec: IntakeSpec) -> None:
    """The variant that breaks a motif in the LDLR promoter, explained; then its region, scanned."""
    window = album.window
    window.work.chosen_engines = ENGINES
    window.work.create(spec)
    wait(lambda: window.state.path == spec.case and window.runner.main_job == "score")
    wait(lambda: not window.runner.main_job)
    album.wait_for_case()
    pause(1.0)
    window.candidates.refresh_order()
    pause(1.0)
    album.pick(LDLR_POS)
    bar = window.detail.bar
    wait(bar.explain.isEnabled)
    bar.explain.click()
    wait(lambda: bar.explain.text() == "Explained")
    wait(lambda: not window.runner.is_busy)
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
