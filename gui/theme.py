"""Colours of the window: two palettes, one style sheet, and the keeper that applies them."""

import re
import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, partial
from importlib import resources
from string import Template

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

_THEMES = resources.files("resources.themes")
_ICONS = resources.files("resources.icons")
_IS_PAINTED = True


class ThemeChoice(StrEnum):
    """What the person chose in the View menu."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """Named colours as `#rrggbb`. Names ending in `_text` are read on the name before it."""

    is_dark: bool
    window: str
    surface: str
    alternate: str
    text: str
    muted: str
    border: str
    accent: str
    accent_text: str
    selection: str
    selection_text: str
    ref: str
    alt: str
    variant: str
    exon: str
    intron: str
    coding: str
    base_a: str
    base_c: str
    base_g: str
    base_t: str
    tier_1: str
    tier_1_text: str
    tier_2: str
    tier_2_text: str
    tier_3: str
    tier_3_text: str
    eyes: str
    eyes_text: str
    warning: str
    warning_text: str
    danger: str
    danger_text: str
    good: str
    good_text: str
    genotype_reference: str
    genotype_heterozygous: str
    genotype_homozygous: str
    outline: str

    def base(self, letter: str) -> str:
        """Colour of one of the bases A, C, G, T; N is muted."""
        chosen = {"A": self.base_a, "C": self.base_c, "G": self.base_g, "T": self.base_t}
        return chosen.get(letter, self.muted)

    def tier(self, step: int) -> tuple[str, str]:
        """Background and text of a step of the tier ramp; step 0 is the plain surface."""
        return (
            (self.surface, self.text),
            (self.tier_1, self.tier_1_text),
            (self.tier_2, self.tier_2_text),
            (self.tier_3, self.tier_3_text),
        )[step]


@cache
def load_theme(name: str) -> Theme:
    """Give the palette stored as `NAME.toml`."""
    values = tomllib.loads(_THEMES.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Theme(**values)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def style_sheet(theme: Theme) -> str:
    """The window's style sheet in the colours of a theme."""
    colours = {field.name: str(getattr(theme, field.name)) for field in fields(theme)}
    colours["arrow"] = str(_ICONS.joinpath("down.svg")).replace("\\", "/")
    text = _THEMES.joinpath("window.qss").read_text(encoding="utf-8")
    return Template(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).substitute(colours)


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the colours of a theme, for all that the style sheet does not name."""
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.alternate,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.window,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.danger_text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
        QPalette.ColorRole.ToolTipBase: theme.surface,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.border,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return made


def icon(name: str, colour: str, size: int = 20) -> QIcon:
    """One of the program's icons in a colour; `size` in logical pixels."""
    text = _ICONS.joinpath(f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
    image = QImage(2 * size, 2 * size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(2.0)
    return QIcon(pixmap)


class ThemeKeeper(QObject):
    """Applies the chosen theme to the application and says when it changed.

    Signals
    -------
    changed
        The new `Theme`.
    """

    changed = Signal(object)

    def __init__(self, choice: ThemeChoice = ThemeChoice.SYSTEM) -> None:
        super().__init__()
        self._choice = choice
        self.theme = self._resolve()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self.on_system_changed)

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Apply a theme now."""
        self._choice = choice
        self.apply()

    def apply(self) -> None:
        """Give the application palette and style sheet of the current choice."""
        app = QApplication.instance()
        self.theme = self._resolve()
        if isinstance(app, QApplication):
            windows = [one for one in app.topLevelWidgets() if one.isVisible()]
            for window in windows:
                window.setUpdatesEnabled(False)
            app.setPalette(palette(self.theme))
            app.setStyleSheet(style_sheet(self.theme))
            # Painted in the next turn of the event loop: both in one would take too long.
            for window in windows:
                QTimer.singleShot(1, window, partial(window.setUpdatesEnabled, _IS_PAINTED))
        self.changed.emit(self.theme)

    def on_system_changed(self) -> None:
        """Follow the desktop when it switches between light and dark."""
        if self._choice is ThemeChoice.SYSTEM and self._resolve() != self.theme:
            self.apply()

    def _resolve(self) -> Theme:
        if self._choice is not ThemeChoice.SYSTEM:
            return load_theme(self._choice.value)
        scheme = QGuiApplication.styleHints().colorScheme()
        return load_theme("dark" if scheme == Qt.ColorScheme.Dark else "light")
