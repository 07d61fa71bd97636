"""The installed networks on the designed genes of the demo, through the jobs of a case."""

import shutil
from pathlib import Path

import pytest

from core.domain.assembly import Assembly
from core.domain.score import SpliceEffect
from core.pipeline import score as score_module
from core.pipeline.attribute import attribute_variant, open_variant
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.pipeline.spec import IntakeSpec
from core.store.case_store import CaseStore
from models.runtime import load_engine
from tests.core.pipeline.toy import drive

pytestmark = pytest.mark.science

DEMO = Path(__file__).resolve().parents[3] / "resources" / "demo"
DONOR_LOSS, SKIPPED_EXON, PSEUDOEXON = 12_821, 25_341, 38_443


@pytest.fixture(scope="module")
def case(spliceai_pack: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of three planted variants and one neighbour, not yet scored."""
    assert spliceai_pack.is_dir()
    folder = tmp_path_factory.mktemp("demo")
    for item in DEMO.glob("demo.*"):
        shutil.copyfile(item, folder / item.name)
    vcf = folder / "demo.vcf"
    lines = vcf.read_text().splitlines()
    wanted = {str(pos) for pos in (DONOR_LOSS, SKIPPED_EXON, PSEUDOEXON)}
    kept = [line for line in lines if line.startswith("#") or line.split("\t")[1] in wanted]
    vcf.write_text("\n".join(kept) + "\n")
    spec = IntakeSpec(
        case=folder / "demo.intronaut",
        vcf=vcf,
        reference=folder / "demo.fa",
        genes=(folder / "demo.gff3",),
        assembly=Assembly.ARTIFICIAL,
        ped=folder / "demo.ped",
        is_artificial=True,
    )
    drive(read_case(spec))
    return spec.case


def deltas(case: Path) -> dict[int, list[float]]:
    with CaseStore.open(case) as store:
        found = {one.variant.pos: one.variant_id for one in store.variants()}
        scores = store.scores(list(found.values()))
    values = {}
    for pos, key in found.items():
        (score,) = scores[key]
        views = (score.delta, score.masked, score.wide)
        values[pos] = [view.of(effect)[0] for view in views if view for effect in SpliceEffect]
    return values


def test_planted_effects_are_found_whatever_the_batches(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spliceai_pack: Path
):
    engine = load_engine("spliceai", device="cpu")
    by_batch = []
    for size in (1, 3):
        copy = tmp_path / f"{size}.intronaut"
        shutil.copyfile(case, copy)
        for page in ("_CPU_PAGE", "_WIDE_PAGE"):
            monkeypatch.setattr(score_module, page, size)
        drive(score_case(copy, engine=engine))
        by_batch.append(deltas(copy))
    alone, together = by_batch
    assert alone.keys() == together.keys() == {DONOR_LOSS, SKIPPED_EXON, PSEUDOEXON}
    for pos, values in alone.items():
        assert len(values) == 12
        assert together[pos] == pytest.approx(values, abs=1e-5)
    with CaseStore.open(copy) as store:
        at = {one.variant.pos: one.variant_id for one in store.variants()}
        (score,) = store.scores([at[DONOR_LOSS]])[at[DONOR_LOSS]]
        assert score.delta.strongest is SpliceEffect.DONOR_LOSS
        assert score.delta.donor_loss > 0.8
        (pseudoexon,) = store.scores([at[PSEUDOEXON]])[at[PSEUDOEXON]]
        assert pseudoexon.delta.strongest is SpliceEffect.DONOR_GAIN
        assert store.ledger().discrepancies() == ()

    _, n_tracks = drive(open_variant(copy, at[PSEUDOEXON], engine=engine))
    assert n_tracks == 1
    with CaseStore.open(copy) as store:
        (track,) = store.tracks(at[PSEUDOEXON])
    gain = track.alt[1] - track.ref[1]
    assert track.is_complete
    assert gain.max() == pytest.approx(pseudoexon.delta.donor_gain, abs=1e-5)
    assert track.offsets[gain.argmax()] == pseudoexon.delta.donor_gain_offset


@pytest.mark.slow
def test_the_lost_donor_is_explained_by_its_own_bases(
    case: Path, tmp_path: Path, spliceai_pack: Path
):
    copy = tmp_path / "explained.intronaut"
    shutil.copyfile(case, copy)
    drive(score_case(copy, engine=load_engine("spliceai", device="cpu")))
    with CaseStore.open(copy) as store:
        name = next(one.variant for one in store.variants() if one.variant.pos == DONOR_LOSS)
    _, found = drive(attribute_variant(copy, name.spelled, device="cpu"))
    assert found.effect is SpliceEffect.DONOR_LOSS
    assert found.ref.probability > 0.9
    assert found.alt.probability < 0.2
    most = found.ref.offsets[found.ref.contribution.argsort()[-2:]]
    assert set(most.tolist()) <= {-2, -1, 0, 1}
    assert found.ref.mutants is not None
    assert found.ref.mutants.shape == (4, len(found.ref.sequence))
