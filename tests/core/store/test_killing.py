"""A case survives SIGKILL at any moment."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.store.case_store import CaseStore
from tests.core.store.builders import INFO, RUN, add_batch, plain_batch

ROOT = Path(__file__).resolve().parents[3]
PROLOGUE = """
import itertools, sys
from pathlib import Path
from core.domain.score import NotScored, NotScoredReason
from core.domain.transcript import Region
from core.store.case_store import CaseStore
from core.store.records import ScoredVariant
from tests.core.store.builders import add_batch, INFO, RUN, batch, new, plain_batch, score
from tests.core.store.test_scores import track
from tests.core.store.test_candidates import row
store = CaseStore.open(Path(sys.argv[1]), write=True)
print("ready", flush=True)
"""
READING = """
for start in itertools.count(store.ledger().records_read + 1, 700):
    merged = new(start + 699, 10 * start)
    variants = (*plain_batch(start, 699).variants, merged)
    add_batch(store, batch(*variants, first=start, n_records=700))
"""
SCORING = """
run_id = store.engine_run(RUN)
for number in itertools.count():
    ids = store.pending(run_id)[:90] or range(1, 91)
    store.write_scores(
        run_id,
        [ScoredVariant(key, (score(0.5, wide=True),), (track(),)) for key in ids[:60]],
        [(key, NotScored("spliceai", NotScoredReason.DELINS)) for key in ids[50:]],
    )
    store.set_gates((key, f"gate{key % 3}") for key in range(number % 7 + 1, 600, 7))
    store.set_annotations((key, Region.INTRON, number, "NF1") for key in range(1, 50))
    store.replace_candidates([row(rank, rank) for rank in range(1, 3_000)], 'rules 1')
"""


def kill_after(path: Path, work: str, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-B", "-c", PROLOGUE + work, str(path)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    started = process.stdout.readline()
    time.sleep(seconds)
    process.kill()
    _, errors = process.communicate(timeout=30)
    assert started == "ready\n", errors
    assert errors == ""
    assert process.returncode == -9


def check_whole(store: CaseStore) -> None:
    assert store._database.pragma("integrity_check") == "ok"
    assert store._database.rows("PRAGMA foreign_key_check") == []
    ledger = store.ledger()
    assert ledger.discrepancies() == ()
    columns = store.columns()
    assert len(columns) == ledger.variants == store.n_variants()
    for engine in ledger.engines.values():
        assert engine.pending >= 0
        assert sum(engine.filtered.values()) == (columns.gate > 0).sum()


def test_reading_killed_at_random_moments_leaves_a_whole_case(path):
    CaseStore.create(path, INFO).close()
    moments = random.Random(2)
    for _ in range(4):
        kill_after(path, READING, moments.uniform(0.0, 0.2))
        with CaseStore.open(path) as reader:
            check_whole(reader)
        with CaseStore.open(path, write=True) as store:
            check_whole(store)
            ledger = store.ledger()
            assert ledger.records_read % 700 == 0
            assert ledger.alleles_merged == ledger.records_read // 700
            assert len(list(store.original_lines())) == ledger.records_read
    assert ledger.records_read > 0


def test_scoring_killed_at_random_moments_leaves_a_whole_case(path):
    with CaseStore.create(path, INFO) as store:
        add_batch(store, plain_batch(1, 3_000))
        store.finish_intake()
    moments = random.Random(3)
    for _ in range(4):
        kill_after(path, SCORING, moments.uniform(0.0, 0.5))
        with CaseStore.open(path, write=True) as store:
            check_whole(store)
            run_id = store.engine_run(RUN)
            done = set(range(1, 3_001)) - set(store.pending(run_id)) - set(_gated(store))
            scores, reasons = store.scores(sorted(done)), store.not_scored(sorted(done))
            assert all(scores[key] or reasons[key] for key in done)
            assert all(store.tracks(key) for key in done if scores[key])
            assert len(store.candidate_ids()) in (0, 2_999)
            written = store.columns().gate.tolist()
            assert written == [_code(store, found.gate) for found in store.variants()]
    assert done


def _gated(store: CaseStore) -> list[int]:
    columns = store.columns()
    return columns.variant_id[columns.gate > 0].tolist()


def _code(store: CaseStore, gate: str) -> int:
    return store.columns().gate_names.index(gate)


def test_a_case_killed_while_it_is_made_does_not_stand_there_half_made(path):
    code = (
        "import sys, os, signal\n"
        "from pathlib import Path\n"
        "from core.store import case_files\n"
        "from core.store.case_store import CaseStore\n"
        "from tests.core.store.builders import INFO\n"
        "case_files.write_info = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "CaseStore.create(Path(sys.argv[1]), INFO)\n"
    )
    answer = subprocess.run([sys.executable, "-B", "-c", code, str(path)], cwd=ROOT, check=False)
    assert answer.returncode == -9
    assert not path.exists()
    left = list(path.parent.iterdir())
    assert left
    with CaseStore.create(path, INFO) as store:
        assert store.info() == INFO
    assert list(path.parent.iterdir()) == [path], "what the killed program left is gone"


@pytest.mark.parametrize("write", [False, True])
def test_a_case_left_by_a_killed_program_opens_with_all_that_was_finished(path, write):
    CaseStore.create(path, INFO).close()
    kill_after(path, READING, 0.3)
    with CaseStore.open(path, write=write) as store:
        check_whole(store)
