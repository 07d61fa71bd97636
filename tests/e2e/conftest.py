"""What every test of whole programs may use."""

from tests.patient_bot import qtbot

__all__ = ("qtbot",)
