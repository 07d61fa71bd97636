"""Calls of people whose own file has a reference block where it has no record of an allele."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.domain.coverage import UNKNOWN, CoverageBlocks
from core.store.coverage import CoverageTable
from core.store.database import Database
from core.store.genotypes import MISSING, NO_RECORD
from core.store.variant_chunks import Chunk, VariantChunks, patient_columns


def take_covered(
    database: Database, chunks: VariantChunks, coverage: CoverageTable, patient: int
) -> int:
    """Give each such person the reference call of the block; returns how many calls were given.

    A block of quality 0 is no call: the caller did not know. Depth and quality are the lowest of
    the block.
    """
    people = coverage.people()
    blocks = lru_cache(maxsize=2 * max(1, len(people)))(coverage.on)
    n_given = 0
    for first in chunks.first_ids() if people else ():
        with database.write() as connection:
            chunk = chunks.read(connection, [first])[first]
            calls = chunk.calls.copy()
            n_here = 0
            for person in people:
                n_here += _take(chunk, calls[:, person], person, blocks)
            if n_here:
                columns = {name: values.copy() for name, values in chunk.columns.items()}
                columns.update(patient_columns(calls[:, patient]))
                chunks.change(connection, first, Chunk(first, columns, calls), "filters", "calls")
        n_given += n_here
    return n_given


def _take(
    chunk: Chunk,
    calls: NDArray[np.void],
    person: int,
    blocks: Callable[[int, int], CoverageBlocks],
) -> int:
    """Change the calls of one person in place."""
    is_absent = (calls["flags"] & NO_RECORD) > 0
    contigs, n_given = chunk.columns["contig"], 0
    for code in np.unique(contigs[is_absent]).tolist():
        on_it = blocks(person, code)
        rows = np.flatnonzero(is_absent & (contigs == code))
        pos = chunk.columns["pos"][rows]
        places = np.searchsorted(on_it.start, pos - 1, side="right") - 1
        is_told = places >= 0
        is_told[is_told] &= on_it.end[places[is_told]] >= pos[is_told]
        is_told[is_told] &= on_it.quality[places[is_told]] != 0
        rows, places = rows[is_told], places[is_told]
        calls["flags"][rows] = 0
        calls["called"][rows] = calls["ploidy"][rows] = 2
        calls["depth"][rows] = _known(on_it.depth[places])
        calls["quality"][rows] = _known(on_it.quality[places])
        n_given += len(rows)
    return n_given


def _known(values: NDArray[np.int16]) -> NDArray[np.int32]:
    wide = values.astype(np.int32)
    wide[wide == UNKNOWN] = MISSING
    return wide
