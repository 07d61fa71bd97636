"""A fresh case for every test of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.store.case_store import CaseStore
from tests.core.store.builders import INFO, add_batch, plain_batch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trio.intronaut"


@pytest.fixture
def store(path: Path) -> Iterator[CaseStore]:
    """An empty case, open for writing."""
    with CaseStore.create(path, INFO) as created:
        yield created


@pytest.fixture
def filled(store: CaseStore) -> CaseStore:
    """A case of ten variants at 10, 20, ... 100 of chr1, intake finished."""
    add_batch(store, plain_batch(1, 10))
    store.finish_intake()
    return store
