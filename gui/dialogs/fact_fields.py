"""Fields a person states facts in, one widget for each kind of value; unknown is a value of its own."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from core.domain.stated import Answer
from core.errors import UsageError

_Word = TypeVar("_Word", bound=StrEnum)
_NOT_TOLD = "not known"
_NONE = "none"
_LINES_HEIGHT = 56
_MARGIN = 5


class TextField(QLineEdit):
    """A line of words."""

    def __init__(self, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(example)

    def fact(self) -> str:
        """Give the words, "" for none."""
        return self.text().strip()

    def set_fact(self, value: object) -> None:
        """Show words."""
        self.setText(str(value))


class LinesField(QPlainTextEdit):
    """Several words, one a line."""

    def __init__(self, example: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(example)
        self.setTabChangesFocus(True)
        self.setMaximumHeight(_LINES_HEIGHT)

    def fact(self) -> tuple[str, ...]:
        """Give the lines that are not empty."""
        lines = (line.strip() for line in self.toPlainText().splitlines())
        return tuple(filter(None, lines))

    def set_fact(self, value: object) -> None:
        """Show lines."""
        self.setPlainText("\n".join(value) if isinstance(value, tuple) else "")


class YesNoField(QComboBox):
    """Yes, no, or nobody knows."""

    def __init__(self, unknown: str = _NOT_TOLD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for words, value in ((unknown, None), ("yes", True), ("no", False)):
            self.addItem(words, value)

    def fact(self) -> bool | None:
        """Give the answer, None for unknown."""
        value = self.currentData()
        return None if value is None else bool(value)

    def set_fact(self, value: object) -> None:
        """Show an answer."""
        self.setCurrentIndex([None, True, False].index(value))  # type: ignore[arg-type]


class TickField(QCheckBox):
    """Something that is stated, or not."""

    def fact(self) -> bool:
        """Tell whether it is ticked."""
        return self.isChecked()

    def set_fact(self, value: object) -> None:
        """Tick it or not."""
        self.setChecked(bool(value))


class ChoiceField(QComboBox, Generic[_Word]):
    """One of the words of a kind."""

    def __init__(self, kind: type[_Word], none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = list(kind)
        for one in self._words:
            self.addItem(one.value or none)

    def fact(self) -> _Word:
        """Give the word chosen."""
        return self._words[self.currentIndex()]

    def set_fact(self, value: object) -> None:
        """Show a word."""
        self.setCurrentIndex([str(one) for one in self._words].index(str(value)))


class OneOfField(QComboBox):
    """One of several texts, the first of which stands for "nothing chosen"."""

    def __init__(self, none: str, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self.set_names(names)

    def set_names(self, names: Sequence[str]) -> None:
        """Offer other texts; what was chosen stays where it is among them."""
        chosen = self.fact()
        self.clear()
        self.addItem(self._none, "")
        for name in names:
            self.addItem(name, name)
        self.set_fact(chosen)

    def fact(self) -> str:
        """Give the text chosen, "" for none."""
        return str(self.currentData() or "")

    def set_fact(self, value: object) -> None:
        """Show a text; one that is not offered is added, so that it is not lost."""
        place = self.findData(str(value))
        if place < 0:
            self.addItem(str(value), str(value))
            place = self.count() - 1
        self.setCurrentIndex(place)


class ShareField(QDoubleSpinBox):
    """A share in per cent, or unknown; the value is 0-1."""

    def __init__(self, unknown: str = _NOT_TOLD, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-1.0, 100.0)
        self.setDecimals(3)
        self.setSuffix(" %")
        self.setSpecialValueText(unknown)
        self.setValue(-1.0)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)

    def fact(self) -> float | None:
        """Give the share, None for unknown."""
        return None if self.value() < 0 else round(self.value() / 100, 8)

    def set_fact(self, value: object) -> None:
        """Show a share."""
        self.setValue(100 * value if isinstance(value, float | int) else -1.0)

    def textFromValue(self, value: float) -> str:
        """Give as many decimals as it has, not zeros."""
        return f"{value:g}"


class SharesField(QLineEdit):
    """Several shares in per cent; empty where nobody looked, `none` where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("0.4 0.02, or: none; empty where nobody looked")

    def fact(self) -> tuple[float, ...] | None:
        """Give the shares (0-1), None where nobody looked.

        Raises
        ------
        UsageError
            If the text is no list of shares.
        """
        words = self.text().replace("%", " ").replace(";", " ").split()
        if not words:
            return None
        if words == [_NONE]:
            return ()
        try:
            shares = tuple(float(word.rstrip(",")) / 100 for word in words)
        except ValueError:
            shares = (-1.0,)
        if not all(0 <= one <= 1 for one in shares):
            raise UsageError(
                f"{self.text()} is no list of shares.",
                "Write per cent with blanks between, such as 0.4 0.02, or the word none.",
            )
        return shares

    def set_fact(self, value: object) -> None:
        """Show shares."""
        if not isinstance(value, tuple):
            self.clear()
        else:
            self.setText(" ".join(f"{100 * one:g}" for one in value) or _NONE)


class AnswerField(QWidget):
    """An answer to a question, with who says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer, self.source = YesNoField(), TextField("who says so")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.answer)
        row.addWidget(self.source, stretch=1)
        self.setFocusProxy(self.answer)

    def setAccessibleName(self, name: str) -> None:
        """Name both parts."""
        super().setAccessibleName(name)
        self.answer.setAccessibleName(name)
        self.source.setAccessibleName(f"Source: {name}")

    def fact(self) -> Answer:
        """Give the answer with its source."""
        return Answer(self.answer.fact(), self.source.fact())

    def set_fact(self, value: object) -> None:
        """Show an answer."""
        told = value if isinstance(value, Answer) else Answer()
        self.answer.set_fact(told.value)
        self.source.set_fact(told.source)


FactField = (
    TextField
    | LinesField
    | YesNoField
    | TickField
    | ChoiceField[Any]
    | OneOfField
    | ShareField
    | SharesField
    | AnswerField
)
"""What a form asks of each: `fact` takes its value out, `set_fact` puts one in."""
