"""A small architecture in place of those of the program."""

import pytest

from models.packs import ArchitectureCard
from tests.models.packs.small import small_card


@pytest.fixture
def small(monkeypatch) -> ArchitectureCard:
    made = small_card()
    monkeypatch.setattr("models.packs.architectures.architectures", lambda: (made,))
    return made
