"""An engine measured on known variants of a toy world, where every count is known."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from core.cli import main
from core.domain.calibration import RegionGroup
from core.errors import UsageError
from core.pipeline.calibrate import calibrate
from core.pipeline.spec import CalibrateSpec
from core.report.calibration import calibration_table, calibration_toml
from core.review import engine_labels
from models.packs import laboratory_calibration, laboratory_path
from models.packs.laboratory import read_laboratory
from models.registry import engines
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import ACCEPTOR, DONOR, PLUS, ToyEngine, World, drive

__all__ = ["world"]

ROOT = Path(__file__).resolve().parents[3]


def truth(world: World) -> list[tuple[int, str, str, int]]:
    """60 changes inside motifs (the toy sees them), 30 nearby that change none, 5 deep ones."""
    rows = []
    for (_, end), (start, _) in pairwise(PLUS):
        motif = [end + 1 + place for place in range(2, len(DONOR))]
        motif += [start - len(ACCEPTOR) + 1 + place for place in range(4)]
        rows += [(pos, alt, 1) for pos in motif for alt in "ACGT" if alt != world.base(pos)][:20]
        rows += [(start - 40 + step, "", 0) for step in range(10)]
    rows += [(22_000 + step, "", 0) for step in range(5)]
    return [
        (pos, world.base(pos), alt or ("C" if world.base(pos) != "C" else "A"), effect)
        for pos, alt, effect in rows
    ]


def written(world: World, extra: str = "") -> Path:
    path = world.folder / "truth.tsv"
    lines = [f"toy1\t{pos}\t{ref}\t{alt}\t{effect}\n" for pos, ref, alt, effect in truth(world)]
    path.write_text("chrom\tpos\tref\talt\teffect\n" + "".join(lines) + extra)
    return path


def spec(world: World, extra: str = "", engine_id: str = "toy") -> CalibrateSpec:
    return CalibrateSpec(
        engine_id, written(world, extra), world.reference, world.genes, laboratory="Lab of Toys"
    )


def test_every_known_variant_stands_in_a_bin_of_its_region_or_among_the_uncounted(world: World):
    wrong = "C" if world.base(22_100) != "C" else "A"
    extra = (
        f"toy1\t22100\t{wrong}\tG\t1\ntoy1\t45000\t{world.base(45_000)}\tN\t0\ntoy9\t5\tA\tC\t0\n"
    )
    _, record = drive(calibrate(spec(world, extra), engine=ToyEngine()))
    found = {region.group: region for region in record.regions}
    near = found[RegionGroup.NEAR_SPLICE]
    assert (near.n_positive, near.n_negative) == (60, 30)
    assert near.bins[0].n_negative == 30
    assert near.bins[-1].n_positive == 60
    assert near.bins[-1].ratio == pytest.approx((60.5 / 61) / (0.5 / 31))
    assert (found[RegionGroup.DEEP_INTRON].n_negative, found[RegionGroup.DEEP_INTRON].bins) == (
        5,
        (),
    )
    assert (found[RegionGroup.ALL].n_positive, found[RegionGroup.ALL].n_negative) == (60, 35)
    uncounted = {one.reason: (one.n_positive, one.n_negative) for one in record.not_scored}
    assert uncounted == {
        "REF differs from the reference sequence": (1, 0),
        "lies outside every loaded gene": (0, 1),
        "the reference does not hold this contig": (0, 1),
    }
    assert (record.distance, record.masked, record.digest) == (500, False, "0" * 64)


def test_a_variant_the_engine_fails_on_is_counted_as_such(world: World):
    longer = f"toy1\t22200\t{world.base(22_200)}\tGGGGGGGGG\t1\n"
    _, record = drive(calibrate(spec(world, longer), engine=ToyEngine(fails_on=["GGGGGGGGG"])))
    assert [(one.reason, one.n_positive) for one in record.not_scored] == [
        ("the engine failed on this variant", 1)
    ]


def test_the_table_says_where_there_are_too_few(world: World):
    _, record = drive(calibrate(spec(world), engine=ToyEngine()))
    lines = calibration_table(record)
    assert "deep intron\tany\t0\t5\t–\ttoo few: 20 with and 20 without effect are needed" in lines
    assert any(line.startswith("near splice\tfrom 0.80\t60\t0\t") for line in lines)


def test_the_record_is_seen_beside_the_published_calibration(world: World):
    _, record = drive(calibrate(spec(world), engine=ToyEngine()))
    path = laboratory_path("spliceai")
    path.parent.mkdir(parents=True)
    path.write_text(calibration_toml(record).replace('engine = "toy"', 'engine = "spliceai"'))
    kept = read_laboratory(path)
    assert (kept.laboratory, kept.truth_file, kept.distance) == ("Lab of Toys", "truth.tsv", 500)
    assert [one.name for one in kept.region] == [group.value for group in RegionGroup]
    near = next(one for one in kept.region if one.name == "near splice")
    assert sum(one.positives for one in near.bin) == near.positives == 60
    card = next(one for one in engines() if one.engine_id == "spliceai")
    assert card.calibration is not None
    assert card.laboratory == kept
    # Other weights than those installed: the record does not speak of them.
    assert engine_labels()["spliceai"].laboratory == ""


def test_a_damaged_record_is_not_used_and_says_so():
    path = laboratory_path("pangolin")
    path.parent.mkdir(parents=True)
    path.write_text("engine = 'pangolin'\n")
    found, problem = laboratory_calibration("pangolin")
    assert found is None
    assert "is no calibration record: version" in problem
    card = next(one for one in engines() if one.engine_id == "pangolin")
    assert (card.laboratory, card.laboratory_problem) == (None, problem)


def test_names_with_quotes_survive_the_record(world: World, tmp_path: Path):
    _, record = drive(calibrate(spec(world), engine=ToyEngine()))
    name = 'Müller "Gen\\etik" \t\x7f 🧬'
    path = tmp_path / "record.toml"
    path.write_text(calibration_toml(replace(record, laboratory=name)), encoding="utf-8")
    assert read_laboratory(path).laboratory == name


def test_an_exon_engine_cannot_be_calibrated_by_sites(world: World):
    with pytest.raises(UsageError, match="scores no splice sites"):
        drive(calibrate(spec(world, engine_id="mmsplice")))


@pytest.mark.e2e
@pytest.mark.science
@pytest.mark.usefixtures("spliceai_pack")
def test_the_command_prints_the_table_and_writes_the_record(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    demo = ROOT / "resources" / "demo"
    table = tmp_path / "known.tsv"
    table.write_text("chrom\tpos\tref\talt\teffect\ndemo1\t12821\tG\tA\t1\ndemo1\t12824\tN\tA\t0\n")
    record = tmp_path / "out" / "record.toml"
    status = main(
        ["calibrate", "spliceai", str(table), "--reference", str(demo / "demo.fa"), "--genes",
         str(demo / "demo.gff3"), "--lab", "Lab", "--device", "cpu", "-o", str(record)]
    )  # fmt: skip
    said = capsys.readouterr()
    assert status == 0, said.err
    assert "splice dinucleotide\tany\t1\t0" in said.out
    assert "not scored\tREF differs from the reference sequence\t0\t1" in said.out
    assert read_laboratory(record).engine == "spliceai"
