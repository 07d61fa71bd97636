"""Scored variants beside a table of precomputed scores: found, missing, and in disagreement."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core import packs, review
from core.cli.case import _as_json
from core.domain.assembly import Assembly
from core.domain.lookup import LookupScore
from core.domain.score import SpliceDelta, SpliceEffect
from core.domain.variant import Variant
from core.errors import AssemblyMismatchError
from core.pipeline.intake import read_case
from core.pipeline.lookup import ROLE, look_up_case
from core.pipeline.score import score_case
from core.pipeline.spec import Computing, DescribeSpec, IntakeSpec, TableSpec
from core.report.data import freeze
from core.report.html import report_html
from core.session import CaseReader
from core.store.case_store import CaseStore
from core.trace import trace
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive
from tests.core.sources.score_tables import Row, golden_rows, write_table

LOSS = PLUS[1][1] + 1
QUIET = 22_000
OTHER_QUIET = 22_040


def own_engine() -> ToyEngine:
    """The toy under the name whose scores the tables hold."""
    engine = ToyEngine()
    engine.info = replace(engine.info, engine_id="spliceai")
    return engine


def row(world: World, pos: int, *values: float, symbol: str = "PLUSGENE") -> Row:
    ref = world.base(pos)
    alt = {"A": "C", "C": "A", "G": "T", "T": "G"}[ref]
    deltas = "|".join(f"{value:.2f}" for value in values)
    return Row("toy1", pos, ref, alt, f"{alt}|{symbol}|{deltas}|1|2|3|-1")


@pytest.fixture
def case(world: World) -> Path:
    for pos in (QUIET, OTHER_QUIET, LOSS):
        world.add(pos)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case(spec.case, engine=own_engine()))
    return spec.case


@pytest.fixture
def table(world: World, tmp_path: Path) -> Path:
    """Right about the lost donor, wrong about the quiet place, without the other one."""
    rows = [row(world, LOSS, 0, 0, 0, 0.9), row(world, QUIET, 0, 0.5, 0, 0)]
    return write_table(tmp_path / "spliceai_scores.raw.toy.vcf.gz", rows)


def lookups(case: Path) -> dict[int, tuple[LookupScore, ...]]:
    return {pos: found for (pos, _), found in lookups_by_allele(case).items()}


def lookups_by_allele(case: Path) -> dict[tuple[int, str], tuple[LookupScore, ...]]:
    with CaseStore.open(case) as store:
        keys = {one.variant_id: (one.variant.pos, one.variant.alt) for one in store.variants()}
        return {keys[key]: found for key, found in store.lookups(list(keys)).items()}


def test_what_agrees_disagrees_and_is_missing_is_told_apart(case: Path, table: Path):
    told = drive(look_up_case(case, TableSpec(table)))[1]
    found = lookups(case)
    (agreeing,), (wrong,), (missing,) = found[LOSS], found[QUIET], found[OTHER_QUIET]
    assert agreeing.looked_up is not None
    assert agreeing.computed is not None
    assert agreeing.computed.donor_loss == pytest.approx(0.9)
    assert agreeing.computed.distance == 50
    assert agreeing.disagreeing == ()
    assert wrong.disagreeing == (SpliceEffect.ACCEPTOR_LOSS,)
    assert "THEY DISAGREE by more than 0.1 (acceptor loss)" in wrong.sentence
    assert missing.looked_up is None
    assert missing.gene_symbol == "PLUSGENE"
    assert "not in the table, which says nothing about it" in missing.sentence
    assert told.startswith("2 of 3 variants found in spliceai_scores.raw.toy.vcf.gz; 1 disagrees")
    assert "unproven" in told


def test_the_case_remembers_the_table_and_looks_up_what_is_new(world: World, table: Path):
    for pos in (QUIET, LOSS):
        world.add(pos)
    spec = world.spec()
    drive(read_case(spec))
    drive(look_up_case(spec.case, TableSpec(table)))
    assert lookups(spec.case) == {QUIET: (), LOSS: ()}
    with CaseStore.open(spec.case) as store:
        source = store.info().source(ROLE)
    assert source is not None
    assert source.path == str(table)
    assert source.description.startswith("raw, within 50 bases, SpliceAI 1.3")
    drive(score_case(spec.case, engine=own_engine()))
    assert lookups(spec.case)[QUIET][0].disagreeing
    steps, _ = drive(look_up_case(spec.case, TableSpec(table)))
    assert not steps
    with CaseStore.open(spec.case) as store:
        assert [one.role for one in store.info().sources].count(ROLE) == 1


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_remembered_table_that_is_gone_or_changed_is_said_and_stops_nothing(
    world: World, case: Path, table: Path, is_gone: bool
):
    drive(look_up_case(case, TableSpec(table)))
    if is_gone:
        table.unlink()
    else:
        write_table(table, [row(world, QUIET, 0.9, 0.9, 0.9, 0.9), row(world, LOSS, 0, 0, 0, 0)])
    before = lookups(case)
    steps, _ = drive(score_case(case, engine=own_engine()))
    said = "the score table is not there" if is_gone else "has changed since it was looked into"
    assert any(said in step.note for step in steps)
    assert lookups(case) == before


def test_a_table_of_other_bases_is_refused_and_not_remembered(
    world: World, case: Path, tmp_path: Path
):
    right = [row(world, pos, 0, 0, 0, 0) for pos in (QUIET, OTHER_QUIET, LOSS)]
    rows = [replace(one, ref=one.alt) for one in right]
    path = write_table(tmp_path / "raw.vcf.gz", rows)
    with pytest.raises(AssemblyMismatchError, match="0 of 3 REF bases agree"):
        drive(look_up_case(case, TableSpec(path)))
    with CaseStore.open(case) as store:
        assert store.info().source(ROLE) is None
    assert lookups(case)[LOSS] == ()


def test_a_masked_table_is_compared_with_our_masked_view(world: World, case: Path, tmp_path: Path):
    path = write_table(tmp_path / "masked.vcf.gz", [row(world, LOSS, 0, 0, 0, 0.9)])
    drive(look_up_case(case, TableSpec(path)))
    (found,) = lookups(case)[LOSS]
    assert found.computed is not None
    assert found.computed.masked
    with CaseStore.open(case) as store:
        (variant_id,) = [one.variant_id for one in store.variants() if one.variant.pos == LOSS]
        (score,) = store.scores([variant_id])[variant_id]
    assert found.computed.donor_loss == score.masked.donor_loss


def test_scores_of_another_engine_are_not_compared_with_those_of_the_table(
    world: World, table: Path
):
    world.add(QUIET)
    spec = world.spec()
    drive(read_case(spec))
    drive(score_case(spec.case, engine=ToyEngine()))
    told = drive(look_up_case(spec.case, TableSpec(table)))[1]
    (found,) = lookups(spec.case)[QUIET]
    assert found.looked_up is not None
    assert found.computed is None
    assert "Not computed here in this gene" in found.sentence
    assert "disagree" not in told


def test_a_gene_only_the_table_knows_stands_without_ours(world: World, case: Path, tmp_path: Path):
    path = write_table(tmp_path / "raw.vcf.gz", [row(world, LOSS, 0, 0, 0, 0.9, symbol="ELSE")])
    drive(look_up_case(case, TableSpec(path)))
    elsewhere, own = lookups(case)[LOSS]
    assert (elsewhere.gene_symbol, elsewhere.computed) == ("ELSE", None)
    assert (own.gene_symbol, own.looked_up) == ("PLUSGENE", None)
    assert own.computed is not None


def test_trace_list_detail_and_report_show_both_values(case: Path, table: Path):
    drive(look_up_case(case, TableSpec(table)))
    with CaseReader(case) as reader:
        stored = next(one for one in reader.store.variants() if one.variant.pos == LOSS)
        told = trace(reader.store, stored.variant)
        (step,) = [step for step in told.steps if step.name == "looked up"]
        assert "donor loss 0.90. Computed in the same view and window" in step.value
        assert "They agree." in step.value
        listed = json.loads(_as_json(reader, [stored.variant_id]))
        (shape,) = listed[0]["looked_up"]
        assert shape["in_table"]
        assert shape["looked_up"]["donor_loss"] == shape["computed"]["donor_loss"] == 0.9
        assert shape["disagreeing"] == []
        assert review.detail(reader.store, stored.variant_id).facts.lookups
        data = freeze(reader.store, generated_at="2026-01-01T00:00:00+00:00")
    assert "Looked up in spliceai_scores.raw.toy.vcf.gz (raw, within 50 bases)" in report_html(data)


def test_describe_looks_up_what_it_computed(
    world: World, table: Path, monkeypatch: pytest.MonkeyPatch
):
    from core import describe

    monkeypatch.setattr("core.pipeline.splice_describe.load_engine", lambda *_, **__: own_engine())
    spelled = f"toy1-{QUIET}-{world.base(QUIET)}-{row(world, QUIET, 0, 0, 0, 0).alt}"
    spec = DescribeSpec(
        spelled, world.reference, world.genes, ("spliceai",), table=TableSpec(table)
    )
    steps, found = drive(describe.describe_variant(spec))
    (shape,) = found["looked_up"]  # type: ignore[misc]
    assert shape["disagreeing"] == ["acceptor_loss"]
    assert shape["computed"]["acceptor_loss"] == 0
    assert any("unproven" in step.note for step in steps)


def delta(*values: float) -> SpliceDelta:
    return SpliceDelta(*values, 0, 0, 0, 0, masked=False, distance=50)


@pytest.mark.parametrize(
    ("theirs", "ours", "is_apart"),
    [
        (0.5, 0.6, False),
        (0.5, 0.61, True),
        (0.5, 0.604, False),
        (0.5, 0.606, True),
        (0.3, 0.2, False),
    ],
)
def test_more_than_a_tenth_apart_as_shown_is_a_disagreement(
    theirs: float, ours: float, is_apart: bool
):
    found = LookupScore("t", "", "G", delta(theirs, 0, 0, 0), delta(ours, 0, 0, 0))
    assert bool(found.disagreeing) == is_apart


@pytest.mark.slow
@pytest.mark.science
def test_computed_scores_agree_with_golden_ones_and_a_planted_disagreement_is_found(
    shared: Path, spliceai_pack: Path, tmp_path: Path
):
    """Variants of TP53, scored by the installed networks in a case, beside the published values."""
    rows = [
        one
        for one in golden_rows(shared)
        if "|TP53|" in one.annotation and "," not in one.annotation
    ]
    rows = [one for one in rows if len(one.ref) == len(one.alt) == 1]
    planted = rows[0]
    vcf = tmp_path / "one.vcf"
    header = [
        "##fileformat=VCFv4.2",
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    ]
    header.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP")
    lines = [
        f"{one.chrom}\t{one.pos}\t.\t{one.ref}\t{one.alt}\t50\tPASS\t.\tGT\t0/1"
        for one in sorted(rows, key=lambda one: one.pos)
    ]
    vcf.write_text("\n".join([*header, *lines]) + "\n")
    spec = IntakeSpec(
        case=tmp_path / "one.intronaut", vcf=vcf, reference=shared / "data" / "reference" / "GRCh38.fa.gz",
        genes=(packs.gene_table("spliceai", Assembly.GRCH38),), assembly=Assembly.GRCH38,
    )  # fmt: skip
    drive(read_case(spec))
    drive(score_case(spec.case, device="cpu", computing=Computing(uses_cache=False)))
    wrong = planted.with_values(0.5, 0.5, 0.5, 0.5)
    table = write_table(tmp_path / "golden.raw.hg38.vcf.gz", [wrong, *rows[1:]])
    drive(look_up_case(spec.case, TableSpec(table)))
    found = lookups_by_allele(spec.case)
    assert len(found) == len(rows) >= 3
    for one in rows:
        (both,) = found[one.pos, one.alt]
        assert both.looked_up is not None
        assert both.computed is not None
        assert bool(both.disagreeing) == (one is planted)
        published = [float(value) for value in one.annotation.split("|")[2:6]]
        ours = [both.computed.of(effect)[0] for effect in SpliceEffect]
        assert ours == pytest.approx(published, abs=0.0151)
    with CaseStore.open(spec.case) as store:
        told = trace(
            store, Variant(Assembly.GRCH38, planted.chrom, planted.pos, planted.ref, planted.alt)
        )
    assert any("THEY DISAGREE" in step.value for step in told.steps)
