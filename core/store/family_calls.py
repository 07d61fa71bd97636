"""Calls of everyone at every variant, for what looks at whole families: batch after batch."""

from collections.abc import Iterator

import numpy as np

from core.domain.family_calls import FIELDS, FamilyCalls
from core.store.database import Database
from core.store.genotypes import GENOTYPE
from core.store.packed_columns import unpack_columns

_LAYOUT = {name: GENOTYPE[name] for name in GENOTYPE.names or ()}
_FIRSTS = "SELECT first_id, n_variants FROM variant_chunk ORDER BY first_id"
_ONE = "SELECT n_variants, n_people, calls FROM variant_chunk WHERE first_id = ?"


def family_calls(database: Database, batch_size: int) -> Iterator[FamilyCalls]:
    """Give the calls of all variants in id order, at least `batch_size` of them at a time."""
    waiting: list[int] = []
    n_waiting = 0
    for first, n_variants in database.rows(_FIRSTS):
        waiting.append(first)
        n_waiting += n_variants
        if n_waiting >= batch_size:
            yield _together(database, waiting)
            waiting, n_waiting = [], 0
    if waiting:
        yield _together(database, waiting)


def _together(database: Database, firsts: list[int]) -> FamilyCalls:
    parts = [_chunk(database, first) for first in firsts]
    return FamilyCalls(
        *(np.concatenate([getattr(part, name) for part in parts], axis=1) for name in FIELDS)
    )


def _chunk(database: Database, first: int) -> FamilyCalls:
    ((n_variants, n_people, data),) = database.rows(_ONE, (first,))
    columns = unpack_columns(data, _LAYOUT, n_variants * n_people)
    return FamilyCalls(*(columns[name].reshape(n_people, n_variants) for name in FIELDS))
