"""The bot of pytest-qt with more patience; files of tests that drive a window import `qtbot`."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

_PATIENCE = 120_000
"""Milliseconds, far beyond what any wait takes: a busy machine must not fail a test."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt, which calls what it waits for missing after five seconds."""

    def waitUntil(  # noqa: N802 (names of pytest-qt, here and below)
        self, callback: Callable[[], bool | None], *, timeout: int = _PATIENCE
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802
        self, signal: object, *, timeout: int = _PATIENCE, **more: object
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(  # noqa: N802
        self, widget: QWidget, *, timeout: int = _PATIENCE
    ) -> AbstractContextManager[object]:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """In place of the one of pytest-qt."""
    del qapp
    return PatientBot(request)
