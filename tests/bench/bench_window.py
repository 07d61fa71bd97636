"""What the window costs the GUI thread, action by action, in one turn of its event loop.

    QT_QPA_PLATFORM=offscreen python -m tests.bench.bench_window [--rounds 5]

A case of 10,000 candidates is made, opened in the real window and gone through as a person would.
Prints for each action the dearest turn, as the median and the best of the rounds in milliseconds of
processor time, and how slow the machine was against the one that the goal of 50 ms is meant for.
A measurement, not a test.
"""

import argparse
import contextlib
import io
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from pytestqt.qt_compat import qt_api
from pytestqt.qtbot import QtBot

from gui.app import GarbageCollector, make_application
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.theme import ThemeChoice, ThemeKeeper
from tests.gui.case_files import make_case
from tests.gui.metronome import Metronome, slowness
from tests.gui.window_actions import GOAL, N_MANY, ONE_CALL_OF_QT, Stopwatch, do_everything


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    make_application()
    qt_api.set_qt_api("pyside6")
    costs: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        case = make_case(Path(folder) / "large.intronaut", N_MANY)
        for _ in range(rounds):
            for name, cost in _round(case).items():
                costs[name].append(1000 * cost)
    print(f"machine {slowness():.2f} times slower than the one the goal is for")
    for name, found in costs.items():
        over = (
            " over"
            if statistics.median(found) > 1000 * GOAL * slowness() * ONE_CALL_OF_QT.get(name, 1)
            else ""
        )
        print(f"{name}: median {statistics.median(found):.0f} ms, best {min(found):.0f} ms{over}")


def _round(case: Path) -> dict[str, float]:
    themes = ThemeKeeper(ThemeChoice.LIGHT)
    themes.apply()
    window = MainWindow(themes, None, WindowMemory())
    collector = GarbageCollector(window)
    window.show()
    bot = QtBot(None)
    metronome = Metronome()
    measure = Stopwatch(metronome, bot, allowed=float("inf"))
    with contextlib.redirect_stdout(io.StringIO()):
        do_everything(window, case, bot, measure)
    collector.stop()
    window.leave()
    window.deleteLater()
    bot.wait(200)
    return measure.work


if __name__ == "__main__":
    main()
