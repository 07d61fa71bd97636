"""Codes, statements and classes of variants, as a history: rows are added, never altered."""

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.domain.evidence import Classification, DecisionKind, Evidence, EvidenceDecision
from core.domain.stated import Stated
from core.errors import CaseFileError
from core.store.database import Database
from core.store.decisions import patiently

PROGRAM = "Intronaut"
"""Author of a suggestion."""

_EVIDENCE = TypeAdapter(Evidence)
_STATED = TypeAdapter(Stated)
_CLASSIFICATION = TypeAdapter(Classification)

_DECISIONS = (
    'SELECT kind, "before", author, decided_at, reason, data FROM evidence_decision '
    "WHERE variant_id = ? ORDER BY decision_id"
)
_ADD_DECISION = (
    'INSERT INTO evidence_decision (variant_id, kind, code, strength, "before", points, rule_set, '
    "author, decided_at, reason, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_STATEMENT = (
    "INSERT INTO evidence_statement (variant_id, author, stated_at, data) VALUES (?, ?, ?, ?)"
)
_STATEMENT = (
    "SELECT data FROM evidence_statement WHERE variant_id = ? ORDER BY statement_id DESC LIMIT 1"
)
_ADD_CLASS = (
    "INSERT INTO classification (variant_id, condition, inheritance, class_name, points, rule_set, "
    "author, made_at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLASSES = "SELECT data FROM classification WHERE variant_id = ? ORDER BY classification_id DESC"


class EvidenceTable:
    """What was suggested, stated, decided and concluded about the variants of a case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, variant_id: int, decisions: Iterable[EvidenceDecision]) -> None:
        """Add decisions to the history of a variant, waiting for a busy job.

        Raises
        ------
        CaseFileLockedError
            If the case stays busy.
        """
        rows = [_row(variant_id, one) for one in decisions]
        if rows:
            self._write(_ADD_DECISION, rows)

    def suggest(self, variant_id: int, suggested: Iterable[Evidence], at: str) -> None:
        """Add what the program suggests, where it differs from what it last suggested.

        `at` is UTC, ISO 8601.
        """
        last = {
            one.evidence.key: one.evidence
            for one in self.history(variant_id)
            if one.kind is DecisionKind.SUGGESTED
        }
        fresh = [one for one in suggested if last.get(one.key) != one]
        self.add(
            variant_id,
            [EvidenceDecision(DecisionKind.SUGGESTED, one, PROGRAM, at) for one in fresh],
        )

    def history(self, variant_id: int) -> tuple[EvidenceDecision, ...]:
        """Give everything that happened to the codes of a variant, oldest first."""
        rows = self._database.rows(_DECISIONS, (variant_id,))
        return tuple(
            EvidenceDecision(
                DecisionKind(kind), self._read(_EVIDENCE, data), author, at, reason, before
            )
            for kind, before, author, at, reason, data in rows
        )

    def state(self, variant_id: int, stated: Stated, author: str, at: str) -> None:
        """Add what a person states of a variant; it takes the place of what was stated before."""
        data = _STATED.dump_json(stated).decode()
        self._write(_ADD_STATEMENT, [(variant_id, author, at, data)])

    def stated(self, variant_id: int) -> Stated:
        """Give what was stated last of a variant."""
        data = self._database.value(_STATEMENT, (variant_id,))
        return Stated() if data is None else self._read(_STATED, data)

    def classify(self, variant_id: int, made: Classification) -> None:
        """Add the class a person made; earlier ones stay."""
        row = (
            variant_id,
            made.condition,
            made.inheritance,
            made.class_name,
            made.points,
            made.rule_set,
            made.author,
            made.made_at,
            _CLASSIFICATION.dump_json(made).decode(),
        )
        self._write(_ADD_CLASS, [row])

    def classifications(self, variant_id: int) -> tuple[Classification, ...]:
        """Give every class a variant was given, the newest first. Nothing is applied by that."""
        rows = self._database.rows(_CLASSES, (variant_id,))
        return tuple(self._read(_CLASSIFICATION, data) for (data,) in rows)

    def _write(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        def write() -> None:
            with self._database.write_durably() as connection:
                connection.exec_driver_sql(sql, rows)

        patiently(write)

    def _read(self, shape: TypeAdapter[Any], data: str) -> Any:  # noqa: ANN401 - what the shape gives
        try:
            return shape.validate_json(data)
        except ValidationError as error:
            raise CaseFileError(
                self._database.path,
                "an entry on evidence cannot be read.",
                "Open the case with the version of the program that wrote it.",
            ) from error


def _row(variant_id: int, one: EvidenceDecision) -> tuple[object, ...]:
    item = one.evidence
    return (
        variant_id,
        one.kind.value,
        item.name,
        item.strength,
        one.before,
        item.points,
        item.rule_set,
        one.author,
        one.decided_at,
        one.reason,
        _EVIDENCE.dump_json(item).decode(),
    )
