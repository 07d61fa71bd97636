"""What alleles were read with, per variant and stretch of sequence.

`beside` and `left_out` hold one `variant_id word` per line, as in `core.store.haplotypes`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection

from core.domain.haplotype import Beside, LeftOut, LeftOutReason, Neighbours, PhaseBasis
from core.domain.regulatory import RegulatoryScore
from core.domain.variant import Variant
from core.store.database import Database
from core.store.ids import as_list

TABLE = "read_neighbours"
_ROWS = (
    f"SELECT variant_id, ordinal, distance, beside, left_out FROM {TABLE} "
    "WHERE run_id = ? AND variant_id IN (SELECT value FROM json_each(?))"
)

Lookup = Callable[[Sequence[int]], Mapping[int, Variant]]
"""Gives the variants of ids."""


def insert(
    connection: Connection, run_id: int, scored: Iterable[tuple[int, Sequence[RegulatoryScore]]]
) -> None:
    """Store what the scores of variants were read with; nothing where that is the reference."""
    rows = [
        (run_id, variant_id, ordinal, read.distance, *lists(read.beside, read.left_out))
        for variant_id, scores in scored
        for ordinal, score in enumerate(scores)
        if (read := score.neighbours) is not None
    ]
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {TABLE} VALUES (?, ?, ?, ?, ?, ?)", rows)


def of_run(
    database: Database, run_id: int, ids: Iterable[int], lookup: Lookup
) -> dict[tuple[int, int], Neighbours]:
    """Give what variants were read with in a run, by id and ordinal of the score."""
    rows = database.rows(_ROWS, (run_id, as_list(list(ids))))
    named = lookup(sorted({key for row in rows for text in row[3:] for key, _ in words(text)}))
    return {
        (variant_id, ordinal): Neighbours(
            beside_of(beside, named), left_out_of(left_out, named), distance
        )
        for variant_id, ordinal, distance, beside, left_out in rows
    }


def lists(beside: Sequence[Beside], left_out: Sequence[LeftOut]) -> tuple[str, str]:
    """Give both as texts."""
    return (
        "\n".join(f"{one.variant_id} {one.basis.value}" for one in beside),
        "\n".join(f"{one.variant_id} {one.reason.value}" for one in left_out),
    )


def words(text: str) -> list[tuple[int, str]]:
    """Give id and word of each line."""
    parts = (line.partition(" ") for line in text.splitlines())
    return [(int(key), word) for key, _, word in parts]


def beside_of(text: str, variants: Mapping[int, Variant]) -> tuple[Beside, ...]:
    """Read what stood on the same copy."""
    return tuple(Beside(key, variants[key], PhaseBasis(word)) for key, word in words(text))


def left_out_of(text: str, variants: Mapping[int, Variant]) -> tuple[LeftOut, ...]:
    """Read what was left out."""
    return tuple(
        LeftOut(key, variants[key].spelled, LeftOutReason(word)) for key, word in words(text)
    )
