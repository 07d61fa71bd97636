"""A window on a case made for the test; every thread and worker ends with it."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.app import make_application
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.state import CaseState
from gui.theme import Theme, ThemeChoice, ThemeKeeper, load_theme
from tests.gui.case_files import make_case
from tests.patient_bot import qtbot

__all__ = ("qtbot",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let through what the offscreen platform says of itself whenever a window is shown."""
    for item in items:
        if "tests/gui" in str(item.path):
            item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints"))
            item.add_marker(pytest.mark.gui)


@pytest.fixture(autouse=True)
def collect_garbage_here(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program: widgets are freed on the GUI thread only."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture
def theme() -> Theme:
    return load_theme("light")


@pytest.fixture(scope="session")
def finished_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_case(tmp_path_factory.mktemp("cases") / "nf1-denovo.intronaut")


@pytest.fixture
def case(finished_case: Path, tmp_path: Path) -> Path:
    """A case of its own for each test."""
    copy = tmp_path / finished_case.name
    copy.write_bytes(finished_case.read_bytes())
    return copy


@pytest.fixture
def state() -> Iterator[CaseState]:
    made = CaseState()
    yield made
    made.stop()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """The main window, shown, without a case."""
    make_application()
    themes = ThemeKeeper(ThemeChoice.LIGHT)
    themes.apply()
    made = MainWindow(themes, None, WindowMemory())
    qtbot.addWidget(made)
    made.show()
    yield made
    made.leave()


@pytest.fixture
def open_window(window: MainWindow, case: Path, qtbot: QtBot) -> MainWindow:
    """The main window with a case open and its list painted."""
    window.open_case(case)
    qtbot.waitUntil(lambda: len(window.candidates.table_model.ids) == 40)
    qtbot.waitUntil(lambda: window.detail.detail is not None)
    return window
