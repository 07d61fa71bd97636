"""Killing the worker again and again while it scores changes nothing in the end."""

import gzip
import os
import random
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from core.domain.score import SpliceDelta, SpliceScore, SpliceTrack
from core.errors import WorkerDiedError
from core.pipeline.spec import Computing, IntakeSpec
from core.store.case_store import CaseStore
from core.worker import Failed, Finished, Job, JobEvent, JobSpec, Stepped

pytestmark = [pytest.mark.e2e, pytest.mark.science]

N_RECORDS = 25
CAUSAL_POS = "31327485"
TOLERANCE = 1e-5


def cut_case(shared: Path, folder: Path) -> IntakeSpec:
    """Write a small part of a real trio: rare variants, the causal one among them."""
    data = shared / "data"
    with gzip.open(data / "cases" / "nf1-denovo.vcf.gz", "rt") as file:
        lines = file.read().splitlines()
    header = [line for line in lines if line.startswith("#")]
    rare = [line for line in lines[len(header) :] if "gnomAD_AF" not in line.split("\t")[7]]
    causal = next(line for line in rare if line.split("\t")[1] == CAUSAL_POS)
    others = [line for line in rare if line is not causal and line.split("\t")[0] != "chr21"]
    chosen = {causal, *others[:: len(others) // N_RECORDS][: N_RECORDS - 1]}
    vcf = folder / "cut.vcf"
    vcf.write_text("\n".join([*header, *(line for line in rare if line in chosen)]) + "\n")
    return IntakeSpec(
        case=folder / "cut.intronaut",
        vcf=vcf,
        reference=data / "reference" / "GRCh38.fa.gz",
        genes=(data / "genes" / "MANE.GRCh38.gff3.gz",),
        ped=data / "cases" / "nf1-denovo.ped",
    )


def run(spec: JobSpec) -> JobEvent:
    with Job(spec) as job:
        job.start()
        return list(job.events())[-1]


def score_job(case: Path) -> JobSpec:
    """Everything is computed: scores kept from the undisturbed run would be no work to kill."""
    how = {"device": "cpu", "computing": Computing(uses_cache=False)}
    return JobSpec("core.pipeline.score:score_case", {"case": case, **how}, "Scoring")


def kill_while_scoring(case: Path, seconds: float) -> JobEvent:
    """Kill the worker so long after it has begun to score; gives the last event."""
    with Job(score_job(case)) as job:
        job.start()
        due = None
        while True:
            for event in job.poll():
                if not isinstance(event, Stepped):
                    return event
                if due is None and event.progress.stage == "loading the networks":
                    due = time.monotonic() + seconds
            if due is not None and time.monotonic() >= due and job.pid is not None:
                os.kill(job.pid, signal.SIGKILL)
                due = float("inf")
            time.sleep(0.01)


def count_pending(case: Path) -> int:
    """Variants still to be scored; the sums agree whatever the moment of the kill."""
    with CaseStore.open(case) as store:
        ledger = store.ledger()
    assert ledger.discrepancies() == ()
    return ledger.engines["spliceai"].pending if ledger.engines else N_RECORDS


def assert_same_delta(found: SpliceDelta | None, expected: SpliceDelta | None) -> None:
    assert (found is None) == (expected is None)
    if found is None or expected is None:
        return
    for name in ("acceptor_gain", "acceptor_loss", "donor_gain", "donor_loss"):
        value = getattr(expected, name)
        assert getattr(found, name) == pytest.approx(value, abs=TOLERANCE)
        if value >= 0.02:
            offset = f"{name}_offset"
            assert getattr(found, offset) == getattr(expected, offset)


def assert_same_score(found: SpliceScore, expected: SpliceScore) -> None:
    assert (found.transcript_id, found.strand) == (expected.transcript_id, expected.strand)
    assert_same_delta(found.delta, expected.delta)
    assert_same_delta(found.masked, expected.masked)
    assert_same_delta(found.wide, expected.wide)


def laid_out(track: SpliceTrack) -> np.ndarray:
    full = np.zeros((4, 2 * track.distance + 1))
    full[:, track.offsets + track.distance] = np.concatenate([track.ref, track.alt])
    return full


def assert_same_track(found: SpliceTrack, expected: SpliceTrack) -> None:
    assert (found.transcript_id, found.distance) == (expected.transcript_id, expected.distance)
    gap = np.abs(laid_out(found) - laid_out(expected))
    at_the_floor = np.maximum(laid_out(found), laid_out(expected)) < 0.01 + TOLERANCE
    assert gap[~at_the_floor].max(initial=0) <= TOLERANCE


@pytest.mark.parametrize("n_kills", [3, pytest.param(10, marks=pytest.mark.slow)])
def test_kills_leave_the_same_case_as_an_undisturbed_run(
    shared: Path, spliceai_pack: Path, tmp_path: Path, n_kills: int
):
    assert spliceai_pack.is_dir()
    spec = cut_case(shared, tmp_path)
    made = run(JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading"))
    assert made == Finished(spec.case)
    calm = tmp_path / "calm.intronaut"
    shutil.copyfile(spec.case, calm)
    began = time.monotonic()
    assert isinstance(run(score_job(calm)), Finished)
    whole = time.monotonic() - began

    rng = random.Random()
    n_pending = [N_RECORDS]
    for _ in range(n_kills):
        # While enough is left any moment will do, then one while the networks are loading.
        latest = max(0.5, 0.5 * whole * n_pending[-1] / N_RECORDS)
        earliest, latest = (latest / 3, latest) if n_pending[-1] > 8 else (0.0, 0.5)
        last = kill_while_scoring(spec.case, rng.uniform(earliest, latest))
        assert isinstance(last, Failed)
        assert isinstance(last.problem, WorkerDiedError)
        assert "SIGKILL" in last.problem.cause
        n_pending.append(count_pending(spec.case))
    assert isinstance(run(score_job(spec.case)), Finished)

    with CaseStore.open(spec.case) as found, CaseStore.open(calm) as expected:
        ids = [stored.variant_id for stored in expected.variants()]
        assert list(found.variants()) == list(expected.variants())
        assert found.ledger() == expected.ledger()
        assert found.candidate_rows() == expected.candidate_rows()
        assert found.not_scored(ids) == expected.not_scored(ids)
        for key in ids:
            pairs = zip(found.scores([key])[key], expected.scores([key])[key], strict=True)
            for one, other in pairs:
                assert_same_score(one, other)
            tracks = zip(found.tracks(key), expected.tracks(key), strict=True)
            for track, known in tracks:
                assert_same_track(track, known)
        causal = next(one for one in expected.variants() if str(one.variant.pos) == CAUSAL_POS)
        assert found.candidate_ids()[0] == causal.variant_id
        assert expected.ledger().engines["spliceai"].scored >= 8
