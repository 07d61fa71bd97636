"""MMSplice and MTSplice against published numbers and against the published package."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from core.sources.reference import Reference
from models.packs import PackState, status
from models.splice.exon_protocol import MODULES, ExonEffect, ExonRequest
from models.splice.mmsplice import MmSpliceEngine
from models.splice.reference_psi import TISSUES

pytestmark = pytest.mark.science

HERE = Path(__file__).parent
EXON22 = (41_199_659, 41_199_720)
TOLERANCE = 1e-4


@pytest.fixture(scope="session")
def engine(spliceai_pack) -> MmSpliceEngine:
    """The installed engine; the spliceai pack names the data folder."""
    if status("mmsplice").state is not PackState.INSTALLED:
        pytest.skip("The mmsplice pack is not installed; run `intronaut packs install mmsplice`.")
    return MmSpliceEngine.load(device="cpu", threads=1)


@pytest.fixture
def grch37(shared) -> Iterator[Reference]:
    with Reference(shared / "data" / "reference" / "GRCh37.fa.gz") as found:
        yield found


@pytest.fixture
def grch38(shared) -> Iterator[Reference]:
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as found:
        yield found


def rows(name: str) -> list[dict[str, str]]:
    lines = [line for line in (HERE / name).read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def request(
    reference: Reference,
    exon: tuple[int, int],
    strand: str,
    row: dict[str, str],
    introns: tuple[bool, bool] = (True, True),
) -> ExonRequest:
    flank = 400 + len(row["ref"])
    first = exon[0] - flank
    return ExonRequest(
        window=reference.fetch("chr17", first, exon[1] + flank),
        exon_start=flank,
        exon_end=flank + exon[1] - exon[0],
        variant_start=int(row["pos"]) - 1 - first,
        ref=row["ref"],
        alt=row["alt"],
        strand=strand,
        left_intron=introns[0],
        right_intron=introns[1],
    )


def scored(engine: MmSpliceEngine, requests: list[ExonRequest]) -> list[ExonEffect]:
    found = dict(engine.score(requests))
    return [found[index] for index in range(len(requests))]


def test_the_module_scores_published_for_brca1_exon_22_are_reproduced(
    spliceai_pack, engine, grch37
):
    plain, *variants = rows("mmsplice.published.GRCh37.tsv")
    requests = [request(grch37, EXON22, "-", row) for row in variants]
    for row, effect in zip(variants, scored(engine, requests), strict=True):
        expected = [float(row[name]) for name in MODULES]
        assert effect.alt_modules == pytest.approx(expected, abs=TOLERANCE), row
        reference = [float(plain[name]) for name in MODULES]
        assert effect.ref_modules == pytest.approx(reference, abs=TOLERANCE)


def test_the_published_package_is_reproduced_on_every_kind_of_variant(
    spliceai_pack, engine, grch38
):
    known = rows("mmsplice.tensorflow.GRCh38.tsv")
    assert len(known) == 128
    requests = [
        request(
            grch38,
            (int(row["start"]), int(row["end"])),
            row["strand"],
            row,
            (row["left"] != "0", row["right"] != "0"),
        )
        for row in known
    ]
    for row, effect in zip(known, scored(engine, requests), strict=True):
        where = (row["pos"], row["ref"], row["alt"])
        assert effect.delta_logit_psi == pytest.approx(
            float(row["delta_logit_psi"]), abs=TOLERANCE
        ), where
        assert effect.pathogenicity == pytest.approx(float(row["pathogenicity"]), abs=TOLERANCE)
        assert effect.efficiency == pytest.approx(float(row["efficiency"]), abs=TOLERANCE)
        for side, values in (("ref", effect.ref_modules), ("alt", effect.alt_modules)):
            expected = [float(row[f"{side}_{name}"]) for name in MODULES]
            assert values == pytest.approx(expected, abs=TOLERANCE), where
        for column in (name for name in row if name.startswith("tissue ")):
            value = effect.tissue_alt[TISSUES.index(column.removeprefix("tissue "))]
            assert value == pytest.approx(float(row[column]), abs=TOLERANCE), where


def test_an_allele_equal_to_ref_changes_nothing_in_any_tissue(spliceai_pack, engine, grch37):
    base = grch37.fetch("chr17", 41_199_699, 41_199_700)
    row = {"pos": "41199700", "ref": base, "alt": base}
    (effect,) = scored(engine, [request(grch37, EXON22, "-", row)])
    assert effect.delta_logit_psi == pytest.approx(0.000648, abs=1e-6)
    assert np.ptp(effect.tissue_delta) == 0


def test_what_stands_together_in_a_batch_changes_no_score(spliceai_pack, engine, grch37):
    _, *variants = rows("mmsplice.published.GRCh37.tsv")
    requests = [request(grch37, EXON22, "-", row) for row in variants]
    alone = [scored(engine, [one])[0].delta_logit_psi for one in requests[:4]]
    together = [effect.delta_logit_psi for effect in scored(engine, requests)[:4]]
    assert together == pytest.approx(alone, abs=2e-5)


def test_gtex_inclusion_of_a_constitutive_exon_is_near_one(spliceai_pack, engine):
    exon = ("chr17", *EXON22, "-")
    found = engine.reference_psi("GRCh37", [exon, ("chr17", 1, 2, "-")])
    assert list(found) == [exon]
    psi = found[exon]
    assert psi.shape == (56,)
    assert np.isnan(psi[TISSUES.index("Retina - Eye")])
    assert psi[TISSUES.index("Whole Blood")] == pytest.approx(0.99427, abs=1e-5)
    assert np.nanmin(psi) > 0.98
