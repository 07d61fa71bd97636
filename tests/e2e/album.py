"""A window that is looked at: opened in one theme and size, waited for, and saved as pictures."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer
from PySide6.QtGui import QImage, qRgb
from PySide6.QtWidgets import QWidget

from core.pipeline.spec import IntakeSpec
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.printing import Printer
from gui.theme import ThemeChoice, ThemeKeeper

PATIENCE = 1_800.0


class Album:
    """Saves pictures of a window in one theme."""

    def __init__(self, folder: Path, theme: ThemeChoice, printer: Printer, size: QSize) -> None:
        self.folder, self.theme = folder, theme
        keeper = ThemeKeeper(theme)
        keeper.apply()
        self.window = MainWindow(keeper, printer, WindowMemory())
        self.window.resize(size)
        self.window.show()
        pause(0.5)

    def save(self, name: str, widget: QWidget | None = None) -> None:
        """Write the picture of a widget (the window) as it is now."""
        pause(0.4)
        target = self.folder / f"{name}-{self.theme}.png"
        (widget or self.window).grab().save(str(target))
        shrink(target)

    def dialog(self, kind: type[QWidget]) -> QWidget:
        """The newest open dialog of a kind."""
        return [one for one in self.window.findChildren(kind) if one.isVisible()][-1]

    def wait_for_case(self, n_rows: int = 1) -> None:
        """Wait until the list and the detail of a case are painted."""
        window = self.window
        wait(lambda: len(window.candidates.table_model.ids) >= n_rows)
        wait(lambda: window.detail.detail is not None)

    def take_in(self, spec: IntakeSpec, pos: int) -> None:
        """Read and score a case, and have the variant at a position explained."""
        window = self.window
        window.work.create(spec)
        wait(lambda: window.state.path == spec.case and window.runner.main_job == "score")
        wait(lambda: not window.runner.main_job)
        self.wait_for_case()
        pause(1.0)
        window.candidates.refresh_order()
        pause(1.0)
        self.pick(pos)
        bar = window.detail.bar
        wait(bar.explain.isEnabled)
        bar.explain.click()
        wait(lambda: bar.explain.text() == "Explained")
        wait(lambda: not window.runner.is_busy)

    def line_of(self, pos: int) -> int | None:
        """Line of the variant at a position, None while it is not in the list."""
        table = self.window.candidates.table_model
        wait(lambda: all(table.row_at(line) for line in range(table.rowCount())))
        rows = [table.row_at(line) for line in range(table.rowCount())]
        places = [row.candidate.facts.variant.pos if row else 0 for row in rows]
        return places.index(pos) if pos in places else None

    def pick(self, pos: int) -> None:
        """Put the cursor on the variant at a position."""
        line = self.line_of(pos)
        assert line is not None
        self.window.candidates._select_line(line)
        detail = self.window.detail
        wait(lambda: detail.detail is not None and detail.detail.facts.variant.pos == pos)


def pause(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(condition: Callable[[], object]) -> None:
    """Let the window live until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError("The window did not come to the state the picture shows.")
        pause(0.05)


def shrink(picture: Path) -> None:
    """Write a picture again with its 256 most frequent colours, which makes it far smaller."""
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    values = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(-1, 4)[:, :3].astype(np.int64)
    places = (values[:, 0] >> 3) | (values[:, 1] >> 3 << 5) | (values[:, 2] >> 3 << 10)
    counts = np.bincount(places, minlength=1 << 15)
    means = [
        np.bincount(places, values[:, part], 1 << 15) / np.maximum(counts, 1) for part in (2, 1, 0)
    ]
    frequent = np.argsort(-counts)[: min(256, np.count_nonzero(counts))]
    table = [qRgb(*(round(mean[place]) for mean in means)) for place in frequent.tolist()]
    nearest = Qt.ImageConversionFlag.ThresholdDither
    image.convertToFormat(QImage.Format.Format_Indexed8, table, nearest).save(
        str(picture), "PNG", 0
    )
