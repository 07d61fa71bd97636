"""What every job on a case asks for first: a complete case, its own reference, its gene sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.domain.case import CaseInfo
from core.domain.score import EngineRun
from core.errors import ReferenceMissingError, UnfinishedCaseError
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.engine import EngineInfo

CASE_DISTANCE = 500
"""Bases on either side every variant of a case is scored at: the window ClinGen calibrated."""

WIDE_DISTANCE = 4_999
"""Bases on either side where pseudoexons and exon skips are looked for."""


@contextmanager
def open_case(path: Path, owner_token: str | None) -> Iterator[CaseStore]:
    """Open a case for writing.

    Parameters
    ----------
    owner_token
        Names the program session that the worker belongs to, None for a session of its own.

    Raises
    ------
    UnfinishedCaseError
        If the variant file was not read to its end.
    """
    with CaseStore.open(path, write=True, owner_token=owner_token) as store:
        if not store.info().is_complete:
            raise UnfinishedCaseError(path)
        yield store


@contextmanager
def open_reference(info: CaseInfo) -> Iterator[Reference]:
    """Open the very reference the case was made with.

    Raises
    ------
    ReferenceMissingError
        If it is gone or is another file now.
    """
    source = info.source("reference")
    if source is None:
        raise ReferenceMissingError(
            info.name, "the case names no reference.", "Make the case again."
        )
    path = Path(source.path)
    with Reference(path) as reference:
        if reference.digest() != source.sha256:
            raise ReferenceMissingError(
                path,
                "the file has changed since the case was made.",
                "Put the original reference back, or make the case again.",
            )
        yield reference


def engine_run(store: CaseStore, engine: EngineInfo) -> EngineRun:
    """Name everything the scores of a case depend on."""
    reference = store.info().source("reference")
    return EngineRun(
        engine_id=engine.engine_id,
        version=engine.version,
        digest=engine.digest,
        distance=CASE_DISTANCE,
        gene_set="; ".join(f"{name} {digest}" for name, digest in store.gene_sets()),
        reference_digest="" if reference is None else reference.sha256,
        precision=engine.precision,
        screening=engine.screening,
    )
