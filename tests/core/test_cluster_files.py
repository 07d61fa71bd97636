"""`score --dask`: the file that comes back is the one this computer would have written."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from core.errors import UsageError
from core.pipeline import cluster as cluster_module
from core.pipeline.cached import CachedEngine
from core.pipeline.cluster import DaskEngine, cluster_engine
from core.pipeline.cluster_task import EngineAsk
from core.pipeline.file_engine import opened_engine
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import ScoreFileSpec
from core.sources.reference import Reference
from core.store.score_cache import ScoreCache
from models.runtime import load_engine
from models.splice.protocol import SpliceRequest
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive

distributed = pytest.importorskip(
    "distributed", reason="dask.distributed is not installed (the extra `cluster`)"
)

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def cluster() -> Iterator["distributed.LocalCluster"]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as running:
        running.wait_for_workers(2, timeout=60)
        yield running


def kill_a_worker(cluster: "distributed.LocalCluster") -> None:
    with distributed.Client(cluster, set_as_default=False) as client:
        victim = min(client.run(os.getpid).values())
    os.kill(victim, signal.SIGKILL)


def test_the_file_is_the_same_to_the_byte(
    world: World, cluster: "distributed.LocalCluster", tmp_path: Path
) -> None:
    for number in range(200):
        world.add(20_200 + 11 * number, alt="ACGT"[number % 4] + "A" * (number % 3))
    world.add(5)
    world.add(PLUS[1][1] + 1)
    given = world.spec()
    here = ScoreFileSpec(given.vcf, tmp_path / "here.vcf", given.reference, given.genes[0])
    there = ScoreFileSpec(given.vcf, tmp_path / "there.vcf", given.reference, given.genes[0])
    drive(score_file(here, engine=ToyEngine()))
    ask = EngineAsk("toy", loader="tests.core.cluster_toys:load_toy")
    with DaskEngine(cluster.scheduler_address, ask) as engine:
        killed = False
        for step in score_file(there, engine=engine):
            if step.stage == "scoring records" and not killed:
                kill_a_worker(cluster)
                killed = True
        assert killed
        assert len(engine.notes()) == 1
    assert there.out.read_bytes() == here.out.read_bytes()


@pytest.mark.slow
@pytest.mark.science
def test_the_real_networks_on_a_cluster_write_the_same_file_though_a_worker_is_killed(
    spliceai_pack: Path,
    cluster: "distributed.LocalCluster",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cluster_module, "FEWEST_REQUESTS", 3)
    monkeypatch.setattr(cluster_module, "MOST_REQUESTS", 3)
    vcf, reference, genes = cut_demo(tmp_path, 21)
    here = ScoreFileSpec(vcf, tmp_path / "here.vcf", reference, genes, uses_cache=False)
    there = ScoreFileSpec(
        vcf, tmp_path / "there.vcf", reference, genes,
        uses_cache=False, cluster=cluster.scheduler_address,
    )  # fmt: skip
    drive(score_file(here))
    steps = score_file(there)
    assert next(step for step in steps if step.stage == "scoring records")
    kill_a_worker(cluster)
    _, said = drive(steps)
    assert "Note: " in said
    assert "because the first one was lost; every answer was counted once." in said
    assert there.out.read_bytes() == here.out.read_bytes()
    assert b"SpliceAI=" in here.out.read_bytes()

    # The same through the command line, for a cohort with one damaged file.
    shutil.copyfile(vcf, second := tmp_path / "second.vcf")
    (broken := tmp_path / "broken.vcf").write_text("no variants\n")
    files = ["--reference", reference, "--genes", genes, "--no-cache"]
    out = tmp_path / "annotated"
    asked = ["score", vcf, broken, second, "-o", out, *files, "--dask", there.cluster]
    assert main(list(map(str, asked))) == 2
    assert "1 of 3 files could not be scored" in capsys.readouterr().err
    assert (out / vcf.name).read_bytes() == here.out.read_bytes()
    assert (out / second.name).read_bytes() == here.out.read_bytes()
    assert not (out / broken.name).exists()


def cut_demo(folder: Path, n_records: int) -> tuple[Path, Path, Path]:
    for item in DEMO.glob("demo.*"):
        shutil.copyfile(item, folder / item.name)
    lines = (DEMO / "demo.vcf").read_text().splitlines(keepends=True)
    header = [line for line in lines if line.startswith("#")]
    vcf = folder / "few.vcf"
    vcf.write_text("".join(lines[: len(header) + n_records]))
    return vcf, folder / "demo.fa", folder / "demo.gff3"


@pytest.mark.science
def test_an_engine_of_the_cluster_shares_the_cache_of_this_computer(
    spliceai_pack: Path, cluster: "distributed.LocalCluster", tmp_path: Path
) -> None:
    pos = 12_821
    with Reference(DEMO / "demo.fa") as reference:
        window = reference.fetch("demo1", pos - 1 - 5_050, pos + 5_050)
    request = SpliceRequest(window, window[5_050], "A", "+", -4_000, 4_000)
    with (
        contextlib.closing(ScoreCache(tmp_path / "scores.cache")) as kept,
        cluster_engine(cluster.scheduler_address, "spliceai") as engine,
    ):
        ((_, computed),) = CachedEngine(engine, kept).score([request], distance=50)
        here = CachedEngine(load_engine("spliceai", device="cpu"), kept)
        ((_, found),) = here.score([request], distance=50)
    assert here.n_found == 1
    np.testing.assert_allclose(found.alt, computed.alt, atol=1e-6)


def test_a_shared_engine_brings_its_notes(world: World) -> None:
    given = world.spec()
    spec = ScoreFileSpec(given.vcf, world.folder / "out.vcf", given.reference)
    with opened_engine(spec, ToyEngine()) as opened:
        assert opened.notes() == []
        assert opened.cluster is None


def test_an_exon_engine_takes_no_cluster(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["score", "x.vcf", "-o", "y.vcf", "--reference", "z", "--engine", "mmsplice"]
    assert main([*asked, "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "mmsplice scores no splice sites" in capsys.readouterr().err


def test_several_files_go_into_a_folder_under_their_names(tmp_path: Path) -> None:
    from core.cli.cohort import outputs

    (tmp_path / "taken").write_text("")
    assert outputs([Path("a.vcf")], tmp_path / "b.vcf") == [(Path("a.vcf"), tmp_path / "b.vcf")]
    found = outputs([Path("x/a.vcf.gz"), Path("b.bcf")], tmp_path / "new")
    assert found == [
        (Path("x/a.vcf.gz"), tmp_path / "new" / "a.vcf.gz"),
        (Path("b.bcf"), tmp_path / "new" / "b.vcf.gz"),
    ]
    assert (tmp_path / "new").is_dir()
    with pytest.raises(UsageError, match="is a folder"):
        outputs([Path("a.vcf")], tmp_path)
    with pytest.raises(UsageError, match="is a file, and 2 files"):
        outputs([Path("a.vcf"), Path("b.vcf")], tmp_path / "taken")
    with pytest.raises(UsageError, match="same name"):
        outputs([Path("x/a.vcf"), Path("y/a.vcf")], tmp_path)


def test_several_files_without_a_cluster_are_scored_too(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["score", "nothing.vcf", "naught.vcf", "-o", world.folder / "out"]
    assert main(list(map(str, [*asked, "--reference", world.reference]))) == 2
    said = capsys.readouterr().err
    assert "2 of 2 files could not be scored: nothing.vcf, naught.vcf" in said
