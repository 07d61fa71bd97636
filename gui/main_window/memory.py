"""What the window remembers between starts: recent cases, theme, sizes."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from core import paths
from gui.theme import ThemeChoice

_KEPT = 10


class WindowMemory:
    """Values in `window.ini` of the data folder; never anything out of a case but its path."""

    def __init__(self) -> None:
        self._settings = QSettings(str(paths.data_dir() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def recent(self) -> list[Path]:
        """Cases opened before that still exist, newest first."""
        stored = self._settings.value("recent", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])  # type: ignore[call-overload]
        return [Path(name) for name in names if Path(name).is_file()]

    def add_recent(self, path: Path) -> None:
        """Put a case first."""
        names = [str(path), *(str(known) for known in self.recent if known != path)]
        self._settings.setValue("recent", names[:_KEPT])

    @property
    def theme(self) -> ThemeChoice:
        """The theme chosen last."""
        stored = str(self._settings.value("theme", ThemeChoice.SYSTEM.value))
        return ThemeChoice(stored) if stored in list(ThemeChoice) else ThemeChoice.SYSTEM

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self._settings.setValue("theme", choice.value)

    @property
    def author(self) -> str:
        """Who decided about evidence last, "" for nobody yet."""
        return str(self._settings.value("author", ""))

    @author.setter
    def author(self, name: str) -> None:
        self._settings.setValue("author", name)

    @property
    def evidence_profile(self) -> str:
        """The profile of evidence chosen last, "" for the default one."""
        return str(self._settings.value("evidence_profile", ""))

    @evidence_profile.setter
    def evidence_profile(self, name: str) -> None:
        self._settings.setValue("evidence_profile", name)

    @property
    def engines(self) -> tuple[str, ...]:
        """The engines chosen for scoring, () for the default one."""
        stored = self._settings.value("engines", [])
        names = [stored] if isinstance(stored, str) else list(stored or [])  # type: ignore[call-overload]
        return tuple(str(name) for name in names if name)

    @engines.setter
    def engines(self, names: tuple[str, ...]) -> None:
        self._settings.setValue("engines", list(names))

    def bytes_of(self, key: str) -> QByteArray | None:
        """A stored size or position."""
        stored = self._settings.value(key)
        return stored if isinstance(stored, QByteArray) else None

    def set_bytes(self, key: str, value: QByteArray) -> None:
        """Store a size or position."""
        self._settings.setValue(key, value)
