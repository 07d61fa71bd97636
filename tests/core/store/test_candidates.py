import pytest

from core.domain.candidate import InheritanceFit, Lane, Mark, Reason
from core.errors import CaseFileLockedError
from core.store import candidates as candidates_module
from core.store import decisions as decisions_module
from core.store.case_store import CaseStore
from core.store.records import CandidateRow


def row(rank: int, variant_id: int, **fields: object) -> CandidateRow:
    given: dict[str, object] = {
        "lane": Lane.SPLICE,
        "points": 1 / 3,
        "sentence": "The donor of exon 3 is lost – “silent” skipping.",
        "gene_symbol": "NF1",
        "inheritance": (InheritanceFit.DE_NOVO, InheritanceFit.DOMINANT),
        "partners": (7, 9),
        "phenotype_score": 0.25,
        "reasons": (Reason("delta", "donor loss 0.98", 4.5), Reason("quality", "low", -1.0)),
    }
    given.update(fields)
    return CandidateRow(variant_id, rank, **given)  # type: ignore[arg-type]


def test_candidates_come_back_equal_in_rank_order(filled):
    plain = row(
        2, 4, lane=Lane.NEEDS_EYES, inheritance=(), partners=(), phenotype_score=None, reasons=()
    )
    filled.replace_candidates([row(3, 1), plain, row(1, 9)], "rules 1")
    assert filled.candidate_rows() == (row(1, 9), plain, row(3, 1))
    assert filled.candidate_ids() == (9, 4, 1)
    assert filled.candidate_rows([1, 9, 8]) == (row(1, 9), row(3, 1))
    assert filled.candidate_rows(limit=2) == (row(1, 9), plain)
    assert filled.candidate_rows([]) == ()


def test_a_case_without_ranking_has_no_candidates(filled):
    assert filled.candidate_rows() == ()
    assert filled.candidate_ids() == ()


def test_a_new_ranking_replaces_the_old_one_wholly(filled):
    filled.replace_candidates([row(rank, rank) for rank in range(1, 9)], "rules 1")
    filled.replace_candidates([row(1, 5)], "rules 1")
    assert filled.candidate_ids() == (5,)
    filled.replace_candidates([], "rules 1")
    assert filled.candidate_ids() == ()
    assert filled._database.value("SELECT count(*) FROM candidate") == 0


def test_an_interrupted_ranking_is_never_seen_and_cleared_by_the_next(filled, monkeypatch):
    monkeypatch.setattr(candidates_module, "_BATCH", 3)
    filled.replace_candidates([row(1, 5)], "rules 1")
    with pytest.raises(Exception, match="FOREIGN KEY"):
        filled.replace_candidates(
            [row(rank, rank) for rank in range(1, 8)] + [row(8, 99)], "rules 1"
        )
    assert filled.candidate_ids() == (5,)
    filled.replace_candidates([row(rank, rank) for rank in range(1, 11)], "rules 1")
    assert filled.candidate_ids() == tuple(range(1, 11))
    assert filled._database.value("SELECT count(*) FROM candidate") == 10


def test_a_reader_sees_one_ranking_while_another_is_written(filled, path):
    filled.replace_candidates([row(1, 5), row(2, 6)], "rules 1")
    with CaseStore.open(path) as reader:
        assert reader.candidate_ids() == (5, 6)
        filled.replace_candidates([row(1, 6)], "rules 1")
        assert reader.candidate_ids() == (6,)


def test_decisions_come_back_and_can_be_taken_back(filled, path):
    filled.set_mark(3, Mark.REPORT, "seen in the brother – ask")
    filled.set_mark(4, Mark.DISMISSED, "")
    filled.set_mark(5, Mark.NONE, "only a note")
    filled.set_mark(4, Mark.REPORT, "on second thought")
    filled.set_mark(3, Mark.NONE, "")
    expected = {4: (Mark.REPORT, "on second thought"), 5: (Mark.NONE, "only a note")}
    assert filled.marks() == expected
    filled.close()
    with CaseStore.open(path) as reader:
        assert reader.marks() == expected


def test_a_decision_is_on_the_disk_when_the_call_returns(filled, monkeypatch):
    seen = []
    write = filled._database.write

    def watch():
        seen.append(filled._database.pragma("synchronous"))
        return write()

    monkeypatch.setattr(filled._database, "write", watch)
    filled.set_mark(1, Mark.REPORT, "")
    assert seen == [2]
    assert filled._database.pragma("synchronous") == 1


def test_decisions_survive_a_new_ranking(filled):
    filled.replace_candidates([row(1, 5)], "rules 1")
    filled.set_mark(5, Mark.REPORT, "")
    filled.replace_candidates([row(1, 6)], "rules 1")
    assert filled.marks() == {5: (Mark.REPORT, "")}


def test_a_decision_waits_for_a_job_that_is_writing(filled, path, monkeypatch):
    filled._database.pragma("busy_timeout=1")
    tries = []

    def end_job_on_third_try(seconds: float) -> None:
        tries.append(seconds)
        if len(tries) == 3:
            job.__exit__(None, None, None)

    with CaseStore.open(path, write=True, owner_token=filled.owner_token) as worker:
        job = worker._database.write()
        job.__enter__()
        monkeypatch.setattr(decisions_module.time, "sleep", end_job_on_third_try)
        filled.set_mark(1, Mark.REPORT, "patient")
    assert len(tries) == 3
    assert filled.marks() == {1: (Mark.REPORT, "patient")}


def test_a_decision_that_cannot_be_stored_says_so(filled, path, monkeypatch):
    filled._database.pragma("busy_timeout=1")
    monkeypatch.setattr(decisions_module, "PATIENCE", 0.0)
    with (
        CaseStore.open(path, write=True, owner_token=filled.owner_token) as worker,
        worker._database.write(),
        pytest.raises(CaseFileLockedError),
    ):
        filled.set_mark(1, Mark.REPORT, "")
    assert filled.marks() == {}
