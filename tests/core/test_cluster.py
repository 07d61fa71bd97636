"""Scoring on a real Dask cluster of two worker processes, which are lost, misfit or gone."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.errors import ClusterError, PackError, ProblemError, UsageError
from core.pipeline import cluster_client
from core.pipeline.asking import Asker, EngineFailure
from core.pipeline.cluster import (
    FEWEST_REQUESTS,
    MOST_REQUESTS,
    DaskEngine,
    cluster_engine,
    pieces,
)
from core.pipeline.cluster_task import EngineAsk
from models.splice.protocol import Effect, SpliceProfile, SpliceRequest
from tests.core.cluster_toys import DEADLY, UNBEARABLE, SlowToy
from tests.core.pipeline.toy import PLUS, ToyEngine, sequence

distributed = pytest.importorskip(
    "distributed", reason="dask.distributed is not installed (the extra `cluster`)"
)

DISTANCE = 50
HALF = 5_000 + DISTANCE
ASK = EngineAsk("toy", loader="tests.core.cluster_toys:load_toy")
BASES = sequence()


def request(pos: int, alt: str = "", chrom: str = "toy1") -> SpliceRequest:
    ref = BASES[pos - 1]
    return SpliceRequest(
        window=BASES[pos - 1 - HALF : pos + HALF],
        ref=ref,
        alt=alt or ("A" if ref != "A" else "C"),
        strand="+",
        body_start_offset=PLUS[0][0] + 1 - pos,
        body_end_offset=PLUS[-1][1] - pos,
        place=(chrom, pos),
    )


REQUESTS = [request(20_100 + 7 * step) for step in range(500)]


@pytest.fixture(scope="module")
def cluster() -> Iterator["distributed.LocalCluster"]:
    """Two worker processes with a nanny each, which starts a lost one again."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        yield running


@pytest.fixture
def address(cluster: "distributed.LocalCluster") -> str:
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return str(cluster.scheduler_address)


def process_ids(address: str) -> dict[str, int]:
    with distributed.Client(address, set_as_default=False) as client:
        return dict(client.run(os.getpid))


def demand_same(found: dict[int, SpliceProfile], requests: list[SpliceRequest]) -> None:
    here = dict(ToyEngine().score(requests, distance=DISTANCE))
    assert found.keys() == here.keys()
    for index, profile in here.items():
        np.testing.assert_array_equal(found[index].ref, profile.ref)
        np.testing.assert_array_equal(found[index].alt, profile.alt)


def test_a_cluster_gives_what_the_engine_gives_here_each_allele_once(address: str) -> None:
    with DaskEngine(address, ASK) as engine:
        answers = list(engine.score(REQUESTS[:100], distance=DISTANCE))
        again = list(engine.score(REQUESTS[:3], distance=DISTANCE))
        nothing = list(engine.score([], distance=DISTANCE))
        notes = engine.notes()
        info, masks = engine.info, engine.masks_gene_body
    assert sorted(index for index, _ in answers) == list(range(100))
    demand_same(dict(answers), REQUESTS[:100])
    demand_same(dict(again), REQUESTS[:3])
    assert not nothing
    assert notes == ()
    assert (info.name, info.device, masks) == ("Toy", "dask", True)


def test_a_worker_killed_in_mid_run_loses_no_allele_and_doubles_none(address: str) -> None:
    before = process_ids(address)
    victim = next(iter(before.values()))
    answers = []
    with DaskEngine(address, ASK) as engine:
        for answer in engine.score(REQUESTS, distance=DISTANCE):
            answers.append(answer)
            if len(answers) == 100:
                os.kill(victim, signal.SIGKILL)
        notes = engine.notes()
    assert [index for index, _ in sorted(answers, key=lambda one: one[0])] == list(range(500))
    demand_same(dict(answers), REQUESTS)
    assert len(notes) == 1
    assert "went to another worker of the cluster because the first one was lost" in notes[0]
    assert victim not in process_ids(address).values()


def test_both_workers_work(address: str) -> None:
    with distributed.Client(address, set_as_default=False) as client:
        client.run(_forget_thread_count)
        with DaskEngine(address, ASK) as engine:
            list(engine.score(REQUESTS, distance=DISTANCE))
        asked = client.run(_n_resident_asked)
    assert all(n_asked > 100 for n_asked in asked.values()), asked


def _forget_thread_count() -> None:
    from core.pipeline import cluster_task

    cluster_task._resident.cache_clear()


def _n_resident_asked() -> int:
    """How many alleles the engine that is resident in this worker was asked."""
    from core.pipeline import cluster_task

    assert cluster_task._resident.cache_info().currsize == 1
    ask = EngineAsk("toy", loader="tests.core.cluster_toys:load_toy")
    engine = cluster_task._resident(ask, 1)
    assert cluster_task._resident.cache_info().currsize == 1
    assert isinstance(engine, ToyEngine)
    return len(engine.asked)


def test_an_allele_the_engine_fails_on_stays_alone(address: str) -> None:
    requests = [*REQUESTS[:60], request(22_000, UNBEARABLE), *REQUESTS[60:100]]
    with DaskEngine(address, ASK) as engine:
        asker = Asker(engine)
        found = dict(asker.ask(requests, DISTANCE))
    failed = found.pop(60)
    assert failed == EngineFailure(f"the toy cannot bear {UNBEARABLE}")
    assert not asker.out_of_order
    assert len(found) == 100
    assert all(isinstance(answer, SpliceProfile) for answer in found.values())


def test_an_allele_that_ends_every_worker_is_given_up_after_four(address: str) -> None:
    with (
        DaskEngine(address, ASK) as engine,
        pytest.raises(ClusterError, match=r"lost one piece of work 4 times.*memory limit"),
    ):
        list(engine.score([request(22_000, DEADLY)], distance=DISTANCE))


def test_a_worker_with_other_networks_is_left_out_by_name(address: str) -> None:
    ask = EngineAsk("toy", loader="tests.core.cluster_toys:load_different_toy")
    with DaskEngine(address, ask) as engine:
        found = list(engine.score(REQUESTS[:100], distance=DISTANCE))
        notes = engine.notes()
        digest = engine.info.digest
    assert sorted(index for index, _ in found) == list(range(100))
    assert len(notes) == 1
    assert "was given no work: it has Toy 1, float32, digest" in notes[0]
    assert "Worker tcp://" in notes[0]
    assert digest.endswith(tuple(map(str, process_ids(address).values())))


def test_a_worker_of_another_version_is_refused_by_name(address: str) -> None:
    ask = EngineAsk("toy", program="0.0.1", loader=ASK.loader)
    with pytest.raises(ClusterError, match=r"2 workers .*tcp://\S+ runs Intronaut .*is 0\.0\.1"):
        DaskEngine(address, ask)


def test_a_worker_without_the_pack_is_refused_by_name(address: str) -> None:
    ask = EngineAsk("spliceai", pack="spliceai", pack_digest="0" * 64)
    with pytest.raises(ClusterError, match=r"tcp://\S+ (cannot use spliceai|has other networks)"):
        DaskEngine(address, ask)


def test_a_cluster_whose_workers_cannot_load_the_engine_says_why(address: str) -> None:
    ask = EngineAsk("toy", loader="tests.core.cluster_toys:load_nothing")
    with pytest.raises(ClusterError, match=r"no worker to ask.*cannot use toy: The toy's box"):
        DaskEngine(address, ask, patience=1.5)


def test_an_explanation_comes_from_the_cluster(address: str) -> None:
    asked = {"distance": DISTANCE, "effect": Effect.DONOR_LOSS, "site_offset": 3}
    here = list(SlowToy().attribute(REQUESTS[0], **asked))
    with DaskEngine(address, ASK) as engine:
        there = list(engine.attribute(REQUESTS[0], **asked))
    assert [(step.done, step.total) for step in there] == [(step.done, step.total) for step in here]
    assert there[-1].arrays[0].sequence == here[-1].arrays[0].sequence


def test_a_run_that_is_stopped_takes_its_work_back(address: str) -> None:
    with DaskEngine(address, ASK) as engine:
        answers = engine.score(REQUESTS, distance=DISTANCE)
        next(answers)
        answers.close()
        demand_same(dict(engine.score(REQUESTS[:20], distance=DISTANCE)), REQUESTS[:20])


def test_a_cluster_without_workers_is_waited_for_and_then_named() -> None:
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", processes=True) as empty,
        pytest.raises(ClusterError, match=r"has had no worker to ask for 1 seconds"),
    ):
        DaskEngine(empty.scheduler_address, ASK, patience=1.0)


def test_a_scheduler_that_goes_away_ends_the_run_with_its_name() -> None:
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        engine = DaskEngine(running.scheduler_address, ASK, patience=2.0)
        answers = engine.score(REQUESTS, distance=DISTANCE)
        next(answers)
    with engine, pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:\d+ (is gone|has had no)"):
        list(answers)


@pytest.mark.parametrize("address", ["nonsense://here", "tcp://127.0.0.1:1"])
def test_an_address_without_scheduler_is_named(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_client, "_CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match=f"no Dask scheduler to be reached at {address}"):
        DaskEngine(address, ASK)


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'intronaut\[cluster\]'"):
        cluster_engine("tcp://127.0.0.1:1", "spliceai")


def test_an_engine_that_is_not_installed_here_is_refused(own_data_folder: Path) -> None:
    with pytest.raises(ProblemError, match="spliceai is not installed"):
        cluster_engine("tcp://127.0.0.1:1", "spliceai")
    with pytest.raises(PackError):
        cluster_engine("tcp://127.0.0.1:1", "unheard-of")


def test_pieces_hold_every_request_once_and_keep_neighbours_together() -> None:
    apart = [request(20_100, chrom=f"chr{number // 20}") for number in range(50)]
    lengths = [len(part) for part in pieces(apart)]
    assert lengths == [20, 20, 10]
    crowd = [request(20_100 + number) for number in range(150)]
    found = list(pieces(crowd))
    assert [index for part in found for index in part] == list(range(150))
    assert [len(part) for part in found] == [MOST_REQUESTS, MOST_REQUESTS, 150 - 2 * MOST_REQUESTS]
    assert FEWEST_REQUESTS < 20
    assert list(pieces([])) == []
    assert list(pieces(crowd[:1])) == [range(1)]
