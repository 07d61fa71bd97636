"""Fixtures of the toy world."""

from pathlib import Path

import pytest

from tests.core.pipeline.toy import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Files of a toy case, still without records."""
    return World(tmp_path)
