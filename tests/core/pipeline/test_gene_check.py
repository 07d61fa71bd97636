"""Gene models of another build than the reference: refused wherever they would be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.describe import describe_variant
from core.errors import InputFileError
from core.pipeline.gene_check import check_genes
from core.pipeline.intake import read_case
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import DescribeSpec, ScoreFileSpec
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other

LOSS = PLUS[1][1] + 1
REFUSED = (
    r"gene models belong to another genome build\. Choose gene models of the reference's build"
)


def genes(world: World, n_right: int, n_shifted: int) -> Path:
    """A gene table with copies of a gene in its place and copies some bases beside it."""
    header, row, *_ = world.genes.read_text().splitlines()
    rows = [header]
    for number, shift in enumerate([0] * n_right + list(range(7, 7 + n_shifted))):
        fields = row.split("\t")
        starts, ends = (
            [int(one) + shift for one in fields[at].strip(",").split(",")] for at in (5, 6)
        )
        edges = ["".join(f"{one}," for one in places) for places in (starts, ends)]
        rows.append(
            "\t".join([f"GENE{number}", *fields[1:3], str(starts[0]), str(ends[-1]), *edges])
        )
    path = world.folder / "some.genes.tsv"
    path.write_text("\n".join(rows) + "\n")
    return path


def read(world: World, models: Path) -> None:
    drive(read_case(world.spec(genes=(models,))))


def score(world: World, models: Path) -> str:
    out = world.folder / "out.vcf"
    spec = ScoreFileSpec(vcf=world.spec().vcf, out=out, reference=world.reference, genes=models)
    return drive(score_file(spec, engine=ToyEngine()))[1]


def describe(world: World, models: Path) -> None:
    spelled = f"toy1-{LOSS}-{world.base(LOSS)}-{other(world.base(LOSS))}"
    drive(describe_variant(DescribeSpec(spelled, world.reference, models, ("toy",))))


@pytest.mark.parametrize("use", [read, score, describe])
def test_gene_models_of_another_build_are_refused_with_the_numbers(
    world: World, use: Callable[[World, Path], object]
):
    world.add(LOSS)
    models = genes(world, 4, 8)
    with pytest.raises(InputFileError, match=REFUSED) as caught:
        use(world, models)
    assert str(models) in caught.value.cause
    assert str(world.reference) in caught.value.cause
    assert "only 4 of 12 introns" in caught.value.cause
    assert not world.spec().case.exists()
    assert not (world.folder / "out.vcf").exists()


def test_gene_models_that_fit_in_part_are_read_and_the_doubt_is_told(world: World):
    world.add(LOSS)
    models = genes(world, 8, 4)
    read(world, models)
    with CaseStore.open(world.spec().case) as store:
        assert any("only 8 of 12 introns" in text for text in store.info().warnings)
    assert "only 8 of 12 introns" in score(world, models)


@pytest.mark.parametrize(("n_right", "n_shifted"), [(12, 0), (0, 9)])
def test_fitting_models_and_too_few_to_judge_raise_no_doubt(
    world: World, n_right: int, n_shifted: int
):
    models = genes(world, n_right, n_shifted)
    with Reference(world.reference) as reference:
        assert check_genes(models, load_genes(models), reference) is None


def test_mane_is_taken_on_its_own_build_and_refused_on_the_other(shared: Path):
    models = shared / "data/genes/MANE.GRCh38.gff3.gz"
    loaded = load_genes(models)
    with Reference(shared / "data/reference/GRCh38.fa.gz") as reference:
        assert check_genes(models, loaded, reference) is None
    with (
        Reference(shared / "data/reference/GRCh37.fa.gz") as reference,
        pytest.raises(InputFileError, match=r"only 0 of \d+ introns .*\(GRCh37\)"),
    ):
        check_genes(models, loaded, reference)
