"""In how many families of the laboratory each variant of a case was seen, as a column.

A row of `in_house_chunk` stands beside the row of `variant_chunk` of the same first id, and is
there only where the case was compared with other families.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.store.database import Database
from core.store.packed_columns import Layout, pack_columns, unpack_columns

_LAYOUT: Layout = {"n_families": np.dtype("<i4")}
_SELECT = "SELECT n_variants, data FROM in_house_chunk ORDER BY first_id"


class InHouseColumnTable:
    """The column, and with how many other families the case was compared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def compared_with(self) -> int:
        """Give the number of other families; 0 where the case was not compared."""
        rows = self._database.rows("SELECT of_families FROM in_house_chunk LIMIT 1")
        return rows[0][0] if rows else 0

    def column(self) -> NDArray[np.int32] | None:
        """Give the families in which each variant was seen, by id from 1; None if not compared."""
        parts = [unpack_columns(data, _LAYOUT, n) for n, data in self._database.rows(_SELECT)]
        return np.concatenate([one["n_families"] for one in parts]) if parts else None

    def of(self, variant_id: int) -> int | None:
        """Give the families in which one variant was seen; None if not compared."""
        rows = self._database.rows(
            "SELECT first_id, n_variants, data FROM in_house_chunk WHERE first_id <= ? "
            "ORDER BY first_id DESC LIMIT 1",
            (variant_id,),
        )
        if not rows:
            return None
        first, n_rows, data = rows[0]
        return int(unpack_columns(data, _LAYOUT, n_rows)["n_families"][variant_id - first])

    def clear(self) -> None:
        """Forget that the case was compared."""
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM in_house_chunk")

    def write(self, n_families: NDArray[np.int32], of_families: int) -> Iterator[int]:
        """Store the column of all variants, chunk by chunk; gives variants done."""
        rows = self._database.rows("SELECT first_id, n_variants FROM variant_chunk ORDER BY 1")
        for first, n_rows in rows:
            part = {"n_families": n_families[first - 1 : first - 1 + n_rows]}
            with self._database.write() as connection:
                connection.exec_driver_sql(
                    "INSERT OR REPLACE INTO in_house_chunk VALUES (?, ?, ?, ?)",
                    (first, n_rows, of_families, pack_columns(part, _LAYOUT)),
                )
            yield first + n_rows - 1
