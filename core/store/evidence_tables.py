"""Tables of evidence codes, statements and classifications; triggers keep them as written."""

from sqlalchemy import Column, ForeignKey, Integer

from core.store.table_parts import integer, key, table, text


def _variant() -> Column[int]:
    """The variant a row is about."""
    return Column("variant_id", Integer, ForeignKey("variant.variant_id"), nullable=False)


evidence_decision = table(
    "evidence_decision",
    key("decision_id"),
    _variant(),
    *(text(name) for name in ("kind", "code", "strength", "before")),
    integer("points"),
    *(text(name) for name in ("rule_set", "author", "decided_at", "reason", "data")),
)
evidence_statement = table(
    "evidence_statement",
    key("statement_id"),
    _variant(),
    *(text(name) for name in ("author", "stated_at", "data")),
)
classification = table(
    "classification",
    key("classification_id"),
    _variant(),
    *(text(name) for name in ("condition", "inheritance", "class_name")),
    integer("points"),
    *(text(name) for name in ("rule_set", "author", "made_at", "data")),
)
