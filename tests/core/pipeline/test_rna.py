"""The patient's RNA at a variant of a toy case, and the plan of its RNA test."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import tissue_psi
from core.domain.interpretation import TranscriptOutcomes
from core.domain.rna import ReadsKind, Verdict
from core.errors import AssemblyMismatchError, InputFileError, UsageError
from core.pipeline import rna as job
from core.pipeline.intake import read_case
from core.pipeline.rna import read_rna
from core.pipeline.rna_plan import plan_rna_test
from core.pipeline.spec import RnaSpec
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.tissue_psi import TissuePsi, read_tissue_psi, tissue_named
from tests.core.pipeline.toy import MINUS, PLUS, World, drive, other
from tests.core.real_genes import skipping
from tests.core.simulated_rna import BamWriter, Isoform, Library

PLUS_LOSS, MINUS_LOSS, QUIET = PLUS[1][1] + 1, MINUS[1][0], 22_000


def outcomes_of(store, _reference, stored):
    """Predict that the second exon of the gene is skipped; at the quiet place nothing."""
    if stored.variant.pos == QUIET:
        return ()
    found = store.transcripts_overlapping(
        stored.variant.chrom, stored.variant.pos, stored.variant.pos + 1
    )
    return [TranscriptOutcomes(one, (skipping(one, 2),)) for one in found]


@pytest.fixture
def case(world: World) -> Path:
    for pos in (PLUS_LOSS, MINUS_LOSS, QUIET):
        world.add(pos)
    spec = world.spec()
    drive(read_case(spec))
    return spec.case


def bam(world: World, shares, exons=PLUS, strand="+", n_fragments=600, name="rna.bam") -> Path:
    with Reference(world.reference) as reference:
        writer = BamWriter(reference, "toy1", strand)
        isoforms = [Isoform((exons[0], *exons[2:])), Isoform(exons)]
        drawn = Library(75, (180, 20), seed=6).draw(isoforms, shares, n_fragments)
        return writer.write(world.folder / name, drawn)


def ids(case: Path) -> dict[int, int]:
    with CaseStore.open(case) as store:
        return {one.variant.pos: one.variant_id for one in store.variants()}


def stored(case: Path, pos: int):
    wanted = ids(case)[pos]
    with CaseStore.open(case) as store:
        return store.rna.of(wanted)


def read(case: Path, path: Path, **more):
    steps, told = drive(
        read_rna(case, RnaSpec(path, **more), outcomes_of, tuple(ids(case).values()))
    )
    return steps, told


@pytest.mark.parametrize(
    ("exons", "strand", "pos"), [(PLUS, "+", PLUS_LOSS), (MINUS, "-", MINUS_LOSS)]
)
def test_skipping_seen_in_rna_supports_the_prediction(case, world, exons, strand, pos):
    path = bam(world, [0.4, 0.6], exons, strand)
    steps, told = read(case, path)
    ((source, evidence),) = stored(case, pos)
    assert (source.kind, source.path, source.tissue) == (ReadsKind.BAM, str(path), "")
    assert "opposite to the transcript" in source.library
    (outcome,) = evidence.outcomes
    assert outcome.verdict.verdict is Verdict.SUPPORTS
    assert outcome.verdict.share.low < 0.4 < outcome.verdict.share.high
    assert evidence.exons[0].psi.mean == pytest.approx(1 - outcome.verdict.share.mean, abs=1e-6)
    assert "1 supports, 0 contradicts, 1 not informative" in told
    assert {key for step in steps for key in step.changed} == {
        ids(case)[PLUS_LOSS], ids(case)[MINUS_LOSS]}  # fmt: skip


def test_a_variant_without_predicted_outcome_is_not_looked_at(case, world):
    read(case, bam(world, [0.4, 0.6]))
    assert stored(case, QUIET) == ()


def test_a_heterozygote_is_expected_to_skip_in_half(case, world):
    # 60 fragments that tell, one of them skipping: against 0.8 / 2 that is a contradiction.
    read(case, bam(world, [0.0, 1.0], n_fragments=300))
    ((_, evidence),) = stored(case, PLUS_LOSS)
    assert evidence.outcomes[0].verdict.verdict is Verdict.CONTRADICTS


def test_of_a_gene_that_is_not_read_nothing_is_said(case, world):
    read(case, bam(world, [0.4, 0.6]))
    ((_, evidence),) = stored(case, MINUS_LOSS)
    assert evidence.outcomes[0].verdict.words == "not informative (reads 0)"


def test_a_junction_table_stands_beside_the_reads(case, world):
    reads = bam(world, [0.4, 0.6])
    table = world.folder / "SJ.out.tab"
    rows = [
        (PLUS[0][1], PLUS[1][0], 40),
        (PLUS[1][1], PLUS[2][0], 60),
        (PLUS[0][1], PLUS[2][0], 30),
    ]
    table.write_text("".join(f"toy1\t{s + 1}\t{e}\t1\t1\t0\t{n}\t0\t30\n" for s, e, n in rows))
    read(case, reads)
    read(case, table, is_junction_table=True)
    (first, _), (second, evidence) = stored(case, PLUS_LOSS)
    assert (first.kind, second.kind) == (ReadsKind.BAM, ReadsKind.STAR)
    assert evidence.outcomes[0].verdict.share.mean == pytest.approx(31 / 82, abs=1e-3)


def test_reading_again_replaces_what_was_read(case, world):
    path = bam(world, [0.4, 0.6])
    read(case, path)
    bam(world, [0.0, 1.0])
    read(case, path, is_nmd_inhibited=True)
    ((source, evidence),) = stored(case, PLUS_LOSS)
    assert source.is_nmd_inhibited
    assert evidence.outcomes[0].verdict.verdict is Verdict.CONTRADICTS


def test_the_tissue_brings_the_inclusion_of_people_without_the_variant(case, world, monkeypatch):
    row = np.full(len(tissue_psi.TISSUES), np.nan, np.float32)
    row[tissue_psi.TISSUES.index("Whole Blood")] = 0.97
    known = TissuePsi({("toy1", *PLUS[1], "+"): row})
    monkeypatch.setattr(job, "read_tissue_psi", lambda *_: known)
    read(case, bam(world, [0.4, 0.6]), tissue="blood")
    ((source, evidence),) = stored(case, PLUS_LOSS)
    assert source.tissue == "Whole Blood"
    (exon,) = evidence.exons
    assert exon.reference_psi == pytest.approx(0.97)
    assert "clearly less than there" in exon.sentence


def test_without_the_table_it_is_told_and_the_reads_are_read(case, world):
    steps, _ = read(case, bam(world, [0.4, 0.6]), tissue="LCL")
    notes = [step.note for step in steps if step.note]
    assert notes == [
        "Inclusion in people without the variant is not known: the genome build has no GTEx table."
    ]
    assert len(stored(case, PLUS_LOSS)) == 1


def test_a_file_that_cannot_be_used_leaves_the_case_as_it_was(case, world):
    path = bam(world, [0.4, 0.6])
    read(case, path)
    before = stored(case, PLUS_LOSS)
    Path(f"{path}.bai").unlink()
    with pytest.raises(InputFileError, match="its index"):
        read(case, path)
    with Reference(world.reference) as reference:
        writer = BamWriter(reference, "toy1", lengths={"toy1": 59_999})
        other_build = writer.write(world.folder / "other.bam", ())
    with pytest.raises(AssemblyMismatchError, match="59,999"):
        read(case, other_build)
    assert stored(case, PLUS_LOSS) == before


def test_tissues_are_named_as_people_name_them():
    assert tissue_named("") == ""
    assert tissue_named("Blood") == "Whole Blood"
    assert tissue_named("lcl") == "EBV-xform lymphocytes - Cells"
    assert tissue_named("thyroid") == "Thyroid"
    with pytest.raises(UsageError, match="Choose blood"):
        tissue_named("left elbow")


def test_inclusion_of_what_the_table_lacks_is_not_known(world):
    from core.domain.assembly import Assembly
    from tests.core.interpret.builders import transcript

    one = transcript()
    psi = read_tissue_psi(Assembly.GRCH38, [one])
    assert psi.of(one, one.exons[0], "Whole Blood") is None
    assert "not installed" in psi.why_not
    assert TissuePsi({}).of(one, one.exons[0], "Whole Blood") is None


class TestPlan:
    @pytest.fixture(autouse=True)
    def _primer3(self):
        pytest.importorskip("primer3", reason="primer3-py (extra primers) is not installed")

    def spelled(self, world, pos):
        return f"toy1-{pos}-{world.base(pos)}-{other(world.base(pos))}"

    def test_a_plan_is_made_from_a_case(self, case, world):
        _, plan = drive(plan_rna_test(case, self.spelled(world, MINUS_LOSS), outcomes_of))
        assert (plan.gene_symbol, plan.strand) == ("MINUSGENE", "-")
        (assay,) = plan.rt_pcr
        usual, skipped = (band.size for band in assay.bands)
        assert usual - skipped == MINUS[1][1] - MINUS[1][0]
        assert plan.genomic is not None
        assert plan.names == (
            f"toy1:g.{MINUS_LOSS}{world.base(MINUS_LOSS)}>{other(world.base(MINUS_LOSS))}",
        )
        assert {line.n_known for line in plan.tissues} == {0}

    def test_primers_avoid_what_else_the_case_has(self, world):
        world.add(PLUS_LOSS)
        spec = world.spec()
        drive(read_case(spec))
        spelled = self.spelled(world, PLUS_LOSS)
        _, free = drive(plan_rna_test(spec.case, spelled, outcomes_of))
        spec.case.unlink()
        at = [one.places[0][0] + 1 for one in (free.rt_pcr[0].forward, free.genomic.reverse)]
        for place in at:
            world.add(place + 1)
        drive(read_case(world.spec()))
        _, plan = drive(plan_rna_test(spec.case, spelled, outcomes_of))
        for assay in (*plan.rt_pcr, plan.genomic):
            for primer in (assay.forward, assay.reverse):
                assert not any(s <= one < e for s, e in primer.places for one in at)
        assert "avoid 2 other variants" in plan.notes[1]

    def test_a_variant_that_is_not_in_the_case_is_refused(self, case, world):
        with pytest.raises(UsageError, match="not in this case"):
            drive(plan_rna_test(case, self.spelled(world, PLUS_LOSS + 3), outcomes_of))

    def test_a_transcript_without_aberration_is_refused_and_others_named(self, case, world):
        with pytest.raises(UsageError, match="transcripts with one: PLUSGENE"):
            drive(plan_rna_test(case, self.spelled(world, PLUS_LOSS), outcomes_of, "NM_7"))
        with pytest.raises(UsageError, match="No aberrant transcript is predicted"):
            drive(plan_rna_test(case, self.spelled(world, QUIET), outcomes_of))


def test_a_person_with_the_allele_on_every_copy_is_expected_to_skip_always(world):
    world.add(PLUS_LOSS, calls=("1/1", "0/1", "0/1"))
    spec = world.spec()
    drive(read_case(spec))
    seen = []
    real = job.rna_evidence

    def looking(*arguments):
        seen.append(arguments[4])
        return real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job, "rna_evidence", looking)
        read(spec.case, bam(world, [0.4, 0.6]))
    assert [one.allele_share for one in seen] == [1.0]
    assert seen[0] == replace(seen[0], allele_share=1.0)
