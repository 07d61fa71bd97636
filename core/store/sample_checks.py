"""The sample checks of a case, and the substitutions they count."""

from pydantic import TypeAdapter, ValidationError

from core.domain.sample_checks import SampleChecks
from core.store.database import Database

_SHAPE = TypeAdapter(SampleChecks)
_TRANSITIONS = "('AG', 'GA', 'CT', 'TC')"
_COUNT = (
    f"SELECT sum(ref || alt IN {_TRANSITIONS}), count(*) FROM variant "
    "WHERE length(ref) = 1 AND length(alt) = 1 AND variant_id >= ? AND variant_id < ?"
)
_PIECES, _PIECE = 100, 3_000


class SampleCheckTable:
    """One document per case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, checks: SampleChecks) -> None:
        """Store the checks instead of those there are."""
        text = _SHAPE.dump_json(checks).decode()
        with self._database.write() as connection:
            connection.exec_driver_sql("DELETE FROM sample_check")
            connection.exec_driver_sql("INSERT INTO sample_check VALUES (1, ?)", (text,))

    def get(self) -> SampleChecks | None:
        """Give the checks; None where they were never made, or by a program that had others."""
        text = self._database.value("SELECT data FROM sample_check")
        try:
            return None if text is None else _SHAPE.validate_json(text)
        except ValidationError:
            return None

    def substitutions(self) -> tuple[int, int]:
        """Count transitions and transversions; of a genome those of a hundred stretches of it."""
        newest = self._database.value("SELECT max(variant_id) FROM variant") or 0
        stretches = [(1, newest + 1)]
        if newest > _PIECES * _PIECE:
            step = newest // _PIECES
            stretches = [(first, first + _PIECE) for first in range(1, newest, step)]
        transitions = total = 0
        for stretch in stretches:
            ((found, n_all),) = self._database.rows(_COUNT, stretch)
            transitions, total = transitions + (found or 0), total + n_all
        return transitions, total - transitions
