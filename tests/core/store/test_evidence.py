"""Codes, statements and classes as a history that nobody can alter."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.evidence import Classification, DecisionKind, EvidenceDecision, Standing
from core.domain.stated import (
    Answer,
    AssayFinding,
    DeNovoCase,
    Partner,
    PartnerPhase,
    PhenotypeFit,
    RegulatoryGate,
    Stated,
)
from core.store.case_store import CaseStore
from core.store.evidence import PROGRAM
from tests.core.interpret.evidence.cases import LOF, RULES, assay, made
from tests.core.store.builders import variant

AT = "2026-03-01T10:00:00+00:00"


def decision(kind=DecisionKind.ACCEPTED, code="PM2", strength="", **more):
    fields = {"author": "A. Lee", "decided_at": AT, "reason": "Seen."} | more
    return EvidenceDecision(kind, made(code, strength, assay="x"), **fields)


def classification(**more):
    fields = {
        "variant": variant(10),
        "condition": "MONDO:1 a condition",
        "inheritance": "autosomal dominant",
        "rule_set": RULES.identifier,
        "author": "A. Lee",
        "made_at": AT,
        "accepted": (made("PVS1"), made("PM2")),
        "class_name": "likely pathogenic",
        "points": 9,
        "posterior": 0.988,
        "by_table": "uncertain significance",
        "flags": ("By points likely pathogenic.",),
    } | more
    return Classification(**fields)


def test_decisions_come_back_as_they_were_in_their_order(filled: CaseStore):
    first = decision()
    second = decision(DecisionKind.CHANGED, strength="moderate", before="supporting")
    filled.evidence.add(1, [first])
    filled.evidence.add(1, [second])
    filled.evidence.add(2, [decision(DecisionKind.REJECTED)])
    assert filled.evidence.history(1) == (first, second)
    assert filled.evidence.history(3) == ()


def test_the_same_suggestion_is_kept_once_and_a_changed_one_anew(filled: CaseStore):
    one = made("PM2", standing=Standing.SUGGESTED)
    filled.evidence.suggest(1, [one], AT)
    filled.evidence.suggest(1, [one], "2026-04-01T10:00:00+00:00")
    filled.evidence.suggest(1, [replace(one, reason="Other.")], "2026-05-01T10:00:00+00:00")
    found = filled.evidence.history(1)
    assert [(item.author, item.decided_at[:7]) for item in found] == [
        (PROGRAM, "2026-03"),
        (PROGRAM, "2026-05"),
    ]


def test_a_second_class_stands_beside_the_first(filled: CaseStore):
    first, second = classification(), classification(class_name="pathogenic", points=12)
    filled.evidence.classify(1, first)
    filled.evidence.classify(1, second)
    assert filled.evidence.classifications(1) == (second, first)
    assert filled.evidence.classifications(2) == ()
    assert "condition (autosomal dominant)" in first.recalled(date(2026, 3, 2))


STATED = Stated(
    mechanism=LOF,
    phenotype_fit=PhenotypeFit.SPECIFIC,
    call_share=0.9,
    call_share_source="browser",
    de_novo_cases=(DeNovoCase(PhenotypeFit.CONSISTENT, True, "PMID 1"),),
    partners=(Partner("c.1A>G", PartnerPhase.TRANS, "pathogenic", "ClinVar"),),
    assays=(assay(), assay(AssayFinding.NORMAL, outcome=None)),
    gate=RegulatoryGate("promoter", Answer(True, "MPRA")),
)


def test_what_a_person_states_comes_back_and_the_newest_counts(filled: CaseStore):
    assert filled.evidence.stated(1) == Stated()
    filled.evidence.state(1, STATED, "A. Lee", AT)
    assert filled.evidence.stated(1) == STATED
    filled.evidence.state(1, Stated(), "B. Roe", AT)
    assert filled.evidence.stated(1) == Stated()
    rows = filled._database.rows("SELECT author FROM evidence_statement ORDER BY statement_id")
    assert [row[0] for row in rows] == ["A. Lee", "B. Roe"]


@pytest.mark.parametrize("table", ["evidence_decision", "evidence_statement", "classification"])
@pytest.mark.parametrize(
    "action", ["UPDATE {} SET data = '{{}}'", "UPDATE {} SET author = 'X'", "DELETE FROM {}"]
)
def test_nothing_is_ever_altered_or_removed(filled: CaseStore, table: str, action: str):
    filled.evidence.add(1, [decision()])
    filled.evidence.state(1, STATED, "A. Lee", AT)
    filled.evidence.classify(1, classification())
    with (
        pytest.raises(IntegrityError, match="only ever added to"),
        filled._database.write() as connection,
    ):
        connection.exec_driver_sql(action.format(table))
    assert filled.evidence.history(1) == (decision(),)
    assert filled.evidence.classifications(1) == (classification(),)


def test_a_case_of_an_older_format_gets_the_tables(path, monkeypatch):
    from core.store.case_info import write_info
    from core.store.database import Database
    from core.store.migrate import migrate
    from tests.core.store.builders import INFO

    path.touch()
    database = Database(path, can_write=True)
    migrate(database, 15)
    with database.write() as connection:
        write_info(connection, INFO)
    database.close()
    with CaseStore.open(path, write=True) as store:
        assert store.evidence.history(1) == ()
